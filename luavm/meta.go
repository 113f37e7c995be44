package luavm

import (
	"ccnet/luavm/code"
)

// meta is a metamethod that the machine itself looks for.
type meta uint8

const (
	metaIndex meta = iota
	metaNewIndex
	metaCall
	metaEq
	metaLt
	metaLe
	metaLen
	metaConcat
	metaAdd // in the order of the opcodes
	metaSub
	metaMul
	metaDiv
	metaMod
	metaPow
	metaUnm
	metaName
	numMeta
)

var metaNames = [numMeta]string{"__index", "__newindex", "__call", "__eq", "__lt", "__le", "__len", "__concat",
	"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__unm", "__name"}

// metaOf returns the metatable of v.
func (s *State) metaOf(v Value) *Table {
	switch k := v.Kind(); k {
	case KindTable:
		return v.table().meta
	case KindString:
		return s.stringMeta
	case KindUserdata:
		return v.userdata().meta
	case KindBuiltin:
		return s.typeMeta[KindFunction]
	default:
		return s.typeMeta[k]
	}
}

// metamethod returns a metamethod of v, nil if there is none.
func (s *State) metamethod(v Value, m meta) Value {
	mt := s.metaOf(v)
	if mt == nil {
		return Nil
	}
	return s.metaIn(mt, m)
}

// metaIn returns metamethod m of metatable mt. Absence is remembered in mt.
func (s *State) metaIn(mt *Table, m meta) Value {
	if mt.absent&(1<<m) != 0 {
		return Nil
	}
	k := &s.names[m]
	v := mt.getStr(s, k.v, k.hash)
	if v.n == 0 {
		mt.absent |= 1 << m
	}
	return v
}

// typeName returns the type of v for messages: the __name of tables and
// userdata, if they have one.
func (s *State) typeName(v Value) string {
	if k := v.Kind(); k == KindTable || k == KindUserdata {
		if name := s.metamethod(v, metaName); name.isString() {
			return name.str()
		}
	}
	return v.TypeName()
}

// TypeName returns the type of v for messages: the __name of tables and
// userdata, if they have one.
func (s *State) TypeName(v Value) string { return s.typeName(v) }

// callMeta calls metamethod mm of the top frame's instruction with two values.
func (s *State) callMeta(th *Thread, mm, a, b Value, dst, want int, ret retKind) error {
	slot := th.end()
	st := th.stack
	st[slot], st[slot+1], st[slot+2] = mm, a, b
	return s.call(slot, 2, dst, want, ret)
}

// callMeta1 is callMeta for an instruction with one operand.
func (s *State) callMeta1(th *Thread, mm, a Value, dst int) error {
	slot := th.end()
	th.stack[slot], th.stack[slot+1] = mm, a
	return s.call(slot, 1, dst, 1, retNested)
}

// operandError is the error of an instruction that cannot use v.
func (s *State) operandError(th *Thread, verb string, v Value, which code.Operand, reg int) error {
	name := th.operandName(which, reg)
	return &Error{Value: String(s.where(th) + "attempt to " + verb + " " + describe(name, s.typeName(v)))}
}
