package drive

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/value"
)

// call calls a method and shows its results, or its error after a "!".
func call(h *Handle, name string, args ...value.Value) string {
	for _, m := range h.Methods() {
		if m.Name != name {
			continue
		}
		ret, err := m.Call(h, args, nil)
		if err != nil {
			return "!" + err.Error()
		}
		shown := []string{}
		for _, v := range ret {
			if s, ok := v.AsString(); ok {
				shown = append(shown, fmt.Sprintf("%q", s))
			} else {
				shown = append(shown, string(appendCoerced(nil, v)))
			}
		}
		return strings.Join(shown, " ")
	}
	return "no method " + name
}

func num(f float64) value.Value { return value.Number(f) }
func str(s string) value.Value  { return value.String(s) }

func TestHandleMethods(t *testing.T) {
	type step struct {
		name string
		args []value.Value
		want string
	}
	args := func(vs ...value.Value) []value.Value { return vs }
	tests := []struct {
		name, mode, before string
		steps              []step
		after              string
	}{
		{"read", "r", "abc", []step{
			{"read", nil, `"a"`},
			{"read", args(num(5)), `"bc"`},
			{"read", nil, ``},
			{"read", args(num(0)), ``},
			{"readAll", nil, `""`},
			{"seek", args(str("set"), num(1)), `1`},
			{"read", args(num(0)), `""`},
			{"read", args(num(-1)), "!Cannot read a negative number of bytes"},
			{"read", args(str("1")), "!bad argument #1 (number expected, got string)"},
			{"read", args(num(1 << 30)), `"bc"`},
			{"write", args(str("x")), "no method write"},
			{"flush", nil, "no method flush"},
			{"close", nil, ""},
			{"close", nil, "!attempt to use a closed file"},
			{"read", nil, "!attempt to use a closed file"},
			{"read", args(str("")), "!bad argument #1 (number expected, got string)"},
			{"readAll", nil, "!attempt to use a closed file"},
			{"readLine", nil, "!attempt to use a closed file"},
			{"seek", nil, "!attempt to use a closed file"},
		}, "abc"},
		{"read bytes", "rb", "a\xff", []step{
			{"read", nil, `97`},
			{"read", nil, `255`},
			{"read", nil, ``},
			{"seek", args(str("end"), num(-1)), `1`},
			{"read", args(num(1)), `"\xff"`},
		}, "a\xff"},
		{"lines", "r", "some\nfile\r\ncontents\r!\n\nend\r", []step{
			{"readLine", nil, `"some"`},
			{"readLine", nil, `"file"`},
			{"readLine", nil, `"contents\r!"`},
			{"readLine", nil, `""`},
			{"readLine", nil, `"end\r"`},
			{"readLine", nil, ``},
			{"readLine", args(num(1)), "!bad argument #1 (boolean expected, got number)"},
		}, "some\nfile\r\ncontents\r!\n\nend\r"},
		{"whole lines", "rb", "some\nfile\r\n\nend", []step{
			{"readLine", args(value.Bool(true)), `"some\n"`},
			{"readLine", args(value.Bool(true)), `"file\r\n"`},
			{"readLine", args(value.Bool(true)), `"\n"`},
			{"readLine", args(value.Bool(false)), `"end"`},
			{"readLine", args(value.Bool(true)), ``},
			{"readAll", nil, `""`},
		}, "some\nfile\r\n\nend"},
		{"write", "w", "before", []step{
			{"write", args(str("text")), ``},
			{"write", args(num(65)), ``},
			{"write", args(value.Bool(true)), ``},
			{"write", nil, ``},
			{"writeLine", args(str("")), ``},
			{"flush", nil, ``},
			{"seek", args(str("set"), num(1)), `1`},
			{"write", args(str("EX")), ``},
			{"seek", nil, `3`},
			{"read", nil, "no method read"},
			{"close", nil, ``},
			{"write", args(str("x")), "!attempt to use a closed file"},
			{"writeLine", args(str("x")), "!attempt to use a closed file"},
			{"flush", nil, "!attempt to use a closed file"},
		}, "tEXt65truenil\n"},
		{"write bytes", "wb", "", []step{
			{"write", args(num(65)), ``},
			{"write", args(num(256 + 66)), ``},
			{"write", args(num(-1)), ``},
			{"write", args(num(1e20)), ``},
			{"write", args(num(math.NaN())), ``},
			{"writeLine", args(num(65)), ``},
			{"write", args(str("\x00\xff")), ``},
		}, "AB\xff\xff\x0065\n\x00\xff"},
		{"append", "a", "before", []step{
			{"write", args(str(" after")), ``},
			{"seek", nil, "no method seek"},
			{"writeLine", args(str("!")), ``},
		}, "before after!\n"},
		{"append bytes", "ab", "", []step{{"write", args(num(65)), ``}}, "A"},
		{"update", "r+", "an example file", []step{
			{"read", args(num(3)), `"an "`},
			{"write", args(str("exciting file")), ``},
			{"seek", args(str("cur")), `16`},
			{"seek", args(str("set"), num(0)), `0`},
			{"readAll", nil, `"an exciting file"`},
		}, "an exciting file"},
		{"update anew", "w+b", "before", []step{
			{"readAll", nil, `""`},
			{"write", args(str("abc")), ``},
			{"seek", args(str("cur"), num(-2)), `1`},
			{"read", nil, `98`},
		}, "abc"},
		{"seek", "r+", "abc", []step{
			{"seek", nil, `0`},
			{"seek", args(value.Nil, num(2)), `2`},
			{"seek", args(str("cur"), num(-3)), `nil "Position is negative"`},
			{"seek", nil, `2`},
			{"seek", args(str("end"), num(2.9)), `5`},
			{"read", nil, ``},
			{"readLine", nil, ``},
			{"readAll", nil, `""`},
			{"seek", args(str("set"), num(-1)), `nil "Position is negative"`},
			{"seek", args(str("cur"), num(math.MaxInt64)), `nil "Position is negative"`},
			{"seek", args(str("set"), num(math.NaN())), "!bad argument #2 (number expected, got nan)"},
			{"seek", args(num(1)), "!bad argument #1 (string expected, got number)"},
			{"seek", args(str("blah")), "!bad argument #1 to 'seek' (invalid option 'Optional[blah]'"},
			{"write", args(str("x")), ``},
		}, "abc\x00\x00x"},
		{"far away", "w", "", []step{
			{"seek", args(str("set"), num(1e15)), `1000000000000000`},
			{"write", args(str("x")), "!Out of space"},
			{"seek", args(str("set"), num(math.MaxInt64)), `9223372036854775807`},
			{"write", args(str("x")), "!Out of space"},
			{"seek", args(str("set"), num(9_999)), `9999`},
			{"write", args(str("xx")), "!Out of space"},
			{"writeLine", args(str("")), ``},
			{"write", nil, "!Out of space"},
			{"seek", args(str("set"), num(0)), `0`},
			{"write", args(str("still works")), ``},
		}, "still works" + strings.Repeat("\x00", 9_988) + "\n"},
	}
	eachWritable(t, 10_000, func(t *testing.T, d Drive) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				require.NoError(t, WriteFile(d, "f", []byte(test.before)))
				fs := NewFileSystem("hdd", d)
				h, err := fs.Open("f", test.mode)
				require.NoError(t, err)
				for i, s := range test.steps {
					assert.Equal(t, s.want, call(h, s.name, s.args...), "step %d: %s %v", i+1, s.name, s.args)
				}
				require.NoError(t, fs.CloseAll())
				data, err := ReadFile(d, "f")
				require.NoError(t, err)
				assert.Equal(t, test.after, string(data))
			})
		}
	})
}

