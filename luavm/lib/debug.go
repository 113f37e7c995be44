package lib

import (
	"strings"

	"ccnet/luavm"
	"ccnet/luavm/compile"
)

// OpenDebug installs the library debug.
func OpenDebug(s *luavm.State) {
	library(s, "debug", nil, []function{
		{"debug", debugDebug}, {"getfenv", debugGetfenv}, {"gethook", debugGethook}, {"getinfo", debugGetinfo},
		{"getlocal", debugGetlocal}, {"getmetatable", debugGetmetatable}, {"getregistry", debugGetregistry},
		{"getupvalue", debugGetupvalue}, {"setfenv", debugSetfenv}, {"sethook", debugSethook},
		{"setlocal", debugSetlocal}, {"setmetatable", debugSetmetatable}, {"setupvalue", debugSetupvalue},
		{"traceback", debugTraceback}, {"upvalueid", debugUpvalueid}, {"upvaluejoin", debugUpvaluejoin},
	})
}

// threadArg returns the coroutine a debug function is about, which may be its
// first argument, and the index of the argument after it.
func threadArg(c *luavm.Call) (*luavm.Thread, int) {
	if th, ok := c.Arg(1).AsThread(); ok {
		return th, 2
	}
	return c.Thread(), 1
}

func debugDebug(c *luavm.Call) error { return c.Return() }

func debugGetfenv(c *luavm.Call) error {
	if env := envOf(c.Arg(1)); env != nil {
		return c.Return1(env.Value())
	}
	return c.Return1(luavm.Nil)
}

func debugSetfenv(c *luavm.Call) error {
	env := c.CheckTable(2)
	return setEnv(c, c.Arg(1), env)
}

// debugGetinfo is getinfo([thread,] f [, what]), where f is a function or a
// level.
func debugGetinfo(c *luavm.Call) error {
	th, i := threadArg(c)
	what := c.OptString(i+1, "flnStu")
	s := c.State()
	var level luavm.Level
	var onStack bool
	f := c.Arg(i)
	if _, ok := f.ToNumber(); ok {
		if level, onStack = s.Level(th, c.CheckInt(i)); !onStack {
			return c.Return1(luavm.Nil)
		}
		f = level.Function()
	} else {
		c.CheckFunction(i)
	}
	info := s.NewTable(0, 8)
	set := func(name string, v luavm.Value) { info.SetStr(s, name, v) }
	cl, isLua := f.AsClosure()
	for k := range len(what) {
		switch what[k] {
		case 'S':
			kind, source, short, first, last := "C", "=[C]", "[C]", -1, -1
			if isLua {
				p := cl.Prototype().Source()
				kind, source, short, first, last = "Lua", p.Source, compile.ShortSource(p.Source), p.FirstLine, p.LastLine
				if first == 0 {
					kind = "main"
				}
			}
			set("what", luavm.String(kind))
			set("source", luavm.String(source))
			set("short_src", luavm.String(short))
			set("linedefined", luavm.Int(first))
			set("lastlinedefined", luavm.Int(last))
		case 'l':
			line := -1
			if isLua && onStack {
				pos := level.Pos()
				line = int(pos.Line)
				if pos.Col > 0 {
					set("currentcolumn", luavm.Int(int(pos.Col)))
				}
			}
			set("currentline", luavm.Int(line))
		case 'u':
			nups, nparams, vararg := 0, 0, true
			if isLua {
				p := cl.Prototype().Source()
				nups, nparams, vararg = len(p.Upvals), p.NumParams, p.IsVararg
			}
			set("nups", luavm.Int(nups))
			set("nparams", luavm.Int(nparams))
			set("isvararg", luavm.Bool(vararg))
		case 'n':
			name, kind := "", ""
			if onStack {
				name, kind = level.Name()
			}
			if kind != "" {
				set("name", luavm.String(name))
			}
			set("namewhat", luavm.String(kind))
		case 'f':
			set("func", f)
		case 'L':
			if isLua {
				lines := s.NewTable(0, 0)
				for _, pos := range cl.Prototype().Source().Pos {
					lines.SetInt(s, int(pos.Line), luavm.Bool(true))
				}
				set("activelines", lines.Value())
			}
		case 't':
			set("istailcall", luavm.Bool(onStack && level.TailCall()))
		default:
			return c.ArgError(i+1, "invalid option")
		}
	}
	return c.Return1(info.Value())
}

// temporary is what getlocal calls a register that is no variable's. Programs cannot
// assign to one: the machine relies on what is in it.
const temporary = "(*temporary)"

// debugGetlocal is getlocal([thread,] f, n), where f is a level, or a function
// whose parameters are asked for.
func debugGetlocal(c *luavm.Call) error {
	th, i := threadArg(c)
	n := c.CheckInt(i + 1)
	if f := c.Arg(i); f.IsFunction() {
		if cl, ok := f.AsClosure(); ok {
			if p := cl.Prototype().Source(); n > 0 && n <= p.NumParams && n <= len(p.Locals) {
				return c.Return1(luavm.String(p.Locals[n-1].Name))
			}
		}
		return c.Return1(luavm.Nil)
	}
	level, ok := c.State().Level(th, c.CheckInt(i))
	if !ok {
		return c.ArgError(i, "level out of range")
	}
	name, v := level.Local(n)
	if name == "" {
		if v, ok = level.Register(n); !ok {
			return c.Return1(luavm.Nil)
		}
		name = temporary
	}
	return c.Return2(luavm.String(name), v)
}

