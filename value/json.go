package value

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// JSONOptions are the options of textutils.serialiseJSON.
type JSONOptions struct {
	NBT              bool // keys without quotes
	UnicodeStrings   bool // strings are UTF-8, not one character a byte
	AllowRepetitions bool // a table may occur twice, though not inside itself
	Most             int  // bytes beyond which it fails; 0: 16 MiB
}

// The two tables that textutils keeps for what Lua has no value for. Both are
// empty tables to everybody else.
var (
	EmptyJSONArray = FromTable(&Table{clean: true}) // []
	JSONNull       = FromTable(&Table{clean: true}) // null
)

var errInvalidUTF8 = errors.New("invalid UTF-8 code")

// SerialiseJSON writes v as textutils.serialiseJSON does. A table with any string
// key is an object, and its other keys are lost; any other is an array up to its
// largest number, with null in the gaps; an empty one is {}. NaN and infinities
// come out as Lua writes them, which is no JSON: see AppendJSON.
func SerialiseJSON(v Value, opts JSONOptions) (string, error) {
	w := jsonWriter{opts: opts}
	w.tracker.again = opts.AllowRepetitions
	if err := w.value(v); err != nil {
		return "", err
	}
	return string(w.out), nil
}

type jsonWriter struct {
	opts    JSONOptions
	out     []byte
	tracker tracker
}

func (w *jsonWriter) most() int { return cmp.Or(w.opts.Most, maxText) }

func (w *jsonWriter) value(v Value) error {
	if len(w.out) > w.most() {
		return errTextTooLong
	}
	switch {
	case v == EmptyJSONArray:
		w.out = append(w.out, "[]"...)
	case v == JSONNull:
		w.out = append(w.out, "null"...)
	case v.kind == KindBool:
		w.out = appendBool(w.out, v.num != 0)
	case v.kind == KindNumber:
		w.out = AppendNumber(w.out, v.num)
	case v.kind == KindString:
		return w.string(v.str)
	case v.kind == KindTable:
		return w.table(v.AsTable())
	default:
		return &UnserialisableError{v.TypeName()}
	}
	return nil
}

func (w *jsonWriter) table(t *Table) error {
	if err := w.tracker.enter(t); err != nil {
		return err
	}
	defer w.tracker.leave(t)

	start := len(w.out)
	w.out = append(w.out, '{')
	var list []Entry // with whole numbers from 1 as keys
	largest := 0.0
	for i := range t.Len() {
		e := t.At(i)
		if f, ok := e.Key.AsNumber(); ok {
			if largest = max(largest, f); f >= 1 && f == math.Trunc(f) {
				list = append(list, e)
			}
			continue
		}
		name, ok := e.Key.AsString()
		if !ok {
			continue
		}
		if len(w.out) > start+1 {
			w.out = append(w.out, ',')
		}
		if w.opts.NBT {
			w.out = append(w.out, name...)
		} else if err := w.string(name); err != nil {
			return err
		}
		w.out = append(w.out, ':')
		if err := w.value(e.Value); err != nil {
			return err
		}
	}
	isObject := len(w.out) > start+1 || largest < 1
	w.out = append(w.out, '}')
	end := len(w.out)
	if !isObject {
		w.out = append(w.out[:start], '[')
	}
	// An object's list is lost, but its tables count as met, and may fail.
	slices.SortFunc(list, func(a, b Entry) int { return int(max(-1, min(1, a.Key.num-b.Key.num))) })
	next := 1.0
	gap := func(until float64) error {
		for ; next < until; next++ {
			if isObject {
				return nil
			}
			if w.out = append(w.out, "null,"...); len(w.out) > w.most() {
				return errTextTooLong
			}
		}
		return nil
	}
	for _, e := range list {
		if err := gap(e.Key.num); err != nil {
			return err
		}
		if err := w.value(e.Value); err != nil {
			return err
		}
		w.out = append(w.out, ',')
		next = e.Key.num + 1
	}
	if isObject {
		w.out = w.out[:end]
		return nil
	}
	if err := gap(math.Floor(largest) + 1); err != nil {
		return err
	}
	w.out[len(w.out)-1] = ']' // in place of the last comma
	return nil
}

func (w *jsonWriter) string(s string) error {
	if w.opts.UnicodeStrings {
		if !utf8.ValidString(s) {
			return errInvalidUTF8
		}
		w.out = appendJSONString(w.out, s, true)
	} else {
		w.out = appendJSONString(w.out, s, false)
	}
	return nil
}

// appendJSONString appends s in double quotes and pure ASCII. Its characters are
// code points if unicode is set, which s must then be valid for, otherwise bytes.
func appendJSONString(dst []byte, s string, unicode bool) []byte {
	dst = append(dst, '"')
	if !unicode {
		for i := range len(s) {
			dst = appendJSONChar(dst, rune(s[i]))
		}
		return append(dst, '"')
	}
	for _, c := range s {
		if c > 0xFFFF {
			c -= 0x10000
			dst = fmt.Appendf(dst, `\u%04X\u%04X`, 0xD800+c>>10, 0xDC00+c&0x3FF)
			continue
		}
		dst = appendJSONChar(dst, c)
	}
	return append(dst, '"')
}

func appendJSONChar(dst []byte, c rune) []byte {
	switch c {
	case '"', '\\':
		return append(dst, '\\', byte(c))
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	if c < ' ' || c >= 0x7F {
		const hex = "0123456789ABCDEF"
		return append(dst, '\\', 'u', hex[c>>12], hex[c>>8&15], hex[c>>4&15], hex[c&15])
	}
	return append(dst, byte(c))
}
