package pattern

import (
	"fmt"
	"math/rand"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMatcherAgainstLua compares random searches with Debian's Lua.
func TestMatcherAgainstLua(t *testing.T) {
	lua, err := exec.LookPath("lua5.2")
	if err != nil {
		t.Skip("no lua5.2 to compare with")
	}
	rng := rand.New(rand.NewSource(1))
	pick := func(parts []string, n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(parts[rng.Intn(len(parts))])
		}
		return b.String()
	}
	letters := []string{"a", "b", "c", "a", "b", " ", "1", "(", ")", "-", ".", "X"}
	tokens := []string{"a", "b", ".", "%a", "%d", "[ab]", "[^a]", "[%w-]", "(", ")", "()", "*", "+", "-", "?", "%s", "%b()", "%1", "$", "^",
		"c", "a-", ".-", ".*", "(.-)", "(a*)", "%u", "[a-c]+", "%(", "%", "[", "]", "%W"}
	const cases = 20000
	var script strings.Builder
	script.WriteString("local function f(s, p)\n local r = table.pack(pcall(string.find, s, p))\n" +
		" if not r[1] then print('error') return end\n if not r[2] then print('none') return end\n" +
		" local o = {(r[2]-1)..'-'..r[3]}\n for i = 4, r.n do local v = r[i]" +
		" o[#o+1] = type(v)=='number' and '@'..v or ('%q'):format(v) end\n print(table.concat(o, ' '))\nend\n")
	want := make([]string, 0, cases)
	for range cases {
		s, p := pick(letters, rng.Intn(12)), pick(tokens, 1+rng.Intn(6))
		if !HasSpecials(p) {
			p += "." // plain otherwise
		}
		got := find(s, p, 0)
		if strings.Contains(got, "invalid") || strings.Contains(got, "malformed") || strings.Contains(got, "un") || strings.Contains(got, "missing") {
			got = "error"
		}
		want = append(want, fmt.Sprintf("%q in %q: %s", p, s, got))
		fmt.Fprintf(&script, "f(%q, %q)\n", s, p)
	}
	cmd := exec.Command(lua, "-")
	cmd.Stdin = strings.NewReader(script.String())
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	require.Len(t, lines, cases)
	matched := 0
	for i, line := range lines {
		head := want[i][:strings.LastIndex(want[i], "\": ")+3]
		assert.Equal(t, head+line, want[i])
		if line != "error" && line != "none" {
			matched++
		}
	}
	assert.Greater(t, matched, cases/8, "the patterns are worth trying")
}
