package lib

import "ccnet/luavm"

// maxMetaChain is how many tables a lookup follows through __index or
// __newindex before it counts as a loop.
const maxMetaChain = 100

// pending is a metamethod that has to be called to finish an operation; the
// zero pending says there is none. self is its first argument.
type pending struct{ handler, self luavm.Value }

func (p pending) ok() bool { return !p.handler.IsNil() }

// index looks up obj[key] with metamethods, as far as that goes without a call.
func index(c *luavm.Call, obj, key luavm.Value) (luavm.Value, pending, error) {
	for range maxMetaChain {
		var h luavm.Value
		if t, ok := obj.AsTable(); ok {
			v := t.Get(key)
			if !v.IsNil() || t.Meta() == nil {
				return v, pending{}, nil
			}
			if h = t.Meta().GetStr("__index"); h.IsNil() {
				return v, pending{}, nil
			}
		} else if h = c.Metafield(obj, "__index"); h.IsNil() {
			return luavm.Nil, pending{}, c.Errorf("attempt to index a %s value", typeName(c, obj))
		}
		if h.IsFunction() {
			return luavm.Nil, pending{h, obj}, nil
		}
		obj = h
	}
	return luavm.Nil, pending{}, c.Errorf("loop in gettable")
}

// setIndex assigns obj[key] = v with metamethods, as far as that goes without
// a call.
func setIndex(c *luavm.Call, obj, key, v luavm.Value) (pending, error) {
	for range maxMetaChain {
		var h luavm.Value
		if t, ok := obj.AsTable(); ok {
			if t.Meta() != nil && t.Get(key).IsNil() {
				h = t.Meta().GetStr("__newindex")
			}
			if h.IsNil() {
				return pending{}, setRaw(c, t, key, v)
			}
		} else if h = c.Metafield(obj, "__newindex"); h.IsNil() {
			return pending{}, c.Errorf("attempt to index a %s value", typeName(c, obj))
		}
		if h.IsFunction() {
			return pending{h, obj}, nil
		}
		obj = h
	}
	return pending{}, c.Errorf("loop in settable")
}

// setRaw is rawset with an error that has a position.
func setRaw(c *luavm.Call, t *luavm.Table, key, v luavm.Value) error {
	if err := t.Set(c.State(), key, v); err != nil {
		return positioned(c, err)
	}
	return nil
}

// positioned gives an error of the table layer the position of the caller.
func positioned(c *luavm.Call, err error) error {
	if _, ok := err.(*luavm.Error); ok {
		return err
	}
	return c.Errorf("%s", err.Error())
}

// less tells whether a < b, or which metamethod knows.
func less(c *luavm.Call, a, b luavm.Value) (bool, luavm.Value, error) {
	if x, ok := a.AsNumber(); ok {
		if y, ok := b.AsNumber(); ok {
			return x < y, luavm.Nil, nil
		}
	}
	if x, ok := a.AsString(); ok {
		if y, ok := b.AsString(); ok {
			return x < y, luavm.Nil, nil
		}
	}
	ta, tb := a.TypeName(), b.TypeName()
	if ta == tb {
		h := c.Metafield(a, "__lt")
		if !h.IsNil() && luavm.RawEqual(h, c.Metafield(b, "__lt")) {
			return false, h, nil
		}
	}
	if na, nb := typeName(c, a), typeName(c, b); na != nb {
		return false, luavm.Nil, c.Errorf("attempt to compare %s with %s", na, nb)
	}
	return false, luavm.Nil, c.Errorf("attempt to compare two %s values", typeName(c, a))
}
