package luavm

import "ccnet/luavm/code"

// maxIndexChain is how many tables __index and __newindex lead through.
const maxIndexChain = 100

// field returns obj[k] for a string constant, following __index through
// tables. ok is false if that takes a call or is an error.
func (s *State) field(obj Value, k *konst) (v Value, ok bool) {
	for range maxIndexChain {
		var mt *Table
		if obj.n == tagTable {
			t := obj.table()
			if v := t.getConst(s, k); v.n != 0 {
				return v, true
			}
			if mt = t.meta; mt == nil {
				return Nil, true
			}
			if obj = s.metaIn(mt, metaIndex); obj.n == 0 {
				return Nil, true
			}
		} else {
			if mt = s.metaOf(obj); mt == nil {
				return Nil, false
			}
			if obj = s.metaIn(mt, metaIndex); obj.n == 0 {
				return Nil, false
			}
		}
		if obj.IsFunction() {
			return Nil, false
		}
	}
	return Nil, false
}

// element is field for any key.
func (s *State) element(obj, k Value) (v Value, ok bool) {
	for range maxIndexChain {
		if obj.n == tagTable {
			t := obj.table()
			if v := t.get(s, k); v.n != 0 {
				return v, true
			}
			if t.meta == nil {
				return Nil, true
			}
			if obj = s.metaIn(t.meta, metaIndex); obj.n == 0 {
				return Nil, true
			}
		} else if obj = s.metamethod(obj, metaIndex); obj.n == 0 {
			return Nil, false
		}
		if obj.IsFunction() {
			return Nil, false
		}
	}
	return Nil, false
}

// getConst is getStr for a constant. A key that is equal but other bytes is
// replaced by the constant, so that the next lookup sees it at once.
func (t *Table) getConst(s *State, k *konst) Value {
	nd := t.at(k.hash & t.mask)
	for hops := 0; ; hops++ {
		if nd.key.n == k.v.n {
			if nd.key.p == k.v.p {
				return nd.val
			}
			if nd.key.str() == k.v.str() {
				nd.key.p = k.v.p
				return nd.val
			}
		}
		if nd.next == 0 {
			return Nil
		}
		if hops > chainFree {
			s.budget--
		}
		nd = t.at(nd.next - 1)
	}
}

// index does obj[k] for the top frame in full and stores the result at stack
// index dst. It may leave a call to do.
func (s *State) index(th *Thread, obj, k Value, dst int) error {
	first := obj
	for range maxIndexChain {
		var h Value
		if obj.n == tagTable {
			t := obj.table()
			v := t.get(s, k)
			if v.n == 0 && t.meta != nil {
				h = s.metaIn(t.meta, metaIndex)
			}
			if h.n == 0 {
				th.stack[dst] = v
				return nil
			}
		} else if h = s.metamethod(obj, metaIndex); h.n == 0 {
			if obj == first {
				return s.operandError(th, "index", obj, code.OperandCallee, 0)
			}
			return &Error{Value: String(s.where(th) + "attempt to index " + describe("", s.typeName(obj)))}
		}
		if h.IsFunction() {
			return s.callMeta(th, h, obj, k, dst, 1, retNested)
		}
		obj = h
	}
	return &Error{Value: String(s.where(th) + "loop in gettable")}
}

// setIndex does obj[k] = v for the top frame in full.
func (s *State) setIndex(th *Thread, obj, k, v Value) error {
	first := obj
	for range maxIndexChain {
		var h Value
		if obj.n == tagTable {
			t := obj.table()
			if t.meta != nil && t.get(s, k).n == 0 {
				h = s.metaIn(t.meta, metaNewIndex)
			}
			if h.n == 0 {
				if err := t.Set(s, k, v); err != nil {
					return s.asError(th, err)
				}
				if s.used > s.ceiling {
					return s.exceeded()
				}
				return nil
			}
		} else if h = s.metamethod(obj, metaNewIndex); h.n == 0 {
			if obj == first {
				return s.operandError(th, "index", obj, code.OperandCallee, 0)
			}
			return &Error{Value: String(s.where(th) + "attempt to index " + describe("", s.typeName(obj)))}
		}
		if h.IsFunction() {
			slot := th.end()
			st := th.stack
			st[slot], st[slot+1], st[slot+2], st[slot+3] = h, obj, k, v
			return s.call(slot, 3, slot, 0, retNested)
		}
		obj = h
	}
	return &Error{Value: String(s.where(th) + "loop in settable")}
}

