package gopher

import (
	"runtime"

	lua "github.com/yuin/gopher-lua"
)

func (e *engine) openCoroutine() {
	e.library("coroutine", map[string]lua.LGFunction{
		"create":      e.coroutineCreate,
		"isyieldable": func(L *lua.LState) int { return give(L, lua.LTrue) },
		"resume":      e.coroutineResume,
		"running":     e.coroutineRunning,
		"status":      e.coroutineStatus,
		"wrap":        e.coroutineWrap,
		"yield":       e.coroutineYield,
	})
}

func (e *engine) checkThread(L *lua.LState, i int) *thread {
	if t, ok := L.Get(i).(*thread); ok {
		return t
	}
	e.failArg(L, i, "thread")
	return nil
}

func (e *engine) coroutineCreate(L *lua.LState) int {
	return give(L, e.newCoroutine(e.checkFunction(L, 1)).asThread())
}

// refusal tells why t cannot be resumed, or is empty.
func (t *thread) refusal() string {
	if t.co.status == suspended {
		return ""
	}
	return "cannot resume " + statusNames[t.co.status] + " coroutine"
}

// startSteps is what the start of a coroutine counts for; it takes some 5 µs.
const startSteps = 250

// continueCoroutine resumes t with the arguments from one on.
func (e *engine) continueCoroutine(L *lua.LState, t *thread, from int) ([]lua.LValue, *failure) {
	defer runtime.KeepAlive(t)
	steps := 10
	if t.co.next == nil {
		e.room(L)
		steps = startSteps
	}
	e.charge(L, steps)
	return t.co.resume(argsFrom(L, from))
}

func (e *engine) coroutineResume(L *lua.LState) int {
	t := e.checkThread(L, 1)
	if reason := t.refusal(); reason != "" {
		return give(L, lua.LFalse, lua.LString(reason))
	}
	out, failed := e.continueCoroutine(L, t, 2)
	return e.giveOutcome(L, out, failed)
}

func (e *engine) coroutineRunning(L *lua.LState) int {
	return give(L, e.running.asThread(), lua.LFalse)
}

func (e *engine) coroutineStatus(L *lua.LState) int {
	return give(L, lua.LString(statusNames[e.checkThread(L, 1).co.status]))
}

func (e *engine) coroutineWrap(L *lua.LState) int {
	t := e.newCoroutine(e.checkFunction(L, 1)).asThread()
	return give(L, L.NewFunction(func(L *lua.LState) int {
		if reason := t.refusal(); reason != "" {
			e.fail(L, "%s", reason)
		}
		out, failed := e.continueCoroutine(L, t, 1)
		if failed != nil {
			e.raise(L, failed.value)
		}
		return give(L, out...)
	}))
}

func (e *engine) coroutineYield(L *lua.LState) int {
	return give(L, e.running.suspend(argsFrom(L, 1))...)
}
