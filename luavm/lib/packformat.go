package lib

import (
	"errors"
	"fmt"
	"math"
)

// packOp is the kind of one option of a pack format.
type packOp uint8

const (
	packNothing packOp = iota // changes the state only
	packInt
	packUint
	packFloat
	packDouble
	packString  // length, then bytes
	packChars   // bytes in a fixed size
	packZero    // bytes up to a NUL
	packPadding // one byte
	packAlign   // alignment only
)

// Largest size of an integer in a pack format, and that of a word.
const (
	maxPackSize = 16
	wordSize    = 8
	// sizeT is the size of a length, as on the game's machine.
	sizeT = 4
)

var (
	errPackChars = errors.New("missing size for format option 'c'")
	errPackAlign = errors.New("invalid next option for option 'X'")
	errPackPower = errors.New("bad argument #1 to 'pack' (format asks for alignment not power of 2)")
)

// packFormat reads the format strings of string.pack. next gives one option
// after the other.
type packFormat struct {
	text     string
	at       int
	big      bool
	maxAlign int

	op   packOp
	size int // of the option's own bytes
	pad  int // bytes that alignment puts before them
}

func newPackFormat(text string) packFormat { return packFormat{text: text, maxAlign: 1} }

func (f *packFormat) more() bool { return f.at < len(f.text) }

// number reads digits, or gives def if there are none.
func (f *packFormat) number(def int) int {
	start, n := f.at, 0
	for f.more() && f.text[f.at] >= '0' && f.text[f.at] <= '9' && n <= (math.MaxInt32-9)/10 {
		n = n*10 + int(f.text[f.at]-'0')
		f.at++
	}
	if f.at == start {
		return def
	}
	return n
}

// limited is number for sizes of integers.
func (f *packFormat) limited(def int) (int, error) {
	n := f.number(def)
	if n < 1 || n > maxPackSize {
		return 0, fmt.Errorf("integral size (%d) out of limits [1,%d]", n, maxPackSize)
	}
	return n, nil
}

// option reads the next option, without regard to alignment.
func (f *packFormat) option() (err error) {
	set := func(op packOp, size int) { f.op, f.size = op, size }
	b := f.text[f.at]
	f.at++
	switch b {
	case 'b':
		set(packInt, 1)
	case 'B':
		set(packUint, 1)
	case 'h':
		set(packInt, 2)
	case 'H':
		set(packUint, 2)
	case 'l', 'j':
		set(packInt, wordSize)
	case 'L', 'J':
		set(packUint, wordSize)
	case 'T':
		set(packUint, sizeT)
	case 'f':
		set(packFloat, 4)
	case 'd', 'n':
		set(packDouble, 8)
	case 'i':
		f.op = packInt
		f.size, err = f.limited(4)
	case 'I':
		f.op = packUint
		f.size, err = f.limited(4)
	case 's':
		f.op = packString
		f.size, err = f.limited(sizeT)
	case 'c':
		set(packChars, f.number(-1))
		if f.size < 0 {
			err = errPackChars
		}
	case 'z':
		set(packZero, 0)
	case 'x':
		set(packPadding, 1)
	case 'X':
		set(packAlign, 0)
	case ' ':
		set(packNothing, 0)
	case '<', '=':
		f.big = false
		set(packNothing, 0)
	case '>':
		f.big = true
		set(packNothing, 0)
	case '!':
		set(packNothing, 0)
		f.maxAlign, err = f.limited(8)
	default:
		err = fmt.Errorf("invalid format option '%s'", f.text[f.at-1:f.at])
	}
	return err
}

// next reads the next option and works out the padding before it when at bytes
// have gone before.
func (f *packFormat) next(at int) error {
	if err := f.option(); err != nil {
		return err
	}
	op, align := f.op, f.size
	if op == packAlign {
		if !f.more() {
			return errPackAlign
		}
		if err := f.option(); err != nil {
			return err
		}
		if f.op == packChars || f.size == 0 {
			return errPackAlign
		}
		align = f.size
		f.op, f.size = packAlign, 0
	}
	f.pad = 0
	if align <= 1 || op == packChars {
		return nil
	}
	align = min(align, f.maxAlign)
	if align&(align-1) != 0 {
		return errPackPower
	}
	f.pad = (align - at&(align-1)) & (align - 1)
	return nil
}

// appendInt appends the low size bytes of n; beyond eight bytes its sign is
// extended if n is signed and negative.
func (f *packFormat) appendInt(dst []byte, n uint64, size int, negative bool) []byte {
	start := len(dst)
	for i := 0; i < size; i++ {
		b := byte(n)
		if i >= wordSize && negative {
			b = 0xff
		}
		dst = append(dst, b)
		n >>= 8
	}
	if f.big {
		for i, j := start, len(dst)-1; i < j; i, j = i+1, j-1 {
			dst[i], dst[j] = dst[j], dst[i]
		}
	}
	return dst
}

// readInt reads the integer that fills s. It fails if a long one does not fit
// in 64 bits.
func (f *packFormat) readInt(s string, signed bool) (int64, error) {
	at := func(i int) byte { // counted from the least significant byte
		if f.big {
			return s[len(s)-1-i]
		}
		return s[i]
	}
	var n uint64
	for i := min(len(s), wordSize) - 1; i >= 0; i-- {
		n = n<<8 | uint64(at(i))
	}
	if len(s) < wordSize {
		if signed {
			sign := uint64(1) << (len(s)*8 - 1)
			n = (n ^ sign) - sign
		}
		return int64(n), nil
	}
	var fill byte
	if signed && int64(n) < 0 {
		fill = 0xff
	}
	for i := wordSize; i < len(s); i++ {
		if at(i) != fill {
			return 0, fmt.Errorf("%d-byte integer does not fit into Lua Integer", len(s))
		}
	}
	return int64(n), nil
}
