package lib

import "ccnet/luavm"

// accessOp is the function of the table library that an access does.
type accessOp uint8

const (
	accessConcat accessOp = iota
	accessSort
	accessUnpack
)

// access does a function of the table library on something whose length or
// elements need metamethods: it asks for the length, reads elements
// first..last of obj, works on the copies and, to sort, writes them back. Any of
// the three may call, and so yield; access is the continuation of all.
type access struct {
	op     accessOp
	obj    luavm.Value
	phase  accessPhase
	values []luavm.Value // read
	size   growth        // of values
	at     int           // the element to read or write next

	first, last int         // range to read
	toEnd       bool        // concat, unpack: last is the length
	less        luavm.Value // sort: the comparator
	sep         string
}

type accessPhase uint8

const (
	phaseLength accessPhase = iota
	phaseRead
	phaseWork
	phaseWrite
)

func startAccess(c *luavm.Call, a *access) error {
	c.Alloc(128)
	if a.op != accessSort && !a.toEnd {
		if a.op == accessUnpack && a.last-a.first >= maxUnpack {
			return c.Errorf("too many results to unpack")
		}
		a.phase = phaseRead
		a.at = a.first
		return a.run(c)
	}
	n, h, err := length(c, a.obj)
	if err != nil {
		return err
	}
	if !h.IsNil() {
		return c.CallThen(a, h, a.obj)
	}
	return a.plan(c, n)
}

// length returns the length of v, or the metamethod that knows it.
func length(c *luavm.Call, v luavm.Value) (int, luavm.Value, error) {
	if s, ok := v.AsString(); ok {
		return len(s), luavm.Nil, nil
	}
	h := c.Metafield(v, "__len")
	if t, ok := v.AsTable(); ok && h.IsNil() {
		return t.Len(), h, nil
	}
	if h.IsNil() {
		return 0, h, c.Errorf("attempt to get length of a %s value", typeName(c, v))
	}
	return 0, h, nil
}

// Continue takes what a metamethod has returned.
func (a *access) Continue(c *luavm.Call) error {
	switch a.phase {
	case phaseLength:
		n, err := wholeLength(c, c.Arg(1))
		if err != nil {
			return err
		}
		return a.plan(c, n)
	case phaseRead:
		a.take(c, c.Arg(1))
	}
	return a.run(c)
}

// wholeLength takes the length that a metamethod gives.
func wholeLength(c *luavm.Call, v luavm.Value) (int, error) {
	n, ok := v.ToNumber()
	if !ok || n != float64(int32(luavm.ToInt(n))) {
		return 0, c.Errorf("object length is not an integer")
	}
	return int(n), nil
}

// Held reports what a suspended operation keeps alive.
func (a *access) Held(visit func(luavm.Value)) int {
	visit(a.obj)
	visit(a.less)
	for _, v := range a.values {
		visit(v)
	}
	return 16 * cap(a.values)
}

// plan decides what to read and where to write, now that the length is known.
func (a *access) plan(c *luavm.Call, n int) error {
	a.last = n
	if a.op == accessSort {
		a.first = 1
	}
	if a.op == accessUnpack && a.last-a.first >= maxUnpack {
		return c.Errorf("too many results to unpack")
	}
	a.phase = phaseRead
	a.at = a.first
	return a.run(c)
}

func (a *access) take(c *luavm.Call, v luavm.Value) {
	c.Charge(1)
	a.size.reach(c, 16*len(a.values))
	a.values = append(a.values, v)
	a.at++
}

// run reads, works and writes as far as it can.
func (a *access) run(c *luavm.Call) error {
	for a.phase == phaseRead && a.at <= a.last {
		v, p, err := index(c, a.obj, luavm.Int(a.at))
		if err != nil {
			return err
		}
		if p.ok() {
			return c.CallThen(a, p.handler, p.self, luavm.Int(a.at))
		}
		a.take(c, v)
	}
	if a.phase == phaseRead {
		a.phase = phaseWork
		if done, err := a.work(c); done || err != nil {
			return err
		}
	}
	a.phase = phaseWrite
	for a.at < len(a.values) {
		i, v := luavm.Int(1+a.at), a.values[a.at]
		a.at++
		p, err := setIndex(c, a.obj, i, v)
		if err != nil {
			return err
		}
		if p.ok() {
			return c.CallThen(a, p.handler, p.self, i, v)
		}
	}
	return c.Return()
}

// work turns what was read into what is to be written, or ends the call.
func (a *access) work(c *luavm.Call) (done bool, err error) {
	a.at = 0
	switch a.op {
	case accessConcat:
		return true, a.concat(c)
	case accessUnpack:
		for _, v := range a.values {
			c.Push(v)
		}
		return true, c.ReturnPushed()
	case accessSort:
		s := &sorter{values: a.values, less: a.less, then: a}
		return true, s.start(c, len(a.values))
	}
	return false, nil
}

func (a *access) concat(c *luavm.Call) error {
	var out []byte
	var size growth
	for i, v := range a.values {
		if i > 0 {
			out = append(out, a.sep...)
		}
		text, ok := v.ToString()
		if !ok {
			return typeError(c, v, "string")
		}
		out = append(out, text...)
		size.reach(c, len(out))
	}
	return c.Return1(newString(c, out))
}
