package gopher

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"

	"ccnet/value"
)

// openBit32 installs the library bit32. Operands are truncated to integers and their
// low 32 bits taken; results are not negative.
func (e *engine) openBit32() {
	fold := func(start uint32, f func(a, b uint32) uint32) func(*lua.LState) uint32 {
		return func(L *lua.LState) uint32 {
			w := start
			for i := 1; i <= L.GetTop(); i++ {
				w = f(w, e.word(L, i))
			}
			return w
		}
	}
	and := fold(^uint32(0), func(a, b uint32) uint32 { return a & b })
	or := fold(0, func(a, b uint32) uint32 { return a | b })
	xor := fold(0, func(a, b uint32) uint32 { return a ^ b })
	result := func(f func(L *lua.LState) uint32) lua.LGFunction {
		return func(L *lua.LState) int { return give(L, lua.LNumber(f(L))) }
	}
	shift := func(direction int) lua.LGFunction {
		return result(func(L *lua.LState) uint32 {
			w, by := e.word(L, 1), direction*e.checkInt(L, 2)
			if by >= 0 {
				return w << by
			}
			return w >> -by
		})
	}
	rotate := func(direction int) lua.LGFunction {
		return result(func(L *lua.LState) uint32 {
			return bits.RotateLeft32(e.word(L, 1), direction*e.checkInt(L, 2))
		})
	}
	e.library("bit32", map[string]lua.LGFunction{
		"band":    result(and),
		"bor":     result(or),
		"bxor":    result(xor),
		"btest":   func(L *lua.LState) int { return give(L, lua.LBool(and(L) != 0)) },
		"bnot":    result(func(L *lua.LState) uint32 { return ^e.word(L, 1) }),
		"lshift":  shift(1),
		"rshift":  shift(-1),
		"lrotate": rotate(1),
		"rrotate": rotate(-1),
		"arshift": result(func(L *lua.LState) uint32 {
			w, by := int32(e.word(L, 1)), e.checkInt(L, 2)
			if by >= 0 {
				return uint32(w >> (by & 31)) // modulo 32, as in the game
			}
			return uint32(w << (-by & 31))
		}),
		"extract": result(func(L *lua.LState) uint32 {
			at, mask := e.field(L, 2)
			return e.word(L, 1) >> at & mask
		}),
		"replace": result(func(L *lua.LState) uint32 {
			w, v := e.word(L, 1), e.word(L, 2)
			at, mask := e.field(L, 3)
			return w&^(mask<<at) | v&mask<<at
		}),
	})
}

func (e *engine) word(L *lua.LState, i int) uint32 {
	return uint32(value.Saturate(e.checkNumber(L, i)))
}

// field reads the arguments field and width, the first of them argument i.
func (e *engine) field(L *lua.LState, i int) (at int, mask uint32) {
	at, width := e.checkInt(L, i), e.optInt(L, i+1, 1)
	switch {
	case at < 0:
		e.fail(L, "bad argument #%d (field cannot be negative)", i)
	case width <= 0:
		e.fail(L, "bad argument #%d (width must be postive)", i+1) // sic
	case at+width > 32:
		e.fail(L, "trying to access non-existent bits")
	}
	return at, ^uint32(0) >> (32 - width)
}
