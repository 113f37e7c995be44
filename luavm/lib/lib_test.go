package lib_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

// newState returns a state with the whole library.
func newState(cfg luavm.Config) *luavm.State {
	s := luavm.New(cfg)
	lib.Open(s)
	return s
}

// display writes values the way the tests expect them.
func display(s *luavm.State, vs []luavm.Value) string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = s.ToStringRaw(v)
	}
	return strings.Join(out, " ")
}

// eval runs source as the coroutine of a computer would, resuming it with
// "resumed" whenever it yields, and returns its results or its error. The
// chunk is called t.
func eval(t *testing.T, s *luavm.State, source string) string {
	t.Helper()
	p, err := s.Compile(source, "=t")
	if err != nil {
		return err.Error()
	}
	th := s.NewThread(s.Load(p, nil))
	vs, done, err := s.Resume(th)
	for n := 0; err == nil && !done; n++ {
		require.Less(t, n, 10000, "yields without end")
		vs, done, err = s.Resume(th, luavm.String("resumed"))
	}
	if err != nil {
		return err.Error()
	}
	return display(s, vs)
}

type row struct{ source, want string }

// check evaluates rows. A source without return is an expression list.
func check(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		s := newState(luavm.Config{Seed: 1})
		source := r.source
		if !strings.Contains(source, "return") {
			source = "return " + source
		}
		if call, ok := strings.CutPrefix(source, "return pcall("); ok {
			// no tail call: errors of pcall's own callee name this line
			source = "local r = table.pack(pcall(" + call + ") return unpack(r, 1, r.n)"
		}
		assert.Equal(t, r.want, eval(t, s, source), "%s", r.source)
	}
}

// TestOrderOfLibraries: pairs goes through the libraries in the game's order.
func TestOrderOfLibraries(t *testing.T) {
	names := func(of string) string {
		return `local names = {} for k in pairs(` + of + `) do names[#names + 1] = k end return table.concat(names, " ")`
	}
	check(t, []row{
		{names("string"), "match gmatch upper gsub format lower sub pack gfind find char dump packsize reverse len unpack rep byte"},
		{names("table"), "pack move insert getn foreachi maxn remove concat unpack foreach sort"},
		{names("coroutine"), "running yield resume status wrap create isyieldable"},
		{names("math"), "log tanh exp huge ldexp pi max randomseed modf deg tan cos log10 random atan2 frexp ceil floor atan abs sqrt sinh asin min mod fmod cosh pow acos sin rad"},
		{names("utf8"), "char codes codepoint charpattern offset len"},
		{names("bit32"), "band extract bor bnot bxor rshift rrotate lshift replace lrotate btest arshift"},
		{names("debug"), "getupvalue setfenv debug setlocal sethook getregistry gethook setmetatable upvalueid traceback upvaluejoin getinfo setupvalue getlocal getmetatable getfenv"},
	})
}
