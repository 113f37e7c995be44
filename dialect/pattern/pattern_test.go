package pattern

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// find runs one search and describes its outcome: bounds and captures.
func find(subject, p string, init int) string {
	m := &Matcher{}
	m.Reset(nil, subject, Compile(p, true))
	start, end, err := m.Search(init)
	if err != nil {
		return err.Error()
	}
	if start < 0 {
		return "none"
	}
	out := fmt.Sprintf("%d-%d", start, end)
	for i := 0; i < m.Count(false); i++ {
		from, to, isPos, err := m.Capture(i, start, end)
		switch {
		case err != nil:
			return err.Error()
		case isPos:
			out += fmt.Sprintf(" @%d", from+1)
		default:
			out += fmt.Sprintf(" %q", subject[from:to])
		}
	}
	return out
}

func TestPattern(t *testing.T) {
	for _, c := range []struct{ subject, pattern, want string }{
		{"hello", "l+", "2-4"},
		{"hello", "^h(.*)o$", `0-5 "ell"`},
		{"hello", "^e", "none"},
		{"hello", "x*", "0-0"},
		{"hello", "(.-)l", `0-3 "he"`},
		{"hello", "()ll()", "2-4 @3 @5"},
		{"key = value", "^(%w+)%s*=%s*(%w+)$", `0-11 "key" "value"`},
		{"f(a(b)c)d", "%b()", "1-8"},
		{"THE (quick) fox", "%f[%a]%a+%f[%A]", "0-3"},
		{"abc ", "%f[%w]", "0-0"},
		{"  ", "%f[%w]", "2-2"}, // the game asks only about the byte before at the end
		{"abab", "(ab)%1", `0-4 "ab"`},
		{"a-b", "[a%-]+", "0-2"},
		{"]x", "[]]", "0-1"},
		{"^x", "[x^]+", "0-2"},
		{"a\x00b", "%z", "1-2"},
		{"aXb", "%u", "1-2"},
		{"abc", "[^a-b]", "2-3"},
		{"a$", "a$b", "none"},
		{"a$b", "a$b", "0-3"},
		{"axxb", "ax?x?x?b", "0-4"},
		{"ab12", "%a+%d-2", "0-4"},
		{"aaa", "a-$", "0-3"},
		{"abc", "((a)(b))", `0-2 "ab" "a" "b"`},
		{"abc", "%", "malformed pattern (ends with '%')"},
		{"abc", "x%", "none"}, // a mistake that is not reached is none
		{"abc", "[a", "malformed pattern (missing ']')"},
		{"abc", "[]", "malformed pattern (missing ']')"},
		{"abc", "[^", "malformed pattern (missing ']')"},
		{"abc", "[a%", "malformed pattern (missing ']')"},
		{"abc", "%f", "missing '[' after '%f' in pattern"},
		{"abc", "%fx", "missing '[' after '%f' in pattern"},
		{"abc", "%b(", "unbalanced pattern"},
		{"abc", "%1", "invalid capture index"},
		{"abc", "(a)%2", "invalid capture index"},
		{"abc", "(a", "unfinished capture"},
		{"abc", "a)", "invalid pattern capture"},
		{"abc", strings.Repeat("()", 33), "too many captures"},
		{"abc", strings.Repeat("()", 2), "0-0 @1 @1"},
		{"", "", "0-0"},
		{"a.b", "%.", "1-2"},
		{"x=1;y=2;", "y=(.-);", `4-8 "2"`},
		{"aaab", ".-b", "0-4"},
		{"a,b,c", ".*,(.)", `0-5 "c"`},
		{"\xff\xfe", "[\xfe-\xff]+", "0-2"},
	} {
		assert.Equal(t, c.want, find(c.subject, c.pattern, 0), "%q in %q", c.pattern, c.subject)
	}
}

// limit is a meter that gives up.
type limit struct{ left int }

type spent struct{}

func (l *limit) Charge(n int) {
	if l.left -= n; l.left < 0 {
		panic(spent{})
	}
}

func TestPatternBombIsCharged(t *testing.T) {
	m := &Matcher{}
	m.Reset(&limit{left: 100_000}, strings.Repeat("a", 100), Compile(strings.Repeat("a*", 30)+"b", true))
	require.PanicsWithValue(t, spent{}, func() { _, _, _ = m.Search(0) })
	assert.LessOrEqual(t, len(m.choices), 31, "the stack is bounded by the pattern")
}

func FuzzPattern(f *testing.F) {
	f.Add("hello world", "(%w+) (%w-)d")
	f.Add("((a))", "%b()%f[%s]$")
	f.Add("aaaa", "a*a*a*b")
	f.Fuzz(func(t *testing.T, subject, p string) {
		if len(subject) > 200 || len(p) > 50 {
			return
		}
		defer func() {
			if r := recover(); r != nil && r != (spent{}) {
				panic(r)
			}
		}()
		m := &Matcher{}
		m.Reset(&limit{left: 1_000_000}, subject, Compile(p, true))
		start, end, err := m.Search(0)
		if err == nil && start >= 0 {
			require.LessOrEqual(t, start, end)
			for i := 0; i < m.Count(true); i++ {
				_, _, _, _ = m.Capture(i, start, end)
			}
		}
	})
}

// FuzzMatcher: every match ends, or runs out of its budget, within its subject.
func FuzzMatcher(f *testing.F) {
	for _, p := range []string{"(%a+)=(.-)$", "%b()", "%f[%w]%w+", "[^%s-z]*", "()(.)%2", "((", "[a-", "%"} {
		f.Add("key=value (x) aa", p, true)
	}
	f.Fuzz(func(t *testing.T, subject, p string, anchors bool) {
		if len(subject) > 64 || len(p) > 32 {
			return
		}
		defer func() {
			if r := recover(); r != nil {
				require.Equal(t, spent{}, r)
			}
		}()
		m := &Matcher{}
		m.Reset(&limit{left: 500_000}, subject, Compile(p, anchors))
		start, end, err := m.Search(0)
		if err != nil || start < 0 {
			return
		}
		require.True(t, start <= end && end <= len(subject))
		for i := range m.Count(true) {
			from, to, _, err := m.Capture(i, start, end)
			require.True(t, err != nil || 0 <= from && from <= to && to <= len(subject))
		}
	})
}
