package gopher

import (
	"errors"
	"strings"
)

// Patterns are matched here and not by gopher-lua, whose matcher lacks %f and %g, and
// runs on without counting what it does.

// Bounds of a match.
const (
	maxCaptures     = 32
	maxPatternDepth = 200 // captures and alternatives within each other
)

// Lengths of captures that have none.
const (
	captureOpen     = -1
	capturePosition = -2
)

var (
	errPatternEnd      = errors.New("malformed pattern (ends with '%')")
	errPatternBracket  = errors.New("malformed pattern (missing ']')")
	errPatternFrontier = errors.New("missing '[' after '%f' in pattern")
	errPatternBalance  = errors.New("unbalanced pattern")
	errPatternCapture  = errors.New("invalid pattern capture")
	errCaptureIndex    = errors.New("invalid capture index")
	errCaptureOpen     = errors.New("unfinished capture")
	errCaptures        = errors.New("too many captures")
	errPatternComplex  = errors.New("pattern too complex")
)

type capture struct{ start, length int }

// matcher matches one pattern against one subject. Mistakes in the pattern are raised
// as panics of type error, and recovered by find.
type matcher struct {
	subject, pattern string
	charge           func(steps int)
	steps, depth     int
	captures         []capture
}

// find returns where the pattern matches first at or after from; start is -1 if
// nowhere.
func (m *matcher) find(from int) (start, end int, err error) {
	defer func() {
		if r := recover(); r != nil {
			mistake, ok := r.(error)
			if _, broken := r.(interface{ RuntimeError() }); !ok || broken {
				panic(r)
			}
			err = mistake
		}
	}()
	p := 0
	anchored := strings.HasPrefix(m.pattern, "^")
	if anchored {
		p = 1
	}
	for s := from; s <= len(m.subject); s++ {
		m.captures = m.captures[:0]
		m.depth = 0
		if end := m.match(s, p); end >= 0 {
			m.flush()
			return s, end, nil
		}
		if anchored {
			break
		}
	}
	m.flush()
	return -1, -1, nil
}

func (m *matcher) step(n int) {
	if m.steps += n; m.steps >= 1024 {
		m.flush()
	}
}

func (m *matcher) flush() {
	n := m.steps
	m.steps = 0
	m.charge(n)
}

// match matches the pattern from p on at s. It returns the end, or -1.
func (m *matcher) match(s, p int) int {
	if m.depth++; m.depth > maxPatternDepth {
		panic(errPatternComplex)
	}
	defer func() { m.depth-- }()
	for p < len(m.pattern) {
		m.step(1)
		switch c := m.pattern[p]; {
		case c == '(' && strings.HasPrefix(m.pattern[p:], "()"):
			return m.open(s, p+2, capturePosition)
		case c == '(':
			return m.open(s, p+1, captureOpen)
		case c == ')':
			return m.close(s, p+1)
		case c == '$' && p+1 == len(m.pattern):
			if s == len(m.subject) {
				return s
			}
			return -1
		case c == '%' && p+1 < len(m.pattern) && m.pattern[p+1] == 'b':
			if s = m.balance(s, p+2); s < 0 {
				return -1
			}
			p += 4
			continue
		case c == '%' && p+1 < len(m.pattern) && m.pattern[p+1] == 'f':
			if p += 2; p >= len(m.pattern) || m.pattern[p] != '[' {
				panic(errPatternFrontier)
			}
			end := m.itemEnd(p)
			if m.inSet(m.at(s-1), p, end) || !m.inSet(m.at(s), p, end) {
				return -1
			}
			p = end
			continue
		case c == '%' && p+1 < len(m.pattern) && m.pattern[p+1] >= '0' && m.pattern[p+1] <= '9':
			if s = m.again(s, int(m.pattern[p+1])-'1'); s < 0 {
				return -1
			}
			p += 2
			continue
		}
		end := m.itemEnd(p)
		repeat := byte(0)
		if end < len(m.pattern) {
			repeat = m.pattern[end]
		}
		switch repeat {
		case '?':
			if m.single(s, p, end) {
				if r := m.match(s+1, end+1); r >= 0 {
					return r
				}
			}
			p = end + 1
		case '+', '*':
			low := s
			if repeat == '+' {
				low++
			}
			n := s
			for m.single(n, p, end) {
				n++
			}
			m.step((n - s) >> 2)
			for ; n >= low; n-- {
				if r := m.match(n, end+1); r >= 0 {
					return r
				}
			}
			return -1
		case '-':
			for {
				if r := m.match(s, end+1); r >= 0 {
					return r
				}
				if !m.single(s, p, end) {
					return -1
				}
				s++
			}
		default:
			if !m.single(s, p, end) {
				return -1
			}
			s, p = s+1, end
		}
	}
	return s
}

// at is the byte of the subject at s, 0 outside it.
func (m *matcher) at(s int) byte {
	if s < 0 || s >= len(m.subject) {
		return 0
	}
	return m.subject[s]
}

func (m *matcher) open(s, p, length int) int {
	if len(m.captures) >= maxCaptures {
		panic(errCaptures)
	}
	m.captures = append(m.captures, capture{s, length})
	level := len(m.captures)
	end := m.match(s, p)
	if end < 0 {
		m.captures = m.captures[:level-1]
	}
	return end
}