// setField stores into a plain table whose key k is a string constant; ok is
// false if that is left to setIndex.
func (s *State) setField(t *Table, k *konst, v Value) (ok bool) {
	nd := t.findStr(s, k.v, k.hash)
	if nd != nil && nd.val.n != 0 {
		nd.key.p = k.v.p
		nd.val = v
		return true
	}
	if t.meta != nil && s.metaIn(t.meta, metaNewIndex).n != 0 {
		return false
	}
	t.absent = 0
	if nd != nil {
		nd.val = v
		return true
	}
	t.insert(s, k.v, v)
	return s.used <= s.ceiling
}

// nextFn is the function next.
func nextFn(c *Call) error {
	k, v, ok, err := c.CheckTable(1).Next(c.Arg(2))
	switch {
	case err != nil:
		return c.Errorf("%s", err.Error())
	case !ok:
		return c.Return1(Nil)
	}
	return c.Return2(k, v)
}

// inextFn is the iterator of ipairs.
func inextFn(c *Call) error {
	i := c.CheckInt(2) + 1
	obj, k := c.Arg(1), Int(i)
	if t, ok := obj.AsTable(); ok {
		if v := t.GetInt(i); v.n != 0 {
			return c.Return2(k, v)
		}
	}
	v, ok := c.s.element(obj, k)
	if ok {
		if v.n == 0 {
			return c.Return1(Nil)
		}
		return c.Return2(k, v)
	}
	return c.IndexThen(inextThen{k}, obj, k)
}

// inextThen goes on when an __index function has answered.
type inextThen struct{ k Value }

func (n inextThen) Continue(c *Call) error {
	v := c.Arg(1)
	if v.n == 0 {
		return c.Return1(Nil)
	}
	return c.Return2(n.k, v)
}

// IndexThen reads obj[key] with metamethods: the argument of k is the result.
// With k nil it is the builtin's result.
func (c *Call) IndexThen(k Continuation, obj, key Value) error {
	for range maxIndexChain {
		var h Value
		if obj.n == tagTable {
			t := obj.table()
			v := t.get(c.s, key)
			if v.n == 0 && t.meta != nil {
				h = c.s.metaIn(t.meta, metaIndex)
			}
			if h.n == 0 {
				return c.resume1(k, v)
			}
		} else if h = c.s.metamethod(obj, metaIndex); h.n == 0 {
			return c.Errorf("attempt to index %s", describe("", c.s.typeName(obj)))
		}
		if h.IsFunction() {
			return c.CallThen(k, h, obj, key)
		}
		obj = h
	}
	return c.Errorf("loop in gettable")
}

// SetIndexThen does obj[key] = v with metamethods. k has no arguments.
func (c *Call) SetIndexThen(k Continuation, obj, key, v Value) error {
	for range maxIndexChain {
		var h Value
		if obj.n == tagTable {
			t := obj.table()
			if t.meta != nil && t.get(c.s, key).n == 0 {
				h = c.s.metaIn(t.meta, metaNewIndex)
			}
			if h.n == 0 {
				if err := t.Set(c.s, key, v); err != nil {
					return c.Errorf("%s", err.Error())
				}
				if k == nil {
					return c.Return()
				}
				return c.resumeN(k, 0)
			}
		} else if h = c.s.metamethod(obj, metaNewIndex); h.n == 0 {
			return c.Errorf("attempt to index %s", describe("", c.s.typeName(obj)))
		}
		if h.IsFunction() {
			if k == nil {
				k = noResults{}
			}
			return c.CallThen(k, h, obj, key, v)
		}
		obj = h
	}
	return c.Errorf("loop in settable")
}

type noResults struct{}

func (noResults) Continue(c *Call) error { return c.Return() }

// resume1 goes on with k at once.
func (c *Call) resume1(k Continuation, v Value) error {
	if k == nil {
		return c.Return1(v)
	}
	c.th.need(c.base + 1)
	c.th.stack[c.base] = v
	return c.resumeN(k, 1)
}

func (c *Call) resumeN(k Continuation, n int) error {
	c.action, c.k, c.from, c.n = actContinue, k, c.base, n
	return nil
}
