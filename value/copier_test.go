package value

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// source is an engine's table for tests: keys and values are nil, bool, int,
// float64, string, *source, or anything else, which is opaque.
type source struct{ pairs []any }

func tbl(pairs ...any) *source { return &source{pairs} }

// copied walks v as an engine would.
func copied(c *Copier, v any) (Value, error) {
	switch v := v.(type) {
	case nil:
		return Nil, nil
	case bool:
		return Bool(v), nil
	case int:
		return Int(v), nil
	case float64:
		return Number(v), nil
	case string:
		return String(v), nil
	case *source:
		out, fresh, err := c.Begin(v, len(v.pairs)/2)
		if err != nil || !fresh {
			return out, err
		}
		for i := 0; i < len(v.pairs); i += 2 {
			key, err := copied(c, v.pairs[i])
			if err != nil {
				return Nil, err
			}
			val, err := copied(c, v.pairs[i+1])
			if err != nil {
				return Nil, err
			}
			if err := c.Add(key, val); err != nil {
				return Nil, err
			}
		}
		return c.End(), nil
	}
	return Opaque("function", v), nil
}

func mustCopy(t testing.TB, v any) Value {
	t.Helper()
	out, err := copied(new(Copier), v)
	require.NoError(t, err)
	return out
}

// keys lists the keys of a table in order.
func keys(v Value) (list []string) {
	for _, e := range v.AsTable().Entries() {
		list = append(list, string(AppendJSON(nil, e.Key)))
	}
	return list
}

func ExampleCopier() {
	c := NewCopier(Limits{Depth: 100})
	engineTable := map[string]string{"name": "alice"} // stands for an engine's table
	table, _, err := c.Begin(&engineTable, len(engineTable))
	if err != nil {
		panic(err)
	}
	for k, v := range engineTable {
		if err := c.Add(String(k), String(v)); err != nil {
			panic(err)
		}
	}
	c.End()
	fmt.Println(table.AsTable().Field("name").AsString())
	// Output: alice true
}

