package value

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ExampleSerialiseJSON() {
	text, _ := SerialiseJSON(List(Int(1), String("é"), EmptyJSONArray, JSONNull), JSONOptions{UnicodeStrings: true})
	fmt.Println(text)
	// Output: [1,"\u00E9",[],null]
}

func ExampleUnserialiseJSON() {
	v, _ := UnserialiseJSON(`{"name": "alice", "age": null}`, JSONReadOptions{})
	fmt.Println(v.AsTable().Field("name").AsString())
	_, err := UnserialiseJSON(`{"name" "alice"}`, JSONReadOptions{})
	fmt.Println(err)
	// Output:
	// alice true
	// Malformed JSON at position 9: Unexpected "\"", expected ':'.
}

func ExampleAppendJSON() {
	fmt.Println(string(AppendJSON(nil, List(Number(math.Inf(1)), String("\xff")))))
	// Output: ["inf","\u00FF"]
}

func TestSerialiseJSON(t *testing.T) {
	for _, row := range []struct {
		v    Value
		opts JSONOptions
		want string
	}{
		{String("a\"\\/\b\f\n\r\t\x01\x1f\x7f\x80\xff"), JSONOptions{}, `"a\"\\/\b\f\n\r\t\u0001\u001F\u007F\u0080\u00FF"`},
		{String("a\n\u007f€😀"), JSONOptions{UnicodeStrings: true}, `"a\n\u007F\u20AC\uD83D\uDE00"`},
		{Number(math.NaN()), JSONOptions{}, "nan"},
		{Number(0.1), JSONOptions{}, "0.1"},
		{Bool(false), JSONOptions{}, "false"},
		{List(), JSONOptions{}, "{}"},
		{EmptyJSONArray, JSONOptions{}, "[]"},
		{dict(Int(3), Int(3), Int(1), Int(1)), JSONOptions{}, "[1,null,3]"},
		{dict(Number(2.5), Int(3)), JSONOptions{}, "[null,null]"},
		{dict(Int(0), Int(3), Bool(true), Int(1)), JSONOptions{}, "{}"},
		{dict(Int(1), Int(1), String("b"), JSONNull, String("a"), List(Int(1))), JSONOptions{}, `{"b":null,"a":[1]}`},
		{dict(String("a b"), Int(1)), JSONOptions{NBT: true}, `{a b:1}`},
		{dict(String("a"), Int(1), Number(1e300), Int(1)), JSONOptions{}, `{"a":1}`},
	} {
		got, err := SerialiseJSON(row.v, row.opts)
		require.NoError(t, err)
		assert.Equal(t, row.want, got)
	}
	shared := List(Int(1))
	for want, v := range map[string]Value{
		"Cannot serialize type nil":                    Nil,
		"Cannot serialize table with repeated entries": dict(Int(1), shared, String("a"), shared), // though [1] is not written
		"serialise: text too long":                     dict(Number(math.Inf(1)), Int(1)),
	} {
		_, err := SerialiseJSON(v, JSONOptions{})
		assert.EqualError(t, err, want)
	}
	for _, v := range []Value{String("\xff"), dict(String("\xff"), Int(1))} {
		_, err := SerialiseJSON(v, JSONOptions{UnicodeStrings: true})
		assert.EqualError(t, err, "invalid UTF-8 code")
	}
}

