package luavm

import (
	"math"

	"ccnet/dialect"
	"ccnet/luavm/code"
)

// fmod is Lua's remainder: it has the sign of b.
func fmod(a, b float64) float64 {
	if r := fmodFast(a, b); r == r {
		return r
	}
	if a > -1<<63 && a < 1<<63 && b > -1<<63 && b < 1<<63 {
		if x, y := int64(a), int64(b); float64(x) == a && float64(y) == b && y != 0 {
			r := x % y
			if r != 0 && r^y < 0 {
				r += y
			}
			return float64(r)
		}
	}
	r := math.Mod(a, b)
	if r*b < 0 {
		r += b
	}
	return r + 0
}

// fdiv divides as the game does, which knows no minus zero.
func fdiv(a, b float64) float64 { return a/(b+0) + 0 }

func compute(m meta, a, b float64) float64 {
	switch m {
	case metaAdd:
		return a + b
	case metaSub:
		return a - b
	case metaMul:
		return a*b + 0
	case metaDiv:
		return fdiv(a, b)
	case metaMod:
		return fmod(a, b)
	case metaPow:
		return dialect.Pow(a, b)
	}
	return 0 - a
}

// arith does a op b for the top frame in full: numbers, numeric strings,
// metamethods. The result goes to stack index dst.
func (s *State) arith(th *Thread, m meta, a, b Value, dst int) error {
	if x, ok := a.ToNumber(); ok {
		if y, ok := b.ToNumber(); ok {
			th.stack[dst] = Number(compute(m, x, y))
			return nil
		}
	}
	mm := s.metamethod(a, m)
	if mm.n == 0 {
		if mm = s.metamethod(b, m); mm.n == 0 {
			if _, ok := a.ToNumber(); ok {
				return s.operandError(th, "perform arithmetic on", b, code.OperandRight, 0)
			}
			return s.operandError(th, "perform arithmetic on", a, code.OperandLeft, 0)
		}
	}
	if m == metaUnm {
		return s.callMeta1(th, mm, a, dst)
	}
	return s.callMeta(th, mm, a, b, dst, 1, retNested)
}

// length does #v for the top frame in full.
func (s *State) length(th *Thread, v Value, dst int) error {
	if v.isString() {
		th.stack[dst] = Int(int(v.n & lenMask))
		return nil
	}
	mm := s.metamethod(v, metaLen)
	if mm.n != 0 {
		return s.callMeta1(th, mm, v, dst)
	}
	if v.n == tagTable {
		th.stack[dst] = Int(v.table().Len())
		return nil
	}
	return s.operandError(th, "get length of", v, code.OperandLeft, 0)
}

// equal tells whether a == b for the top frame. If it takes a metamethod,
// pending is true and the call is left to do.
func (s *State) equal(th *Thread, a, b Value) (eq, pending bool, err error) {
	if a.isString() {
		s.budget -= int64(a.n&lenMask) >> 6
	}
	if RawEqual(a, b) {
		return true, false, nil
	}
	if a.n != b.n || a.n != tagTable && a.n != tagUserdata {
		return false, false, nil
	}
	mm := s.commonMeta(a, b, metaEq)
	if mm.n == 0 {
		return false, false, nil
	}
	return false, true, s.callMeta(th, mm, a, b, 0, 1, retCond)
}

// commonMeta returns the metamethod that a and b share.
func (s *State) commonMeta(a, b Value, m meta) Value {
	mm := s.metamethod(a, m)
	if mm.n == 0 || !RawEqual(mm, s.metamethod(b, m)) {
		return Nil
	}
	return mm
}

// less tells whether a < b for the top frame, or a <= b.
func (s *State) less(th *Thread, a, b Value, orEqual bool) (lt, pending bool, err error) {
	switch {
	case a.n >= minNumber && b.n >= minNumber:
		if orEqual {
			return a.num() <= b.num(), false, nil
		}
		return a.num() < b.num(), false, nil
	case a.isString() && b.isString():
		s.budget -= int64(min(a.n, b.n)&lenMask) >> 6
		if orEqual {
			return a.str() <= b.str(), false, nil
		}
		return a.str() < b.str(), false, nil
	}
	if sameType(a, b) {
		if orEqual {
			if mm := s.commonMeta(a, b, metaLe); mm.n != 0 {
				return false, true, s.callMeta(th, mm, a, b, 0, 1, retCond)
			}
			if mm := s.commonMeta(a, b, metaLt); mm.n != 0 {
				return false, true, s.callMeta(th, mm, b, a, 0, 1, retCondNot)
			}
		} else if mm := s.commonMeta(a, b, metaLt); mm.n != 0 {
			return false, true, s.callMeta(th, mm, a, b, 0, 1, retCond)
		}
	}
	return false, false, &Error{Value: String(s.where(th) + s.compareText(a, b))}
}

func sameType(a, b Value) bool { return a.TypeName() == b.TypeName() }

func (s *State) compareText(a, b Value) string {
	x, y := s.typeName(a), s.typeName(b)
	if x == y {
		return "attempt to compare two " + x + " values"
	}
	return "attempt to compare " + x + " with " + y
}

// LessThen compares a < b with metamethods: the argument of k is the outcome,
// of which only the truth counts.
func (c *Call) LessThen(k Continuation, a, b Value) error {
	switch {
	case a.n >= minNumber && b.n >= minNumber:
		return c.resume1(k, Bool(a.num() < b.num()))
	case a.isString() && b.isString():
		return c.resume1(k, Bool(a.str() < b.str()))
	}
	if sameType(a, b) {
		if mm := c.s.commonMeta(a, b, metaLt); mm.n != 0 {
			return c.CallThen(k, mm, a, b)
		}
	}
	return c.Errorf("%s", c.s.compareText(a, b))
}

// LengthThen does #v with metamethods: the argument of k is the result.
func (c *Call) LengthThen(k Continuation, v Value) error {
	if v.isString() {
		return c.resume1(k, Int(int(v.n&lenMask)))
	}
	if mm := c.s.metamethod(v, metaLen); mm.n != 0 {
		return c.CallThen(k, mm, v)
	}
	if v.n == tagTable {
		return c.resume1(k, Int(v.table().Len()))
	}
	return c.Errorf("attempt to get length of %s", describe("", c.s.typeName(v)))
}

// forNumbers checks and converts what a numeric loop starts with.
func (s *State) forNumbers(th *Thread, start, limit, step *Value) error {
	for _, v := range [...]struct {
		v    *Value
		what string
	}{{start, "initial value"}, {limit, "limit"}, {step, "step"}} {
		f, ok := v.v.ToNumber()
		if !ok {
			return &Error{Value: String(s.where(th) + "'for' " + v.what + " must be a number")}
		}
		*v.v = Number(f)
	}
	return nil
}
