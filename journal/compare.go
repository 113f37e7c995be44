package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Difference is where two journals part.
type Difference struct {
	Line int    // from 1
	A, B string // the lines, empty where a journal has ended
}

// String shows the difference to people.
func (d *Difference) String() string {
	show := func(line string) string {
		if line == "" {
			return "the end"
		}
		e, err := ParseLine([]byte(line))
		if err != nil {
			return printable(line)
		}
		return Text(&e)
	}
	return fmt.Sprintf("line %d:\n- %s\n+ %s", d.Line, show(d.A), show(d.B))
}

// Compare finds the first line in which two journals differ; nil if there is none.
func Compare(a, b io.Reader) (*Difference, error) {
	ra, rb := bufio.NewReaderSize(a, 64<<10), bufio.NewReaderSize(b, 64<<10)
	for n := 1; ; n++ {
		la, errA := nextLine(ra)
		lb, errB := nextLine(rb)
		switch {
		case errA != nil && !errors.Is(errA, io.EOF):
			return nil, fmt.Errorf("first journal, line %d: %w", n, errA)
		case errB != nil && !errors.Is(errB, io.EOF):
			return nil, fmt.Errorf("second journal, line %d: %w", n, errB)
		case !bytes.Equal(la, lb):
			return &Difference{n, string(bytes.TrimSpace(la)), string(bytes.TrimSpace(lb))}, nil
		case errA != nil: // both have ended
			return nil, nil
		}
	}
}

// nextLine reads a line with its newline, if that is there. It keeps at most about
// maxLine bytes of it.
func nextLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			return nil, errLongLine
		}
		line = append(line, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return line, nil
		default:
			return line, err
		}
	}
}

var errLongLine = fmt.Errorf("longer than %d MiB", maxLine>>20)
