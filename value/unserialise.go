package value

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// nestingLimit is how deep an expression may be nested: the limit of Lua's own
// compiler, beyond which textutils.unserialise gives nil.
const nestingLimit = 200

// SyntaxError is text that is no expression of data.
type SyntaxError struct {
	Position int // bytes before the offending place, plus 1
	Message  string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("unserialise: position %d: %s", e.Position, e.Message)
}

// Unserialise reads what Serialise writes, and any other Lua expression that is
// data: constants, strings in every quoting, table constructors, brackets,
// arithmetic on numbers (0/0, -1/0, 2^53), comments. It runs no code: where the
// game's unserialise would call or index something, this returns an error. A
// bare name is nil, as in the empty environment that the game uses; of several
// expressions the first counts.
func Unserialise(text string) (Value, error) {
	r := luaReader{text: text}
	v, err := r.all()
	if err == nil {
		return v, nil
	}
	var syntax *SyntaxError
	if errors.As(err, &syntax) {
		return Nil, err
	}
	return Nil, &SyntaxError{r.pos + 1, err.Error()}
}

// luaReader reads expressions by recursive descent, a character at a time.
type luaReader struct {
	text  string
	pos   int
	depth int
}

func (r *luaReader) fail(format string, args ...any) error {
	return &SyntaxError{r.pos + 1, fmt.Sprintf(format, args...)}
}

// unexpected is the error for whatever stands here.
func (r *luaReader) unexpected() error {
	if r.pos >= len(r.text) {
		return r.fail("unexpected end")
	}
	return r.fail("unexpected %q", r.text[r.pos])
}

// all reads the whole text.
func (r *luaReader) all() (first Value, err error) {
	if err := r.space(); err != nil {
		return Nil, err
	}
	if r.pos == len(r.text) || r.text[r.pos] == ';' {
		return Nil, r.end()
	}
	for i := 0; ; i++ {
		v, err := r.expression(0)
		if err != nil {
			return Nil, err
		}
		if i == 0 {
			first = v
		}
		if !r.take(",") {
			return first, r.end()
		}
	}
}

// end takes a semicolon, if there is one, and the end of the text.
func (r *luaReader) end() error {
	r.take(";")
	if err := r.space(); err != nil {
		return err
	}
	if r.pos < len(r.text) {
		return r.unexpected()
	}
	return nil
}

// space skips white space and comments.
func (r *luaReader) space() error {
	for r.pos < len(r.text) {
		switch {
		case isSpace(r.text[r.pos]):
			r.pos++
		case strings.HasPrefix(r.text[r.pos:], "--"):
			r.pos += 2
			if level, ok := r.longBracket(); ok {
				if _, err := r.longString(level); err != nil {
					return err
				}
				continue
			}
			end := strings.IndexAny(r.text[r.pos:], "\r\n")
			if end < 0 {
				end = len(r.text) - r.pos
			}
			r.pos += end
		default:
			return nil
		}
	}
	return nil
}

// take skips white space, then token if it stands there.
func (r *luaReader) take(token string) bool {
	if r.space() != nil || !strings.HasPrefix(r.text[r.pos:], token) {
		return false
	}
	r.pos += len(token)
	return true
}

// Binding powers of the operators: a higher one binds tighter.
const (
	powerAdd   = 1
	powerMul   = 3
	powerUnary = 5
	powerPow   = 8 // on its left side; it binds to the right
)

// expression reads an expression whose operators bind tighter than power.
func (r *luaReader) expression(power int) (Value, error) {
	if r.depth++; r.depth > nestingLimit {
		return Nil, r.fail("nested too deeply")
	}
	defer func() { r.depth-- }()
	v, err := r.operand()
	for err == nil {
		if err = r.space(); err != nil || r.pos == len(r.text) {
			return v, err
		}
		op := r.text[r.pos]
		left, right := 0, 0
		switch op {
		case '+', '-':
			left, right = powerAdd, powerAdd
		case '*', '/', '%':
			left, right = powerMul, powerMul
		case '^':
			left, right = powerPow, powerPow-2 // its right side takes another ^
		}
		if left <= power {
			return v, nil
		}
		r.pos++
		var w Value
		if w, err = r.expression(right); err == nil {
			v, err = r.arithmetic(op, v, w)
		}
	}
	return Nil, err
}

// arithmetic is a op b.
func (r *luaReader) arithmetic(op byte, a, b Value) (Value, error) {
	x, okX := toNumber(a)
	y, okY := toNumber(b)
	if !okX || !okY {
		bad := a
		if okX {
			bad = b
		}
		return Nil, r.fail("attempt to perform arithmetic on a %s value", bad.TypeName())
	}
	switch op {
	case '+':
		x += y
	case '-':
		x -= y
	case '*':
		x *= y
	case '/':
		x /= y
	case '%':
		x = modulo(x, y)
	case '^':
		x = math.Pow(x, y)
	}
	return Number(x), nil
}

