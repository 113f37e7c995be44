package luavm_test

import (
	"errors"
	"fmt"
	"math"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

func Example() {
	s := luavm.New(luavm.Config{SoftSteps: 1e6, HardSteps: 1e5, MemoryLimit: 1 << 20})
	lib.Open(s)
	p, err := s.Compile(`local a, b = ... return a + b, "sum"`, "=example")
	if err != nil {
		fmt.Println(err)
		return
	}
	results, err := s.Call(s.Load(p, nil), luavm.Int(1), luavm.Int(2))
	fmt.Println(s.ToStringRaw(results[0]), s.ToStringRaw(results[1]), err)
	// Output: 3 sum <nil>
}

func ExampleState_Resume() {
	s := luavm.New(luavm.Config{})
	lib.Open(s)
	p, _ := s.Compile(`local n = 0 while true do n = n + coroutine.yield(n) end`, "=counter")
	counter := s.NewThread(s.Load(p, nil))
	for i := range 4 {
		results, done, err := s.Resume(counter, luavm.Int(i))
		fmt.Println(s.ToStringRaw(results[0]), done, err)
	}
	// Output:
	// 0 false <nil>
	// 1 false <nil>
	// 3 false <nil>
	// 6 false <nil>
}

// twice calls its argument two times: a builtin that calls back is a chain of
// continuations, so the function may yield.
type twice struct{ f luavm.Value }

func (t twice) Continue(c *luavm.Call) error { return c.TailCall(t.f, c.Arg(1)) }

func ExampleContinuation() {
	s := luavm.New(luavm.Config{})
	lib.Open(s)
	s.Globals().SetStr(s, "twice", s.NewBuiltin("twice", func(c *luavm.Call) error {
		f := c.CheckFunction(1)
		return c.CallThen(twice{f}, f, c.Arg(2))
	}).Value())
	p, _ := s.Compile(`return twice(function(x) return x * 10 end, 7)`, "=example")
	results, err := s.Call(s.Load(p, nil))
	fmt.Println(s.ToStringRaw(results[0]), err)
	// Output: 700 <nil>
}

// A program that does not end is told so once, and stopped for good if it goes
// on. A program that wants too much memory gets an error.
func ExampleNew() {
	s := luavm.New(luavm.Config{SoftSteps: 1e6, HardSteps: 1e5, MemoryLimit: 1 << 20})
	lib.Open(s)
	for _, source := range []string{
		`local t = {} while true do t[#t + 1] = {} end`,
		`while true do end`,
		`while true do pcall(function() while true do end end) end`,
		`return 1`,
	} {
		p, _ := s.Compile(source, "=example")
		_, err := s.Call(s.Load(p, nil))
		fmt.Println(err)
	}
	// Output:
	// example:1: not enough memory
	// example:1: Too long without yielding
	// luavm: aborted: too long without yielding
	// luavm: aborted: too long without yielding
}

// A chunk can be given globals of its own.
func ExampleState_Load() {
	s := luavm.New(luavm.Config{})
	lib.Open(s)
	p, err := s.Compile(`greeting = "hello, " .. name`, "=example")
	if err != nil {
		fmt.Println(err)
		return
	}
	env := s.NewTable(0, 2)
	env.SetStr(s, "name", luavm.String("world"))
	if _, err := s.Call(s.Load(p, env)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.ToStringRaw(env.GetStr("greeting")), s.ToStringRaw(s.Globals().GetStr("greeting")))
	// Output: hello, world nil
}

// Errors carry their value, and where they were raised.
func ExampleError() {
	s := luavm.New(luavm.Config{})
	lib.Open(s)
	_, err := s.Compile("local = 1", "@start.lua")
	fmt.Println(err)
	p, _ := s.Compile("local function f(x)\n  return 1 + x.y\nend\nf()", "@start.lua")
	_, err = s.Call(s.Load(p, nil))
	var e *luavm.Error
	if errors.As(err, &e) {
		fmt.Println(e)
		fmt.Println(e.Traceback)
	}
	// Output:
	// start.lua:1: <name> expected near '='
	// start.lua:2: attempt to index local 'x' (a nil value)
	// stack traceback:
	// 	start.lua:2: in local 'f'
	// 	start.lua:4: in main chunk
}

func ExampleTable() {
	s := luavm.New(luavm.Config{})
	t := s.NewTable(0, 0)
	t.SetInt(s, 1, luavm.String("one"))
	t.SetInt(s, 2, luavm.String("two"))
	t.SetStr(s, "n", luavm.Int(2))
	if err := t.Set(s, luavm.Nil, luavm.Int(0)); err != nil {
		fmt.Println(err)
	}
	k, v, ok, _ := t.Next(luavm.Nil)
	for ok {
		fmt.Println(s.ToStringRaw(k), s.ToStringRaw(v))
		k, v, ok, _ = t.Next(k)
	}
	fmt.Println(t.Len())
	// Output:
	// table index is nil
	// 1 one
	// 2 two
	// n 2
	// 2
}

// A builtin checks its arguments, and its errors are errors of the program.
func ExampleState_NewBuiltin() {
	s := luavm.New(luavm.Config{})
	lib.Open(s)
	s.Globals().SetStr(s, "root", s.NewBuiltin("root", func(c *luavm.Call) error {
		x := c.CheckNumber(1)
		if x < 0 {
			return c.ArgError(1, "must not be negative")
		}
		return c.Return1(luavm.Number(math.Sqrt(x)))
	}).Value())
	for _, source := range []string{"return root(9)", "return root(-1)", "return root('x')"} {
		p, _ := s.Compile(source, "=example")
		results, err := s.Call(s.Load(p, nil))
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(s.ToStringRaw(results[0]))
	}
	// Output:
	// 3
	// example:1: bad argument #1 (must not be negative)
	// example:1: bad argument (number expected, got string)
}

// A builtin that has to wait yields to the host, which resumes the program with
// what it has waited for. The program needs no coroutine of its own.
func ExampleCall_YieldThen() {
	s := luavm.New(luavm.Config{})
	lib.Open(s)
	s.Globals().SetStr(s, "ask", s.NewBuiltin("ask", func(c *luavm.Call) error {
		return c.YieldThen(nil, luavm.String(c.CheckString(1)))
	}).Value())
	p, _ := s.Compile(`
		local ok, name = pcall(ask, "name?")
		return "hello, " .. name .. " of " .. ask("town?")`, "=example")
	program := s.NewThread(s.Load(p, nil))
	answers := map[string]string{"name?": "Ada", "town?": "London"}
	results, done, err := s.Resume(program)
	for !done && err == nil {
		question, _ := results[0].AsString()
		fmt.Println(question)
		results, done, err = s.Resume(program, luavm.String(answers[question]))
	}
	fmt.Println(s.ToStringRaw(results[0]), err)
	// Output:
	// name?
	// town?
	// hello, Ada of London <nil>
}

// The functions on a stack and their variables, seen from a builtin.
func ExampleState_Level() {
	s := luavm.New(luavm.Config{})
	lib.Open(s)
	s.Globals().SetStr(s, "look", s.NewBuiltin("look", func(c *luavm.Call) error {
		for i := 1; ; i++ {
			level, ok := s.Level(c.Thread(), i)
			if !ok {
				return c.Return()
			}
			name, what := level.Name()
			fmt.Printf("line %d: %q %q\n", level.Pos().Line, what, name)
			for n := 1; ; n++ {
				variable, v := level.Local(n)
				if variable == "" {
					break
				}
				fmt.Println("  local", variable, s.ToStringRaw(v))
			}
			if f, ok := level.Function().AsClosure(); ok {
				for n := range f.NumUpvalues() {
					if up := f.UpvalueName(n); up != "_ENV" {
						fmt.Println("  upvalue", up, s.ToStringRaw(f.Upvalue(n)))
					}
				}
			}
		}
	}).Value())
	p, _ := s.Compile("local factor = 3\nfunction scale(x)\n  local y = x * factor\n  look()\n  return y\nend\nlocal z = scale(2)", "=example")
	if _, err := s.Call(s.Load(p, nil)); err != nil {
		fmt.Println(err)
	}
	// Output:
	// line 4: "global" "scale"
	//   local x 2
	//   local y 6
	//   upvalue factor 3
	// line 7: "" ""
	//   local factor 3
}
