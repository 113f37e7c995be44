package value

import (
	"fmt"
	"strings"

	"ccnet/dialect"
)

// JSONReadOptions are the options of textutils.unserialiseJSON.
type JSONReadOptions struct {
	NBT       bool // accept what commands print: bare keys, 'single quotes', 1b, [I; …]
	ParseNull bool // null is JSONNull instead of nil
	// EmptyTables makes [] an ordinary empty table instead of EmptyJSONArray, as
	// parse_empty_array = false does.
	EmptyTables bool
}

// JSONError is text that is no JSON.
type JSONError struct {
	Position int // of the offending byte, from 1
	Message  string
}

func (e *JSONError) Error() string {
	return fmt.Sprintf("Malformed JSON at position %d: %s", e.Position, e.Message)
}

// UnserialiseJSON reads JSON as textutils.unserialiseJSON does, with its errors.
func UnserialiseJSON(text string, opts JSONReadOptions) (Value, error) {
	r := jsonReader{text: text, opts: opts}
	r.space()
	v, err := r.value()
	if err != nil {
		return Nil, err
	}
	r.space()
	if r.pos < len(text) {
		return Nil, r.failAt(r.pos, "Unexpected trailing character %s.", quote(text[r.pos:r.pos+1]))
	}
	return v, nil
}

type jsonReader struct {
	text  string
	pos   int
	depth int
	opts  JSONReadOptions
}

func quote(s string) string { return string(dialect.AppendQuoted(nil, s)) }

func (r *jsonReader) failAt(pos int, format string, args ...any) error {
	return &JSONError{pos + 1, fmt.Sprintf(format, args...)}
}

// peek is the character i places on, as a string, "" behind the end.
func (r *jsonReader) peek(i int) string {
	if r.pos+i >= len(r.text) {
		return ""
	}
	return r.text[r.pos+i : r.pos+i+1]
}

// expected is the error for what stands here instead of want.
func (r *jsonReader) expected(want string) error {
	found := "end of input"
	if c := r.peek(0); c != "" {
		found = quote(c)
	}
	return r.failAt(r.pos, "Unexpected %s, expected %s.", found, want)
}

func (r *jsonReader) space() {
	for r.pos < len(r.text) && strings.IndexByte(" \n\r\t", r.text[r.pos]) >= 0 {
		r.pos++
	}
}

// take skips word if it stands here.
func (r *jsonReader) take(word string) bool {
	if !strings.HasPrefix(r.text[r.pos:], word) {
		return false
	}
	r.pos += len(word)
	return true
}

func (r *jsonReader) value() (Value, error) {
	c := r.peek(0)
	switch {
	case c == "":
		return Nil, r.failAt(r.pos, "Unexpected end of input.")
	case c == `"`, c == "'" && r.opts.NBT:
		s, err := r.string(c[0])
		return String(s), err
	case c == "-", isDigit(c[0]):
		return r.number()
	case r.take("true"):
		return Bool(true), nil
	case r.take("false"):
		return Bool(false), nil
	case r.take("null"):
		if r.opts.ParseNull {
			return JSONNull, nil
		}
		return Nil, nil
	case c == "{" || c == "[":
		if r.depth++; r.depth > maxNesting {
			return Nil, r.failAt(r.pos, "Nested too deeply.")
		}
		defer func() { r.depth-- }()
		if c == "{" {
			return r.object()
		}
		return r.array()
	}
	return Nil, r.failAt(r.pos, "Unexpected character %s.", quote(c))
}

func (r *jsonReader) object() (Value, error) {
	b := builder{table: NewTable(0)}
	r.pos++
	r.space()
	switch r.peek(0) {
	case "":
		return Nil, r.expected("'}'")
	case "}":
		r.pos++
		return b.finish(), nil
	}
	for {
		key, err := r.key()
		if err != nil {
			return Nil, err
		}
		r.space()
		if !r.take(":") {
			return Nil, r.expected("':'")
		}
		r.space()
		v, err := r.value()
		if err != nil {
			return Nil, err
		}
		if err := b.set(String(key), v); err != nil {
			return Nil, err
		}
		r.space()
		if r.take("}") {
			return b.finish(), nil
		}
		if !r.take(",") {
			return Nil, r.expected("',' or '}'")
		}
		r.space()
	}
}

