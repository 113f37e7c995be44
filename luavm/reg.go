package luavm

import (
	"math"
	"unsafe"

	"ccnet/luavm/code"
)

// The loop reads operands, registers and constants without bounds checks. That
// every operand is within bounds was verified when the prototype was made, and
// that the registers are there when the frame was pushed.

func regA(i code.Instr) uintptr { return uintptr(uint8(i >> 8)) }
func regB(i code.Instr) uintptr { return uintptr(uint16(i >> 16)) }
func regC(i code.Instr) uintptr { return uintptr(i >> 32) }
func jumpC(i code.Instr) int    { return int(int64(i) >> 32) }

// flagB is where the flag of operand B is.
const flagB = code.Flag << 16

func reg(r unsafe.Pointer, i uintptr) *Value {
	return (*Value)(unsafe.Add(r, i*unsafe.Sizeof(Value{})))
}

func constant(k unsafe.Pointer, i code.Instr) *konst {
	return (*konst)(unsafe.Add(k, uintptr(i>>32)*unsafe.Sizeof(konst{})))
}

func constantB(k unsafe.Pointer, i code.Instr) *konst {
	return (*konst)(unsafe.Add(k, uintptr(i>>16&0x7fff)*unsafe.Sizeof(konst{})))
}

// setNumber stores a number that is not NaN. Registers mostly hold numbers
// already, and then the pointer need not be written.
func setNumber(r *Value, f float64) {
	if r.p != nil {
		r.p = nil
	}
	r.n = ^math.Float64bits(f)
}

// fmodFast is fmod where that is cheap, and NaN where it is not. If b is whole
// and quotient times b below 2^53, the product is exact, and so is the
// remainder, unless the quotient was rounded up, which shows in its sign.
func fmodFast(a, b float64) float64 {
	p := math.Floor(a/b) * b
	if p > -1<<53 && p < 1<<53 && b > 0 && b == math.Floor(b) {
		r := a - p
		if r < 0 {
			r += b
		}
		return r
	}
	return math.NaN()
}
