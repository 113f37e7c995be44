// Package pattern matches the text patterns of the game's Lua: those of Lua 5.1 and
// %f, %g and %z.
//
// A pattern is compiled once. A match does not recurse, is charged for what it does,
// and so can be stopped.
package pattern

import (
	"errors"
	"strings"
)

// maxCaptures is the largest number of captures a pattern may have open or
// closed at one time.
const maxCaptures = 32

// patOp is the kind of one item of a compiled pattern.
type patOp uint8

const (
	patEnd     patOp = iota // the whole pattern has matched
	patChar                 // one given byte, with repetition
	patSet                  // one byte out of a set, with repetition
	patAny                  // any byte, with repetition
	patLiteral              // several bytes without repetition
	patOpen                 // '(': a capture begins
	patPos                  // '()': a position capture
	patClose                // ')': the innermost open capture ends
	patBack                 // '%1': what a capture has matched, again
	patBalance              // '%bxy'
	patFront                // '%f[set]'
	patTail                 // '$' at the end
	patFail                 // a mistake in the pattern, raised when matching gets there
)

// patItem is one item. A mistake in a pattern is an error only once the
// matcher reaches it, as in the game, so that it is an item of its own.
type patItem struct {
	op     patOp
	repeat byte  // 0 (once), '?', '*', '+' or '-'
	a, b   byte  // the byte of patChar; the two of patBalance; the capture of patBack
	want   int16 // the byte that has to follow a repetition, or -1 if many may
	set    *byteSet
	text   string // the bytes of patLiteral
	err    error  // the mistake of patFail
}

// Pattern is a compiled Lua pattern. It is immutable.
type Pattern struct {
	items    []patItem
	Anchored bool
	first    int16    // the byte every match begins with, or -1
	firstSet *byteSet // the set of the bytes a match can begin with, or nil
}

var (
	errEndsPercent     = errors.New("malformed pattern (ends with '%')")
	errMissingBracket  = errors.New("malformed pattern (missing ']')")
	errMissingFrontier = errors.New("missing '[' after '%f' in pattern")
	errUnbalanced      = errors.New("unbalanced pattern")
	errTooManyCaptures = errors.New("too many captures")
	errCaptureIndex    = errors.New("invalid capture index")
	errPatternCapture  = errors.New("invalid pattern capture")
	errUnfinished      = errors.New("unfinished capture")
)

// Compile compiles p. With anchors a leading '^' ties the match to the
// start; without (in gmatch) it stands for itself. It cannot fail: mistakes
// are raised by matching.
func Compile(p string, anchors bool) *Pattern {
	pat := &Pattern{}
	i := 0
	if anchors && strings.HasPrefix(p, "^") {
		pat.Anchored = true
		i = 1
	}
	var literal []byte // single bytes seen since the last other item
	flush := func() {
		switch len(literal) {
		case 0:
		case 1:
			pat.items = append(pat.items, patItem{op: patChar, a: literal[0]})
		default:
			pat.items = append(pat.items, patItem{op: patLiteral, text: string(literal)})
		}
		literal = literal[:0]
	}
	for i < len(p) {
		item, next := parseItem(p, i)
		i = next
		if item.op == patChar && item.repeat == 0 {
			literal = append(literal, item.a)
			continue
		}
		flush()
		pat.items = append(pat.items, item)
		if item.op == patFail {
			break
		}
	}
	flush()
	pat.items = append(pat.items, patItem{op: patEnd})
	for i := range pat.items {
		pat.items[i].want = -1
		if pat.items[i].repeat != 0 {
			pat.items[i].want = required(pat.items[i+1:], true)
		}
	}
	pat.first = required(pat.items, false)
	i = 0
	for i < maxCaptures && (pat.items[i].op == patOpen || pat.items[i].op == patPos) {
		i++
	}
	if it := &pat.items[i]; it.op == patSet && (it.repeat == 0 || it.repeat == '+') {
		pat.firstSet = it.set
	}
	return pat
}

