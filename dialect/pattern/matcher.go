package pattern

import (
	"strings"
)

// Meter counts work against the budget of a running program. Charge raises
// (panics) when the budget is used up; *luavm.Call is the usual meter.
type Meter interface{ Charge(steps int) }

// Lengths of captures that have none.
const (
	captureOpen     = -1
	capturePosition = -2
)

type capture struct{ start, length int }

// choice is one point of the match to come back to when what follows fails.
type choice struct {
	kind choiceKind
	item int // of the pattern: where to go on
	pos  int // in the subject
	low  int // greedy: the smallest pos; close: the capture
}

type choiceKind uint8

const (
	choiceGreedy choiceKind = iota // give back one byte of a repetition
	choiceLazy                     // take one more byte
	choiceSkip                     // do without an optional byte
	choiceOpen                     // undo the opening of a capture
	choiceClose                    // undo the closing of a capture
)

// chargeEvery is how many steps are done between two charges.
const chargeEvery = 256

// Matcher runs patterns. It does not recurse: what is to be tried later waits
// on a stack of its own, which never grows beyond the number of items of the
// pattern. The zero Matcher is ready; it is used for one match at a time.
type Matcher struct {
	meter   Meter // may be nil
	subject string
	pat     *Pattern

	level    int
	captures [maxCaptures]capture

	choices []choice
	steps   int // not charged yet
}

// Reset prepares m for matching pat against subject.
func (m *Matcher) Reset(meter Meter, subject string, pat *Pattern) {
	m.meter, m.subject, m.pat = meter, subject, pat
	m.level, m.steps = 0, 0
}

// Subject returns what is searched.
func (m *Matcher) Subject() string { return m.subject }

// Release drops what m refers to, so that it keeps nothing alive.
func (m *Matcher) Release() {
	m.meter, m.subject, m.pat = nil, "", nil
	if cap(m.choices) > 1024 {
		m.choices = nil
	}
}

func (m *Matcher) charge(steps int) {
	m.steps += steps
	if m.steps >= chargeEvery {
		m.flush()
	}
}

// flush charges the steps done so far.
func (m *Matcher) flush() {
	if m.meter != nil && m.steps > 0 {
		n := m.steps
		m.steps = 0
		m.meter.Charge(n)
	}
	m.steps = 0
}

// Search finds the first match at or after init. start is -1 if there is none.
func (m *Matcher) Search(init int) (start, end int, err error) {
	s := m.subject
	first := &m.pat.items[0]
	for pos := init; ; pos++ {
		if !m.pat.Anchored {
			// Jump over what cannot begin a match.
			skip := 0
			switch {
			case first.op == patLiteral:
				skip = strings.Index(s[pos:], first.text)
			case m.pat.first >= 0:
				skip = strings.IndexByte(s[pos:], byte(m.pat.first))
			case m.pat.firstSet != nil:
				for pos+skip < len(s) && !m.pat.firstSet.has(s[pos+skip]) {
					skip++
				}
				m.steps += skip >> 3
			}
			if skip < 0 {
				m.charge(1 + (len(s)-pos)>>5)
				m.flush()
				return -1, -1, nil
			}
			m.charge(skip >> 5)
			pos += skip
		}
		end, err = m.matchAt(pos)
		if err != nil || end >= 0 {
			m.flush()
			return pos, end, err
		}
		if pos >= len(s) || m.pat.Anchored {
			m.flush()
			return -1, -1, nil
		}
	}
}

// span counts how many bytes from pos on the single-byte item matches.
func (it *patItem) span(s string, pos int) int {
	n := pos
	switch it.op {
	case patAny:
		n = len(s)
	case patChar:
		for n < len(s) && s[n] == it.a {
			n++
		}
	default:
		set := it.set
		for n < len(s) && set.has(s[n]) {
			n++
		}
	}
	return n - pos
}

// single tells whether the single-byte item matches b.
func (it *patItem) single(b byte) bool {
	switch it.op {
	case patAny:
		return true
	case patChar:
		return b == it.a
	}
	return it.set.has(b)
}

