package world

import "slices"

// transcript is what has been read on a computer's screen so far: its last rows,
// and how far its expectations have come true.
type transcript struct {
	tail []string // the last rows, oldest first
	rows int      // all of them
	met  int      // expectations that have come true
}

// tailLength is how many rows a Result shows of a transcript.
const tailLength = 20

// wantsRows tells whether anybody reads the computer's transcript.
func (w *World) wantsRows(c *Computer) bool {
	return w.recorder != nil || w.options.OnRow != nil || len(c.spec.Expect) > 0
}

// takeRow adds a row to a computer's transcript.
func (w *World) takeRow(c *Computer, row string) {
	t := &c.transcript
	t.rows++
	if len(t.tail) == 2*tailLength {
		t.tail = t.tail[:copy(t.tail, t.tail[tailLength:])]
	}
	t.tail = append(t.tail, row)
	if expect := c.spec.Expect; t.met < len(expect) && expect[t.met] == row {
		t.met++
		if t.met == len(expect) {
			w.expecting--
		}
	}
	w.record(&Entry{Computer: c.id, Kind: EntryRow, Text: row})
	if w.options.OnRow != nil {
		w.options.OnRow(c, row)
	}
}

// BeginTranscript clears the screen and forgets the rows that this turn of the
// computer's program has shown so far, so that the transcript of a Run program
// begins with its own words and not with what was printed while booting.
func (c *Computer) BeginTranscript() {
	c.Screen().Reset()
	c.outbox = slices.DeleteFunc(c.outbox, func(e effect) bool { return e.kind == effectRow })
}
