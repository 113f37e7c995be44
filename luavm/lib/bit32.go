package lib

import (
	"math/bits"

	"ccnet/luavm"
)

// OpenBit32 installs the library bit32. Operands are truncated to integers and
// their low 32 bits taken; results are not negative.
func OpenBit32(s *luavm.State) {
	library(s, "bit32", nil, []function{
		{"band", bitAnd}, {"bnot", bitNot}, {"bor", bitOr}, {"btest", bitTest}, {"bxor", bitXor},
		{"extract", bitExtract}, {"replace", bitReplace}, {"arshift", bitArshift}, {"lrotate", bitLrotate},
		{"lshift", bitLshift}, {"rrotate", bitRrotate}, {"rshift", bitRshift},
	})
}

func word(c *luavm.Call, i int) uint32 { return uint32(c.CheckInt(i)) }

func returnWord(c *luavm.Call, w uint32) error { return c.Return1(luavm.Number(float64(w))) }

func bitAnd(c *luavm.Call) error {
	w := ^uint32(0)
	for i := 1; i <= c.NArgs(); i++ {
		w &= word(c, i)
	}
	c.Charge(c.NArgs() >> 3)
	return returnWord(c, w)
}

func bitTest(c *luavm.Call) error {
	w := ^uint32(0)
	for i := 1; i <= c.NArgs(); i++ {
		w &= word(c, i)
	}
	c.Charge(c.NArgs() >> 3)
	return c.Return1(luavm.Bool(w != 0))
}

func bitOr(c *luavm.Call) error {
	w := uint32(0)
	for i := 1; i <= c.NArgs(); i++ {
		w |= word(c, i)
	}
	c.Charge(c.NArgs() >> 3)
	return returnWord(c, w)
}

func bitXor(c *luavm.Call) error {
	w := uint32(0)
	for i := 1; i <= c.NArgs(); i++ {
		w ^= word(c, i)
	}
	c.Charge(c.NArgs() >> 3)
	return returnWord(c, w)
}

func bitNot(c *luavm.Call) error { return returnWord(c, ^word(c, 1)) }

// shift moves w left, or right for a negative distance. Distances are 32-bit
// numbers; Go shifts of 32 and more give 0, as they should.
func shift(w uint32, by int) uint32 {
	if by >= 0 {
		return w << by
	}
	return w >> -by
}

func bitLshift(c *luavm.Call) error { return returnWord(c, shift(word(c, 1), c.CheckInt(2))) }
func bitRshift(c *luavm.Call) error { return returnWord(c, shift(word(c, 1), -c.CheckInt(2))) }

// bitArshift takes the distance modulo 32, as the game's machine does.
func bitArshift(c *luavm.Call) error {
	w, by := int32(c.CheckInt(1)), c.CheckInt(2)
	if by >= 0 {
		return returnWord(c, uint32(w>>(by&31)))
	}
	return returnWord(c, uint32(w<<(-by&31)))
}

func bitLrotate(c *luavm.Call) error {
	return returnWord(c, bits.RotateLeft32(word(c, 1), c.CheckInt(2)))
}

func bitRrotate(c *luavm.Call) error {
	return returnWord(c, bits.RotateLeft32(word(c, 1), -c.CheckInt(2)))
}

// field reads the arguments field and width, the first of them argument i.
func field(c *luavm.Call, i int) (at, width int, err error) {
	at, width = c.CheckInt(i), c.OptInt(i+1, 1)
	switch {
	case at < 0:
		err = c.ArgError(i, "field cannot be negative")
	case width <= 0:
		err = c.ArgError(i+1, "width must be postive") // sic
	case at+width > 32:
		err = c.Errorf("trying to access non-existent bits")
	}
	return at, width, err
}

func bitExtract(c *luavm.Call) error {
	at, width, err := field(c, 2)
	if err != nil {
		return err
	}
	return returnWord(c, word(c, 1)>>at&(^uint32(0)>>(32-width)))
}

func bitReplace(c *luavm.Call) error {
	w, v := word(c, 1), word(c, 2)
	at, width, err := field(c, 3)
	if err != nil {
		return err
	}
	mask := ^uint32(0) >> (32 - width) << at
	return returnWord(c, w&^mask|v<<at&mask)
}