// toNumber is the number that arithmetic makes of v: strings count as well.
func toNumber(v Value) (float64, bool) {
	if s, ok := v.AsString(); ok {
		return ParseNumber(s)
	}
	return v.AsNumber()
}

// modulo is Lua's a % b: the remainder has the sign of b.
func modulo(a, b float64) float64 {
	m := math.Mod(a, b)
	if m*b < 0 {
		m += b
	}
	return m
}

// operand reads a constant, a table, something in brackets, or an operand behind
// an unary operator.
func (r *luaReader) operand() (Value, error) {
	if err := r.space(); err != nil {
		return Nil, err
	}
	if r.pos == len(r.text) {
		return Nil, r.unexpected()
	}
	switch c := r.text[r.pos]; {
	case c == '{':
		return r.table()
	case c == '"' || c == '\'':
		s, err := r.quoted(c)
		return String(s), err
	case c == '[':
		if level, ok := r.longBracket(); ok {
			s, err := r.longString(level)
			return String(s), err
		}
	case c == '-':
		r.pos++
		v, err := r.expression(powerUnary)
		if err != nil {
			return Nil, err
		}
		return r.arithmetic('-', Number(0), v)
	case c == '(':
		r.pos++
		v, err := r.expression(0)
		if err == nil && !r.take(")") {
			err = r.unexpected()
		}
		return v, err
	case isDigit(c) || c == '.':
		return r.number()
	case isLetter(c):
		return r.word()
	}
	return Nil, r.unexpected()
}

// word reads a constant with a name, or a name, which is nil.
func (r *luaReader) word() (Value, error) {
	start := r.pos
	name := r.name()
	switch name {
	case "nil":
		return Nil, nil
	case "true", "false":
		return Bool(name == "true"), nil
	case "not":
		v, err := r.expression(powerUnary)
		return Bool(!v.Truthy()), err
	}
	if isKeyword(name) {
		r.pos = start
		return Nil, r.fail("unexpected %s", name)
	}
	return Nil, nil
}

// name reads letters and digits.
func (r *luaReader) name() string {
	start := r.pos
	for r.pos < len(r.text) && (isLetter(r.text[r.pos]) || isDigit(r.text[r.pos])) {
		r.pos++
	}
	return r.text[start:r.pos]
}

// number reads a numeral: all that could belong to one must be one.
func (r *luaReader) number() (Value, error) {
	start := r.pos
	exponent := byte('e')
	if rest := r.text[r.pos:]; len(rest) > 1 && rest[0] == '0' && rest[1]|0x20 == 'x' {
		exponent = 'p'
	}
	for r.pos < len(r.text) {
		c := r.text[r.pos]
		if !isDigit(c) && !isLetter(c) && c != '.' {
			break
		}
		r.pos++
		if c|0x20 == exponent && r.pos < len(r.text) && (r.text[r.pos] == '+' || r.text[r.pos] == '-') {
			r.pos++
		}
	}
	f, ok := ParseNumber(r.text[start:r.pos])
	if !ok {
		text := r.text[start:r.pos]
		r.pos = start
		return Nil, r.fail("malformed number near %q", text)
	}
	return Number(f), nil
}

// flushEvery is after how many list items the game's compiler stores them: later
// than the keyed entries between them, which matters when a key comes twice.
const flushEvery = 50

// table reads a table constructor.
func (r *luaReader) table() (Value, error) {
	r.pos++
	b := builder{table: NewTable(0)}
	var pending []Value
	stored := 0
	flush := func() error {
		for _, v := range pending {
			stored++
			if err := b.set(Int(stored), v); err != nil {
				return err
			}
		}
		pending = pending[:0]
		return nil
	}
	for !r.take("}") {
		if len(pending) == flushEvery {
			if err := flush(); err != nil {
				return Nil, err
			}
		}
		key, keyed, err := r.key()
		if err != nil {
			return Nil, err
		}
		v, err := r.expression(0)
		switch {
		case err != nil:
			return Nil, err
		case !keyed:
			pending = append(pending, v)
		default:
			if err := b.set(key, v); err != nil {
				return Nil, err
			}
		}
		if r.take(",") || r.take(";") {
			continue
		}
		if !r.take("}") {
			return Nil, r.unexpected()
		}
		break
	}
	if err := flush(); err != nil {
		return Nil, err
	}
	return b.finish(), nil
}

// key reads what comes before the equals sign of an entry, if it has one.
func (r *luaReader) key() (key Value, keyed bool, err error) {
	if err := r.space(); err != nil || r.pos == len(r.text) {
		return Nil, false, err
	}
	start := r.pos
	if r.text[r.pos] == '[' {
		if _, long := r.longBracket(); !long {
			r.pos++
			if key, err = r.expression(0); err != nil {
				return Nil, false, err
			}
			if !r.take("]") || !r.take("=") {
				return Nil, false, r.unexpected()
			}
			return key, true, nil
		}
	} else if name := r.name(); isName(name) && r.take("=") && !strings.HasPrefix(r.text[r.pos:], "=") {
		return String(name), true, nil
	}
	r.pos = start
	return Nil, false, nil
}
