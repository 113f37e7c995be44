package lib

import "ccnet/luavm"

// accessOp is the function of the table library that an access does.
type accessOp uint8

const (
	accessConcat accessOp = iota
	accessUnpack
)

// access does a function of the table library on something whose length or
// elements need metamethods: it asks for the length and reads elements
// first..last of obj. Either may call, and so yield; access is the continuation of
// both.
type access struct {
	op      accessOp
	obj     luavm.Value
	args    [3]luavm.Value // of concat, after obj; the game looks at them when it knows the length
	reading bool           // the length is known
	values  []luavm.Value  // read by unpack
	text    []byte         // joined by concat
	size    growth         // of either
	at      int            // the element to read next

	first, last int  // range to read
	toEnd       bool // last is the length
	sep         string
}

func startAccess(c *luavm.Call, a *access) error {
	c.Alloc(128)
	if !a.toEnd && a.op == accessUnpack {
		return a.plan(c, a.last)
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
	if !a.reading {
		n, err := wholeLength(c, c.Arg(1))
		if err != nil {
			return err
		}
		return a.plan(c, n)
	}
	if err := a.take(c, c.Arg(1)); err != nil {
		return err
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
	for _, v := range a.args {
		visit(v)
	}
	for _, v := range a.values {
		visit(v)
	}
	return 16*cap(a.values) + cap(a.text)
}

// plan begins to read, now that the length is known.
func (a *access) plan(c *luavm.Call, n int) error {
	if a.toEnd {
		a.last = n
	}
	if a.op == accessConcat {
		if err := a.options(c, n); err != nil {
			return err
		}
	} else if a.last-a.first >= maxUnpack {
		return c.Errorf("too many results to unpack")
	}
	a.reading, a.at = true, a.first
	return a.run(c)
}

// options reads the arguments of concat.
func (a *access) options(c *luavm.Call, n int) error {
	a.first, a.last = 1, n
	if v := a.args[0]; !v.IsNil() {
		text, ok := v.ToString()
		if !ok {
			return typeError(c, v, "string")
		}
		a.sep = text
	}
	for i, to := range []*int{&a.first, &a.last} {
		if v := a.args[1+i]; !v.IsNil() {
			f, ok := v.ToNumber()
			if !ok {
				return typeError(c, v, "number")
			}
			*to = int(int32(luavm.ToInt(f)))
		}
	}
	return nil
}

// take adds an element to what was read.
func (a *access) take(c *luavm.Call, v luavm.Value) error {
	c.Charge(1)
	a.at++
	if a.op == accessUnpack {
		a.size.reach(c, 16*len(a.values))
		a.values = append(a.values, v)
		return nil
	}
	text, ok := v.ToString()
	if !ok {
		return typeError(c, v, "string")
	}
	if a.at > a.first+1 {
		a.text = append(a.text, a.sep...)
	}
	a.text = append(a.text, text...)
	a.size.reach(c, len(a.text))
	return nil
}

// run reads as far as it can, and at the end returns what was read.
func (a *access) run(c *luavm.Call) error {
	for a.at <= a.last {
		v, p, err := index(c, a.obj, luavm.Int(a.at))
		if err != nil {
			return err
		}
		if p.ok() {
			return c.CallThen(a, p.handler, p.self, luavm.Int(a.at))
		}
		if err := a.take(c, v); err != nil {
			return err
		}
	}
	if a.op == accessConcat {
		return c.Return1(newString(c, a.text))
	}
	for _, v := range a.values {
		c.Push(v)
	}
	return c.ReturnPushed()
}
