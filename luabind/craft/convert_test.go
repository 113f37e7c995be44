package craft

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luavm"
	"ccnet/value"
)

func newEngine() *engine {
	return NewFactory(0).NewEngine(nil, luabind.EngineConfig{Seed: 1}).(*engine)
}

// roundTrip sends a Lua value out of one engine and into another.
func roundTrip(t testing.TB, from, to *engine, v luavm.Value) luavm.Value {
	frozen, err := from.fromLua(v)
	require.NoError(t, err)
	to.thaw.reset()
	return to.toLua(value.Freeze(frozen))
}

func TestScalars(t *testing.T) {
	e, other := newEngine(), newEngine()
	for _, v := range []luavm.Value{
		luavm.Nil, luavm.Bool(true), luavm.Bool(false), luavm.Number(0), luavm.Number(-1.5), luavm.String(""), luavm.String("a\x00\xff"),
	} {
		assert.True(t, luavm.RawEqual(v, roundTrip(t, e, other, v)))
	}
	thread := e.state.NewThread(luavm.Nil)
	assert.True(t, roundTrip(t, e, other, thread.Value()).IsNil())

	opaque, err := e.fromLua(thread.Value())
	require.NoError(t, err)
	assert.Equal(t, "thread", opaque.TypeName())
	assert.True(t, luavm.RawEqual(thread.Value(), e.toLua(opaque)), "a coroutine that stays comes back itself")
}

func TestTables(t *testing.T) {
	e, other := newEngine(), newEngine()
	inner, outer := e.state.NewTable(0, 0), e.state.NewTable(0, 0)
	for i := 1; i <= 40; i++ {
		inner.SetInt(e.state, i, luavm.Int(i*i))
	}
	outer.SetStr(e.state, "one", inner.Value())
	outer.SetStr(e.state, "two", inner.Value())
	outer.SetStr(e.state, "self", outer.Value())
	require.NoError(t, outer.Set(e.state, inner.Value(), luavm.Bool(true)))

	back, ok := roundTrip(t, e, other, outer.Value()).AsTable()
	require.True(t, ok)
	one, _ := back.GetStr("one").AsTable()
	two, _ := back.GetStr("two").AsTable()
	assert.Same(t, one, two)
	assert.True(t, back.Get(one.Value()).Truthy())
	self, _ := back.GetStr("self").AsTable()
	assert.Same(t, back, self)
	assert.Equal(t, 40, one.Len())
}

func TestTypeName(t *testing.T) {
	e := newEngine()
	table, meta := e.state.NewTable(0, 0), e.state.NewTable(0, 0)
	meta.SetStr(e.state, "__name", luavm.String("vector"))
	table.SetMeta(meta)
	v, err := e.fromLua(table.Value())
	require.NoError(t, err)
	assert.Equal(t, "vector", v.TypeName())
}

// build makes a table of the bytes of a fuzzer's input: a little machine with a
// stack of tables.
func build(s *luavm.State, program []byte) luavm.Value {
	stack := []*luavm.Table{s.NewTable(0, 0)}
	key := luavm.Nil
	for i := 0; i < len(program); i++ {
		top := stack[len(stack)-1]
		switch program[i] % 8 {
		case 0:
			key = luavm.Int(int(program[i] / 8))
		case 1:
			key = luavm.String(string(program[i:min(i+3, len(program))]))
		case 2:
			_ = top.Set(s, key, luavm.Number(float64(i)/3))
		case 3:
			_ = top.Set(s, key, key)
		case 4:
			t := s.NewTable(0, 0)
			_ = top.Set(s, key, t.Value())
			stack = append(stack, t)
		case 5:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case 6:
			_ = top.Set(s, key, stack[int(program[i]/8)%len(stack)].Value())
		case 7:
			key = stack[int(program[i]/8)%len(stack)].Value()
		}
	}
	return stack[0].Value()
}

// FuzzConvert copies tables of any shape out of an engine and into another, and
// there and back again: the second copy equals the first.
func FuzzConvert(f *testing.F) {
	f.Add([]byte{0, 2, 4, 1, 3, 6, 5, 7, 4})
	f.Add([]byte{8, 4, 8, 4, 8, 6, 14, 7, 2})
	f.Fuzz(func(t *testing.T, program []byte) {
		e, other := newEngine(), newEngine()
		first, err := e.fromLua(build(e.state, program))
		if err != nil {
			return // too large
		}
		other.thaw.reset()
		second, err := other.fromLua(other.toLua(first))
		require.NoError(t, err)
		assert.LessOrEqual(t, value.Size(second), value.Size(first), "keys may become equal, but nothing is added")
	})
}
