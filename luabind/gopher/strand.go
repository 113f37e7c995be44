package gopher

import (
	"fmt"
	"runtime"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// maxStrands is how deep protected calls may be nested in a coroutine. With comparisons
// of sort that sort, the greediest that was found, sixty full stacks take some 300 MB
// of Go's stack, which must not grow beyond 512.
const maxStrands = 60

// failure is a Lua error on its way up, as a panic.
type failure struct {
	value     lua.LValue
	traceback string // only where nothing in the computer catches it
}

// raise raises v as it is.
func (e *engine) raise(L *lua.LState, v lua.LValue) {
	if e.foreign { // in somebody else's state errors must be the engine's own
		L.Error(v, 0)
	}
	// Nothing has to be saved from the state: it is not used again.
	panic(&failure{value: v})
}

// engineFailure is a failure that gopher-lua itself has raised.
type engineFailure struct{ value lua.LValue }

func panicWithValue(L *lua.LState) { panic(&engineFailure{L.Get(-1)}) }

// strand returns a state for a call from caller.
func (e *engine) strand(caller *lua.LState) *strand {
	if n := len(e.idle); n > 0 {
		s := e.idle[n-1]
		e.idle = e.idle[:n-1]
		s.caller = caller
		return s
	}
	// The mother of an engine has no context. Of a state with one NewThread
	// derives another, of the standard library's kind, which does not count.
	state, cancel := e.mother.NewThread()
	if cancel != nil {
		cancel()
	}
	s := &strand{engine: e, state: state, caller: caller}
	state.SetContext(s)
	state.Panic = panicWithValue
	return s
}

// failureSteps is what an error that is caught counts for; it takes some 5 µs.
const failureSteps = 250

// release keeps a strand whose call has ended well. One whose call has failed is
// left to the garbage collector: its frames were never left in an orderly way, and
// closures may still refer to its variables.
func (e *engine) release(s *strand) {
	const keep = 8
	s.caller = nil
	if len(e.idle) < keep {
		e.idle = append(e.idle, s)
	}
}

// protect calls fn on a state of its own. gopher-lua's own protected call runs on
// the state of its caller, and when it catches an error it detaches all closures
// from the variables of the functions that go on running there.
//
// If handler is not nil it is called with the error, while the stack still shows
// where that happened, and its results take the error's place.
func (e *engine) protect(caller *lua.LState, fn lua.LValue, args []lua.LValue, handler lua.LValue) ([]lua.LValue, *failure) {
	co := e.running
	if co.strands >= maxStrands {
		return nil, &failure{value: lua.LString("stack overflow")}
	}
	co.strands++
	s := e.strand(caller)
	results, failed := s.run(fn, args, handler)
	co.strands--
	if failed == nil {
		e.release(s)
	} else {
		e.budget.left -= failureSteps
	}
	return results, failed
}

// run calls fn, with a recovery around it.
func (s *strand) run(fn lua.LValue, args []lua.LValue, handler lua.LValue) (results []lua.LValue, failed *failure) {
	defer func() {
		if r := recover(); r != nil {
			failed = s.failure(r)
			if handler != nil {
				var again *failure
				results, again = s.engine.protect(s.state, handler, []lua.LValue{failed.value}, nil)
				failed.value = lua.LNil
				if again != nil {
					failed.value = again.value
				} else if len(results) > 0 {
					failed.value = results[0]
				}
				results = nil
			}
		}
	}()
	L := s.state
	if !s.engine.callable(fn) {
		s.engine.fail(s.caller, "attempt to call a %s value", s.engine.typeName(fn))
	}
	L.Push(fn)
	for _, v := range args {
		L.Push(v)
	}
	L.Call(len(args), lua.MultRet)
	results = make([]lua.LValue, L.GetTop())
	for i := range results {
		results[i] = L.Get(i + 1)
	}
	L.SetTop(0)
	return results, nil
}

// failure makes an error of what was recovered from a panic.
func (s *strand) failure(r any) *failure {
	f, ok := r.(*failure)
	if !ok {
		f = &failure{value: s.describe(r)}
	}
	if s.caller == nil && s.engine.running == s.engine.main {
		f.traceback = s.engine.traceback(s.state, 0)
	}
	return f
}

func (s *strand) describe(r any) lua.LValue {
	switch r := r.(type) {
	case *engineFailure:
		if text, ok := r.value.(lua.LString); ok {
			return lua.LString(reword(string(text)))
		}
		return r.value
	case *lua.ApiError:
		return r.Object
	case string:
		if r == "lua callstack overflow" {
			return lua.LString(s.engine.where(s.state) + "stack overflow")
		}
	case runtime.Error:
		// A mistake in gopher-lua, or in a native function.
		return lua.LString("internal error: " + r.Error())
	}
	return lua.LString(fmt.Sprintf("internal error: %v", r))
}

// reword puts a message of gopher-lua's into the game's words, as far as it has
// what they need. Names of variables it does not know.
func reword(message string) string {
	const (
		index   = "attempt to index a non-table object("
		operate = "cannot perform "
	)
	message = strings.TrimPrefix(message, " ") // where there is no position
	if head, rest, ok := strings.Cut(message, index); ok {
		if kind, key, ok := strings.Cut(rest, ") with key "); ok {
			return head + "attempt to index a " + kind + " value (key " + key + ")"
		}
	}
	if head, rest, ok := strings.Cut(message, operate); ok {
		operation, operands, ok := strings.Cut(rest, " operation between ")
		left, right, both := strings.Cut(operands, " and ")
		if !ok || !both {
			return message
		}
		verb, kind := "attempt to perform arithmetic on a ", left
		if left == "number" || operation == "concat" && left == "string" {
			kind = right
		}
		if operation == "concat" {
			verb = "attempt to concatenate a "
		}
		return head + verb + kind + " value"
	}
	return strings.Replace(message, "registry overflow", "stack overflow", 1)
}