// debugSetlocal is setlocal([thread,] level, n, v).
func debugSetlocal(c *luavm.Call) error {
	th, i := threadArg(c)
	at, n := c.CheckInt(i), c.CheckInt(i+1)
	level, ok := c.State().Level(th, at)
	if !ok {
		return c.ArgError(i, "level out of range")
	}
	name := level.SetLocal(n, c.Arg(i+2))
	if name == "" {
		return c.Return1(luavm.Nil)
	}
	return c.Return1(luavm.String(name))
}

func debugGetmetatable(c *luavm.Call) error {
	if mt := c.State().Meta(c.Arg(1)); mt != nil {
		return c.Return1(mt.Value())
	}
	return c.Return1(luavm.Nil)
}

// debugSetmetatable is setmetatable(v, mt): a metatable for any type of value.
func debugSetmetatable(c *luavm.Call) error {
	mt, ok := c.Arg(2).AsTable()
	if !ok && !c.Arg(2).IsNil() {
		msg := "bad argument (table expected, got " + typeName(c, c.Arg(2)) + ")"
		return c.Return2(luavm.Bool(false), luavm.String(msg))
	}
	c.State().SetMeta(c.Arg(1), mt)
	return c.Return1(luavm.Bool(true))
}

func debugGetregistry(c *luavm.Call) error { return c.Return1(c.State().Registry().Value()) }

// upvalueArg returns the closure at argument i and the upvalue (from 0) that
// argument i+1 names; the closure is nil if there is no such upvalue.
func upvalueArg(c *luavm.Call, i int) (*luavm.Closure, int) {
	f, n := c.CheckFunction(i), c.CheckInt(i+1)-1
	if cl, ok := f.AsClosure(); ok && n >= 0 && n < cl.NumUpvalues() {
		return cl, n
	}
	return nil, 0
}

func debugGetupvalue(c *luavm.Call) error {
	cl, n := upvalueArg(c, 1)
	if cl == nil {
		return c.Return1(luavm.Nil)
	}
	return c.Return2(luavm.String(cl.UpvalueName(n)), cl.Upvalue(n))
}

func debugSetupvalue(c *luavm.Call) error {
	cl, n := upvalueArg(c, 1)
	if cl == nil {
		return c.Return1(luavm.Nil)
	}
	if err := c.State().SetUpvalue(cl, n, c.Arg(3)); err != nil {
		return err
	}
	return c.Return1(luavm.String(cl.UpvalueName(n)))
}

// debugUpvalueid is upvalueid(f, n): something that tells variables apart.
func debugUpvalueid(c *luavm.Call) error {
	c.CheckInt(2) // the game looks at an index before its function
	cl, n := upvalueArg(c, 1)
	if cl == nil {
		return c.ArgError(1, "invalid upvalue index")
	}
	id, err := c.State().UpvalueID(cl, n)
	if err != nil {
		return err
	}
	return c.Return1(id.Value())
}

// debugUpvaluejoin is upvaluejoin(f1, n1, f2, n2).
func debugUpvaluejoin(c *luavm.Call) error {
	c.CheckInt(2)
	cl, n := upvalueArg(c, 1)
	if cl == nil {
		return c.ArgError(1, "invalid upvalue index")
	}
	c.CheckInt(4)
	other, m := upvalueArg(c, 3)
	if other == nil {
		return c.ArgError(3, "invalid upvalue index")
	}
	if err := c.State().JoinUpvalue(cl, n, other, m); err != nil {
		return err
	}
	return c.Return()
}

// debugTraceback is traceback([thread,] [message [, level]]). A message that
// is no text comes back as it is.
func debugTraceback(c *luavm.Call) error {
	th, i := threadArg(c)
	v := c.Arg(i)
	message, ok := v.ToString()
	if !ok && !v.IsNil() {
		return c.Return1(v)
	}
	level := 0
	if th == c.Thread() {
		level = 1
	}
	level = c.OptInt(i+1, level)
	text := c.State().Traceback(th, level)
	c.Charge(4*len(text) + 2*c.State().Levels(th)) // names and levels have to be found
	if ok {
		text = message + "\n" + text
	}
	c.Alloc(len(text))
	return c.Return1(luavm.String(text))
}

// hookLetters are the events as a hook's mask names them.
var hookLetters = []struct {
	letter string
	event  luavm.Events
}{{"c", luavm.OnCall}, {"r", luavm.OnReturn}, {"l", luavm.OnLine}}

// debugSethook is sethook([thread,] [hook [, mask [, count]]]).
func debugSethook(c *luavm.Call) error {
	th, i := threadArg(c)
	var h luavm.Hook
	if f := c.Arg(i); !f.IsNil() {
		h.Func = c.CheckFunction(i)
	}
	mask, count := c.OptString(i+1, ""), c.OptInt(i+2, 0)
	if h.Func.IsNil() {
		return c.SetHook(th, h)
	}
	for _, l := range hookLetters {
		if strings.Contains(mask, l.letter) {
			h.Events |= l.event
		}
	}
	if h.Count = count; count > 0 {
		h.Events |= luavm.OnCount
	}
	return c.SetHook(th, h)
}

// debugGethook is gethook([thread]): the hook, its mask and its count.
func debugGethook(c *luavm.Call) error {
	th, _ := threadArg(c)
	h := th.Hook()
	f, mask := h.Func, ""
	for _, l := range hookLetters {
		if h.Events&l.event != 0 {
			mask += l.letter
		}
	}
	if h.Watch != nil { // the host's is nothing to a program
		return c.ReturnN(luavm.Nil, luavm.String(""), luavm.Int(0))
	}
	return c.ReturnN(f, luavm.String(mask), luavm.Int(h.Count))
}
