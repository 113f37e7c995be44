package gopher

import (
	"iter"
	"runtime"
	"sync"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// status is what a coroutine is about.
type status uint8

const (
	suspended status = iota
	running
	normal // it has resumed another one
	dead
)

var statusNames = [...]string{"suspended", "running", "normal", "dead"}

// maxCoroutines is how many coroutines of a computer may have a goroutine. Each
// takes some 20 KB.
const maxCoroutines = 5000

// coroutine is a Lua coroutine. It is a goroutine that runs in turns with whoever
// resumes it, so Lua code can yield from wherever it is: within metamethods,
// iterators, comparisons of a sort and protected calls.
type coroutine struct {
	engine  *engine
	fn      lua.LValue
	host    func() *failure // a function of Go that is called instead of fn
	status  status
	strands int // protected calls that it is in

	next   func() ([]lua.LValue, bool) // nil until it is resumed first
	stop   func()
	yield  func([]lua.LValue) bool
	in     []lua.LValue // what it was resumed with
	out    []lua.LValue // its results at the end
	failed *failure     // its error at the end

	thread weak.Pointer[thread]
	pinned bool    // it is the host's: Lua cannot drop it
	handle *thread // what thread points to, if it is pinned
}

// thread is a coroutine as Lua holds it. It is apart from the coroutine because a
// goroutine that waits is never garbage: when Lua drops the thread, its coroutine is
// noted as lost and later killed.
type thread struct{ co *coroutine }

// String implements lua.LValue.
func (t *thread) String() string { return "thread" }

// Type implements lua.LValue.
func (t *thread) Type() lua.LValueType { return lua.LTThread }

// lostCoroutines are those that Lua has dropped. The runtime finds them at any time
// and in any order; they are killed between events.
type lostCoroutines struct {
	mu     sync.Mutex
	list   []*coroutine
	closed bool
}

func (l *lostCoroutines) add(co *coroutine) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.list = append(l.list, co)
	}
}

func (l *lostCoroutines) take() []*coroutine {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := l.list
	l.list = nil
	return list
}

func (l *lostCoroutines) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed, l.list = true, nil
}

// bury kills the coroutines that Lua has dropped.
func (e *engine) bury() {
	for _, co := range e.lost.take() {
		co.kill()
	}
}

// newCoroutine makes a coroutine of a function.
func (e *engine) newCoroutine(fn lua.LValue) *coroutine { return &coroutine{engine: e, fn: fn} }

// newPinned makes a coroutine that the host resumes.
func (e *engine) newPinned(fn lua.LValue) *coroutine {
	return &coroutine{engine: e, fn: fn, pinned: true}
}

// asThread returns what Lua holds of co.
func (co *coroutine) asThread() *thread {
	t := co.thread.Value()
	if t == nil {
		t = &thread{co}
		co.thread = weak.Make(t)
		if co.pinned {
			co.handle = t
		} else {
			runtime.AddCleanup(t, co.engine.lost.add, co)
		}
	}
	return t
}

// body is what the goroutine does.
func (co *coroutine) body(yield func([]lua.LValue) bool) {
	co.yield = yield
	if co.host != nil {
		co.failed = co.host()
		return
	}
	co.out, co.failed = co.engine.protect(nil, co.fn, co.in, nil)
}

// resume lets co run until it yields or ends. It returns what it yields or its
// results, or the error that ended it.
func (co *coroutine) resume(in []lua.LValue) ([]lua.LValue, *failure) {
	e := co.engine
	if co.next == nil {
		co.next, co.stop = iter.Pull(co.body)
		e.live[co] = struct{}{}
	}
	parent := e.running
	if parent != nil {
		parent.status = normal
	}
	co.in, co.status, e.running = in, running, co
	out, waits := co.next()
	e.running = parent
	if e.aborted {
		if parent != nil {
			parent.park()
		}
		return nil, nil
	}
	if parent != nil {
		parent.status = running
	}
	if waits {
		co.status = suspended
		return out, nil
	}
	co.status = dead
	delete(e.live, co)
	out, failed := co.out, co.failed
	co.in, co.out, co.fn = nil, nil, nil
	return out, failed
}

// suspend yields from within co, and returns what it is resumed with.
func (co *coroutine) suspend(out []lua.LValue) []lua.LValue {
	if !co.yield(out) {
		runtime.Goexit() // no Lua code may see that it was killed
	}
	return co.in
}

// park stops co for good.
func (co *coroutine) park() { co.suspend(nil) }

// kill ends the goroutine of a suspended coroutine.
func (co *coroutine) kill() {
	if co.next == nil || co.status == dead {
		return
	}
	co.status = dead
	delete(co.engine.live, co)
	done := make(chan struct{})
	go func() { // because Goexit spreads from the coroutine to whoever stops it
		defer close(done)
		co.stop()
	}()
	<-done
}

// room makes sure that one more coroutine may be started. Those that Lua has dropped
// must not count, or the result would depend on when that is found out: here it is at
// once, since weak pointers to garbage are nil when a collection has ended. What a
// dropped one refers to is found after it has been killed.
func (e *engine) room(L *lua.LState) {
	for len(e.live) >= maxCoroutines {
		runtime.GC()
		before := len(e.live)
		for co := range e.live {
			if !co.pinned && co.thread.Value() == nil {
				co.kill()
			}
		}
		if len(e.live) == before {
			e.fail(L, "too many coroutines")
		}
	}
}
