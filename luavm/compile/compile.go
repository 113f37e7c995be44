// Package compile turns Lua source into prototypes for the machine.
//
// It works in two passes. The first reads the source to a syntax tree and binds
// every name to its variable, so that at its end it is known which variables
// closures capture, and whether anybody else has to do with them afterwards. The
// second walks the tree and writes instructions: a captured variable lives in a
// cell, unless it is its closure's alone (see package code).
//
// The language is Lua 5.2 as CC: Tweaked has it, down to its limits and the
// texts of its errors. Time and memory are linear in the length of the source,
// and the depth of recursion is bounded whatever the source is.
package compile

import (
	"ccnet/luavm/code"
)

// Limits of the language.
const (
	maxLocals    = 200      // live at once, in a function and the functions around it
	maxUpvalues  = 60       // of one function
	maxLevels    = 200      // of nested statements and expressions
	maxSource    = 64 << 20 // bytes
	maxLabels    = 32767    // visible at once, and as many gotos that wait for theirs
	envName      = "_ENV"
	gotoName     = "goto"
	breakName    = "break"
	selfName     = "self"
	mainFuncName = "main function"
)

// Compile compiles a chunk. The chunk's name is "=name", "@path" or the source
// itself; ShortSource tells what messages show of it. A failure is an *Error.
//
// The main function takes any arguments and has one upvalue, _ENV, which holds
// a cell when the chunk assigns to it.
func Compile(source, chunkName string) (proto *code.Proto, err error) {
	short := ShortSource(chunkName)
	if len(source) > maxSource {
		return nil, &Error{Chunk: short, Line: 1, Message: "chunk is too large"}
	}
	defer func() {
		if r := recover(); r != nil {
			failure, ok := r.(*Error)
			if !ok {
				panic(r)
			}
			proto, err = nil, failure
		}
	}()
	main := parse(source, short)
	c := &compiler{source: source, chunk: chunkName, short: short}
	return c.function(nil, main), nil
}
