package value

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFormatNumber(t *testing.T) {
	for want, f := range map[string]float64{
		"0": math.Copysign(0, -1), "1": 1, "-7": -7, "0.3": 0.1 + 0.2, "1.5": 1.5, "0.33333333333333": 1.0 / 3,
		"1000000000000000": 1e15, "9007199254740992": 1 << 53, "9223372036854775807": 1 << 63,
		"-9223372036854775808": -1 << 63, "1.844674407371e+19": 1 << 64, "1e+100": 1e100, "1e-05": 1e-5,
		"0.0001": 0.0001, "123456.789": 123456.789, "nan": math.NaN(), "inf": math.Inf(1), "-inf": math.Inf(-1),
		"4.9406564584125e-324": 5e-324, "1.7976931348623e+308": math.MaxFloat64,
	} {
		assert.Equal(t, want, FormatNumber(f))
	}
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]float64{
		"0": 0, "-0": 0, "12": 12, "+12": 12, " \t\n\v\f\r1 ": 1, "1.": 1, ".5": 0.5, "-.5": -0.5, "1e3": 1000, "1E-2": 0.01,
		"1e+2": 100, "0x10": 16, "-0X1f": -31, "0x.8": 0.5, "0xA.": 10, "0x1p4": 16, "0x1P-1": 0.5, "0x0p9": 0, "-0x0": 0,
		"0x1p99999999999999999999": math.Inf(1), "1e999": math.Inf(1), "-1e999": math.Inf(-1), "1e-999": 0,
		"0xffffffffffffffff": -1, "--1": 1, "0x" + strings.Repeat("0", 50) + "1": 1, "007": 7,
	} {
		f, ok := ParseNumber(s)
		assert.True(t, ok, s)
		if math.IsInf(want, 0) || want == 0 {
			assert.Equal(t, want, f, s)
		} else {
			assert.InEpsilon(t, want, f, 1e-9, s)
		}
		assert.False(t, f == 0 && math.Signbit(f), s)
	}
	for _, s := range []string{
		"", " ", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "nan", "inf", "-inf", "infinity", "0x", "0x.", "0xg", "0x1p", "0x1p+",
		"0x1.2.3", "0x1pz", "1_000", "1f", "1 2", "---1", "- 1", "1\x00", "0x-1", "0b1", "0x." + strings.Repeat("1", 31), "١",
	} {
		_, ok := ParseNumber(s)
		assert.False(t, ok, "%q", s)
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1", "-0x1.8p-3", "1e5", " 0x ", "nan"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := ParseNumber(s)
		if !ok || math.IsInf(n, 0) {
			return
		}
		again, ok := ParseNumber(FormatNumber(n))
		require.True(t, ok)
		require.InDelta(t, n, again, math.Abs(n)*1e-13)
	})
}

// dict makes a table of pairs.
func dict(pairs ...Value) Value {
	t := NewTable(0)
	for i := 0; i < len(pairs); i += 2 {
		t.Add(pairs[i], pairs[i+1])
	}
	return FromTable(t)
}

func ExampleSerialise() {
	v := List(Int(1), Strings([]string{"a", "b"}))
	text, _ := Serialise(v, SerialiseOptions{})
	fmt.Println(text)
	text, _ = Serialise(v, SerialiseOptions{Compact: true})
	fmt.Println(text)
	// Output:
	// {
	//   1,
	//   {
	//     "a",
	//     "b",
	//   },
	// }
	// {1,{"a","b",},}
}

func TestSerialise(t *testing.T) {
	key := String("k")
	mixed := dict(String("end"), Int(1), Int(3), Int(3), key, Nil, Int(2), String("b"), Int(1), String("a"),
		String("_x1"), Bool(true), String("1x"), Bool(false), Bool(true), Number(0.5), Number(1.5), Int(0), List(), List())
	for _, row := range []struct {
		v             Value
		text, compact string
	}{
		{Nil, "nil", "nil"},
		{Bool(true), "true", "true"},
		{Number(1.0 / 3), "0.33333333333333", "0.33333333333333"},
		{Number(math.NaN()), "0/0", "0/0"},
		{Number(math.Inf(1)), "1/0", "1/0"},
		{Number(math.Inf(-1)), "-1/0", "-1/0"},
		{String("a\"\\\n\r\x00\t\xff"), "\"a\\\"\\\\\\\n\\r\\000\t\xff\"", "\"a\\\"\\\\\\\n\\r\\000\t\xff\""},
		{List(), "{}", "{}"},
		{mixed, `{
  "a",
  "b",
  3,
  [ "end" ] = 1,
  k = nil,
  _x1 = true,
  [ "1x" ] = false,
  [ true ] = 0.5,
  [ 1.5 ] = 0,
  [ {} ] = {},
}`, `{"a","b",3,["end"]=1,k=nil,_x1=true,["1x"]=false,[true]=0.5,[1.5]=0,[{}]={},}`},
		{dict(Int(2), Int(2), Int(-1), List(List())), `{
  [ 2 ] = 2,
  [ -1 ] = {
    {},
  },
}`, `{[2]=2,[-1]={{},},}`},
	} {
		got, err := Serialise(row.v, SerialiseOptions{})
		require.NoError(t, err)
		assert.Equal(t, row.text, got)
		got, err = Serialise(row.v, SerialiseOptions{Compact: true})
		require.NoError(t, err)
		assert.Equal(t, row.compact, got)
	}
}

