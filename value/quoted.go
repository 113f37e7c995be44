package value

import (
	"strings"

	"ccnet/dialect"
)

// longBracket tells whether a long bracket such as [==[ begins here, and how
// many equals signs it has. It does not move.
func (r *luaReader) longBracket() (level int, ok bool) {
	rest := r.text[r.pos:]
	if !strings.HasPrefix(rest, "[") {
		return 0, false
	}
	for rest = rest[1:]; strings.HasPrefix(rest, "="); rest = rest[1:] {
		level++
	}
	return level, strings.HasPrefix(rest, "[")
}

// longString reads a string between long brackets.
func (r *luaReader) longString(level int) (string, error) {
	body := r.text[r.pos+level+2:]
	length := strings.Index(body, "]"+strings.Repeat("=", level)+"]")
	if length < 0 {
		return "", r.fail("unfinished long string or comment")
	}
	r.pos += 2*(level+2) + length
	return normaliseNewlines(skipNewline(body[:length])), nil
}

// skipNewline drops a line end at the start of s: one character, or two if they
// are different.
func skipNewline(s string) string {
	switch {
	case strings.HasPrefix(s, "\r\n"), strings.HasPrefix(s, "\n\r"):
		return s[2:]
	case strings.HasPrefix(s, "\r"), strings.HasPrefix(s, "\n"):
		return s[1:]
	}
	return s
}

// normaliseNewlines makes every line end a single \n.
func normaliseNewlines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexAny(s, "\r\n")
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		b.WriteByte('\n')
		s = skipNewline(s[i:])
	}
}

// quoted reads a string between quotes, which begins here.
func (r *luaReader) quoted(quote byte) (string, error) {
	r.pos++
	var out []byte
	for start := r.pos; ; {
		if r.pos >= len(r.text) {
			return "", r.fail("unfinished string")
		}
		switch c := r.text[r.pos]; c {
		case quote:
			plain := r.text[start:r.pos]
			r.pos++
			if out == nil {
				return plain, nil
			}
			return string(append(out, plain...)), nil
		case '\r', '\n':
			return "", r.fail("unfinished string")
		case '\\':
			out = append(out, r.text[start:r.pos]...)
			r.pos++
			var err error
			if out, err = r.escape(out); err != nil {
				return "", err
			}
			start = r.pos
		default:
			r.pos++
		}
	}
}

// escape reads what follows a backslash and appends what it means to out.
func (r *luaReader) escape(out []byte) ([]byte, error) {
	if r.pos >= len(r.text) {
		return nil, r.fail("unfinished string")
	}
	c := r.text[r.pos]
	if at := strings.IndexByte(`abfnrtv\"'`, c); at >= 0 {
		r.pos++
		return append(out, "\a\b\f\n\r\t\v\\\"'"[at]), nil
	}
	switch {
	case c == '\r' || c == '\n':
		r.pos = len(r.text) - len(skipNewline(r.text[r.pos:]))
		return append(out, '\n'), nil
	case c == 'z':
		for r.pos++; r.pos < len(r.text) && isSpace(r.text[r.pos]); {
			r.pos++
		}
		return out, nil
	case c == 'x':
		if r.pos+3 > len(r.text) {
			return nil, r.fail("hexadecimal digit expected")
		}
		high, low := hexDigit(r.text[r.pos+1]), hexDigit(r.text[r.pos+2])
		if high < 0 || low < 0 {
			return nil, r.fail("hexadecimal digit expected")
		}
		r.pos += 3
		return append(out, byte(high<<4|low)), nil
	case c == 'u':
		return r.codepoint(out)
	case isDigit(c):
		n := 0
		for i := 0; i < 3 && r.pos < len(r.text) && isDigit(r.text[r.pos]); i++ {
			n = 10*n + int(r.text[r.pos]-'0')
			r.pos++
		}
		if n > 255 {
			return nil, r.fail("decimal escape too large")
		}
		return append(out, byte(n)), nil
	}
	return nil, r.fail("invalid escape sequence")
}

// codepoint reads {…} behind \u and appends the character in UTF-8.
func (r *luaReader) codepoint(out []byte) ([]byte, error) {
	rest := r.text[r.pos+1:]
	end := strings.IndexByte(rest, '}')
	if !strings.HasPrefix(rest, "{") || end < 2 {
		return nil, r.fail("malformed unicode escape")
	}
	n := 0
	for i := 1; i < end; i++ {
		d := hexDigit(rest[i])
		if n = n<<4 | d; d < 0 || n > dialect.MaxRune {
			return nil, r.fail("malformed unicode escape")
		}
	}
	r.pos += end + 2
	return dialect.AppendRune(out, n), nil
}