func TestUnserialiseJSON(t *testing.T) {
	plain, nbt, null := JSONReadOptions{EmptyTables: true}, JSONReadOptions{NBT: true}, JSONReadOptions{ParseNull: true}
	for _, row := range []struct {
		text string
		opts JSONReadOptions
		want string // as AppendJSON has it
	}{
		{` "a\u20ac\"\/\\\b\f\n\r\t" `, plain, `"a\u00E2\u0082\u00AC\"/\\\b\f\n\r\t"`},
		{`"\ud83d"`, plain, `"\u00ED\u00A0\u00BD"`},
		{"-12.5e+1", plain, "-125"},
		{"0012", plain, "12"},
		{"1.", plain, "1"},
		{"[1, null, true,false]", plain, `{"[1]":1,"[3]":true,"[4]":false}`},
		{`{"a":1,"a":2,"b":null}`, plain, `{"a":2}`},
		{`{ }`, plain, `{}`},
		{`[ ]`, plain, `{}`},
		{`{a:1b,b_2:[I;1,2L],c:'it"s',"d":[L;]}`, nbt, `{"a":1,"b_2":[1,2],"c":"it\"s","d":{}}`},
		{"[I]", nbt, ""},
	} {
		v, err := UnserialiseJSON(row.text, row.opts)
		if row.want == "" {
			assert.Error(t, err)
			continue
		}
		if assert.NoError(t, err) {
			assert.Equal(t, row.want, string(AppendJSON(nil, v)))
		}
	}
	v, err := UnserialiseJSON("[[],null,null]", null)
	require.NoError(t, err)
	back, err := SerialiseJSON(v, JSONOptions{})
	require.NoError(t, err)
	assert.Equal(t, "[[],null,null]", back, "the two special tables may occur often")

	for text, want := range map[string]string{
		"":                         `1: Unexpected end of input.`,
		"  ":                       `3: Unexpected end of input.`,
		"1 2":                      `3: Unexpected trailing character "2".`,
		"tru":                      `1: Unexpected character "t".`,
		"'a'":                      `1: Unexpected character "'".`,
		"{":                        `2: Unexpected end of input, expected '}'.`,
		"[":                        `2: Unexpected end of input, expected ']'.`,
		"[1":                       `3: Unexpected end of input, expected ',' or ']'.`,
		"[1 2]":                    `4: Unexpected "2", expected ',' or ']'.`,
		"[1,]":                     `4: Unexpected character "]".`,
		`{"a"`:                     `5: Unexpected end of input, expected ':'.`,
		`{"a":1`:                   `7: Unexpected end of input, expected ',' or '}'.`,
		`{"a":1,}`:                 `8: Unexpected "}", expected object key.`,
		`{a:1}`:                    `2: Unexpected "a", expected object key.`,
		`"a`:                       `3: Unexpected end of input, expected '"'.`,
		`"\`:                       `2: Unexpected end of input, expected escape sequence.`,
		`"\q"`:                     `3: Unknown escape character "q".`,
		`"\u12"`:                   `2: Malformed unicode escape "12\"".`,
		`"\u12`:                    `2: Malformed unicode escape "12".`,
		`"\u`:                      `2: Malformed unicode escape "".`,
		"\"a\tb\"":                 "4: Unescaped whitespace \"\t\".",
		"1e":                       `1: Malformed number "1e".`,
		"1+2":                      `1: Malformed number "1+2".`,
		"-":                        `1: Malformed number "".`,
		"\"\n\"":                   "3: Unescaped whitespace \"\\\n\".",
		"\x00":                     `1: Unexpected character "\000".`,
		strings.Repeat("[", 20000): `10001: Nested too deeply.`,
	} {
		_, err := UnserialiseJSON(text, JSONReadOptions{})
		assert.EqualError(t, err, "Malformed JSON at position "+want)
	}
}

func TestAppendJSON(t *testing.T) {
	loop := NewTable(0)
	loop.Add(String("self"), FromTable(loop))
	for _, row := range []struct {
		v    Value
		want string
	}{
		{Opaque("function", nil), "null"},
		{Number(math.NaN()), `"nan"`},
		{Number(0.1), "0.1"},
		{Number(1 << 62), "4611686018427387904"},
		{Number(1 << 63), "9.223372036854776e+18"},
		{FromTable(loop), `{"self":{"$table":1}}`},
		{dict(Bool(true), Int(1), Number(1.5), Int(2), List(), Int(3)), `{"[true]":1,"[1.5]":2,"[table]":3}`},
		{dict(Int(2), Int(2), Int(1), Int(1)), `[1,2]`},
	} {
		got := AppendJSON([]byte("x"), row.v)
		assert.Equal(t, "x"+row.want, string(got))
		assert.True(t, json.Valid(got[1:]))
	}
	deep := List(Int(1))
	for range 20000 {
		deep = List(deep)
	}
	assert.Contains(t, string(AppendJSON(nil, deep)), `{"$table":null}`)
}

func FuzzUnserialiseJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,null,true],"b":"\u00ff\n"}`, `[I;1b]`, `{a:'x'}`, `[[],{}]`} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, nbt bool) {
		v, err := UnserialiseJSON(s, JSONReadOptions{NBT: nbt, ParseNull: true})
		if err != nil {
			return
		}
		require.True(t, json.Valid(AppendJSON(nil, v)))
		text, err := SerialiseJSON(v, JSONOptions{})
		require.NoError(t, err)
		if strings.Contains(text, "inf") || strings.Contains(text, `\u00`) {
			return // not to be read back, or only as other bytes, in the game as well
		}
		again, err := UnserialiseJSON(text, JSONReadOptions{ParseNull: true})
		require.NoError(t, err, text)
		second, err := SerialiseJSON(again, JSONOptions{})
		require.NoError(t, err)
		require.Equal(t, text, second)
	})
}

func BenchmarkJSON(b *testing.B) {
	v := dict(String("name"), String("alice"), String("list"), List(Int(1), Int(2), Int(3)), String("on"), Bool(true))
	text, _ := SerialiseJSON(v, JSONOptions{})
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = SerialiseJSON(v, JSONOptions{})
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = UnserialiseJSON(text, JSONReadOptions{})
		}
	})
	b.Run("journal", func(b *testing.B) {
		var out []byte
		b.ReportAllocs()
		for b.Loop() {
			out = AppendJSON(out[:0], v)
		}
	})
}