// required returns the byte with which every match of items begins, or -1.
// It looks past the openings of captures, and past their ends if told so.
func required(items []patItem, pastClose bool) int16 {
	for i := range items {
		it := &items[i]
		switch {
		case i < maxCaptures && (it.op == patOpen || it.op == patPos || it.op == patClose && pastClose):
			continue
		case it.op == patChar && (it.repeat == 0 || it.repeat == '+'):
			return int16(it.a)
		case it.op == patLiteral:
			return int16(it.text[0])
		}
		return -1
	}
	return -1
}

// parseItem reads the item at p[i] and returns it with the index after it.
func parseItem(p string, i int) (patItem, int) {
	switch p[i] {
	case '(':
		if i+1 < len(p) && p[i+1] == ')' {
			return patItem{op: patPos}, i + 2
		}
		return patItem{op: patOpen}, i + 1
	case ')':
		return patItem{op: patClose}, i + 1
	case '$':
		if i+1 == len(p) {
			return patItem{op: patTail}, i + 1
		}
	case '%':
		if i+1 == len(p) {
			return patItem{op: patFail, err: errEndsPercent}, i + 1
		}
		switch c := p[i+1]; {
		case c == 'b':
			if i+3 >= len(p) {
				return patItem{op: patFail, err: errUnbalanced}, len(p)
			}
			return patItem{op: patBalance, a: p[i+2], b: p[i+3]}, i + 4
		case c == 'f':
			if i+2 >= len(p) || p[i+2] != '[' {
				return patItem{op: patFail, err: errMissingFrontier}, len(p)
			}
			set, next, err := parseSet(p, i+2)
			if err != nil {
				return patItem{op: patFail, err: err}, len(p)
			}
			return patItem{op: patFront, set: set}, next
		case c >= '0' && c <= '9':
			return patItem{op: patBack, a: c}, i + 2
		}
	}
	item, next := parseSingle(p, i)
	if item.op != patFail && next < len(p) {
		switch p[next] {
		case '?', '*', '+', '-':
			item.repeat = p[next]
			next++
		}
	}
	return item, next
}

// parseSingle reads what matches a single byte: a byte, a class, a set.
func parseSingle(p string, i int) (patItem, int) {
	switch p[i] {
	case '.':
		return patItem{op: patAny}, i + 1
	case '%':
		c := p[i+1]
		if classes[c]&classAlpha != 0 {
			return patItem{op: patSet, set: &namedSets[c]}, i + 2
		}
		return patItem{op: patChar, a: c}, i + 2
	case '[':
		set, next, err := parseSet(p, i)
		if err != nil {
			return patItem{op: patFail, err: err}, len(p)
		}
		return patItem{op: patSet, set: set}, next
	}
	return patItem{op: patChar, a: p[i]}, i + 1
}

// parseSet reads the set whose '[' is p[i].
func parseSet(p string, i int) (*byteSet, int, error) {
	start := i + 1
	j := start
	if j < len(p) && p[j] == '^' {
		j++
	}
	first := j
	for { // the first byte is a member whatever it is
		if j == len(p) {
			return nil, 0, errMissingBracket
		}
		if p[j] == ']' && j > first {
			break
		}
		if p[j] == '%' && j+1 < len(p) {
			j++
		}
		j++
	}
	end := j // of the closing bracket
	set := &byteSet{}
	for j = first; j < end; j++ {
		switch {
		case p[j] == '%':
			j++
			set.union(&namedSets[p[j]])
		case j+2 < end && p[j+1] == '-':
			set.addRange(p[j], p[j+2])
			j += 2
		default:
			set.add(p[j])
		}
	}
	if first > start {
		set.negate()
	}
	return set, end + 1, nil
}

// HasSpecials tells whether p holds a byte that means something in a pattern.
func HasSpecials(p string) bool { return strings.ContainsAny(p, "^$*+?.([%-") }
