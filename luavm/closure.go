package luavm

import "unsafe"

const (
	closureHeader = unsafe.Sizeof(Closure{})
	cellBytes     = int64(unsafe.Sizeof(cell{}))
	userdataBytes = int64(unsafe.Sizeof(Userdata{}))
)

// up returns upvalue i, which lies behind the header.
func (cl *Closure) up(i int) *Value {
	return (*Value)(unsafe.Add(unsafe.Pointer(cl), closureHeader+uintptr(i)*unsafe.Sizeof(Value{})))
}

func closureBytes(n int) int64 { return int64(closureHeader) + int64(n)*valueBytes }

// newClosure returns a function with its upvalues nil. Header and upvalues are
// one allocation; the sizes are rounded up to a few types.
func (s *State) newClosure(p *Prototype) *Closure {
	n := len(p.upvals)
	var cl *Closure
	switch {
	case n == 0:
		cl = &Closure{}
	case n == 1:
		cl = &(&closure1{}).Closure
	case n == 2:
		cl = &(&closure2{}).Closure
	case n == 3:
		cl = &(&closure3{}).Closure
	case n == 4:
		cl = &(&closure4{}).Closure
	case n <= 6:
		cl = &(&closure6{}).Closure
	case n <= 8:
		cl = &(&closure8{}).Closure
	case n <= 16:
		cl = &(&closure16{}).Closure
	case n <= 64:
		cl = &(&closure64{}).Closure
	default:
		cl = &(&closure255{}).Closure
	}
	s.lastID++
	cl.proto, cl.id, cl.nup = p, s.lastID, uint32(n)
	s.used += closureBytes(n)
	return cl
}

type (
	closure1 struct {
		Closure
		_ [1]Value
	}
	closure2 struct {
		Closure
		_ [2]Value
	}
	closure3 struct {
		Closure
		_ [3]Value
	}
	closure4 struct {
		Closure
		_ [4]Value
	}
	closure6 struct {
		Closure
		_ [6]Value
	}
	closure8 struct {
		Closure
		_ [8]Value
	}
	closure16 struct {
		Closure
		_ [16]Value
	}
	closure64 struct {
		Closure
		_ [64]Value
	}
	closure255 struct {
		Closure
		_ [255]Value
	}
)

func newCell(v Value) Value {
	return Value{p: unsafe.Pointer(&cell{v: v}), n: tagCell}
}