// key reads a string, or in NBT a name.
func (r *jsonReader) key() (string, error) {
	c := r.peek(0)
	if c == `"` {
		return r.string('"')
	}
	if !r.opts.NBT || c == "" || c == "_" || !isLetter(c[0]) {
		return "", r.expected("object key")
	}
	start := r.pos
	for r.pos < len(r.text) && (isLetter(r.text[r.pos]) || isDigit(r.text[r.pos])) {
		r.pos++
	}
	return r.text[start:r.pos], nil
}

func (r *jsonReader) array() (Value, error) {
	r.pos++
	r.space()
	if c := r.peek(0); r.opts.NBT && c != "" && strings.Contains("ILB", c) && r.peek(1) == ";" {
		r.pos += 2
		r.space()
	}
	switch r.peek(0) {
	case "":
		return Nil, r.expected("']'")
	case "]":
		r.pos++
		if r.opts.EmptyTables {
			return List(), nil
		}
		return EmptyJSONArray, nil
	}
	t := NewTable(0)
	t.clean = true
	for n := 1; ; n++ {
		v, err := r.value()
		if err != nil {
			return Nil, err
		}
		if !v.IsNil() {
			t.Add(Int(n), v)
		}
		r.space()
		if r.take("]") {
			return FromTable(t), nil
		}
		if !r.take(",") {
			return Nil, r.expected("',' or ']'")
		}
		r.space()
	}
}

// number reads digits, and whatever of a point, an exponent and digits follows.
func (r *jsonReader) number() (Value, error) {
	start := r.pos
	r.take("-")
	whole := r.digits()
	if whole {
		r.take(".")
		r.digits()
		_ = r.take("e") || r.take("E")
		_ = r.take("+") || r.take("-")
		r.digits()
	} else {
		r.pos = start
	}
	f, ok := ParseNumber(r.text[start:r.pos])
	if !ok {
		return Nil, r.failAt(start, "Malformed number %s.", quote(r.text[start:r.pos]))
	}
	if c := r.peek(0); r.opts.NBT && c != "" && strings.Contains("bBsSlLfFdD", c) {
		r.pos++
	}
	return Number(f), nil
}

func (r *jsonReader) digits() bool {
	n := countDigits(r.text[r.pos:])
	r.pos += n
	return n > 0
}

// string reads a string that begins here with the given quote.
func (r *jsonReader) string(quoteMark byte) (string, error) {
	r.pos++
	var out []byte
	for start := r.pos; ; {
		if r.pos >= len(r.text) {
			return "", r.failAt(r.pos, `Unexpected end of input, expected '"'.`)
		}
		switch c := r.text[r.pos]; {
		case c == quoteMark:
			plain := r.text[start:r.pos]
			r.pos++
			if out == nil {
				return plain, nil
			}
			return string(append(out, plain...)), nil
		case c == '\\':
			out = append(out, r.text[start:r.pos]...)
			var err error
			if out, err = r.escape(out); err != nil {
				return "", err
			}
			start = r.pos
		case c < ' ':
			return "", r.failAt(r.pos+1, "Unescaped whitespace %s.", quote(r.peek(0)))
		default:
			r.pos++
		}
	}
}

// escape reads a backslash and what follows it, and appends what it means.
func (r *jsonReader) escape(out []byte) ([]byte, error) {
	c := r.peek(1)
	if c == "" {
		return nil, r.failAt(r.pos, "Unexpected end of input, expected escape sequence.")
	}
	if at := strings.Index(`bfnrt"/\`, c); at >= 0 {
		r.pos += 2
		return append(out, "\b\f\n\r\t\"/\\"[at]), nil
	}
	if c != "u" {
		return nil, r.failAt(r.pos+1, "Unknown escape character %s.", quote(c))
	}
	digits := r.text[min(r.pos+2, len(r.text)):min(r.pos+6, len(r.text))]
	n := 0
	for i := range len(digits) {
		d := hexDigit(digits[i])
		if d < 0 {
			n = -1
			break
		}
		n = n<<4 | d
	}
	if len(digits) < 4 || n < 0 {
		return nil, r.failAt(r.pos, "Malformed unicode escape %s.", quote(digits))
	}
	r.pos += 6
	return dialect.AppendRune(out, n), nil
}