func (m *matcher) close(s, p int) int {
	i := len(m.captures) - 1
	for i >= 0 && m.captures[i].length != captureOpen {
		i--
	}
	if i < 0 {
		panic(errPatternCapture)
	}
	m.captures[i].length = s - m.captures[i].start
	end := m.match(s, p)
	if end < 0 {
		m.captures[i].length = captureOpen
	}
	return end
}

// balance matches %bxy, whose x and y stand at p.
func (m *matcher) balance(s, p int) int {
	if p+1 >= len(m.pattern) {
		panic(errPatternBalance)
	}
	if s >= len(m.subject) || m.subject[s] != m.pattern[p] {
		return -1
	}
	depth := 1
	for i := s + 1; i < len(m.subject); i++ {
		switch m.subject[i] {
		case m.pattern[p+1]:
			if depth--; depth == 0 {
				m.step((i - s) >> 2)
				return i + 1
			}
		case m.pattern[p]:
			depth++
		}
	}
	m.step((len(m.subject) - s) >> 2)
	return -1
}

// again matches what capture i has matched.
func (m *matcher) again(s, i int) int {
	if i < 0 || i >= len(m.captures) || m.captures[i].length == captureOpen {
		panic(errCaptureIndex)
	}
	c := m.captures[i]
	if c.length < 0 || !strings.HasPrefix(m.subject[s:], m.subject[c.start:c.start+c.length]) {
		return -1
	}
	m.step(c.length >> 4)
	return s + c.length
}

// itemEnd is the index behind the item at p that stands for one byte.
func (m *matcher) itemEnd(p int) int {
	switch m.pattern[p] {
	case '%':
		if p+1 == len(m.pattern) {
			panic(errPatternEnd)
		}
		return p + 2
	case '[':
		if p++; p < len(m.pattern) && m.pattern[p] == '^' {
			p++
		}
		for first := p; ; first = -1 {
			switch {
			case p >= len(m.pattern):
				panic(errPatternBracket)
			case m.pattern[p] == ']' && p != first:
				return p + 1
			case m.pattern[p] == '%':
				p++
			}
			p++
		}
	}
	return p + 1
}

// single tells whether the byte at s is what the item at p..end stands for.
func (m *matcher) single(s, p, end int) bool {
	if s >= len(m.subject) {
		return false
	}
	b := m.subject[s]
	switch m.pattern[p] {
	case '.':
		return true
	case '%':
		return is(b, m.pattern[p+1])
	case '[':
		return m.inSet(b, p, end)
	}
	return b == m.pattern[p]
}

// inSet tells whether b is in the set at p..end.
func (m *matcher) inSet(b byte, p, end int) bool {
	p++
	wanted := true
	if m.pattern[p] == '^' {
		wanted = false
		p++
	}
	for last := end - 1; p < last; p++ {
		switch c := m.pattern[p]; {
		case c == '%' && p+1 < end:
			p++
			if is(b, m.pattern[p]) {
				return wanted
			}
		case p+2 < last && m.pattern[p+1] == '-':
			if b >= c && b <= m.pattern[p+2] {
				return wanted
			}
			p += 2
		case b == c:
			return wanted
		}
	}
	return !wanted
}

// is tells whether b is in the class of that letter; other characters stand for
// themselves.
func is(b, class byte) bool {
	letter := b|0x20 >= 'a' && b|0x20 <= 'z'
	digit := b >= '0' && b <= '9'
	in := false
	switch class | 0x20 {
	case 'a':
		in = letter
	case 'c':
		in = b < 32 || b == 127
	case 'd':
		in = digit
	case 'g':
		in = b > 32 && b < 127
	case 'l':
		in = b >= 'a' && b <= 'z'
	case 'p':
		in = b > 32 && b < 127 && !letter && !digit
	case 's':
		in = b == ' ' || b >= '\t' && b <= '\r'
	case 'u':
		in = b >= 'A' && b <= 'Z'
	case 'w':
		in = letter || digit
	case 'z':
		in = b == 0
	case 'x':
		in = digit || b|0x20 >= 'a' && b|0x20 <= 'f'
	default:
		return b == class
	}
	if class|0x20 != class { // a capital
		return !in
	}
	return in
}

// count is how many values a match yields: its captures, or the whole match if there
// is none and whole is set.
func (m *matcher) count(whole bool) int {
	if len(m.captures) == 0 && whole {
		return 1
	}
	return len(m.captures)
}

// capture returns capture i (from 0) of a match over start..end: a stretch of the
// subject, or a position from 1.
func (m *matcher) capture(i, start, end int) (text string, position int, err error) {
	if i >= len(m.captures) {
		if i != 0 {
			return "", 0, errCaptureIndex
		}
		return m.subject[start:end], 0, nil
	}
	c := m.captures[i]
	switch c.length {
	case captureOpen:
		return "", 0, errCaptureOpen
	case capturePosition:
		return "", c.start + 1, nil
	}
	return m.subject[c.start : c.start+c.length], 0, nil
}
