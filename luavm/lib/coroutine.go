package lib

import "ccnet/luavm"

// OpenCoroutine installs the library coroutine.
func OpenCoroutine(s *luavm.State) {
	library(s, "coroutine", nil, []function{
		{"create", coroutineCreate}, {"running", coroutineRunning}, {"status", coroutineStatus},
		{"isyieldable", coroutineIsYieldable}, {"wrap", coroutineWrap}, {"resume", coroutineResume},
		{"yield", coroutineYield},
	})
}

func coroutineCreate(c *luavm.Call) error {
	return c.Return1(c.State().NewThread(c.CheckFunction(1)).Value())
}

// coroutineIsYieldable is isyieldable([thread]): every coroutine of a program is.
func coroutineIsYieldable(c *luavm.Call) error {
	if !c.Arg(1).IsNil() {
		c.CheckThread(1)
	}
	return c.Return1(luavm.Bool(true))
}

// coroutineRunning is running(): the coroutine, and whether it is the main
// one, which no program ever is.
func coroutineRunning(c *luavm.Call) error {
	return c.Return2(c.Thread().Value(), luavm.Bool(false))
}

func coroutineStatus(c *luavm.Call) error {
	return c.Return1(luavm.String(c.CheckThread(1).Status().String()))
}

func coroutineResume(c *luavm.Call) error {
	return c.ResumeArgs(c.CheckThread(1), 2)
}

// coroutineWrap is wrap(f).
func coroutineWrap(c *luavm.Call) error {
	th := c.State().NewThread(c.CheckFunction(1))
	b := c.State().NewBuiltin("wrap", coroutineWrapped)
	b.Data = th.Value() // a value, so that the memory account sees it
	return c.Return1(b.Value())
}

// coroutineWrapped is the function that wrap returns.
func coroutineWrapped(c *luavm.Call) error {
	th, _ := c.Self().Data.(luavm.Value).AsThread()
	return c.WrapThen(nil, th, c.Args()...)
}

func coroutineYield(c *luavm.Call) error { return c.YieldArgs() }
