package compile

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm/code"
)

// programs are constructs; testdata/NAME.txt has what becomes of them.
var programs = []struct{ name, source string }{
	{"swap", "local a, b = 1, 2 a, b = b, a"},
	{"assign_order", "local t, i = {}, 1 i, t[i] = i+1, 20 t.x, t = 5, {} t[i], t[i+1] = t[i+1], t[i]"},
	{"locals", "local a local b, c = f() local d, e, g = 1, f(), 2 local h = (f()) local i, j = ..."},
	{"operands", "local a, b = ... return a + b * 2 - 1 / a, -a ^ 2, 1 - a, a % 0x10"},
	{"folding", "return 1 + 2 * 3, -4, 1 / 0, 0 / 0, -0, 2 ^ 10, 2 ^ 0.5, 7 % 4, -7 % 4, not nil, not 'x', '1' + 1"},
	{"comparisons", "local a, b = ... return a == b, a ~= 1, 'x' == a, nil == b, a == true, a < 5, 5 < a, a > 5, a >= b, 5 >= a, 1 < 2"},
	{"logic", "local a, b, c = ... local x = a and b or c x = x or 1 x = not a and b == c return nil or false and x"},
	{"conditions", "local a, b = ... if a and not b or a == 1 then f() elseif b > 2 then g() else h() end if nil then f() end if 1 then f() end"},
	{"loops", "while a do f() end while true do if x then break end end repeat local z = f() until z for i = 1, 2 do f(i) end for k, v in pairs(t) do f(k, v) end"},
	{"goto", "::top:: for i = 1, 3 do if i == 2 then goto continue end f() ::continue:: end goto top"},
	{"concat", "local a, b = ... local s = a .. b .. 'c' .. (1 .. a) s = s .. a.b"},
	{"tables", "local a = {} a = {1, 'x', f()} a = {f(), x = 1, [2] = 3, [a] = b, ...} a.x, a[1], a[-3], a[1.5], a[a], a[true] = a.y, a[2], a[0.5]"},
	{"calls", "f() f(1, g()) f(g(), 1) f{...} f'x' local a = f(...) a:m(1) a.b.c:d() return f(a)"},
	{"returns", "if a then return end if b then return 1 end if c then return 1, f() end if d then return ... end if e then return (f()) end return a:m()"},
	{"globals", "x = 1 y.z = x local _ENV = {} x = 2"},
	{"assigned_env", "_ENV = {x = 1} x = x"},
	{"copied", "local a, b = 1, {} local function f(p) return function() return a, b.x, b[1], b[a], p, f end end"},
	{"cells", "local a = 1 local function f(p) a = a + 1 p = p or a return function() p = a a.x = a.y a[p] = p end end a.z = a"},
	{"recursion", "local function f(n) return f(n - 1) end local function g() g = nil end local h h = function() h() end"},
	{"loop_cells", "for i = 1, 3 do f(function() i = i + 1 end) end for k, v in p do f(function() v = k end) end repeat local x = 1 f(function() x = 2 end) until x"},
	{"methods", "local o = {} function o.f() end function o:m(a) return self, a end function g() end"},
	{"lines", "local a = b +\n  c\nf(\n  1\n)\nlocal function g()\n  return a.x\n    .y\nend\n"},
}

// TestPrograms compares listings. With UPDATE=1 it writes them anew.
func TestPrograms(t *testing.T) {
	for _, c := range programs {
		t.Run(c.name, func(t *testing.T) {
			p, err := Compile(c.source, "=t")
			require.NoError(t, err)
			require.NoError(t, verify(p))
			got := "-- " + strings.ReplaceAll(c.source, "\n", "\n-- ") + "\n" + Dump(p)
			file := "testdata/" + c.name + ".txt"
			if os.Getenv("UPDATE") != "" {
				require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, string(want), got)
		})
	}
}

func TestLiterals(t *testing.T) {
	tests := []struct {
		source string
		want   any
	}{
		{"0x10", 16.0}, {"0xA.8", 10.5}, {"0x.8p1", 1.0}, {"0xFFFFFFFFFFFFFFFF", -1.0},
		{"3.", 3.0}, {".5", 0.5}, {"1e3", 1000.0}, {"5E-1", 0.5}, {"0x1P+4", 16.0}, {"08", 8.0},
		{"9007199254740993", 9007199254740992.0}, {"1e999", math.Inf(1)}, {"0.1", 0.1}, {"123456789012345678", 123456789012345678.0},
		{`"\65\066\x43\u{44}\u{20AC}\u{D800}"`, "ABCD\xe2\x82\xac\xed\xa0\x80"},
		{`'\a\b\f\n\r\t\v\\\'\"\q'`, "\a\b\f\n\r\t\v\\'\"q"},
		{"'a\\\nb\\\r\nc'", "a\nb\nc"},
		{"'a\\z \n\t b'", "ab"}, {"'a\\z\nbc'", "ac"}, {"'a\\z\n\n'", "a"},
		{"[[\nab\r\nc\rd\n\re]]", "ab\nc\nd\ne"},
		{"[==[a]]b]=]]==]", "a]]b]=]"},
		{"'\x00\xff'", "\x00\xff"},
		{"[[]]", ""}, {"''", ""},
	}
	for _, c := range tests {
		p, err := Compile("return "+c.source, "=t")
		if assert.NoError(t, err, c.source) {
			var got any = p.Consts[0].Str
			if p.Consts[0].Kind == code.ConstNumber {
				got = p.Consts[0].Num
			}
			assert.Equal(t, c.want, got, c.source)
		}
	}
}

