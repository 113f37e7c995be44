// Package luavm runs Lua: the dialect of ComputerCraft computers, which is Lua
// 5.2 with some of 5.1 and 5.3. It knows Lua and nothing of computers, and can be
// used alone.
//
// # Embedding
//
// New makes a state with limits of memory and time; lib.Open gives it the
// standard library. Compile and Load turn source into a function. Call runs a
// function to its end, and Resume runs a coroutine to its next yield, which is
// how a host lets programs wait: it resumes them when what they wait for is
// there. Functions of the host are builtins (NewBuiltin): a Go function that
// reads its arguments from a Call and ends with one of its Return methods, or
// with one of its Then methods, which call back, yield or resume and go on with
// a Continuation. Objects of the host are userdata. Errors of programs are
// *Error; any other error means that the state is done for.
//
// # The machine
//
// MACHINE.md has the instruction set and the layout of values and tables on a page.
//
// A State is one Lua universe. Its coroutines (Thread) each have a stack of
// values and a list of frames, the calls under way. One loop (loop.go) runs
// the instructions, which package code lists, for all of them; a call pushes a frame, a
// return pops it, a resume makes another Thread the current one. Nothing of
// Lua ever waits on the Go stack: a builtin that calls back hands the machine
// a Continuation and returns, and becomes a frame. So a yield is legal
// everywhere, a suspended coroutine is plain data, and an abandoned one is
// garbage.
//
// A frame says what becomes of its results: stored into registers, taken as
// the outcome of a comparison, joined to a concatenation under way, handed to
// the builtin below, or to the coroutine that has resumed this one. What is
// neither an instruction nor such a hand-over is done by drive (run.go), which
// carries calls, results, errors, yields and resumes from frame to frame
// without recursion. Errors are thrown (protect.go) to the nearest frame that
// protects; message handlers run on top of the frames that failed.
//
// Nothing points into a stack. A variable that a closure captures lives in a cell,
// or moves into the closure if it is its alone, so a stack can move when it grows,
// and frames are dropped without closing anything.
//
// # Values
//
// A Value is two words (value.go): a pointer and a number. Numbers are stored
// as the complement of their bits with a nil pointer, which makes the zero
// Value nil and leaves the small numbers to tell the other types. Arithmetic
// looks at the two pointers alone: a nil or a boolean reads as NaN, and a NaN
// result takes the slow path, which looks again. Strings are a pointer to
// their bytes, with the length in the number; making one allocates nothing
// else. Every NaN is one NaN, and minus zero does not show.
//
// # Tables
//
// A Table has an array part and nodes, laid out and resized as in PUC Lua 5.1,
// because the order of pairs shows the layout (table.go). Strings hash as
// there; objects by the number of their creation, never by address, so that
// runs are the same every time. References from weak tables are strong: when
// Go's collector runs must not be seen.
//
// String constants are one copy in a whole process (Cache) and carry their
// hash: reading a field is a mask, a comparison of pointers, and a load. A
// metatable remembers which metamethods it does not have.
//
// # Hooks
//
// A hook (SetHook) is told of calls, returns, lines and counts of instructions.
// A coroutine that has one runs code in which every instruction is the same one,
// "hook", which looks for events and then does what stands in the function's own
// code; others pay nothing. The hook's function runs above the function it is
// told of, from an ordinary frame, and so may yield and fail. Level shows the
// functions on a stack, where they are, and their variables.
//
// # Limits
//
// Instructions are counted where loops close and functions are called, by the
// length of what that repeats; builtins and native loops are charged too. So
// the count is the same every time, and costs little. When SoftSteps are used
// up, 'Too long without yielding' is raised once; HardSteps later the state is
// aborted. Memory is charged as it is made, and since Go frees without telling,
// what is reachable is measured when the charge exceeds the limit (memory.go).
// Measuring, and making what turned out to be garbage, is charged in steps.
// Coroutines are memory: less than a kilobyte each while they are live, and nothing
// when nobody can resume them any more. So is a source: what it takes to compile
// it is charged for its length beforehand, and none may be longer than 64 MB.
//
//	a coroutine's calls                    32768     stack overflow
//	its calls by the host (pcall, ...)     200       stack overflow
//	its values on the stack                2097152   stack overflow
//	more calls for a message handler       10        error in error handling
//	nested statements and expressions      200       has more than 200 syntax levels
//	local variables, upvalues              200, 60   has more than 200 local variables
//	memory (Config.MemoryLimit)                      not enough memory
//	steps (Config.SoftSteps)                         Too long without yielding
//
// A Prototype is immutable and shared by all states of a process. A State and
// all it made must be used by one goroutine at a time.
package luavm
