package lib_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm"
)

// TestAgainstLua evaluates expressions, made by combining arguments, here and
// in Debian's Lua, where the two should agree.
func TestAgainstLua(t *testing.T) {
	lua, err := exec.LookPath("lua5.2")
	if err != nil {
		t.Skip("no lua5.2 to compare with")
	}
	var sources []string
	positions := []string{"0", "1", "2", "3", "-1", "-2", "5", "9", "-9"}
	for _, s := range []string{`("")`, `("a")`, `("hello")`, `("a\0b")`} {
		for _, i := range positions {
			sources = append(sources, s+":sub("+i+")", s+":rep("+i+", '-')", "select('#', "+s+":byte("+i+"))")
			for _, j := range positions {
				sources = append(sources, s+":sub("+i+", "+j+")", "table.concat({"+s+":byte("+i+", "+j+")}, ' ')")
			}
		}
	}
	for _, a := range []string{"0", "1", "5", "-1", "255", "2^31", "2^32 - 1", "0xdeadbeef"} {
		for _, b := range []string{"0", "1", "4", "31", "-1", "-4", "32", "-33"} {
			for _, f := range []string{"lshift", "rshift", "lrotate", "rrotate", "band", "bor", "bxor", "btest"} {
				sources = append(sources, "bit32."+f+"("+a+", "+b+")")
			}
		}
		for _, b := range []string{"0, 8", "4, 4", "31", "0, 32", "16, 16"} {
			sources = append(sources, "bit32.extract("+a+", "+b+")", "bit32.replace("+a+", 0x5a5a, "+b+")")
		}
	}
	for _, s := range []string{"THE (quick) fox", "a,b,,c", "key = value; x=1", "  trim me  ", "", "aaa", "x1y22z333", "hello.world"} {
		for _, p := range []string{"%a+", "%s*", "(%w+)", "(.-),", "^%s*(.-)%s*$", "[^,]+", "%d+", "(%w+)%s*=%s*(%w+)", "%.", "()", "%b()", "a-", "(a)(a)", "$", "^"} {
			for _, r := range []string{`"<%0>"`, `"%1"`, `"x"`, `{a = "A", x = 1, ["1"] = false}`, `function(...) return select("#", ...) end`, `string.upper`} {
				sources = append(sources, "table.concat({("+quote(s)+"):gsub("+quote(p)+", "+r+")}, '|')")
			}
			sources = append(sources, "table.concat({("+quote(s)+"):match("+quote(p)+")}, '|')", "tostring(("+quote(s)+"):find("+quote(p)+"))")
		}
	}
	for _, x := range []string{"0", "1", "-1", "0.5", "-2.5", "1e10", "3.999", "-7"} {
		for _, f := range []string{"abs", "ceil", "floor", "sqrt", "exp", "sin", "cos", "atan", "deg", "rad", "modf", "frexp"} {
			sources = append(sources, "math."+f+"("+x+")")
		}
		for _, y := range []string{"1", "2", "-3", "0.5"} {
			sources = append(sources, "math.fmod("+x+", "+y+")", "math.max("+x+", "+y+")", "math.atan2("+x+", "+y+")", "math.ldexp("+x+", "+y+")")
		}
	}
	for _, s := range []string{"10", " 0x10 ", "1e1", "0x", "1e", "", " ", "1 1", "-5", "+5", "0x1p4", ".5", "5.", ".", "1_0", "ff", "zz", "-0x10"} {
		sources = append(sources, "tonumber("+quote(s)+")")
		for _, base := range []string{"2", "8", "36"} /* in base 16 the game takes prefixes too */ {
			sources = append(sources, "tonumber("+quote(s)+", "+base+")")
		}
	}
	for _, f := range []string{"%q", "%s", "%10s", "%-10s|", "%.2s"} {
		for _, s := range []string{"plain", "new\\nline", `back\\slash \"quoted\"`} {
			sources = append(sources, `("`+f+`"):format("`+s+`")`)
		}
	}

	// Every result on a line of its own, or "error".
	body := make([]string, len(sources))
	for i, s := range sources {
		body[i] = "f(function() return " + s + " end)"
	}
	var chunks []string
	for i := 0; i < len(body); i += 100 {
		chunks = append(chunks, "(function() "+strings.Join(body[i:min(i+100, len(body))], "\n")+" end)()")
	}
	program := "local out = {}\nlocal function f(g) local r = {pcall(g)} if not r[1] then r = {true, 'error'} end\n" +
		"local s = '' for i = 2, 3 do s = s .. tostring(r[i]):gsub('[%c]', '~') .. ' ' end out[#out + 1] = s end\n" +
		strings.Join(chunks, ";\n") + ";\n"
	cmd := exec.Command(lua, "-")
	cmd.Stdin = strings.NewReader(program + "io.write(table.concat(out, '\\n'))")
	theirs, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", theirs)
	ours := eval(t, newState(luavm.Config{}), program+"return table.concat(out, '\\n')")
	plain := strings.NewReplacer("-nan", "nan", "-0 ", "0 ").Replace(string(theirs)) // the game has neither
	want, got := strings.Split(plain, "\n"), strings.Split(ours, "\n")
	require.Len(t, want, len(sources))
	require.Len(t, got, len(sources), "%.300s", ours)
	for i := range sources {
		assert.Equal(t, want[i], got[i], "%s", sources[i])
	}
	t.Logf("%d expressions", len(sources))
}

func quote(s string) string { return `"` + s + `"` }
