package lib

import (
	"math"
	"strings"

	"ccnet/luavm"
)

// stringPack is pack(format, ...).
func stringPack(c *luavm.Call) error {
	f := newPackFormat(c.CheckString(1))
	var buf [64]byte
	out := buf[:0]
	var size growth
	arg := 1
	for f.more() {
		if err := f.next(len(out)); err != nil {
			return c.Errorf("%s", err)
		}
		c.Charge(1)
		out = append(out, make([]byte, f.pad)...)
		if f.op == packNothing || f.op == packAlign {
			continue
		}
		if f.op == packPadding {
			out = append(out, 0)
			continue
		}
		arg++
		switch f.op {
		case packInt, packUint:
			n := c.CheckInt64(arg)
			if f.size < wordSize {
				low, high := int64(0), int64(1)<<(f.size*8)-1
				if f.op == packInt {
					high >>= 1
					low = -high - 1
				}
				if n < low || n > high {
					return c.ArgError(arg, "integer overflow")
				}
			}
			out = f.appendInt(out, uint64(n), f.size, f.op == packInt && n < 0)
		case packFloat:
			out = f.appendInt(out, uint64(math.Float32bits(float32(c.CheckNumber(arg)+0))), 4, false)
		case packDouble:
			out = f.appendInt(out, math.Float64bits(c.CheckNumber(arg)+0), 8, false)
		case packChars:
			s := c.CheckString(arg)
			if len(s) > f.size {
				return c.ArgError(arg, "string longer than given size")
			}
			size.reach(c, len(out)+f.size)
			out = append(out, s...)
			out = append(out, make([]byte, f.size-len(s))...)
		case packZero:
			s := c.CheckString(arg)
			if strings.IndexByte(s, 0) >= 0 {
				return c.ArgError(arg, "string contains zeros")
			}
			size.reach(c, len(out)+len(s))
			out = append(append(out, s...), 0)
		case packString:
			s := c.CheckString(arg)
			if f.size < sizeT && len(s) > 1<<(f.size*8) {
				return c.ArgError(arg, "string length does not fit in given size")
			}
			size.reach(c, len(out)+len(s))
			out = f.appendInt(out, uint64(len(s)), f.size, false)
			out = append(out, s...)
		}
	}
	return c.Return1(newString(c, out))
}

// stringPackSize is packsize(format).
func stringPackSize(c *luavm.Call) error {
	f := newPackFormat(c.CheckString(1))
	size := 0
	for f.more() {
		if err := f.next(size); err != nil {
			return c.Errorf("%s", err)
		}
		c.Charge(1)
		if size > math.MaxInt32-f.pad-f.size {
			return c.ArgError(1, "format result too large")
		}
		size += f.pad + f.size
		if f.op == packString || f.op == packZero {
			return c.ArgError(1, "variable-length format")
		}
	}
	return c.Return1(luavm.Int(size))
}

// stringUnpack is unpack(format, s [, pos]). After the values it returns the
// position of the first byte not read.
func stringUnpack(c *luavm.Call) error {
	f := newPackFormat(c.CheckString(1))
	s := c.CheckString(2)
	pos := positionIn(c.OptInt(3, 1), len(s)) - 1
	if pos > len(s) || pos < 0 {
		return c.ArgError(3, "initial position out of string")
	}
	for f.more() {
		if err := f.next(pos); err != nil {
			return c.Errorf("%s", err)
		}
		c.Charge(1)
		if pos+f.pad+f.size > len(s) { // pos is beyond the end after a string without its NUL
			return c.ArgError(2, "data string too short")
		}
		pos += f.pad
		data := s[pos : pos+f.size]
		pos += f.size
		switch f.op {
		case packInt, packUint, packFloat, packDouble:
			n, err := f.readInt(data, f.op == packInt)
			if err != nil {
				return c.Errorf("%s", err)
			}
			switch f.op {
			case packFloat:
				c.Push(number(float64(math.Float32frombits(uint32(n)))))
			case packDouble:
				c.Push(number(math.Float64frombits(uint64(n))))
			default:
				c.Push(luavm.Number(float64(n)))
			}
		case packChars:
			c.Push(slice(c, s, pos-f.size, pos))
		case packString:
			n, err := f.readInt(data, false)
			if err != nil {
				return c.Errorf("%s", err)
			}
			if n < 0 || n > int64(len(s)-pos) {
				return c.ArgError(2, "data string too short")
			}
			c.Push(slice(c, s, pos, pos+int(n)))
			pos += int(n)
		case packZero:
			// A string without its NUL is taken up to the end.
			n := strings.IndexByte(s[pos:], 0)
			if n < 0 {
				n = len(s) - pos
			}
			c.Charge(n >> 5)
			c.Push(slice(c, s, pos, pos+n))
			pos += n + 1
		}
	}
	c.Push(luavm.Int(pos + 1))
	return c.ReturnPushed()
}