func TestSerialiseRefusals(t *testing.T) {
	twice := List(Int(1))
	repeated := List(twice, twice)
	loop := NewTable(0)
	loop.Add(Int(1), List(FromTable(loop)))
	bomb := List(String("leaf"))
	for range 40 {
		bomb = List(bomb, bomb)
	}
	deep := List()
	for range 20000 {
		deep = List(deep)
	}
	function := List(Opaque("function", nil))
	again := SerialiseOptions{AllowRepetitions: true, Compact: true}
	jsonAgain := JSONOptions{AllowRepetitions: true}
	for _, row := range []struct {
		v           Value
		again       bool
		want        string
		alsoForJSON bool
	}{
		{repeated, false, "Cannot serialize table with repeated entries", true},
		{FromTable(loop), false, "Cannot serialize table with recursive entries", true},
		{FromTable(loop), true, "Cannot serialize table with recursive entries", true},
		{function, false, "Cannot serialize type function", true},
		{Opaque("thread", nil), false, "Cannot serialize type thread", true},
		{dict(Opaque("function", nil), Int(1)), false, "Cannot serialize type function", false},
		{bomb, true, "serialise: text too long", true},
		{deep, true, "serialise: tables too deeply nested", true},
	} {
		opts, jsonOpts := SerialiseOptions{}, JSONOptions{}
		if row.again {
			opts, jsonOpts = again, jsonAgain
		}
		_, err := Serialise(row.v, opts)
		assert.EqualError(t, err, row.want)
		if row.alsoForJSON {
			_, err = SerialiseJSON(row.v, jsonOpts)
			assert.EqualError(t, err, row.want)
		}
	}
	text, err := Serialise(repeated, again)
	require.NoError(t, err)
	assert.Equal(t, "{{1,},{1,},}", text)
	json, err := SerialiseJSON(repeated, jsonAgain)
	require.NoError(t, err)
	assert.Equal(t, "[[1],[1]]", json)
}

func ExampleUnserialise() {
	v, err := Unserialise(`{ name = "alice", 10, [2] = 0x1F }`)
	fmt.Println(v.AsTable().Field("name").AsString())
	fmt.Println(v.AsTable().Get(Int(2)).AsNumber())
	fmt.Println(err)
	_, err = Unserialise(`os.shutdown()`)
	fmt.Println(err)
	// Output:
	// alice true
	// 31 true
	// <nil>
	// unserialise: position 3: unexpected '.'
}