func TestCopyRules(t *testing.T) {
	opaque := func() {}
	shared := tbl("x", 1)
	for _, row := range []struct {
		name string
		in   any
		want string // as AppendJSON has it
	}{
		{"nil", nil, `null`},
		{"scalars", tbl("a", true, "b", 1.5), `{"a":true,"b":1.5}`},
		{"opaque value", tbl("f", opaque, "a", 1), `{"a":1}`},
		{"opaque key", tbl(opaque, 1, "a", 1), `{"a":1}`},
		{"nothing left", tbl("f", opaque), `{}`},
		{"shared", tbl(1, shared, 2, shared), `[{"x":1},{"$table":2}]`},
		{"equal but not shared", tbl(1, tbl("x", 1), 2, tbl("x", 1)), `[{"x":1},{"x":1}]`},
		{"empty table keys merge", tbl(tbl(), 1, tbl(), 2), `{"[table]":2}`},
		{"equal table keys merge", tbl(tbl("a", 1, "b", tbl()), 1, tbl("b", tbl(), "a", 1), 2), `{"[table]":2}`},
		{"different table keys do not", tbl(tbl(1, 1), 1, tbl(1, 2), 2), `{"[table]":1,"[table]":2}`},
		{"nor equal hashes", tbl(tbl(1, "Aa"), 1, tbl(1, "BB"), 2), `{"[table]":1,"[table]":2}`},
		{"keys of tables of tables", tbl(tbl(tbl("k", 1), 1), 1, tbl(tbl("k", 1), 1), 2), `{"[table]":2}`},
		{"a NaN equals itself", tbl(tbl(1, nan()), 1, tbl(1, nan()), 2), `{"[table]":2}`},
		{"another kind", tbl(tbl(1, 1), 1, tbl(1, true), 2), `{"[table]":1,"[table]":2}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.want, string(AppendJSON(nil, mustCopy(t, row.in))))
		})
	}
}

func nan() float64 { z := 0.0; return z / z }

func TestCopyCycles(t *testing.T) {
	loop := tbl()
	loop.pairs = []any{"self", loop, loop, 1}
	v := mustCopy(t, loop)
	assert.Equal(t, v, v.AsTable().Field("self"))
	assert.Equal(t, Int(1), v.AsTable().Get(v))

	// Keys that hold the table that holds them.
	outer := tbl()
	outer.pairs = []any{tbl("up", outer), 1, tbl("up", outer), 2, tbl("up", outer, "x", tbl("up", outer)), 3}
	assert.Equal(t, 3, mustCopy(t, outer).AsTable().Len(), "the game would overflow its stack")
}

func TestCopyArgumentsApart(t *testing.T) {
	c := NewCopier(Limits{})
	shared := tbl("x", 1)
	a, err := copied(c, shared)
	require.NoError(t, err)
	again, err := copied(c, shared)
	require.NoError(t, err)
	assert.Same(t, a.AsTable(), again.AsTable())
	c.Reset()
	b, err := copied(c, shared)
	require.NoError(t, err)
	assert.NotSame(t, a.AsTable(), b.AsTable())
	assert.Equal(t, a, mustCopy(t, shared))
}

// TestOrder has orders that Java's own HashMap gave.
func TestOrder(t *testing.T) {
	rednet := tbl("message", 1, "nRecipient", 2, "nMessageID", 3, "sProtocol", 4, "nSender", 5)
	assert.Equal(t, `"nSender" "nRecipient" "sProtocol" "message" "nMessageID"`, order(t, rednet))
	array := tbl()
	for i := 1; i <= 20; i++ {
		array.pairs = append(array.pairs, i, true)
	}
	assert.Equal(t, "2 8 9 10 11 3 12 13 14 15 1 4 16 17 18 19 5 20 6 7", order(t, array))
	collide := tbl()
	for i := range 32 { // strings of one hash each for their length
		s := ""
		for bit := range 5 {
			s += []string{"Aa", "BB"}[i>>bit&1]
		}
		collide.pairs = append(collide.pairs, s, i)
	}
	for i := range 60 {
		collide.pairs = append(collide.pairs, i, i)
	}
	assert.Equal(t, strings.Join([]string{
		`0 2 3 4 5 6 7 "BBAaAaAaAa" "AaAaAaAaAa" "AaAaAaAaBB" "AaBBAaAaAa" "BBBBAaAaAa" "BBBBAaAaBB" "BBAaBBBBAa"`,
		`"BBAaBBBBBB" "BBAaBBAaBB" "AaAaBBAaAa" "AaAaAaBBBB" "AaAaBBBBAa" "AaAaBBBBBB" "AaAaBBAaBB" "BBAaBBAaAa"`,
		`"AaBBBBAaAa" "AaBBBBBBAa" "AaBBBBBBBB" "AaBBBBAaBB" "BBBBBBAaAa" "BBBBAaBBBB" "BBBBBBBBAa" "BBBBBBBBBB"`,
		`"BBBBBBAaBB" "BBBBAaBBAa" "AaAaAaBBAa" "BBAaAaBBAa" "BBAaAaBBBB" "BBAaAaAaBB" "AaBBAaBBAa" "AaBBAaBBBB"`,
		`"AaBBAaAaBB" 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39`,
		`40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 1`,
	}, " "), order(t, collide))
}

func order(t *testing.T, in any) string { return strings.Join(keys(mustCopy(t, in)), " ") }

// TestArrayOrders compares arrays of many lengths, with keys inserted upwards
// and downwards, by a checksum of what Java gave.
func TestArrayOrders(t *testing.T) {
	sum := crc32.NewIEEE()
	for n := 1; n <= 1500; n += 7 {
		up, down := tbl(), tbl()
		for i := 1; i <= n; i++ {
			up.pairs = append(up.pairs, i, i)
			down.pairs = append(down.pairs, n+1-i, i)
		}
		for _, in := range []*source{up, down} {
			fmt.Fprintln(sum, strings.Join(keys(mustCopy(t, in)), " "))
		}
	}
	assert.Equal(t, uint32(1669036648), sum.Sum32())
}

func TestCopyLimits(t *testing.T) {
	deep := func(n int) any {
		var v any = 1
		for range n {
			v = tbl(1, v)
		}
		return v
	}
	wide := tbl()
	for i := range 100 {
		wide.pairs = append(wide.pairs, i, strings.Repeat("x", 100))
	}
	// 2^40 paths, but few tables.
	bomb := tbl("leaf", 1)
	for range 40 {
		bomb = tbl(1, bomb, 2, bomb)
	}
	clone := tbl("leaf", 1)
	for range 40 {
		clone = tbl(1, clone, 2, clone)
	}
	rivals := tbl() // keys of one hash, each of which must be compared with all
	for i := range 3000 {
		rivals.pairs = append(rivals.pairs, tbl(i, i, -i-1, -i-1), true)
	}
	for _, row := range []struct {
		name   string
		limits Limits
		in     any
		fails  string
	}{
		{"deep enough", Limits{Depth: 10}, deep(10), ""},
		{"too deep", Limits{Depth: 10}, deep(11), "more than 10 tables deep"},
		{"deep by default", Limits{}, deep(4096), ""},
		{"too deep by default", Limits{}, deep(4097), "more than 4096 tables deep"},
		{"many entries", Limits{Entries: 100}, wide, ""},
		{"too many entries", Limits{Entries: 99}, wide, "more than 99 entries"},
		{"too many bytes", Limits{Bytes: 10000}, wide, "more than 10000 bytes"},
		{"a wide bomb as value", Limits{}, bomb, ""},
		{"a wide bomb as key", Limits{}, tbl(bomb, 1, clone, 2), ""},
		{"a deep key", Limits{}, tbl(deep(4000), 1, deep(4000), 2), ""},
		{"rivals", Limits{Entries: 20000}, rivals, "more than 80000 steps"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := NewCopier(row.limits)
			_, err := copied(c, row.in)
			if row.fails == "" {
				require.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, row.fails)
			}
			c.Reset()
			_, err = copied(c, tbl(1, 2))
			assert.NoError(t, err, "usable again")
			assert.Equal(t, 1+tableCost, c.Cost())
		})
	}
}

func TestCopierMemory(t *testing.T) {
	c := NewCopier(Limits{})
	many := tbl()
	for i := range 3000 {
		many.pairs = append(many.pairs, i, tbl())
	}
	for range 2 {
		v, err := copied(c, many)
		require.NoError(t, err)
		assert.Equal(t, 3000, v.AsTable().Len())
		c.Reset()
	}
}

func TestSize(t *testing.T) {
	assert.Equal(t, scalarSize, Size(Nil))
	assert.Equal(t, scalarSize+5, Size(String("hello")))
	shared := tbl("k", "v")
	in := tbl(1, shared, 2, shared)
	want := scalarSize + tableSize + 2*2*scalarSize + tableSize + 2*scalarSize + 2
	assert.Equal(t, want, Size(mustCopy(t, in)))
	inner := NewTable(1)
	inner.Add(String("k"), String("v"))
	assert.Equal(t, want, Size(List(FromTable(inner), FromTable(inner))))
}

func TestFreeze(t *testing.T) {
	f := Opaque("function", func() {})
	assert.Equal(t, Nil, Freeze(f))
	assert.Equal(t, Int(1), Freeze(Int(1)))
	clean := List(Int(1), List(Int(2)))
	assert.Same(t, clean.AsTable(), Freeze(clean).AsTable())

	loop := NewTable(0)
	loop.Add(String("self"), FromTable(loop))
	loop.Add(String("f"), f)
	loop.Add(f, Int(1))
	frozen := Freeze(FromTable(loop))
	assert.Equal(t, 3, loop.Len(), "the original stays")
	assert.Equal(t, `{"self":{"$table":1}}`, string(AppendJSON(nil, frozen)))
	assert.Same(t, frozen.AsTable(), Freeze(frozen).AsTable())

	args := []Value{Int(1), f, String("x"), FromTable(loop)}
	out := FreezeAll(args)
	assert.Equal(t, []Value{Int(1), Nil, String("x")}, out[:3])
	assert.Equal(t, 1, out[3].AsTable().Len())
	assert.Equal(t, KindOpaque, args[1].Kind())
	same := []Value{Int(1), clean}
	assert.Equal(t, &same[0], &FreezeAll(same)[0])
}

func BenchmarkCopy(b *testing.B) {
	array := tbl()
	for i := range 200 {
		array.pairs = append(array.pairs, i+1, i)
	}
	for _, bench := range []struct {
		name string
		in   any
	}{
		{"scalar", "hello"},
		{"rednet", tbl("message", "hello", "nRecipient", 2, "nMessageID", 3, "sProtocol", "x", "nSender", 5)},
		{"nested", tbl("a", tbl("b", 1, "c", 2), "d", tbl("e", 1), "f", "g")},
		{"array200", array},
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := NewCopier(Limits{})
			b.ReportAllocs()
			for b.Loop() {
				c.Reset()
				if _, err := copied(c, bench.in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestFewAgainstMap compares the short cut for small tables with the full map.
func TestFewAgainstMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var m javaMap
	for range 2000 {
		in := tbl()
		var entries []Entry
		var hashes []int32
		for i := range r.IntN(fewEntries) + 1 {
			k := fmt.Sprint(r.IntN(1000), i)
			in.pairs = append(in.pairs, k, 1)
			entries = append(entries, Entry{String(k), Int(1)})
			hashes = append(hashes, hashString(k))
		}
		var want []string
		for _, i := range m.order(entries, hashes) {
			want = append(want, string(AppendJSON(nil, entries[i].Key)))
		}
		require.Equal(t, strings.Join(want, " "), order(t, in))
	}
}

// FuzzCopier copies graphs of tables that hold each other as keys and values.
func FuzzCopier(f *testing.F) {
	f.Add([]byte{0, 1, 1, 1, 0, 0, 2, 2, 2})
	f.Add([]byte("a graph of tables that are keys of tables"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var tables [16]*source
		for i := range tables {
			tables[i] = tbl()
		}
		part := func(b byte) any {
			switch b >> 4 & 3 {
			case 0:
				return int(b & 15)
			case 1:
				return string(b)
			}
			return tables[b&15]
		}
		for ; len(data) >= 3; data = data[3:] {
			in := tables[data[0]&15]
			in.pairs = append(in.pairs, part(data[1]), part(data[2]))
		}
		c := NewCopier(Limits{Depth: 12, Entries: 500, Bytes: 20000})
		v, err := copied(c, tables[0])
		if err != nil {
			return
		}
		require.Equal(t, v, Freeze(v))
		require.True(t, json.Valid(AppendJSON(nil, v)))
		require.Positive(t, Size(v))
		c.Reset()
		again, err := copied(c, tables[0])
		require.NoError(t, err)
		require.Equal(t, AppendJSON(nil, v), AppendJSON(nil, again))
	})
}

// TestCopyOfFrozen copies what is frozen already: the copy shares nothing with it, holds
// itself where the original does, and is in the order of the map that carries it.
func TestCopyOfFrozen(t *testing.T) {
	shared := List(Int(1), Bytes([]byte{7, 8}))
	outer := NewTable(0)
	for i := 20; i > 0; i-- {
		outer.Add(Int(i), Int(-i))
	}
	outer.Add(String("one"), shared)
	outer.Add(String("two"), shared)
	outer.Add(String("self"), FromTable(outer))

	var c Copier
	first, err := c.Copy(FromTable(outer))
	require.NoError(t, err)
	copied := first.AsTable()
	require.Equal(t, outer.Len(), copied.Len())
	assert.NotSame(t, outer, copied)
	assert.Same(t, copied, copied.Field("self").AsTable())
	assert.Same(t, copied.Field("one").AsTable(), copied.Field("two").AsTable())
	assert.NotSame(t, shared.AsTable(), copied.Field("one").AsTable())
	assert.Equal(t, `[1,[7,8]]`, string(AppendJSON(nil, copied.Field("one"))))
	assert.Equal(t, Int(-20), copied.Get(Int(20)))

	second, err := c.Copy(first)
	require.NoError(t, err)
	assert.Equal(t, AppendJSON(nil, first), AppendJSON(nil, second))
	assert.NotEqual(t, AppendJSON(nil, FromTable(outer)), AppendJSON(nil, first))

	scalar, err := c.Copy(String("text"))
	require.NoError(t, err)
	assert.Equal(t, String("text"), scalar)

	deep := List()
	for range 5000 {
		deep = List(deep)
	}
	_, err = c.Copy(deep)
	assert.ErrorContains(t, err, "tables deep")
}
