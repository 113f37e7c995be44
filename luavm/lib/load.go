package lib

import (
	"strings"

	"ccnet/luavm"
)

// What compiling takes for each byte of source.
const (
	compileSteps = 8
	compileBytes = 24
)

// compileChunk ends the call with the function that source compiles to, or
// with nil and a message.
func compileChunk(c *luavm.Call, source, name, mode string, env *luavm.Table) error {
	kind := "text"
	if strings.HasPrefix(source, "\x1b") {
		kind = "binary"
	}
	if !strings.Contains(mode, kind[:1]) {
		return c.Return2(luavm.Nil, luavm.String("attempt to load a "+kind+" chunk (mode is "+mode+")"))
	}
	if kind == "binary" {
		return c.Return2(luavm.Nil, luavm.String("attempt to load a binary chunk"))
	}
	c.Charge(len(source) * compileSteps)
	c.Alloc(len(source) * compileBytes)
	p, err := c.State().Compile(source, name)
	if err != nil {
		return c.Return2(luavm.Nil, luavm.String(err.Error()))
	}
	return c.Return1(c.State().Load(p, env))
}

// baseLoadstring is loadstring(text [, name]).
func baseLoadstring(c *luavm.Call) error {
	source := c.CheckString(1)
	return compileChunk(c, source, c.OptString(2, source), "bt", c.State().Globals())
}

// baseLoad is load(chunk [, name [, mode [, env]]]), where the chunk is a text
// or a function that returns it piece by piece.
func baseLoad(c *luavm.Call) error {
	c.OptString(2, "") // is checked first
	mode := c.OptString(3, "bt")
	env := c.OptTable(4, c.State().Globals())
	if source, ok := c.Arg(1).ToString(); ok {
		return compileChunk(c, source, c.OptString(2, source), mode, env)
	}
	r := &reader{name: c.OptString(2, "function"), mode: mode, env: env, next: c.CheckFunction(1)}
	return c.ProtectUnder(r, r.next)
}

// reader collects what a reader function returns.
type reader struct {
	name, mode string
	env        *luavm.Table
	next       luavm.Value
	source     []byte
	size       growth // of source
}

// Continue takes one piece. What goes wrong in the reader function becomes the
// message of load.
func (r *reader) Continue(c *luavm.Call) error {
	v := c.Arg(2)
	if !c.Arg(1).Truthy() {
		return c.Return2(luavm.Nil, v)
	}
	piece, ok := v.ToString()
	if !ok && !v.IsNil() {
		return c.Return2(luavm.Nil, luavm.String("reader function must return a string"))
	}
	if piece == "" { // nil as well
		return compileChunk(c, string(r.source), r.name, r.mode, r.env)
	}
	r.source = append(r.source, piece...)
	r.size.reach(c, len(r.source))
	return c.ProtectUnder(r, r.next)
}

// Held reports what a suspended load keeps alive.
func (r *reader) Held(visit func(luavm.Value)) int {
	visit(r.env.Value())
	visit(r.next)
	return cap(r.source)
}
