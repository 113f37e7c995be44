package luavm

// Error is a Lua error: any value, usually a text with its position.
type Error struct {
	Value     Value
	Traceback string // where it was raised, if nobody caught it
}

// NewError returns an error with value v.
func NewError(v Value) *Error { return &Error{Value: v} }

// Error returns the message.
func (e *Error) Error() string {
	if s, ok := e.Value.ToString(); ok {
		return s
	}
	return "(error object is a " + e.Value.TypeName() + " value)"
}

// textError is an error text that has no position yet.
type textError string

func (e textError) Error() string { return string(e) }

const (
	errKeyNil  = textError("table index is nil")
	errKeyNaN  = textError("table index is NaN")
	errNextKey = textError("invalid key to 'next'")
	errMemory  = textError("not enough memory")
)
