package journal

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"ccnet/world"
)

// Writer writes a journal. It is a world.Recorder.
type Writer struct {
	// Limit is how many bytes the journal may have; 0 for as many as there are. An entry
	// that would exceed it ends the journal before it, as though the run had been cut off
	// there. To be set before the first entry.
	Limit int64

	size   int64
	full   bool
	out    *bufio.Writer
	closer io.Closer // nil if there is nothing to close
	old    *os.File  // to be emptied with the first entry
	line   []byte
	err    error
}

// NewWriter returns a Writer to out. Its Close does not close out.
func NewWriter(out io.Writer) *Writer { return &Writer{out: bufio.NewWriterSize(out, 64<<10)} }

// Create returns a Writer to a new file, or to the file that is there: its content is
// replaced with the first entry, so that a run which does not begin destroys nothing.
func Create(path string) (*Writer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fmt.Errorf("create the journal: %w", err)
	}
	w := NewWriter(f)
	w.closer, w.old = f, f
	return w, nil
}

// empty makes room for the first entry.
func (w *Writer) empty() error {
	f := w.old
	w.old = nil
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return err // a pipe or device has nothing to lose
	}
	return f.Truncate(0)
}

// Record writes an entry. The first error stops the journal there; Close tells it.
func (w *Writer) Record(e *world.Entry) {
	if w.err != nil || w.full {
		return
	}
	if w.old != nil {
		if w.err = w.empty(); w.err != nil {
			return
		}
	}
	w.line = AppendLine(w.line[:0], e)
	if w.size += int64(len(w.line)); w.Limit > 0 && w.size > w.Limit {
		w.full = true
		return
	}
	_, w.err = w.out.Write(w.line)
}

// Full tells whether the journal has reached its limit.
func (w *Writer) Full() bool { return w.full }

// Flush hands over what has been written so far.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.wrapped()
}

// Close writes what is left, and tells the first error that there was.
func (w *Writer) Close() error {
	_ = w.Flush()
	if w.closer != nil {
		if err := w.closer.Close(); w.err == nil {
			w.err = err
		}
		w.closer = nil
	}
	return w.wrapped()
}

func (w *Writer) wrapped() error {
	if w.err == nil {
		return nil
	}
	return fmt.Errorf("write the journal: %w", w.err)
}

// Tee returns a recorder that hands every entry to several, of which some may be
// nil.
func Tee(recorders ...world.Recorder) world.Recorder {
	var t tee
	for _, r := range recorders {
		if r != nil {
			t = append(t, r)
		}
	}
	switch len(t) {
	case 0:
		return nil
	case 1:
		return t[0]
	}
	return t
}

type tee []world.Recorder

func (t tee) Record(e *world.Entry) {
	for _, r := range t {
		r.Record(e)
	}
}