// matchAt matches the whole pattern at pos and returns the end, or -1.
func (m *Matcher) matchAt(pos int) (int, error) {
	m.level = 0
	m.choices = m.choices[:0]
	s, items := m.subject, m.pat.items
	pc := 0
	for {
		m.steps++
		if m.steps >= chargeEvery {
			m.flush()
		}
		it := &items[pc]
		ok := true
		switch it.op {
		case patEnd:
			return pos, nil
		case patChar, patSet, patAny:
			switch it.repeat {
			case 0:
				if ok = pos < len(s) && it.single(s[pos]); ok {
					pos++
				}
			case '?':
				if pos < len(s) && it.single(s[pos]) {
					m.push(choice{kind: choiceSkip, item: pc + 1, pos: pos})
					pos++
				}
			case '-':
				m.push(choice{kind: choiceLazy, item: pc, pos: pos})
			default: // '*' and '+'
				n := it.span(s, pos)
				m.steps += n >> 3
				low := pos
				if it.repeat == '+' {
					low++
				}
				if ok = pos+n >= low; ok {
					pos += n
					if pos > low {
						m.push(choice{kind: choiceGreedy, item: pc + 1, pos: pos, low: low})
					}
				}
			}
			pc++
		case patLiteral:
			if ok = strings.HasPrefix(s[pos:], it.text); ok {
				m.steps += len(it.text) >> 5
				pos += len(it.text)
				pc++
			}
		case patOpen, patPos:
			if m.level >= maxCaptures {
				return -1, errTooManyCaptures
			}
			length := captureOpen
			if it.op == patPos {
				length = capturePosition
			}
			m.captures[m.level] = capture{pos, length}
			m.level++
			m.push(choice{kind: choiceOpen})
			pc++
		case patClose:
			l := m.level - 1
			for l >= 0 && m.captures[l].length != captureOpen {
				l--
			}
			if l < 0 {
				return -1, errPatternCapture
			}
			m.captures[l].length = pos - m.captures[l].start
			m.push(choice{kind: choiceClose, low: l})
			pc++
		case patBack:
			l := int(it.a) - '1'
			if l < 0 || l >= m.level || m.captures[l].length == captureOpen {
				return -1, errCaptureIndex
			}
			c := m.captures[l]
			if ok = c.length >= 0 && strings.HasPrefix(s[pos:], s[c.start:c.start+c.length]); ok {
				m.steps += c.length >> 5
				pos += c.length
				pc++
			}
		case patBalance:
			end := m.balance(pos, it.a, it.b)
			if ok = end >= 0; ok {
				pos = end
				pc++
			}
		case patFront:
			var before byte
			if pos > 0 {
				before = s[pos-1]
			}
			// At the end of the subject the game asks only about the byte before.
			if ok = !it.set.has(before) && (pos >= len(s) || it.set.has(s[pos])); ok {
				pc++
			}
		case patTail:
			if ok = pos == len(s); ok {
				pc++
			}
		default:
			return -1, it.err
		}
		if !ok {
			if pc, pos, ok = m.back(); !ok {
				return -1, nil
			}
		}
	}
}

func (m *Matcher) push(c choice) { m.choices = append(m.choices, c) }

// back undoes the match to the latest choice that has an alternative.
func (m *Matcher) back() (pc, pos int, ok bool) {
	s := m.subject
	for len(m.choices) > 0 {
		if m.steps++; m.steps >= chargeEvery {
			m.flush()
		}
		top := &m.choices[len(m.choices)-1]
		switch top.kind {
		case choiceGreedy:
			top.pos--
			if want := m.pat.items[top.item-1].want; want >= 0 {
				// Go back to where the next item can match at once.
				i := strings.LastIndexByte(s[top.low:top.pos+1], byte(want))
				m.steps += (top.pos - top.low - i) >> 3
				if i < 0 {
					break
				}
				top.pos = top.low + i
			}
			pc, pos = top.item, top.pos
			if pos == top.low {
				m.pop()
			}
			return pc, pos, true
		case choiceLazy:
			it := &m.pat.items[top.item]
			from := top.pos
			for top.pos < len(s) && it.single(s[top.pos]) {
				top.pos++
				if it.want < 0 || top.pos < len(s) && s[top.pos] == byte(it.want) {
					m.steps += (top.pos - from) >> 3
					return top.item + 1, top.pos, true
				}
			}
			m.steps += (top.pos - from) >> 3
		case choiceSkip:
			pc, pos = top.item, top.pos
			m.pop()
			return pc, pos, true
		case choiceOpen:
			m.level--
		case choiceClose:
			m.captures[top.low].length = captureOpen
		}
		m.pop()
	}
	return 0, 0, false
}

func (m *Matcher) pop() { m.choices = m.choices[:len(m.choices)-1] }

// balance returns the index after the stretch at pos that begins with open and
// in which open and shut balance, or -1.
func (m *Matcher) balance(pos int, open, shut byte) int {
	s := m.subject
	if pos >= len(s) || s[pos] != open {
		return -1
	}
	depth := 1
	for i := pos + 1; i < len(s); i++ {
		switch s[i] {
		case shut:
			if depth--; depth == 0 {
				m.charge((i - pos) >> 3)
				return i + 1
			}
		case open:
			depth++
		}
	}
	m.charge((len(s) - pos) >> 3)
	return -1
}

// Count returns how many values a match yields: its captures, or the whole
// match if there is none and whole is set.
func (m *Matcher) Count(whole bool) int {
	if m.level == 0 && whole {
		return 1
	}
	return m.level
}

// Capture returns capture i (from 0) of a match over start..end: a stretch
// from..to of the subject, or the position from (isPos).
func (m *Matcher) Capture(i, start, end int) (from, to int, isPos bool, err error) {
	if i >= m.level {
		if i != 0 {
			return 0, 0, false, errCaptureIndex
		}
		return start, end, false, nil
	}
	c := m.captures[i]
	switch c.length {
	case captureOpen:
		return 0, 0, false, errUnfinished
	case capturePosition:
		return c.start, c.start, true, nil
	}
	return c.start, c.start + c.length, false, nil
}
