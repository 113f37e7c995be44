package luavm

import "unsafe"

// charge counts bytes that have been made. What is too much is raised where
// the machine next looks.
func (s *State) charge(bytes int64) {
	if s != nil {
		s.used += bytes
	}
}

// alloc counts bytes that are about to be made, and fails if they are too many.
func (s *State) alloc(bytes int64) error {
	s.used += bytes
	if s.used > s.ceiling {
		return s.exceededBy(bytes)
	}
	return nil
}

// exceeded is called when more was charged than the ceiling. What was charged
// includes garbage, so the live bytes are measured; they decide. To measure takes
// time, and so do making and collecting what has been charged; that is charged for
// here, in steps.
func (s *State) exceeded() error { return s.exceededBy(0) }

func (s *State) exceededBy(request int64) error {
	limit := s.cfg.MemoryLimit
	live, steps := s.measure()
	s.budget -= steps + (s.used-request-s.measured)/bytesPerMake
	if live+request > limit {
		// There is some room to handle the error, but no more when that is caught
		// and the next comes.
		s.used, s.ceiling = live, min(live+limit/16, limit+limit/8)
		s.measured = live
		return errMemory
	}
	s.used = live + request
	s.measured = live
	s.ceiling = max(limit, s.used+limit/8)
	return nil
}

// MemoryUsed returns the bytes that are live, as far as the account knows.
func (s *State) MemoryUsed() int64 {
	live, _ := s.measure()
	return live
}

// What it takes to measure, in steps: for each object, and for so many bytes.
const (
	objectSteps  = 16
	bytesPerStep = 64

	bytesPerMake = 8 // a step is so many bytes made and collected
)

// measure walks everything that the state's roots reach and returns its bytes, and
// how many steps that took. Short strings count where they are referred to, long
// ones once. Of the host's own data only what Holder shows is seen.
func (s *State) measure() (bytes, steps int64) {
	w := walk{seen: map[unsafe.Pointer]struct{}{}}
	w.table(s.globals)
	w.table(s.registry)
	w.table(s.stringMeta)
	if s.hook != nil {
		w.value(s.hook.Func)
	}
	for _, mt := range s.typeMeta {
		w.table(mt)
	}
	for th := s.cur; th != nil; th = th.parent {
		w.object(th.Value())
	}
	if s.c.active && s.c.th != nil { // the arguments of the builtin that runs
		for _, v := range s.c.th.stack[s.c.base:min(s.c.base+s.c.nargs+s.c.pushed, len(s.c.th.stack))] {
			w.value(v)
		}
	}
	if s.root != nil {
		w.object(s.root.Value())
	}
	for len(w.todo) > 0 {
		v := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		w.visit(v)
	}
	return w.bytes, int64(len(w.seen))*objectSteps + w.bytes/bytesPerStep
}

// Holder is a continuation, or the data of a builtin, that keeps Lua values
// alive: Held visits them and returns how many bytes it holds itself. What is
// no Holder is not counted.
type Holder interface{ Held(visit func(Value)) int }

// walk is a traversal of the reachable objects.
type walk struct {
	seen  map[unsafe.Pointer]struct{}
	todo  []Value
	bytes int64
}

const shortString = 40

func (w *walk) value(v Value) {
	switch {
	case v.p == nil:
	case v.isString():
		n := int64(v.n & lenMask)
		if n > shortString {
			if _, ok := w.seen[v.p]; ok {
				return
			}
			w.seen[v.p] = struct{}{}
		}
		w.bytes += n
	default:
		w.object(v)
	}
}

func (w *walk) object(v Value) {
	if _, ok := w.seen[v.p]; !ok {
		w.seen[v.p] = struct{}{}
		w.todo = append(w.todo, v)
	}
}

func (w *walk) table(t *Table) {
	if t != nil {
		w.object(t.Value())
	}
}

// prototype counts what a function's code takes. That other computers may share it
// does not matter: it would be here without them.
func (w *walk) prototype(p *Prototype) {
	if _, ok := w.seen[unsafe.Pointer(p)]; ok {
		return
	}
	w.seen[unsafe.Pointer(p)] = struct{}{}
	w.bytes += p.bytes
	for _, child := range p.protos {
		w.prototype(child)
	}
}

func (w *walk) visit(v Value) {
	switch Kind(v.n >> kindShift) {
	case KindTable:
		t := v.table()
		w.bytes += tableBytes + int64(cap(t.arr))*valueBytes
		w.table(t.meta)
		for _, e := range t.arr {
			w.value(e)
		}
		if t.node != &noNodes[0] {
			w.bytes += int64(t.mask+1) * nodeBytes
			for i := uint32(0); i <= t.mask; i++ {
				nd := t.at(i)
				w.value(nd.key)
				w.value(nd.val)
			}
		}
	case KindFunction:
		cl := v.closure()
		w.bytes += closureBytes(int(cl.nup))
		w.prototype(cl.proto)
		for i := 0; i < int(cl.nup); i++ {
			w.value(*cl.up(i))
		}
	case kindCell:
		c := v.cell()
		w.bytes += cellBytes
		w.value(c.v)
		if c.id != nil {
			w.object(c.id.Value())
		}
	case KindThread:
		th := v.thread()
		w.bytes += threadBytes
		if len(th.stack) > firstStack {
			w.bytes += int64(len(th.stack)) * valueBytes
		}
		if cap(th.frames) > firstFrames {
			w.bytes += int64(cap(th.frames)) * frameBytes
		}
		w.value(th.start)
		if th.hook != nil {
			w.value(th.hook.Func)
		}
		end := min(max(th.end(), th.top), len(th.stack))
		for _, e := range th.stack[:end] {
			w.value(e)
		}
		for i := range th.frames {
			f := &th.frames[i]
			if f.cl != nil {
				w.object(f.cl.Value())
			}
			if h, ok := f.k.(Holder); ok {
				w.bytes += int64(h.Held(w.value))
			}
		}
	case KindUserdata:
		w.bytes += userdataBytes
		w.table(v.userdata().meta)
	case KindBuiltin:
		w.bytes += 64
		switch d := v.builtin().Data.(type) {
		case Value:
			w.value(d)
		case Holder:
			w.bytes += int64(d.Held(w.value))
		}
	}
}
