package value

import (
	"fmt"
	"math"
)

// Args are the arguments of a native function or a peripheral's method, with
// the conversions and error texts of the game's host functions.
// Positions count from 1, as the texts do.
type Args []Value

// ArgError is a wrong argument, in the game's wording; it carries no position
// yet, which the machine adds.
type ArgError struct {
	Index   int    // from 1
	Message string // what stands between the brackets
}

func (e *ArgError) Error() string {
	return fmt.Sprintf("bad argument #%d (%s)", e.Index, e.Message)
}

// At returns argument i, nil where there is none.
func (a Args) At(i int) Value {
	if i < 1 || i > len(a) {
		return Nil
	}
	return a[i-1]
}

func (a Args) want(i int, typeName string) error {
	return &ArgError{i, fmt.Sprintf("%s expected, got %s", typeName, a.At(i).TypeName())}
}

// Number returns argument i, which may be any number, NaN and infinity too.
func (a Args) Number(i int) (float64, error) {
	if f, ok := a.At(i).AsNumber(); ok {
		return f, nil
	}
	return 0, a.want(i, "number")
}

// Finite returns argument i, a number that is neither NaN nor infinite.
func (a Args) Finite(i int) (float64, error) {
	f, err := a.Number(i)
	if err != nil {
		return 0, err
	}
	switch {
	case math.IsNaN(f):
		return 0, &ArgError{i, "number expected, got nan"}
	case math.IsInf(f, 1):
		return 0, &ArgError{i, "number expected, got inf"}
	case math.IsInf(f, -1):
		return 0, &ArgError{i, "number expected, got -inf"}
	}
	return f, nil
}

// Int returns argument i as a 32-bit integer: a finite number, truncated toward
// zero to 64 bits with saturation, of which the low 32 bits count.
func (a Args) Int(i int) (int, error) {
	f, err := a.Finite(i)
	if err != nil {
		return 0, err
	}
	return int(int32(Saturate(f))), nil
}

// Saturate converts f to a 64-bit integer as Java does: toward zero, NaN to 0,
// the nearest end of the range where f lies outside.
func Saturate(f float64) int64 {
	switch {
	case math.IsNaN(f):
		return 0
	case f >= 1<<63:
		return math.MaxInt64
	case f <= -1<<63:
		return math.MinInt64
	}
	return int64(f)
}

// String returns argument i, a string; numbers are refused.
func (a Args) String(i int) (string, error) {
	if s, ok := a.At(i).AsString(); ok {
		return s, nil
	}
	return "", a.want(i, "string")
}

// Bool returns argument i, a boolean.
func (a Args) Bool(i int) (bool, error) {
	if b, ok := a.At(i).AsBool(); ok {
		return b, nil
	}
	return false, a.want(i, "boolean")
}

// Table returns argument i, a table.
func (a Args) Table(i int) (*Table, error) {
	if t := a.At(i).AsTable(); t != nil {
		return t, nil
	}
	return nil, a.want(i, "table")
}

// OptNumber is Number, or def where the argument is missing or nil.
func (a Args) OptNumber(i int, def float64) (float64, error) {
	if a.At(i).IsNil() {
		return def, nil
	}
	return a.Number(i)
}

// OptFinite is Finite, or def where the argument is missing or nil.
func (a Args) OptFinite(i int, def float64) (float64, error) {
	if a.At(i).IsNil() {
		return def, nil
	}
	return a.Finite(i)
}

// OptInt is Int, or def where the argument is missing or nil.
func (a Args) OptInt(i, def int) (int, error) {
	if a.At(i).IsNil() {
		return def, nil
	}
	return a.Int(i)
}

// OptString is String, or def where the argument is missing or nil.
func (a Args) OptString(i int, def string) (string, error) {
	if a.At(i).IsNil() {
		return def, nil
	}
	return a.String(i)
}

// OptBool is Bool, or def where the argument is missing or nil.
func (a Args) OptBool(i int, def bool) (bool, error) {
	if a.At(i).IsNil() {
		return def, nil
	}
	return a.Bool(i)
}
