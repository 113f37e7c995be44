package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"ccnet/world"
)

// Run is a run that a journal tells of, as far as it takes to repeat it.
type Run struct {
	Seed   uint64
	Name   string // of the world
	By     string // who ran it; see world.Spec
	Replay world.Replay
}

// ReadReplay reads what a journal tells of its run's inputs and end. A journal that was
// cut off, even within a line, is repeated as far as it goes: its Reason is empty. Errors
// tell the line.
func ReadReplay(in io.Reader) (Run, error) {
	var run Run
	tail := &tail{in: in}
	reader := NewReader(tail)
	for {
		e, err := reader.Next()
		switch {
		case err != nil && reader.Line() > 1 && tail.torn() && !reader.lines.Scan() && reader.lines.Err() == nil:
			return run, nil
		case errors.Is(err, io.EOF) && reader.Line() == 0:
			return run, errors.New("the journal is empty")
		case errors.Is(err, io.EOF):
			return run, nil
		case err != nil:
			return run, err
		}
		if err := run.add(&e, reader.Line()); err != nil {
			return run, fmt.Errorf("line %d: %w", reader.Line(), err)
		}
	}
}

// tail is a reader that knows how what it has read ends.
type tail struct {
	in    io.Reader
	last  byte
	ended bool
}

func (t *tail) Read(p []byte) (int, error) {
	n, err := t.in.Read(p)
	if n > 0 {
		t.last = p[n-1]
	}
	t.ended = t.ended || err != nil
	return n, err
}

// torn tells whether everything has been read, and ends within a line.
func (t *tail) torn() bool { return t.ended && t.last != '\n' }

func (run *Run) add(e *world.Entry, line int) error {
	r := &run.Replay
	switch {
	case r.Reason != "":
		return errors.New("it comes after the end of the journal")
	case e.Tick < r.End:
		return fmt.Errorf("its tick %d is earlier than the line before, at %d", e.Tick, r.End)
	case e.Kind == world.EntryWorld && line > 1:
		return errors.New("another journal begins here")
	}
	r.End = e.Tick
	switch e.Kind {
	case world.EntryWorld:
		run.Seed, run.Name, run.By = e.Seed, e.Text, e.Name
		if run.Seed == 0 {
			return errors.New("a world's seed is not 0")
		}
	case world.EntryInput:
		if !e.OK {
			return nil // the world's own script
		}
		in, err := world.ReadInput(e)
		if err != nil {
			return err
		}
		if n := len(r.Inputs); n > 0 && r.Inputs[n-1].Tick == in.Tick && r.Inputs[n-1].Round > in.Round {
			return fmt.Errorf("its round %d is earlier than that of the input before, %d", in.Round, r.Inputs[n-1].Round)
		}
		in.Line = line
		r.Inputs = append(r.Inputs, in)
	case world.EntryEnd:
		r.Round, r.Reason = e.N, world.Reason(e.Text)
		switch r.Reason {
		case world.ReasonPrograms, world.ReasonExpect, world.ReasonIdle, world.ReasonLimit, world.ReasonStopped, world.ReasonClosed:
		default:
			return fmt.Errorf("no world ends because of %q", e.Text)
		}
		if r.Round < 0 || r.Round > world.RoundsPerTick {
			return fmt.Errorf("there is no round %d", r.Round)
		}
	}
	return nil
}

// Verifier is a recorder that holds a run against the journal of another, line by line.
type Verifier struct {
	journal    *bufio.Reader
	line       []byte
	number     int
	difference *Difference
	err        error
	cut        bool // the journal has ended before the run
	ended      bool // with an end
	onFail     func()
}

// NewVerifier returns a Verifier for a journal. When the run is found to differ, or the
// journal cannot be read, it calls onFail, once and during Record, unless that is nil.
func NewVerifier(journal io.Reader, onFail func()) *Verifier {
	return &Verifier{journal: bufio.NewReaderSize(journal, 64<<10), onFail: onFail}
}

// Record compares an entry with the journal's next.
func (v *Verifier) Record(e *world.Entry) {
	if v.difference != nil || v.err != nil || v.cut {
		return
	}
	v.line = AppendLine(v.line[:0], e)
	want, err := nextLine(v.journal)
	switch {
	case errors.Is(err, io.EOF) && !v.ended:
		v.cut = true
		return
	case err != nil && !errors.Is(err, io.EOF):
		v.fail(nil, fmt.Errorf("line %d: %w", v.number+1, err))
		return
	}
	if !bytes.HasSuffix(want, []byte("\n")) && len(want) < len(v.line)-1 && bytes.HasPrefix(v.line, want) {
		v.cut = true // within a line
		return
	}
	v.number++
	v.ended = bytes.Contains(want, []byte(`"kind":"end"`)) && e.Kind == world.EntryEnd
	if !bytes.Equal(bytes.TrimSpace(want), bytes.TrimSpace(v.line)) {
		v.fail(&Difference{v.number, string(bytes.TrimSpace(want)), string(bytes.TrimSpace(v.line))}, nil)
	}
}

func (v *Verifier) fail(d *Difference, err error) {
	v.difference, v.err = d, err
	if v.onFail != nil {
		v.onFail()
	}
}

// Lines is how many lines were the same, but for the last if there is a difference.
func (v *Verifier) Lines() int { return v.number }

// Cut tells whether the journal was cut off: what the run did after its last line was
// held against nothing.
func (v *Verifier) Cut() bool { return v.cut }

// Close tells, when the run has ended, where it differed from the journal; nil if
// nowhere. The error is that of reading the journal.
func (v *Verifier) Close() (*Difference, error) {
	if v.difference != nil || v.err != nil || v.cut {
		return v.difference, v.err
	}
	for {
		rest, err := nextLine(v.journal)
		switch {
		case errors.Is(err, io.EOF):
			return nil, nil
		case err != nil:
			return nil, fmt.Errorf("line %d: %w", v.number+1, err)
		}
		v.number++
		if rest = bytes.TrimSpace(rest); len(rest) > 0 {
			return &Difference{Line: v.number, A: string(rest)}, nil
		}
	}
}
