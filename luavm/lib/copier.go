package lib

import "ccnet/luavm"

// copier copies elements to other places, one after another: insert, move and
// remove do so on what needs metamethods for its length or elements. Any of them
// may call, and so yield; copier is the continuation of all.
type copier struct {
	op       copierOp
	phase    copierPhase
	src, dst luavm.Value
	from, to int         // the next element, and where it goes
	step     int         // to the one after it: 1 or -1
	left     int         // how many there are to copy
	at       int         // insert and remove: the position
	atEnd    bool        // which is the end
	v        luavm.Value // insert: the new element; remove: the old one
	moving   luavm.Value // the element that is under way
}

type copierOp uint8

const (
	copyInsert copierOp = iota
	copyMove
	copyRemove
)

type copierPhase uint8

const (
	phaseMeasure copierPhase = iota // wait for the length
	phaseTake                       // read what remove returns
	phaseCopyFrom
	phaseCopyTo
	phasePut // write at the position that is free in the end
	phaseDone
)

func startCopier(c *luavm.Call, s *copier) error {
	c.Alloc(128)
	if s.op == copyMove {
		s.phase = phaseCopyFrom
		return s.run(c)
	}
	n, h, err := length(c, s.src)
	if err != nil {
		return err
	}
	if !h.IsNil() {
		return c.CallThen(s, h, s.src)
	}
	return s.plan(c, n)
}

// plan decides what to copy, now that the length is known.
func (s *copier) plan(c *luavm.Call, n int) error {
	if s.op == copyInsert {
		if s.atEnd {
			s.at = n + 1
		}
		end := max(n+1, s.at)
		s.from, s.to, s.step, s.left = end-1, end, -1, end-s.at
		s.phase = phaseCopyFrom
		return s.run(c)
	}
	if s.atEnd {
		s.at = n
	}
	if s.at > n {
		return c.Return()
	}
	s.from, s.to, s.step, s.left = s.at+1, s.at, 1, n-s.at
	s.phase = phaseTake
	return s.run(c)
}

// Continue takes what a metamethod has returned.
func (s *copier) Continue(c *luavm.Call) error {
	if s.phase == phaseMeasure {
		n, err := wholeLength(c, c.Arg(1))
		if err != nil {
			return err
		}
		return s.plan(c, n)
	}
	s.advance(c.Arg(1))
	return s.run(c)
}

// Held reports what a suspended copier keeps alive.
func (s *copier) Held(visit func(luavm.Value)) int {
	visit(s.src)
	visit(s.dst)
	visit(s.v)
	visit(s.moving)
	return 0
}

// advance goes on to the next phase; v is what this one has read.
func (s *copier) advance(v luavm.Value) {
	switch s.phase {
	case phaseTake:
		s.v = v
		s.phase = phaseCopyFrom
	case phaseCopyFrom:
		s.moving = v
		s.phase = phaseCopyTo
	case phaseCopyTo:
		s.from += s.step
		s.to += s.step
		s.left--
		s.phase = phaseCopyFrom
	case phasePut:
		s.phase = phaseDone
	}
}

// run copies as far as it can without a call.
func (s *copier) run(c *luavm.Call) error {
	for {
		if s.phase == phaseCopyFrom && s.left <= 0 {
			s.phase = phasePut
			if s.op == copyMove {
				return c.Return1(s.dst)
			}
		}
		c.Charge(1)
		var v luavm.Value
		var p pending
		var err error
		switch s.phase {
		case phaseTake:
			v, p, err = index(c, s.src, luavm.Int(s.at))
		case phaseCopyFrom:
			v, p, err = index(c, s.src, luavm.Int(s.from))
		case phaseCopyTo:
			if p, err = setIndex(c, s.dst, luavm.Int(s.to), s.moving); p.ok() {
				return c.CallThen(s, p.handler, p.self, luavm.Int(s.to), s.moving)
			}
		case phasePut:
			put := s.v
			if s.op == copyRemove {
				put = luavm.Nil
			}
			if p, err = setIndex(c, s.dst, luavm.Int(s.to), put); p.ok() {
				return c.CallThen(s, p.handler, p.self, luavm.Int(s.to), put)
			}
		case phaseDone:
			if s.op == copyRemove {
				return c.Return1(s.v)
			}
			return c.Return()
		}
		if err != nil {
			return err
		}
		if p.ok() {
			at := s.from
			if s.phase == phaseTake {
				at = s.at
			}
			return c.CallThen(s, p.handler, p.self, luavm.Int(at))
		}
		s.advance(v)
	}
}
