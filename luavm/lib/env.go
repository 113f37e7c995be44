package lib

import "ccnet/luavm"

// envTarget returns the function that getfenv or setfenv is about: argument 1,
// or the one at that level of the stack. It is nil for level 0, the coroutine
// itself.
func envTarget(c *luavm.Call, level int) (luavm.Value, error) {
	switch {
	case level < 0:
		return luavm.Nil, c.ArgError(1, "level must be non-negative")
	case level == 0:
		return luavm.Nil, nil
	}
	l, ok := c.State().Level(c.Thread(), level)
	if !ok {
		return luavm.Nil, c.ArgError(1, "invalid level")
	}
	return l.Function(), nil
}

// envOf returns the globals of v, nil if it is no function that has any.
func envOf(v luavm.Value) *luavm.Table {
	if cl, ok := v.AsClosure(); ok {
		return cl.Env()
	}
	return nil
}

// baseGetfenv is getfenv([f]), where f is a function or a level. What has no
// environment has the globals.
func baseGetfenv(c *luavm.Call) error {
	f := c.Arg(1)
	if !f.IsFunction() {
		var err error
		if f, err = envTarget(c, c.OptInt(1, 1)); err != nil {
			return err
		}
	}
	env := envOf(f)
	if env == nil {
		env = c.State().Globals()
	}
	return c.Return1(env.Value())
}

// baseSetfenv is setfenv(f, env), where f is a function or a level.
func baseSetfenv(c *luavm.Call) error {
	env := c.CheckTable(2)
	f := c.Arg(1)
	if !f.IsFunction() {
		var err error
		if f, err = envTarget(c, c.CheckInt(1)); err != nil {
			return err
		}
	}
	return setEnv(c, f, env)
}

// setEnv ends the call with f after it has changed its globals.
func setEnv(c *luavm.Call, f luavm.Value, env *luavm.Table) error {
	cl, ok := f.AsClosure()
	if !ok {
		return c.Errorf("'setfenv' cannot change environment of given object")
	}
	if err := c.State().SetEnv(cl, env); err != nil {
		return err
	}
	return c.Return1(f)
}
