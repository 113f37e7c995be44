package compile

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"ccnet/dialect"
	"ccnet/luavm/code"
)

// eof stands for the character after the last.
const eof = -1

// lexer cuts source text into tokens.
type lexer struct {
	source    string
	short     string // chunk name in messages
	offset    int    // of the next character
	line      int
	lineStart int // offset of the line's first character
	symbols   map[string]*symbol
	buf       []byte // the string being read, with its opening quote
}

func newLexer(source, short string) *lexer {
	l := &lexer{source: source, short: short, line: 1, symbols: make(map[string]*symbol, 64)}
	if strings.HasPrefix(source, "#") {
		l.skipLine()
	}
	return l
}

// symbol is the chunk's one symbol of a name.
func (l *lexer) symbol(name string) *symbol {
	s, ok := l.symbols[name]
	if !ok {
		name = strings.Clone(name) // not to keep the whole source alive
		s = &symbol{name: name, kind: keyword(name)}
		l.symbols[name] = s
	}
	return s
}

// fail ends the compilation with a message about the line the lexer is in.
func (l *lexer) fail(message string) {
	panic(&Error{Chunk: l.short, Line: l.line, Message: message})
}

func (l *lexer) failNear(message, text string) {
	l.fail(message + " near " + text)
}

func (l *lexer) pos() code.Pos {
	return code.Pos{Line: int32(l.line), Col: int32(l.offset - l.lineStart + 1)}
}

// peek is the next character, or eof.
func (l *lexer) peek() int {
	if l.offset < len(l.source) {
		return int(l.source[l.offset])
	}
	return eof
}

func (l *lexer) accept(c int) bool {
	if l.peek() == c {
		l.offset++
		return true
	}
	return false
}

// newline skips one end of line: \n, \r, \r\n or \n\r.
func (l *lexer) newline() {
	c := l.source[l.offset]
	l.offset++
	if next := l.peek(); (next == '\n' || next == '\r') && next != int(c) {
		l.offset++
	}
	l.line++
	l.lineStart = l.offset
}

func (l *lexer) skipLine() {
	rest := l.source[l.offset:]
	if end := strings.IndexAny(rest, "\r\n"); end >= 0 {
		l.offset += end
	} else {
		l.offset = len(l.source)
	}
}

// next reads a token.
func (l *lexer) next(t *token) {
	for {
		c := l.peek()
		t.pos, t.start = l.pos(), l.offset
		switch {
		case c == eof:
			t.kind = tokEOF
		case c == '\n' || c == '\r':
			l.newline()
			continue
		case c <= ' ':
			l.offset++
			continue
		case isLetter(c):
			l.word(t)
		case isDigit(c):
			l.number(t)
		case c == '"' || c == '\'':
			l.quoted(t, c)
		case c == '-' && strings.HasPrefix(l.source[l.offset:], "--"):
			l.comment()
			continue
		default:
			l.punctuation(t, c)
		}
		t.end = l.offset
		return
	}
}

func (l *lexer) word(t *token) {
	start := l.offset
	for l.offset < len(l.source) && wordByte[l.source[l.offset]] {
		l.offset++
	}
	s := l.symbol(l.source[start:l.offset])
	t.kind, t.name = s.kind, s
}

func (l *lexer) punctuation(t *token, c int) {
	if c == '[' {
		level, ok := l.longBracket('[')
		switch {
		case ok:
			t.str = l.long(level, "string")
			t.kind = tokString
		case level > 0:
			l.failNear("invalid long string delimiter", "'"+l.source[t.start:l.offset]+"'")
		default:
			t.kind = '['
		}
		return
	}
	l.offset++
	t.kind = tokenKind(c)
	switch {
	case c == '.':
		switch {
		case isDigit(l.peek()):
			l.offset--
			l.number(t)
		case l.accept('.'):
			t.kind = tokConcat
			if l.accept('.') {
				t.kind = tokDots
			}
		}
	case c == ':' && l.accept(':'):
		t.kind = tokDoubleColon
	case c == '=' && l.accept('='):
		t.kind = tokEq
	case c == '<' && l.accept('='):
		t.kind = tokLe
	case c == '>' && l.accept('='):
		t.kind = tokGe
	case c == '~' && l.accept('='):
		t.kind = tokNe
	}
}

// comment skips a comment, short or long.
func (l *lexer) comment() {
	l.offset += 2
	if l.peek() == '[' {
		if level, ok := l.longBracket('['); ok {
			l.long(level, "comment")
			return
		}
	}
	l.skipLine()
}

// longBracket reads a bracket and the equals signs after it. It reports their
// number and whether the same bracket follows, at which the lexer then stands.
func (l *lexer) longBracket(bracket byte) (level int, ok bool) {
	l.offset++
	for l.accept('=') {
		level++
	}
	return level, l.peek() == int(bracket)
}

