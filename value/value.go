// Package value holds the values that travel between computers: an immutable
// tree of nil, booleans, numbers, strings and tables, the form in which event
// arguments and modem payloads exist outside any Lua engine. A tree that has
// been built is never changed again, so ten thousand receivers can share one.
package value

// Kind tells what a Value is.
type Kind uint8

const (
	KindNil Kind = iota
	KindBool
	KindNumber
	KindString
	KindTable
	// KindOpaque is something that cannot leave its computer: a function, a
	// coroutine, an object with methods. It exists in the arguments and results
	// of native functions only; Freeze drops it.
	KindOpaque
)

// Value is one immutable value. The zero Value is nil.
type Value struct {
	kind Kind
	num  float64 // KindNumber; KindBool: 0 or 1
	str  string  // KindString; KindOpaque: its Lua type name
	ref  any     // KindTable: *Table; KindOpaque: the thing itself
}

// Nil is the nil value.
var Nil = Value{}

// Bool returns the boolean b.
func Bool(b bool) Value {
	if b {
		return Value{kind: KindBool, num: 1}
	}
	return Value{kind: KindBool}
}

// Number returns the number f. Negative zero becomes zero: the game has none.
func Number(f float64) Value {
	if f == 0 {
		f = 0
	}
	return Value{kind: KindNumber, num: f}
}

// Int returns the number i.
func Int(i int) Value { return Value{kind: KindNumber, num: float64(i)} }

// String returns the string s, which may hold any bytes.
func String(s string) Value { return Value{kind: KindString, str: s} }

// Opaque returns a value that stands for ref, whose Lua type is typeName
// ("function", "thread", "table" for an object with methods, …).
func Opaque(typeName string, ref any) Value {
	return Value{kind: KindOpaque, str: typeName, ref: ref}
}

// Kind tells what v is.
func (v Value) Kind() Kind { return v.kind }

// IsNil tells whether v is nil.
func (v Value) IsNil() bool { return v.kind == KindNil }

// Truthy tells whether v counts as true in Lua: anything but nil and false.
func (v Value) Truthy() bool {
	return v.kind != KindNil && (v.kind != KindBool || v.num != 0)
}

// AsBool returns the boolean v and whether it is one.
func (v Value) AsBool() (b, ok bool) { return v.num != 0, v.kind == KindBool }

// AsNumber returns the number v and whether it is one.
func (v Value) AsNumber() (float64, bool) {
	if v.kind != KindNumber {
		return 0, false
	}
	return v.num, true
}

// AsString returns the string v and whether it is one; numbers are not.
func (v Value) AsString() (string, bool) {
	if v.kind != KindString {
		return "", false
	}
	return v.str, true
}

// AsTable returns the table v, or nil if it is something else.
func (v Value) AsTable() *Table {
	t, _ := v.ref.(*Table)
	return t
}

// Ref returns what an opaque value stands for, or nil.
func (v Value) Ref() any {
	if v.kind != KindOpaque {
		return nil
	}
	return v.ref
}

// TypeName is the Lua type of v, as type() and error messages name it.
func (v Value) TypeName() string {
	switch v.kind {
	case KindNil:
		return "nil"
	case KindBool:
		return "boolean"
	case KindNumber:
		return "number"
	case KindString:
		return "string"
	case KindOpaque:
		return v.str
	}
	if t := v.AsTable(); t != nil && t.name != "" {
		return t.name
	}
	return "table"
}
