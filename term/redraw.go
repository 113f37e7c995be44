package term

import (
	"bytes"
	"slices"
)

// redraw watches blits that go down the screen row by row, which may be a
// window that scrolls: then each row gets the text that stood shift rows
// further down. Which shifts are still possible is told row by row. All texts
// here are of the columns from x on that the window takes.
type redraw struct {
	active bool
	x, n   int // the columns
	top    int // the first row drawn
	next   int // the row that would go on with it
	home   int // the row of the cursor before it began
	shifts []shift
	erases bool     // all rows drawn so far are blank: it may be a window that is cleared
	same   int      // rows with text that were drawn as they were
	old    [][]byte // what stood in the rows from top on
	spare  [][]byte // buffers for old
}

// shift is a distance that may have been scrolled by.
type shift struct {
	by     int
	miss   int // the first row that does not agree, or -1
	agreed int // rows with text that agree
}

// blitting is told before text is blitted into row y at column x.
func (t *transcript) blitting(y, x int, text string) {
	r := &t.redraw
	if r.active && (y != r.next || x != r.x || len(text) != r.n) {
		t.resolve()
	}
	if r.active && !r.follow(t.screen, y, text) {
		t.resolve()
	}
	if !r.active {
		t.begin(y, x, text)
	}
	t.margin = x
}

// blitted is told when the text stands there.
func (t *transcript) blitted(y int) {
	if !t.redraw.active {
		t.lines[y].dirty = true
	}
	t.fresh = false
}

// begin starts a redraw at row y if its text stands further down too, or is
// blank.
func (t *transcript) begin(y, x int, text string) {
	r := &t.redraw
	r.shifts, r.same = r.shifts[:0], 0
	for by := 1; y+by < t.screen.height; by++ {
		if string(t.screen.row(y + by)[x:x+len(text)]) == text {
			r.shifts = append(r.shifts, shift{by: by, miss: -1})
		}
	}
	r.erases = blank([]byte(text))
	if len(r.shifts) == 0 && !r.erases {
		return
	}
	r.active, r.x, r.n, r.top, r.next = true, x, len(text), y, y
	r.home = -1
	if t.fresh && t.from >= 0 {
		r.home = t.from
	}
	r.follow(t.screen, y, text)
}

// follow takes the next row, before it is drawn. It tells whether this can still
// be a scrolling window.
func (r *redraw) follow(s *Screen, y int, text string) bool {
	empty := blank([]byte(text))
	kept := r.shifts[:0]
	for _, sh := range r.shifts {
		if sh.miss < 0 {
			switch below := y + sh.by; {
			case below >= s.height:
				sh.miss = y
			case string(s.row(below)[r.x:r.x+r.n]) == text:
				if !empty {
					sh.agreed++
				}
			case !blank(s.row(below)[r.x : r.x+r.n]):
				sh.miss = y
			default:
				// Written there before it was drawn.
			}
		}
		// Rows that have come up from below the window's end are new, but there
		// are only as many of them as it has been scrolled by.
		if sh.miss < 0 || y < sh.miss+sh.by {
			kept = append(kept, sh)
		}
	}
	r.shifts = kept
	r.erases = r.erases && empty
	if len(kept) == 0 && !r.erases {
		return false
	}
	i := y - r.top
	if i >= len(r.spare) {
		r.spare = append(r.spare, nil)
	}
	old := s.row(y)
	r.spare[i] = append(r.spare[i][:0], old...)
	r.old = r.spare[:i+1]
	if !empty && string(old[r.x:r.x+r.n]) == text {
		r.same++
	}
	r.next = y + 1
	return true
}

// found returns the distance that the rows drawn have been scrolled by, or 0.
func (r *redraw) found() int {
	rows := r.next - r.top
	best, agreed := 0, 0
	for _, sh := range r.shifts {
		whole := sh.miss < 0 || sh.miss+sh.by >= r.next
		if whole && sh.by < rows && sh.agreed > agreed {
			best, agreed = sh.by, sh.agreed
		}
	}
	if agreed < r.same {
		return 0
	}
	return best
}

// resolve decides what the redraw was, and finishes its rows, but for the one
// that the cursor is in.
func (t *transcript) resolve() {
	r := &t.redraw
	if !r.active {
		return
	}
	r.active = false
	if r.next > r.top+1 {
		t.finishOld()
	}
	by := r.found()
	if by > 0 {
		t.shift(by)
	} else {
		t.redrawn()
	}
	for y := r.top; y < r.next; y++ {
		if y != t.current {
			t.finish(y)
		}
	}
}

// finishOld hands over the first row as it was before, if the cursor was still
// in it when all was drawn anew.
func (t *transcript) finishOld() {
	r := &t.redraw
	if t.lines[r.top].dirty {
		t.finishAs(r.top, r.old[0])
	}
}

// shift moves the lines of a window that was scrolled up.
func (t *transcript) shift(by int) {
	r := &t.redraw
	lines := t.lines[r.top:r.next]
	old := slices.Clone(lines)
	if home := r.home - r.top; home >= 0 && home < len(old) && blank(r.old[home]) && old[home].shown != emptyLine {
		old[home].newline = true
	}
	if r.top == 0 {
		for i := range by {
			t.leave(old[i], r.old[i])
		}
	}
	for i := range lines {
		row := t.screen.row(r.top + i)
		if i+by >= len(old) || !bytes.Equal(row[r.x:r.x+r.n], r.old[i+by][r.x:r.x+r.n]) {
			lines[i] = line{dirty: true}
			continue
		}
		lines[i] = old[i+by]
		if l := &lines[i]; l.shown == text && !l.dirty {
			// What stands beside the window has not moved.
			l.seen = string(appendText(nil, row))
		}
	}
}

// redrawn takes the rows as written one by one.
func (t *transcript) redrawn() {
	r := &t.redraw
	cleared := r.erases && r.next > r.top+1
	for y := r.top; y < r.next; y++ {
		t.lines[y].dirty = true
		if cleared {
			t.lines[y].newline = false
		}
	}
}