// long reads a long string or comment from its second bracket on.
func (l *lexer) long(level int, what string) string {
	started := l.line
	l.offset++
	if c := l.peek(); c == '\n' || c == '\r' {
		l.newline()
	}
	var text []byte // what came before from, once the two differ
	from, plain := l.offset, true
	for {
		switch l.peek() {
		case eof:
			l.failNear("unfinished long "+what+" (started at line "+strconv.Itoa(started)+")", tokEOF.String())
		case '[':
			if n, ok := l.longBracket('['); ok && n == level {
				l.offset++
				if level == 0 {
					l.failNear("nesting of [[...]] is deprecated", tokenKind('[').String())
				}
			}
		case ']':
			end := l.offset
			if n, ok := l.longBracket(']'); ok && n == level {
				l.offset++
				if plain {
					return strings.Clone(l.source[from:end])
				}
				return string(append(text, l.source[from:end]...))
			}
		case '\r':
			text = append(append(text, l.source[from:l.offset]...), '\n')
			l.newline()
			from, plain = l.offset, false
		case '\n':
			end := l.offset
			l.newline()
			if l.offset-end > 1 {
				text = append(text, l.source[from:end+1]...)
				from, plain = l.offset, false
			}
		default:
			l.offset++
		}
	}
}

// quoted reads a string in quotes.
func (l *lexer) quoted(t *token, quote int) {
	l.offset++
	t.kind = tokString
	start := l.offset
	for c := l.peek(); c != '\\' && c != '\n' && c != '\r' && c != eof; c = l.peek() {
		if c == quote { // nothing to translate
			t.str = strings.Clone(l.source[start:l.offset])
			l.offset++
			return
		}
		l.offset++
	}
	l.buf = append(append(l.buf[:0], byte(quote)), l.source[start:l.offset]...)
	for {
		c := l.peek()
		switch c {
		case quote:
			l.offset++
			t.str = string(l.buf[1:])
			return
		case eof:
			l.failNear("unfinished string", tokEOF.String())
		case '\n', '\r':
			l.failNear("unfinished string", "'"+string(l.buf)+"'")
		case '\\':
			l.offset++
			l.escape()
		default:
			l.buf = append(l.buf, byte(c))
			l.offset++
		}
	}
}

// escapeFail reports a bad escape sequence, read up to the current character.
func (l *lexer) escapeFail(message string, from int) {
	if l.offset < len(l.source) {
		l.offset++
	}
	l.failNear(message, "'"+string(l.buf)+l.source[from:l.offset]+"'")
}

// escape reads what follows a backslash.
func (l *lexer) escape() {
	from := l.offset - 1
	c := l.peek()
	switch {
	case c == eof: // reported by the caller
	case c == '\n' || c == '\r':
		l.buf = append(l.buf, '\n')
		l.newline()
	case c == 'x':
		l.offset++
		high := l.hexDigit(from)
		l.buf = append(l.buf, byte(high<<4|l.hexDigit(from)))
	case c == 'u':
		l.offset++
		l.utf8Escape(from)
	case c == 'z':
		l.offset++
		for c := l.peek(); c != eof && c <= ' '; c = l.peek() {
			if c == '\n' || c == '\r' {
				l.newline() // and the game skips what comes next, whatever it is
			}
			if l.peek() != eof {
				l.offset++
			}
		}
	case isDigit(c):
		value := 0
		for i := 0; i < 3 && isDigit(l.peek()); i++ {
			value = value*10 + l.peek() - '0'
			l.offset++
		}
		if value > math.MaxUint8 {
			l.escapeFail("escape sequence too large", from)
		}
		l.buf = append(l.buf, byte(value))
	default:
		if i := strings.IndexByte("abfnrtv", byte(c)); i >= 0 {
			c = int("\a\b\f\n\r\t\v"[i])
		}
		l.buf = append(l.buf, byte(c))
		l.offset++
	}
}

func (l *lexer) hexDigit(from int) int {
	value, ok := hexValue(l.peek())
	if !ok {
		l.escapeFail("hexadecimal digit expected", from)
	}
	l.offset++
	return value
}

// utf8Escape reads {XXX}. Surrogates are encoded like any other number.
func (l *lexer) utf8Escape(from int) {
	if l.peek() != '{' {
		l.escapeFail("missing '{'", from)
	}
	l.offset++
	r := l.hexDigit(from)
	for {
		digit, ok := hexValue(l.peek())
		if !ok {
			break
		}
		if r = r<<4 | digit; r > utf8.MaxRune {
			l.escapeFail("UTF-8 value too large", from)
		}
		l.offset++
	}
	if l.peek() != '}' {
		l.escapeFail("missing '}'", from)
	}
	l.offset++
	if r >= 0xD800 && r <= 0xDFFF {
		l.buf = append(l.buf, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
		return
	}
	l.buf = utf8.AppendRune(l.buf, rune(r))
}

// number reads a numeral, greedily: whatever looks like a part of one belongs
// to it, and must then make sense as a whole.
func (l *lexer) number(t *token) {
	start := l.offset
	exponent := 'e'
	l.accept('.') // and so .0x is malformed, as in the game
	if l.accept('0') && (l.accept('x') || l.accept('X')) {
		exponent = 'p'
	}
	for {
		c := l.peek()
		if c != eof && rune(c|0x20) == exponent {
			l.offset++
			if !l.accept('+') {
				l.accept('-')
			}
			c = l.peek()
		}
		if _, hex := hexValue(c); !hex && c != '.' {
			break
		}
		l.offset++
	}
	text := l.source[start:l.offset]
	value, ok := dialect.ParseNumber(text)
	if !ok {
		l.failNear("malformed number", "'"+text+"'")
	}
	t.kind, t.num = tokNumber, value
}

// wordByte tells which bytes names are made of.
var wordByte = func() (set [256]bool) {
	for c := range set {
		set[c] = isLetter(c) || isDigit(c)
	}
	return set
}()

func isLetter(c int) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func isDigit(c int) bool { return c >= '0' && c <= '9' }

func hexValue(c int) (int, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
