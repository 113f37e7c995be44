package luavm

import (
	"math"
	"unsafe"
)

// Value is one Lua value in two words. The zero Value is nil.
//
// p is nil for nil, booleans and numbers; otherwise it points to the object,
// for strings to their bytes. n alone tells the type: numbers are stored as
// the complement of their bits, which leaves the small numbers free (they
// would be NaNs, and every NaN is stored as the one canonical NaN); there the
// kind sits in bits 48 to 51 and, for strings, the length below it.
type Value struct {
	p unsafe.Pointer
	n uint64
}

// Kind is the type of a value, finer than Lua's: functions come in two kinds.
type Kind uint8

const (
	KindNil Kind = iota
	KindBool
	KindNumber
	KindString
	KindTable
	KindFunction // a Lua closure
	KindBuiltin  // a function written in Go
	KindThread
	KindUserdata
	kindCell // a variable shared between closures; never seen by programs
)

const (
	kindShift = 48
	lenMask   = 1<<kindShift - 1

	nFalse = 1
	nTrue  = 2

	tagString   = uint64(KindString) << kindShift
	tagTable    = uint64(KindTable) << kindShift
	tagFunction = uint64(KindFunction) << kindShift
	tagBuiltin  = uint64(KindBuiltin) << kindShift
	tagThread   = uint64(KindThread) << kindShift
	tagUserdata = uint64(KindUserdata) << kindShift
	tagCell     = uint64(kindCell) << kindShift

	// minNumber is the smallest n of a number: that of minus infinity.
	minNumber = 1<<52 - 1
	// nNaN is the only form of NaN.
	nNaN = ^uint64(0x7ff8000000000000)
)

// Nil is the nil value.
var Nil Value

// Bool returns b as a value.
func Bool(b bool) Value {
	if b {
		return Value{n: nTrue}
	}
	return Value{n: nFalse}
}

// Number returns f as a value.
func Number(f float64) Value {
	if f != f {
		return Value{n: nNaN}
	}
	return Value{n: ^math.Float64bits(f)}
}

// Int returns i as a value.
func Int(i int) Value { return Value{n: ^math.Float64bits(float64(i))} }

var emptyString byte

// String returns s as a value. It shares the bytes of s.
func String(s string) Value {
	if len(s) == 0 {
		return Value{p: unsafe.Pointer(&emptyString), n: tagString}
	}
	return Value{p: unsafe.Pointer(unsafe.StringData(s)), n: tagString | uint64(len(s))}
}

// Kind returns the kind of v.
func (v Value) Kind() Kind {
	switch {
	case v.n >= minNumber:
		return KindNumber
	case v.n == 0:
		return KindNil
	case v.n <= nTrue:
		return KindBool
	}
	return Kind(v.n >> kindShift)
}

func (v Value) num() float64 { return math.Float64frombits(^v.n) }
func (v Value) str() string {
	return unsafe.String((*byte)(v.p), int(v.n&lenMask))
}
func (v Value) isString() bool      { return v.n>>kindShift == uint64(KindString) }
func (v Value) table() *Table       { return (*Table)(v.p) }
func (v Value) closure() *Closure   { return (*Closure)(v.p) }
func (v Value) builtin() *Builtin   { return (*Builtin)(v.p) }
func (v Value) thread() *Thread     { return (*Thread)(v.p) }
func (v Value) userdata() *Userdata { return (*Userdata)(v.p) }
func (v Value) cell() *cell         { return (*cell)(v.p) }

// IsNil tells whether v is nil.
func (v Value) IsNil() bool { return v.n == 0 }

// Truthy tells whether v counts as true: everything but nil and false.
func (v Value) Truthy() bool { return v.n > nFalse }

// IsNumber tells whether v is a number.
func (v Value) IsNumber() bool { return v.n >= minNumber }

// IsString tells whether v is a string.
func (v Value) IsString() bool { return v.isString() }

// IsFunction tells whether v is a function of either kind.
func (v Value) IsFunction() bool { return v.n == tagFunction || v.n == tagBuiltin }

// AsBool returns v if it is a boolean.
func (v Value) AsBool() (b, ok bool) { return v.n == nTrue, v.n == nTrue || v.n == nFalse }

// AsNumber returns v if it is a number; strings are not converted.
func (v Value) AsNumber() (float64, bool) {
	if v.n >= minNumber {
		return v.num(), true
	}
	return 0, false
}

