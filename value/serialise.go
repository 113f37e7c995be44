package value

import (
	"cmp"
	"errors"
	"math"

	"ccnet/dialect"
)

// SerialiseOptions are the options of textutils.serialise.
type SerialiseOptions struct {
	Compact          bool // no white space
	AllowRepetitions bool // a table may occur twice, though not inside itself
	Most             int  // bytes beyond which it fails; 0: 16 MiB
}

// What textutils.serialise and serialiseJSON refuse, in the game's words.
var (
	ErrRecursive = errors.New("Cannot serialize table with recursive entries") //nolint:staticcheck // the game's words
	ErrRepeated  = errors.New("Cannot serialize table with repeated entries")  //nolint:staticcheck // the game's words
)

// UnserialisableError is a value of a type that has no text, such as a function.
type UnserialisableError struct{ Type string }

func (e *UnserialisableError) Error() string { return "Cannot serialize type " + e.Type }

// maxText bounds what is written and maxNesting how deep, where tables that
// occur often would grow without end.
const (
	maxText    = 16 << 20
	maxNesting = 10000
)

var (
	errTextTooLong   = errors.New("serialise: text too long")
	errTextTooNested = errors.New("serialise: tables too deeply nested")
)

// Serialise writes v as textutils.serialise does: a Lua expression, whose
// numbers have 14 digits and whose tables list 1, 2, 3, … first, then the other
// entries in their order.
func Serialise(v Value, opts SerialiseOptions) (string, error) {
	w := luaWriter{opts: opts, out: make([]byte, 0, 256)}
	if err := w.value(v, ""); err != nil {
		return "", err
	}
	return string(w.out), nil
}

// tracker finds tables that recur while a tree is written.
type tracker struct {
	first  [8]meeting // most trees have no more tables
	n      int
	inside map[*Table]bool // the others: true while being written, false afterwards
	depth  int
	again  bool // repetitions are allowed
}

// meeting is a table that is being written, or has been.
type meeting struct {
	table  *Table
	inside bool
}

func (k *tracker) enter(t *Table) error {
	inside, met := k.inside[t]
	for i := range k.first[:k.n] {
		if m := &k.first[i]; m.table == t {
			inside, met = m.inside, true
		}
	}
	switch {
	case inside:
		return ErrRecursive
	case met && !k.again:
		return ErrRepeated
	}
	if k.depth++; k.depth > maxNesting {
		return errTextTooNested
	}
	k.mark(t, true)
	return nil
}

func (k *tracker) leave(t *Table) {
	k.depth--
	k.mark(t, false)
}

// mark notes whether a table is being written.
func (k *tracker) mark(t *Table, inside bool) {
	for i := range k.first[:k.n] {
		if m := &k.first[i]; m.table == t {
			m.inside = inside
			return
		}
	}
	if k.n < len(k.first) {
		k.first[k.n] = meeting{t, inside}
		k.n++
		return
	}
	if k.inside == nil {
		k.inside = make(map[*Table]bool)
	}
	if k.again && !inside {
		delete(k.inside, t)
		return
	}
	k.inside[t] = inside
}

// luaWriter writes Lua expressions.
type luaWriter struct {
	opts    SerialiseOptions
	out     []byte
	tracker tracker
}

func (w *luaWriter) value(v Value, indent string) error {
	if len(w.out) > cmp.Or(w.opts.Most, maxText) {
		return errTextTooLong
	}
	switch v.kind {
	case KindNil:
		w.out = append(w.out, "nil"...)
	case KindBool:
		w.out = appendBool(w.out, v.num != 0)
	case KindNumber:
		switch f := v.num; {
		case math.IsNaN(f):
			w.out = append(w.out, "0/0"...)
		case math.IsInf(f, 1):
			w.out = append(w.out, "1/0"...)
		case math.IsInf(f, -1):
			w.out = append(w.out, "-1/0"...)
		default:
			w.out = AppendNumber(w.out, f)
		}
	case KindString:
		w.out = dialect.AppendQuoted(w.out, v.str)
	case KindTable:
		w.tracker.again = w.opts.AllowRepetitions
		return w.table(v.AsTable(), indent)
	default:
		return &UnserialisableError{v.str}
	}
	return nil
}

func (w *luaWriter) table(t *Table, indent string) error {
	if err := w.tracker.enter(t); err != nil {
		return err
	}
	defer w.tracker.leave(t)
	if t.Len() == 0 {
		w.out = append(w.out, "{}"...)
		return nil
	}
	inner, open, beforeKey, afterKey, equal, end := deeper(indent), "{\n", "[ ", " ] = ", " = ", ",\n"
	if w.opts.Compact {
		inner, open, beforeKey, afterKey, equal, end = "", "{", "[", "]=", "=", ","
	}
	w.out = append(w.out, open...)
	list := t.sequence()
	for _, i := range list {
		w.out = append(w.out, inner...)
		if err := w.value(t.At(i).Value, inner); err != nil {
			return err
		}
		w.out = append(w.out, end...)
	}
	for i := range t.Len() {
		e := t.At(i)
		if f, ok := e.Key.AsNumber(); ok && f >= 1 && f <= float64(len(list)) && f == math.Trunc(f) {
			continue
		}
		w.out = append(w.out, inner...)
		if name, ok := e.Key.AsString(); ok && isName(name) {
			w.out = append(append(w.out, name...), equal...)
		} else {
			w.out = append(w.out, beforeKey...)
			if err := w.value(e.Key, inner); err != nil {
				return err
			}
			w.out = append(w.out, afterKey...)
		}
		if err := w.value(e.Value, inner); err != nil {
			return err
		}
		w.out = append(w.out, end...)
	}
	w.out = append(append(w.out, indent...), '}')
	return nil
}

// deeper is an indentation by two more blanks.
func deeper(indent string) string {
	const blanks = "                                "
	if n := len(indent) + 2; n <= len(blanks) {
		return blanks[:n]
	}
	return indent + "  "
}

// sequence returns the numbers of the entries with the keys 1, 2, 3, … up to
// the first that is missing.
func (t *Table) sequence() []int {
	var at []int // by key - 1; the number of the entry plus 1
	n := t.Len()
	for i := range n {
		f, ok := t.At(i).Key.AsNumber()
		if !ok || f < 1 || f > float64(n) || f != math.Trunc(f) {
			continue
		}
		if at == nil {
			at = make([]int, n)
		}
		at[int(f)-1] = i + 1
	}
	for k, i := range at {
		if i == 0 {
			return at[:k]
		}
		at[k] = i - 1
	}
	return at
}

func appendBool(dst []byte, b bool) []byte {
	if b {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}

// isName tells whether s can stand as a key without brackets.
func isName(s string) bool {
	if s == "" || !isLetter(s[0]) {
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return !isKeyword(s)
}

func isKeyword(s string) bool {
	switch s {
	case "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local",
		"nil", "not", "or", "repeat", "return", "then", "true", "until", "while":
		return true
	}
	return false
}
