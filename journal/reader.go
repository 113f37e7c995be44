package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"ccnet/world"
)

// maxLine bounds a line of a journal.
const maxLine = 16 << 20

// Reader reads a journal entry by entry.
type Reader struct {
	lines  *bufio.Scanner
	number int
	ended  bool
}

// NewReader returns a Reader of a journal.
func NewReader(in io.Reader) *Reader {
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, 64<<10), maxLine)
	return &Reader{lines: s}
}

// Line is the number of the line that was read last, from 1.
func (r *Reader) Line() int { return r.number }

// Ended tells whether the journal's last entry has been read. If there is nothing
// more to read before that, the journal was cut off.
func (r *Reader) Ended() bool { return r.ended }

// Next reads the next entry. At the end of the file the error is io.EOF; others
// tell the line.
func (r *Reader) Next() (world.Entry, error) {
	for {
		if !r.lines.Scan() {
			if err := r.lines.Err(); err != nil {
				if errors.Is(err, bufio.ErrTooLong) {
					err = errLongLine
				}
				return world.Entry{}, fmt.Errorf("line %d: %w", r.number+1, err)
			}
			return world.Entry{}, io.EOF
		}
		r.number++
		if data := bytes.TrimSpace(r.lines.Bytes()); len(data) > 0 {
			return r.parse(data)
		}
	}
}

func (r *Reader) parse(data []byte) (world.Entry, error) {
	e, err := ParseLine(data)
	switch {
	case err != nil:
		return e, fmt.Errorf("line %d: %w", r.number, err)
	case r.number == 1 && e.Kind != world.EntryWorld:
		return e, fmt.Errorf("line 1: a journal begins with an entry of kind world, not %v", e.Kind)
	}
	r.ended = e.Kind == world.EntryEnd
	return e, nil
}

// ReadAll reads a whole journal.
func ReadAll(in io.Reader) ([]world.Entry, error) {
	var out []world.Entry
	for r := NewReader(in); ; {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, e)
	}
}
