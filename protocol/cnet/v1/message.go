package v1

import (
	"errors"

	"ccnet/value"
)

// The types of messages.
const (
	Normal = "normal"
	System = "system"
)

// The functions that the original knows by itself.
const (
	FunctionError           = "error"           // the data is a text; the receiver raises it
	FunctionCertSignature   = "certSignature"   // the data is a signed certificate
	FunctionSignCertificate = "signCertificate" // the data is a certificate; only the authority knows it
)

// NormalValue returns a message of a program as it travels.
func NormalValue(message value.Value) value.Value { return pair(Normal, message) }

// SystemValue returns a call of the other end's function as it travels.
func SystemValue(function string, data value.Value) value.Value {
	return pair(System, pair(function, data))
}

func pair(first string, second value.Value) value.Value {
	t := value.NewTable(2)
	t.Add(value.Int(1), value.String(first))
	if !second.IsNil() {
		t.Add(value.Int(2), second)
	}
	return value.FromTable(t)
}

// Message is a message as it has come.
type Message struct {
	Type     string      // Normal or System
	Function string      // of a System message
	Data     value.Value // the message of a program, or the function's data
}

var errMessage = errors.New(`not a CNet message: neither {"normal", message} nor {"system", {function, data}}`)

// ParseMessage reads a message.
func ParseMessage(v value.Value) (Message, error) {
	kind, data, ok := unpair(v)
	switch {
	case ok && kind == Normal:
		return Message{Type: Normal, Data: data}, nil
	case ok && kind == System:
		if function, data, ok := unpair(data); ok {
			return Message{Type: System, Function: function, Data: data}, nil
		}
	}
	return Message{}, errMessage
}

func unpair(v value.Value) (first string, second value.Value, ok bool) {
	t := v.AsTable()
	if t == nil {
		return "", value.Nil, false
	}
	first, ok = t.Get(value.Int(1)).AsString()
	return first, t.Get(value.Int(2)), ok
}
