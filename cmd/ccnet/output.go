package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/term"

	screen "ccnet/term"
	"ccnet/world"
)

// output shows what the computers of a world print.
type output struct {
	mu       sync.Mutex
	stdout   *bufio.Writer
	stderr   io.Writer
	prefixed bool           // rows carry the computer's name
	screens  bool           // show final screens, no rows
	prompt   bool           // show each row at once: somebody is watching
	progress bool           // a line of progress stands on stderr
	names    map[int]string // by id
}

func newOutput(spec world.Spec, stdout, stderr io.Writer, screens bool) *output {
	o := &output{
		stdout:   bufio.NewWriter(stdout),
		stderr:   stderr,
		prefixed: len(spec.Computers) > 1,
		screens:  screens,
		names:    make(map[int]string),
	}
	for _, c := range spec.Computers {
		o.names[c.ID] = printable(computerName(c.ID, c.Label))
	}
	return o
}

// row shows a row of a computer's transcript.
func (o *output) row(c *world.Computer, row string) {
	if o.screens {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clearProgress()
	if o.prefixed {
		fmt.Fprintf(o.stdout, "[%s] %s\n", o.names[c.ID()], row)
	} else {
		fmt.Fprintf(o.stdout, "%s\n", row)
	}
	if o.prompt {
		o.stdout.Flush()
	}
}

// say shows a line of ccnet's own.
func (o *output) say(line string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clearProgress()
	o.stdout.Flush()
	fmt.Fprintf(o.stderr, "ccnet: %s\n", printable(line))
}

// finish shows the screens, if these are wanted, and writes everything out. It
// fails if anything could not be written.
func (o *output) finish(w *world.World) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clearProgress()
	if o.screens {
		for _, c := range w.Computers() {
			if o.prefixed {
				fmt.Fprintf(o.stdout, "[%s]\n", o.names[c.ID()])
			}
			fmt.Fprint(o.stdout, screen.Text(c.Screen()))
		}
	}
	if err := o.stdout.Flush(); err != nil { // the first error that there was
		return fmt.Errorf("cannot print what the computers print: %w", cause(err))
	}
	return nil
}

// showProgress keeps a line on stderr that tells how far the world is, if a person
// is looking there. It returns what ends that.
func (o *output) showProgress(w *world.World) (stop func()) {
	f, ok := o.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func() {}
	}
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		ticker := time.NewTicker(500 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				var now world.Tick
				w.Inspect(func() { now = w.Now() })
				o.mu.Lock()
				o.stdout.Flush()
				fmt.Fprintf(o.stderr, "\r\x1b[K… %s of virtual time", now)
				o.progress = true
				o.mu.Unlock()
			}
		}
	})
	return func() {
		close(done)
		wait.Wait()
	}
}

// clearProgress takes the line of progress away; o.mu is held.
func (o *output) clearProgress() {
	if o.progress {
		fmt.Fprint(o.stderr, "\r\x1b[K")
		o.progress = false
	}
}

// printable shows control characters as escapes, so that no label, file name or
// message can take over the terminal, or turn its text around.
func printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cause is the bare reason of a file error, without operation and path.
func cause(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}