func TestHandleOpensParents(t *testing.T) {
	for _, mode := range []string{"w", "wb", "a", "ab", "w+", "w+b"} {
		fs := NewFileSystem("hdd", NewMemory(ComputerCapacity, nil))
		h, err := fs.Open("a/b/c", mode)
		require.NoError(t, err)
		assert.Equal(t, strings.HasSuffix(mode, "b"), h.Binary())
		assert.Equal(t, "a/b/c", h.Path())
		assert.True(t, fs.IsDir("a/b"))
	}
}

func TestLongLines(t *testing.T) {
	fs := NewFileSystem("hdd", NewMemory(ComputerCapacity, nil))
	long := strings.Repeat("x", 100_000)
	write(t, fs, "f", long+"\r\nshort\n"+long)
	h, err := fs.Open("f", "r")
	require.NoError(t, err)
	for _, want := range []string{long, "short", long} {
		line, ok, err := h.ReadLine(false)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, string(line))
	}
	_, ok, err := h.ReadLine(false)
	require.NoError(t, err)
	assert.False(t, ok)
}

// Lines read one by one are the file.
func FuzzReadLine(f *testing.F) {
	f.Add([]byte("a\nb\r\n\r\r\n\n"), 128)
	f.Add([]byte(strings.Repeat("x", 127)+"\r\n"), 0)
	f.Fuzz(func(t *testing.T, data []byte, at int) {
		m := NewMemory(Unlimited, nil)
		require.NoError(t, WriteFile(m, "f", data))
		fs := NewFileSystem("hdd", m)
		h, err := fs.Open("f", "r")
		require.NoError(t, err)
		var got []byte
		for {
			before := h.position
			line, ok, err := h.ReadLine(true)
			require.NoError(t, err)
			if !ok {
				break
			}
			got = append(got, line...)
			after := h.position
			h.position = before
			bare, _, _ := h.ReadLine(false)
			want := string(got[before:after])
			if s, cut := strings.CutSuffix(want, "\n"); cut {
				want = strings.TrimSuffix(s, "\r")
			}
			require.Equal(t, want, string(bare))
			require.Equal(t, after, h.position)
		}
		require.Equal(t, string(data), string(got))
	})
}