func TestUnserialise(t *testing.T) {
	for text, want := range map[string]string{
		"":                               `null`,
		" ; ":                            `null`,
		"nil":                            `null`,
		"name":                           `null`,
		"1, 2":                           `1`,
		"true;":                          `true`,
		"-1":                             `-1`,
		"- - 1":                          `1`,
		"0/0":                            `"nan"`,
		"1/0":                            `"inf"`,
		"-1/0":                           `"-inf"`,
		"2^53":                           `9007199254740992`,
		"-2^2":                           `-4`,
		"2^3^2":                          `512`,
		"2^-1":                           `0.5`,
		"1+2*3-4%3":                      `6`,
		"-5%3":                           `1`,
		"5%-3":                           `-1`,
		"(1+2)*'3'":                      `9`,
		"not nil":                        `true`,
		"not 1":                          `false`,
		"0x10.8p1":                       `33`,
		"3 -- comment":                   `3`,
		"--[[ long\n]] 3 --[==[ ]] ]==]": `3`,
		"--[ short\n3":                   `3`,
		`"a\tb\"\\\'\65\065\x41\u{48}\u{20AC}\z  	 c"`: `"a\tb\"\\'AAAH\u00E2\u0082\u00ACc"`,
		"'a\\\nb\\\r\nc'":                       `"a\nb\nc"`,
		"[[\nline\r\nline]]":                    `"line\nline"`,
		"[==[ ]] ]=] ]==]":                      `" ]] ]=] "`,
		"{}":                                    `{}`,
		"{1,2;3,}":                              `[1,2,3]`,
		"{ a = 1, ['b c'] = {2}, [3.5] = 'x' }": `{"a":1,"b c":[2],"[3.5]":"x"}`,
		"{[1]='x','y'}":                         `["y"]`,
		"{'y',[1]='x'}":                         `["y"]`,
		"{" + strings.Repeat("0,", 50) + "[1]=1}": `[1` + strings.Repeat(",0", 49) + `]`,
		"{a=1,a=2}":               `{"a":2}`,
		"{a=1,a=nil}":             `{}`,
		"{nil,2,nil}":             `{"[2]":2}`,
		"{[ [[k]] ]=1}":           `{"k":1}`,
		"{[{}]=1}":                `{"[table]":1}`,
		"{a --[[x]] = --[[y]] 1}": `{"a":1}`,
		"{goto = 1}":              `{"goto":1}`,
		"{x, nil, b}":             `{}`,
		strings.Repeat("{", 199) + strings.Repeat("}", 199): strings.Repeat("[", 198) + "{}" + strings.Repeat("]", 198),
	} {
		v, err := Unserialise(text)
		if assert.NoError(t, err, text) {
			assert.Equal(t, want, string(AppendJSON(nil, v)), text)
		}
	}
	for text, want := range map[string]string{
		"{":                       "position 2: unexpected end",
		"{1":                      "position 3: unexpected end",
		"{1 2}":                   "position 4: unexpected '2'",
		"1 2":                     "position 3: unexpected '2'",
		"1;;":                     "position 3: unexpected ';'",
		"while":                   "position 1: unexpected while",
		"{function() end}":        "position 2: unexpected function",
		"f()":                     "position 2: unexpected '('",
		"a == b":                  "position 3: unexpected '='",
		"{[nil]=1}":               "table index is nil",
		"{[0/0]=1}":               "table index is NaN",
		"{[1 = 2}":                "unexpected '='",
		"{} + 1":                  "attempt to perform arithmetic on a table value",
		"1 + nil":                 "attempt to perform arithmetic on a nil value",
		"-{}":                     "attempt to perform arithmetic on a table value",
		"3x":                      `malformed number near "3x"`,
		"0x":                      `malformed number near "0x"`,
		"1..2":                    `malformed number near "1..2"`,
		"'a":                      "unfinished string",
		"'a\n'":                   "unfinished string",
		`'\`:                      "unfinished string",
		`'\q'`:                    "invalid escape sequence",
		`'\256'`:                  "decimal escape too large",
		`'\xg0'`:                  "hexadecimal digit expected",
		`'\x`:                     "hexadecimal digit expected",
		`'\u{110000}'`:            "malformed unicode escape",
		`'\u{}'`:                  "malformed unicode escape",
		`'\u{g}'`:                 "malformed unicode escape",
		"[[a":                     "unfinished long string",
		"{--[[a":                  "unfinished long string or comment",
		"1 --[[a":                 "unfinished long string or comment",
		"(1":                      "unexpected end",
		"#'a'":                    "unexpected '#'",
		strings.Repeat("{", 1e6):  "nested too deeply",
		strings.Repeat("-(", 1e5): "nested too deeply",
	} {
		v, err := Unserialise(text)
		var syntax *SyntaxError
		if assert.True(t, errors.As(err, &syntax), text) {
			assert.ErrorContains(t, err, want, text)
			assert.True(t, v.IsNil())
		}
	}
}

func TestManyKeys(t *testing.T) {
	var text strings.Builder
	text.WriteByte('{')
	for i := range 100 {
		fmt.Fprintf(&text, "k%d=%d,", i%60, i)
	}
	text.WriteString("k7=nil}")
	v, err := Unserialise(text.String())
	require.NoError(t, err)
	assert.Equal(t, 59, v.AsTable().Len())
	assert.Equal(t, Int(99), v.AsTable().Field("k39"))
	assert.Equal(t, Int(45), v.AsTable().Field("k45"))
}

func FuzzUnserialise(f *testing.F) {
	for _, s := range []string{
		"{a=1,[2]={3,'x'},--[[c]]}", `"\x41\u{48}\z "`, "-1/0", "[==[x]==]", "{[{}]=0/0}", "(1+2)^3%4", "{'a';'b',nil}",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := Unserialise(s)
		if err != nil {
			require.True(t, v.IsNil())
			return
		}
		for _, opts := range []SerialiseOptions{{}, {Compact: true}} {
			text, err := Serialise(v, opts)
			require.NoError(t, err)
			again, err := Unserialise(text)
			require.NoError(t, err, text)
			second, err := Serialise(again, opts)
			require.NoError(t, err)
			require.Len(t, second, len(text))
		}
		AppendJSON(nil, v)
	})
}

func BenchmarkSerialise(b *testing.B) {
	v := dict(String("name"), String("alice"), String("list"), List(Int(1), Int(2), Int(3)), String("on"), Bool(true))
	text, _ := Serialise(v, SerialiseOptions{})
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = Serialise(v, SerialiseOptions{})
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = Unserialise(text)
		}
	})
}