// AsString returns v if it is a string; numbers are not converted.
func (v Value) AsString() (string, bool) {
	if v.isString() {
		return v.str(), true
	}
	return "", false
}

// AsTable returns v if it is a table.
func (v Value) AsTable() (*Table, bool) {
	if v.n == tagTable {
		return v.table(), true
	}
	return nil, false
}

// AsClosure returns v if it is a function written in Lua.
func (v Value) AsClosure() (*Closure, bool) {
	if v.n == tagFunction {
		return v.closure(), true
	}
	return nil, false
}

// AsBuiltin returns v if it is a function written in Go.
func (v Value) AsBuiltin() (*Builtin, bool) {
	if v.n == tagBuiltin {
		return v.builtin(), true
	}
	return nil, false
}

// AsThread returns v if it is a coroutine.
func (v Value) AsThread() (*Thread, bool) {
	if v.n == tagThread {
		return v.thread(), true
	}
	return nil, false
}

// AsUserdata returns what v wraps if it is a userdata.
func (v Value) AsUserdata() (any, bool) {
	if v.n == tagUserdata {
		return v.userdata().Data, true
	}
	return nil, false
}

var typeNames = [...]string{
	KindNil: "nil", KindBool: "boolean", KindNumber: "number", KindString: "string", KindTable: "table",
	KindFunction: "function", KindBuiltin: "function", KindThread: "thread", KindUserdata: "userdata", kindCell: "cell",
}

// TypeName returns what the function type answers for v.
func (v Value) TypeName() string { return typeNames[v.Kind()] }

// ToNumber returns v as a number; strings are converted as arithmetic does.
func (v Value) ToNumber() (float64, bool) {
	if v.n >= minNumber {
		return v.num(), true
	}
	if v.isString() {
		return ParseNumber(v.str())
	}
	return 0, false
}

// ToString returns strings and numbers as a string. Metamethods play no part.
func (v Value) ToString() (string, bool) {
	if v.isString() {
		return v.str(), true
	}
	if v.n >= minNumber {
		return FormatNumber(v.num()), true
	}
	return "", false
}

// RawEqual tells whether a and b are equal without metamethods.
func RawEqual(a, b Value) bool {
	if a.n == b.n {
		if a.p == b.p {
			return a.n != nNaN
		}
		return a.isString() && a.str() == b.str()
	}
	return a.n >= minNumber && b.n >= minNumber && a.num() == b.num()
}

// ToInt truncates f toward zero to a 64-bit integer; what is out of range
// becomes the nearest integer, and NaN 0.
func ToInt(f float64) int64 {
	switch {
	case f != f:
		return 0
	case f >= 1<<63:
		return math.MaxInt64
	case f <= -1<<63:
		return math.MinInt64
	}
	return int64(f)
}

// Userdata is an object of the host that programs can hold.
type Userdata struct {
	Data any
	meta *Table
	id   uint32
}

// Value returns u as a value.
func (u *Userdata) Value() Value { return Value{p: unsafe.Pointer(u), n: tagUserdata} }

// SetMeta sets the metatable of u.
func (u *Userdata) SetMeta(m *Table) { u.meta = m }

// Meta returns the metatable of u.
func (u *Userdata) Meta() *Table { return u.meta }

// cell holds a variable that functions share.
type cell struct {
	v  Value
	id *Userdata // what programs know it by, if they have asked
}

// Closure is a Lua function together with its upvalues, which follow it in
// memory.
type Closure struct {
	proto *Prototype
	id    uint32
	nup   uint32
}

// Value returns cl as a value.
func (cl *Closure) Value() Value { return Value{p: unsafe.Pointer(cl), n: tagFunction} }

// Prototype returns the code of cl.
func (cl *Closure) Prototype() *Prototype { return cl.proto }

// Func is the body of a builtin.
type Func func(c *Call) error

// Builtin is a function written in Go. What it needs beyond its arguments is
// in Data, so that the state of a computer can be inspected.
type Builtin struct {
	Name string
	Fn   Func
	Data any
	id   uint32
}

// Value returns b as a value.
func (b *Builtin) Value() Value { return Value{p: unsafe.Pointer(b), n: tagBuiltin} }

// Value returns th as a value.
func (th *Thread) Value() Value { return Value{p: unsafe.Pointer(th), n: tagThread} }

// Value returns t as a value.
func (t *Table) Value() Value { return Value{p: unsafe.Pointer(t), n: tagTable} }
