package luavm_test

import (
	"fmt"

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
