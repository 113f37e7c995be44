package drive

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNormalise(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct{ path, want string }{
		{"", ""},
		{"/", ""},
		{"a", "a"},
		{"/a//b/./c/..", "a/b"},
		{"a/b/", "a/b"},
		{"../x", "../x"},
		{"a/../../x", "../x"},
		{"../../x/..", "../.."},
		{"./a", "a"},
		{".../a/....", "a"},
		{"..a/b..", "..a/b.."},
		{".hidden", ".hidden"},
		{`a\b`, "a/b"},
		{`a\..\..`, ".."},
		{" a / b ", "a/b"},
		{"a b", "a b"},
		{" .. /a", "../a"},
		{"a\x00b\n\tc", "abc"},
		{`a":<>|b`, "ab"},
		{"a*?", "a"},
		{"*", ""},
		{"caf\xe9", "caf\xe9"},
		{long, long[:255]},
		{"a/" + long + "/b", "a/" + long[:255] + "/b"},
		{".." + strings.Repeat(" ", 300) + "x", ".."},
		{strings.Repeat("x", 254), strings.Repeat("x", 254)},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, Normalise(test.path), "%q", test.path)
	}
	assert.Equal(t, "a*?", NormalisePattern(`a*?"`))
}

func TestCombine(t *testing.T) {
	tests := []struct {
		parts []string
		want  string
	}{
		{[]string{"a"}, "a"},
		{[]string{"./a/b"}, "a/b"},
		{[]string{"a/b", "../c"}, "a/c"},
		{[]string{"a", "../c"}, "c"},
		{[]string{"a", "../../c"}, "../c"},
		{[]string{"a", "/b"}, "a/b"},
		{[]string{"", "a"}, "a"},
		{[]string{"a", ""}, "a"},
		{[]string{"a", "", "b", "c"}, "a/b/c"},
		{[]string{"foo*?"}, "foo*?"},
		{[]string{`foo":<>|`}, "foo"},
		{nil, ""},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, Combine(test.parts...), "%q", test.parts)
	}
}

func TestNameAndDir(t *testing.T) {
	tests := []struct{ path, name, dir string }{
		{"", "root", ".."},
		{"foo/..", "root", ".."},
		{"a", "a", ""},
		{"foo/bar", "bar", "foo"},
		{"foo/bar/", "bar", "foo"},
		{"../foo", "foo", ".."},
		{"..", "..", "../.."},
		{"../..", "..", "../../.."},
		{"foo*?/x", "x", "foo*?"},
	}
	for _, test := range tests {
		assert.Equal(t, test.name, Name(test.path), "name of %q", test.path)
		assert.Equal(t, test.dir, Dir(test.path), "directory of %q", test.path)
	}
}

func TestWithin(t *testing.T) {
	tests := []struct {
		dir, path string
		want      bool
	}{
		{"", "", true},
		{"", "a/b", true},
		{"", "..", false},
		{"", "../a", false},
		{"a", "a", true},
		{"a", "a/b", true},
		{"a", "ab", false},
		{"a/b", "a", false},
		{"rom", "ROM/Programs", true},
		{"\xe9", "\xc9", true},
		{"\xf7", "\xd7", false},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, within(test.dir, test.path), "%q in %q", test.path, test.dir)
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		pattern, name string
		want          bool
	}{
		{"*", "", true},
		{"*", "abc", true},
		{"?", "", false},
		{"?", "a", true},
		{"a*", "abc", true},
		{"*c", "abc", true},
		{"*b*", "abc", true},
		{"a*c", "abc", true},
		{"a*d", "abc", false},
		{"a?c", "abc", true},
		{"mo??.lua", "motd.lua", true},
		{"mo??.lua", "mot.lua", false},
		{"*.lua", ".lua", true},
		{"*a*a*b", "aaaaaaaaaa", false},
		{"%a[b]", "%a[b]", true},
	}
	for _, test := range tests {
		assert.Equal(t, test.want, match(test.pattern, test.name), "%q against %q", test.name, test.pattern)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"", "/a//b/./c/..", `..\x`, " a / .. /b", "a:*?b", strings.Repeat("x", 300), "..." + strings.Repeat(" ", 255) + "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		for _, wildcards := range []bool{false, true} {
			got := normalise(path, wildcards)
			assert.Equal(t, got, normalise(got, wildcards), "not settled")
			down := false
			for _, part := range strings.Split(got, "/") {
				if got == "" {
					break
				}
				assert.False(t, part == "" || part == "." || len(part) > maxPart, "%q in %q", part, got)
				assert.False(t, part == ".." && down, "%q goes up again", got)
				down = down || part != ".."
				for i := range len(part) {
					assert.False(t, dropped(part[i], wildcards), "%q in %q", part[i], got)
				}
			}
			assert.NotContains(t, got, `\`)
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("a*b?", "aXbY")
	f.Add("**", "")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if len(pattern) > 100 {
			return
		}
		// Byte by byte, as regexp would go by characters.
		quote := func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				b.WriteRune(rune(s[i]))
			}
			return b.String()
		}
		re := regexp.QuoteMeta(quote(pattern))
		re = strings.ReplaceAll(strings.ReplaceAll(re, `\*`, ".*"), `\?`, ".")
		want := regexp.MustCompile("(?s)^" + re + "$").MatchString(quote(name))
		assert.Equal(t, want, match(pattern, name))
	})
}
