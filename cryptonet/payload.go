package cryptonet

import (
	"fmt"
	"strings"

	"ccnet/value"
)

// ContentKind tells what a sealed message is about.
type ContentKind uint8

const (
	ValueContent  ContentKind = iota // a program's value
	CloseContent                     // the sender has closed the socket
	LoginRequest                     // User with the password's Hash wants to log in; from clients
	LoginRefused                     // User may not; from servers
	LoginGranted                     // User may, and has Permission; from servers
	LogoutContent                    // the client wants to log out, or has been logged out
)

// Content is the plaintext of a sealed message.
type Content struct {
	Kind       ContentKind
	Value      value.Value
	User       string
	Hash       string
	Permission float64
}

// The plaintexts begin with what tells them apart: a character for values, of which
// none is c or l, and one or two for the rest.
const (
	closeText   = "c"
	requestText = "lr"
	refusedText = "lf"
	grantedText = "ls"
	logoutText  = "lo"
)

// EncodeValue writes a program's value: one character for its type, then its
// text. What textutils.serialise refuses is refused in its words.
func EncodeValue(v value.Value) (string, error) {
	switch v.Kind() {
	case value.KindNil:
		return "x", nil
	case value.KindBool:
		if v.Truthy() {
			return "b1", nil
		}
		return "b0", nil
	case value.KindNumber:
		n, _ := v.AsNumber()
		return "n" + value.FormatNumber(n), nil
	case value.KindString:
		s, _ := v.AsString()
		return "s" + s, nil
	case value.KindTable:
		text, err := value.Serialise(v, value.SerialiseOptions{})
		return "t" + text, err
	}
	return "", fmt.Errorf("Can't serialize %ss.", v.TypeName()) //nolint:staticcheck // the original's words
}

// DecodeValue reads what EncodeValue has written. A number or table that cannot
// be read is nil, as in the original; another type character is an error.
func DecodeValue(text string) (value.Value, bool) {
	if text == "" {
		return value.Nil, false
	}
	rest := text[1:]
	switch text[0] {
	case 'x':
		return value.Nil, true
	case 'b':
		return value.Bool(rest == "1"), true
	case 'n':
		if n, ok := value.ParseNumber(rest); ok {
			return value.Number(n), true
		}
		return value.Nil, true
	case 's':
		return value.String(rest), true
	case 't':
		v, err := value.Unserialise(rest)
		if err != nil {
			return value.Nil, true
		}
		return v, true
	}
	return value.Nil, false
}

// Encode writes the plaintext.
func (c Content) Encode() (string, error) {
	switch c.Kind {
	case CloseContent:
		return closeText, nil
	case LoginRequest:
		return pair(requestText, value.String(c.User), value.String(c.Hash))
	case LoginRefused:
		return refusedText + c.User, nil
	case LoginGranted:
		return pair(grantedText, value.String(c.User), value.Number(c.Permission))
	case LogoutContent:
		return logoutText, nil
	}
	return EncodeValue(c.Value)
}

// pair writes two values as a list.
func pair(prefix string, a, b value.Value) (string, error) {
	text, err := value.Serialise(value.List(a, b), value.SerialiseOptions{})
	return prefix + text, err
}

// Decode reads a plaintext, and tells whether it is one.
func Decode(text string) (c Content, ok bool) {
	switch {
	case text == closeText:
		return Content{Kind: CloseContent}, true
	case text == logoutText:
		return Content{Kind: LogoutContent}, true
	case strings.HasPrefix(text, refusedText):
		return Content{Kind: LoginRefused, User: text[2:]}, true
	case strings.HasPrefix(text, requestText), strings.HasPrefix(text, grantedText):
		return decodePair(text)
	}
	c.Value, ok = DecodeValue(text)
	return c, ok
}

func decodePair(text string) (c Content, ok bool) {
	v, err := value.Unserialise(text[2:])
	t := v.AsTable()
	if err != nil || t == nil {
		return c, false
	}
	if c.User, ok = t.Get(value.Int(1)).AsString(); !ok {
		return c, false
	}
	second := t.Get(value.Int(2))
	if text[:2] == requestText {
		c.Kind = LoginRequest
		c.Hash, ok = second.AsString()
	} else {
		c.Kind = LoginGranted
		c.Permission, ok = second.AsNumber()
	}
	return c, ok
}
