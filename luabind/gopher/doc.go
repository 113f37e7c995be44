// Package gopher runs a computer's programs on gopher-lua
// (github.com/yuin/gopher-lua), the Lua engine that many Go programs embed. It is
// the only package that knows both that engine and the calling interface of native
// APIs. There are two ways to use it:
//
//   - NewFactory makes engines for computers that boot a ROM and run CraftOS, in the
//     place of the default engine's;
//   - Join lets a Lua state that a Go program owns live on a computer of a world.
//
// gopher-lua is taken as it is released. What CraftOS needs beyond it is laid
// around it: coroutines that are goroutines and so can yield anywhere, protected
// calls on states of their own, because the engine's own detach closures, the
// functions of Lua 5.2, and a budget of instructions. What lies inside its compiler
// and its loop cannot be mended from outside:
//
//   - some programs are compiled wrongly: a, b = b, a on local variables, closures
//     over variables of a block that is left by goto, a break at a loop's very head;
//   - memory is not accounted for, so a program can bring the process down;
//   - the language is Lua 5.1 with goto: _ENV is an ordinary field of the
//     environment that load was given, numbers joined by .. have the engine's own
//     digits, and operators fail in the engine's own words.
//
// So it is for programs that are trusted. Everything it does is deterministic.
package gopher
