package term

// SetTranscript makes the screen hand each row to sink when it is finished, as
// UTF-8 without blanks at its end. Together the rows are what a person would
// have read who sat at the screen from now on, whichever of print, write,
// term.write and blit put them there. A nil sink ends the transcript. Sink must
// not use the screen.
//
// A row is finished when the cursor, which wrote in it, goes to another row of
// the screen, when it is scrolled, when the screen is cleared, reset or
// resized, or at Flush. So a counter that is overwritten in place shows its last
// state only, and a prompt appears once, with what was typed.
//
// A finished row is handed over if it shows something else than the last text
// that was handed over for this row. That memory moves with the row as it
// scrolls, and outlives Clear but not Reset: a program that draws its screen
// anew again and again repeats only the rows that differ.
//
// Rows that turn blank are not handed over. But where the cursor goes from a row
// in which nothing was written to the beginning of the next, or the screen
// scrolls under it there, somebody printed an empty line; such lines are handed
// over, empty, before the next text below them.
//
// A window of the window API scrolls by drawing all its rows anew with blit.
// When rows are blitted one below the other and the text of each is what stood
// some rows further down, that is taken for scrolling. While this is being
// found out, rows wait; the next call that does not fit, or Flush, ends the wait.
func (s *Screen) SetTranscript(sink func(row string)) {
	if s.transcript != nil {
		s.transcript.flush()
		s.transcript = nil
	}
	if sink != nil {
		s.transcript = &transcript{screen: s, sink: sink, lines: make([]line, s.height), current: -1}
		s.transcript.moved(int(s.x), int(s.y))
	}
}

// Flush hands over what is not finished yet, as at the end of a program or
// while it waits for a person's answer. More may be written into the row later;
// then it is handed over again. Without a transcript, Flush does nothing.
func (s *Screen) Flush() {
	if s.transcript != nil {
		s.transcript.flush()
	}
}

// line is what the transcript knows of a row. It moves with the row's content
// as the screen scrolls.
type line struct {
	seen    string // the last text handed over
	shown   shown
	dirty   bool // written since it was last finished
	newline bool // left blank by a newline, and not handed over yet
}

// shown is what of a line was handed over last.
type shown uint8

const (
	nothing shown = iota
	emptyLine
	text
)

type transcript struct {
	screen  *Screen
	sink    func(string)
	lines   []line
	current int  // the row that the cursor is in, or was in before it left the screen
	column  int  // the column where it entered that row
	fresh   bool // nothing was written in the current row since the cursor came
	margin  int  // the column of the last blit: where lines of a window begin
	above   int  // empty lines that were scrolled off before any text below them came
	redraw  redraw
	from    int // the row that the cursor was in before the current one
	buf     []byte
}

// moved is told of each move of the cursor.
func (t *transcript) moved(x, y int) {
	if y < 0 || y >= t.screen.height {
		return
	}
	if y == t.current {
		if t.fresh {
			t.column = x
		}
		return
	}
	if r := &t.redraw; r.active && (y != r.next || x != r.x) {
		t.resolve()
	}
	if !t.redraw.active {
		t.finish(t.current)
		if y == t.current+1 && t.lineStart(x) && t.fresh {
			t.markNewline(t.current)
		}
	}
	t.from, t.current, t.column, t.fresh = t.current, y, x, true
}

func (t *transcript) lineStart(x int) bool { return x == 0 || x == t.margin }

// markNewline notes that a newline was printed in row y, if that is blank.
func (t *transcript) markNewline(y int) {
	if y < 0 {
		return
	}
	if l := &t.lines[y]; l.shown != emptyLine && blank(t.screen.row(y)) {
		l.newline = true
	}
}

// wrote is told of each change of row y by Write and ClearLine.
func (t *transcript) wrote(y int) {
	if t.redraw.active {
		t.resolve()
	}
	t.lines[y].dirty = true
	t.fresh = false
}

// finish hands row y over if there is something new in it.
func (t *transcript) finish(y int) {
	if y < 0 || y >= len(t.lines) {
		return
	}
	if t.lines[y].dirty {
		t.finishAs(y, t.screen.row(y))
	}
}

// finishAs is finish for a row that shows, or showed, these glyphs.
func (t *transcript) finishAs(y int, row []byte) {
	l := &t.lines[y]
	l.dirty = false
	if blank(row) {
		return
	}
	l.newline = false
	t.buf = appendText(t.buf[:0], row)
	if l.shown == text && string(t.buf) == l.seen {
		return
	}
	t.emptyLinesBefore(y)
	l.seen, l.shown = string(t.buf), text
	t.sink(l.seen)
}

// emptyLinesBefore hands over the empty lines that stand directly above row y.
func (t *transcript) emptyLinesBefore(y int) {
	top := y
	for top > 0 && t.lines[top-1].newline && blank(t.screen.row(top-1)) {
		top--
	}
	if top == 0 {
		for ; t.above > 0; t.above-- {
			t.sink("")
		}
	}
	for ; top < y; top++ {
		t.lines[top] = line{shown: emptyLine}
		t.sink("")
	}
}

// leave is told of a row that leaves the screen at the top, the topmost first.
func (t *transcript) leave(l line, row []byte) {
	if l.newline && blank(row) {
		t.above++
	} else if l.shown != emptyLine || !blank(row) {
		t.above = 0
	}
}

// scrolling is told before the rows move up by n, or down.
func (t *transcript) scrolling(n int) {
	t.resolve()
	t.finish(t.current)
	height := len(t.lines)
	if n > 0 {
		if t.lineStart(t.column) {
			t.markNewline(t.current)
		}
		gone := min(n, height)
		for y := range gone {
			t.leave(t.lines[y], t.screen.row(y))
		}
		copy(t.lines, t.lines[gone:])
		clear(t.lines[height-gone:])
	} else {
		gone := min(abs(n), height)
		copy(t.lines[gone:], t.lines)
		clear(t.lines[:gone])
		t.above = 0
	}
	t.fresh = true
}

// clearing is told before the screen is cleared.
func (t *transcript) clearing() {
	t.flush()
	t.above = 0
	for y := range t.lines {
		t.lines[y].newline = false
	}
	t.fresh = true
}

// flush finishes what is pending.
func (t *transcript) flush() {
	t.resolve()
	t.finish(t.current)
}

// forget is told before a reset: what comes is new.
func (t *transcript) forget() {
	t.flush()
	clear(t.lines)
	t.current, t.above, t.margin = -1, 0, 0
}

// resized is told after the screen has got another size.
func (t *transcript) resized() {
	height := t.screen.height
	for len(t.lines) < height {
		t.lines = append(t.lines, line{})
	}
	t.lines = t.lines[:height]
	t.current = -1
	t.from = -1
	for y := range t.lines {
		// A narrower row shows less, which is not news.
		if l := &t.lines[y]; l.shown == text {
			l.seen = string(appendText(nil, t.screen.row(y)))
		}
	}
	t.moved(int(t.screen.x), int(t.screen.y))
}
