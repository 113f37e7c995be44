package craft

import (
	"ccnet/luabind"
	"ccnet/luavm"
	"ccnet/value"
)

// native is what a builtin holds: a native function, and the object of which it
// is a method.
type native struct {
	engine *engine
	fn     luabind.Func
	self   any
}

// methods makes a table of native functions.
func (e *engine) methods(functions []luabind.Function, self any) *luavm.Table {
	table := e.state.NewTable(0, len(functions))
	natives := make([]native, len(functions))
	for i, f := range functions {
		natives[i] = native{e, f.Fn, self}
		builtin := e.state.NewBuiltin(f.Name, invoke)
		builtin.Data = &natives[i]
		e.set(table, f.Name, builtin.Value())
	}
	return table
}

// invoke is the body of every builtin made by methods.
func invoke(c *luavm.Call) error {
	n := c.Self().Data.(*native)
	return n.engine.run(c, n.self, n.fn, nil)
}

// argSteps is how many steps an argument of a native function is charged.
const argSteps = 8

// run runs a native function, or a continuation of one, and does what it asks
// for.
func (e *engine) run(c *luavm.Call, self any, fn luabind.Func, k luabind.Continuation) error {
	clear(e.args)
	e.args = e.args[:0]
	e.copied = 0
	c.Charge(argSteps * c.NArgs())
	for _, v := range c.Args() {
		arg, err := e.fromLua(v)
		if err != nil {
			return c.Errorf("%s", err.Error())
		}
		e.args = append(e.args, arg)
	}
	c.Charge(e.copied) // it may raise an error
	e.running = c
	call := e.call
	call.Begin(e.args, self)
	var err error
	if k != nil {
		err = k.Continue(call)
	} else {
		err = fn(call)
	}
	out := &call.Out
	c.Charge(out.Steps) // it may raise an error
	if err != nil {
		return raise(c, err)
	}
	switch out.Kind {
	case luabind.Yielded:
		return c.YieldThen(e.then(self, out.Then), e.values(out.Values)...)
	case luabind.Called:
		if out.Then == nil {
			return c.TailCall(e.toLua(out.Fn), e.values(out.Values)...)
		}
		return c.CallThen(e.then(self, out.Then), e.toLua(out.Fn), e.values(out.Values)...)
	}
	results := e.values(out.Values)
	if e.grown > 0 {
		n := e.grown
		e.grown = 0
		c.Alloc(n)
	}
	if e.copied > 0 {
		n := e.copied
		e.copied = 0
		c.Charge(n)
	}
	switch len(results) {
	case 0:
		return c.Return()
	case 1:
		return c.Return1(results[0])
	}
	return c.ReturnN(results...)
}

// values turns results into Lua values, in memory that is used again.
func (e *engine) values(vs []value.Value) []luavm.Value {
	e.thaw.reset()
	e.results = e.results[:0]
	for _, v := range vs {
		e.results = append(e.results, e.toLua(v))
	}
	return e.results
}

// raise is err with the position that it asks for.
func raise(c *luavm.Call, err error) error {
	if at, ok := err.(*luabind.LevelError); ok {
		return c.ErrorAt(luavm.String(at.Error()), at.Level)
	}
	return c.Errorf("%s", err.Error())
}

// suspended is a native function that waits.
type suspended struct {
	engine *engine
	self   any
	k      luabind.Continuation
}

// then is k as a continuation of the engine; nil stays nil.
func (e *engine) then(self any, k luabind.Continuation) luavm.Continuation {
	if k == nil {
		return nil
	}
	return &suspended{e, self, k}
}

// Continue implements luavm.Continuation.
func (s *suspended) Continue(c *luavm.Call) error {
	return s.engine.run(c, s.self, nil, s.k)
}

// Text implements luabind.Texter.
func (e *engine) Text(i int) string { return e.state.ToStringRaw(e.running.Arg(i)) }