// TestAccepted: sources at the edge of the grammar.
func TestAccepted(t *testing.T) {
	for _, source := range []string{
		"", "#!/bin/lua", "#!/bin/lua\nreturn 1", "# x = ", ";;;", "::a::", "goto = 1 goto.x = 2 goto()", "local goto goto goto_x ::goto_x::",
		"goto goto ::goto::", "while 1 do break break end", "do goto l local x ::l:: end", "do goto l local x ::l:: ; ::m:: end",
		"return", "return;", "f{}.x = 1", "('x'):f()", "a.b['c']:d{}'x'[[y]].z = 1",
		"for i = 1, 2 do goto c local x ::c:: end", "do ::a:: end do ::a:: end ::a::", "::a:: local function f() ::a:: goto a end",
		"repeat local x if x then goto c end ::c:: until x", "local function f(...) return ... end", "x = --[==[ ]] ]==] 1 -- c",
		"if a then else end if a then elseif b then end", "local a <close\n--", "x = {;}",
	} {
		p, err := Compile(source, "=t")
		if source == "local a <close\n--" || source == "x = {;}" {
			assert.Error(t, err, source)
			continue
		}
		if assert.NoError(t, err, source) {
			assert.NoError(t, verify(p), source)
		}
	}
}

// TestPositions: the line and column that an error or call is said to be at.
func TestPositions(t *testing.T) {
	source := "local a = b +\n" +
		"  c\n" +
		"f (\n" +
		"  1)\n" +
		"a.x\n" +
		"  .y = 1\n" +
		"a:m(\n" +
		"  2)\n"
	p, err := Compile(source, "=t")
	require.NoError(t, err)
	at := func(op code.Op, nth int) code.Pos {
		for pc, i := range p.Code {
			if i.Op() == op {
				if nth--; nth == 0 {
					return p.Pos[pc]
				}
			}
		}
		t.Fatalf("no such instruction")
		return code.Pos{}
	}
	assert.Equal(t, code.Pos{Line: 1, Col: 11}, at(code.OpGetTabUp, 1), "global b")
	assert.Equal(t, code.Pos{Line: 2, Col: 3}, at(code.OpGetTabUp, 2), "global c")
	assert.Equal(t, code.Pos{Line: 1, Col: 13}, at(code.OpAdd, 1), "operator")
	assert.Equal(t, code.Pos{Line: 3, Col: 3}, at(code.OpCall, 1), "call: where its arguments begin")
	assert.Equal(t, code.Pos{Line: 5, Col: 2}, at(code.OpGetField, 1), "index")
	assert.Equal(t, code.Pos{Line: 6, Col: 3}, at(code.OpSetField, 1), "assignment")
	assert.Equal(t, code.Pos{Line: 7, Col: 4}, at(code.OpSelf, 1), "method")
	assert.Equal(t, code.Pos{Line: 7, Col: 4}, at(code.OpCall, 2), "call of a method")
}

func ExampleCompile() {
	p, err := Compile("local function double(n) return n * 2 end\nprint(double(21))", "@double.lua")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(Dump(p.Protos[0]))
	_, err = Compile("print(", "@broken.lua")
	fmt.Println(err)
	// Output:
	// function double.lua:1-1 params=1 registers=2
	//   local n r0 0-3
	//     0 [1] MULK      1 0 0 ; 2 (local n)
	//     1 [1] RETURN1   1
	//     2 [1] RETURN0
	// broken.lua:1: unexpected symbol near <eof>
}

// BenchmarkCompile compiles about 4,000 lines of ordinary code.
func BenchmarkCompile(b *testing.B) {
	const body = `
local function update%d(self, delta, ...)
  if not self.enabled or self.parent == nil then return false, "disabled" end
  local count = 0
  for key, value in pairs(self.items) do
    if type(value) == "table" and value.x ~= delta then
      count = count + (value.x or 1) * 2
      self.log[#self.log + 1] = ("%%s: %%d"):format(key, count)
    end
  end
  self.on_change = function(event) count = count + 1 return event, count end
  return true, count, { x = 1, y = delta, "a", "b" }
end
`
	var source strings.Builder
	for i := range 150 {
		fmt.Fprintf(&source, body, i)
	}
	for range 4000 - strings.Count(source.String(), "\n") {
		source.WriteString("call(a.b.c, 1 + x, 'text')\n")
	}
	b.SetBytes(int64(source.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(source.String(), "@bench.lua"); err != nil {
			b.Fatal(err)
		}
	}
}
