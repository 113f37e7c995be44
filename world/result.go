package world

import (
	"fmt"
	"strings"
)

// Reason is why a world came to its end.
type Reason string

const (
	ReasonPrograms Reason = "programs" // every Run program has ended
	ReasonExpect   Reason = "expect"   // all expectations have come true
	ReasonIdle     Reason = "idle"     // nothing could happen any more
	ReasonLimit    Reason = "limit"    // its time was up
	ReasonStopped  Reason = "stopped"  // the context of Run ended
	ReasonClosed   Reason = "closed"   // it was closed before its end
)

// Result is what became of a world.
type Result struct {
	Reason    Reason
	Tick      Tick // when it ended
	Computers []ComputerResult
	// Problems are errors of the host that no program could see, such as a file
	// that could not be written at shutdown.
	Problems []error
}

// ComputerResult is what became of one computer.
type ComputerResult struct {
	ID      int
	Label   string
	Runs    bool // it had a program to run
	Outcome Outcome
	Expect  []string // its expectations …
	Met     int      // … of which so many came true
	Tail    []string // the last rows of its transcript
}

// Missing is the first expectation that has not come true.
func (r ComputerResult) Missing() (line string, missing bool) {
	if r.Met < len(r.Expect) {
		return r.Expect[r.Met], true
	}
	return "", false
}

// OK tells whether no program failed, all expectations came true and the host had
// no problems. It does not look at the Reason.
func (r Result) OK() bool { return len(r.Failures()) == 0 }

// Failures tells in words for people what went wrong, one entry for each thing.
func (r Result) Failures() []string {
	var out []string
	for _, c := range r.Computers {
		who := fmt.Sprintf("computer %d", c.ID)
		if c.Label != "" {
			who += " (" + c.Label + ")"
		}
		if c.Outcome.Done && !c.Outcome.OK {
			out = append(out, fmt.Sprintf("%s: %s", who, c.Outcome.Text()))
		}
		if line, missing := c.Missing(); missing {
			var b strings.Builder
			fmt.Fprintf(&b, "%s: expected line %d of %d did not appear: %s", who, c.Met+1, len(c.Expect), line)
			if len(c.Tail) == 0 {
				b.WriteString("\n  its transcript is empty")
			} else {
				b.WriteString("\n  its transcript ends:")
				for _, row := range c.Tail {
					b.WriteString("\n  | " + row)
				}
			}
			out = append(out, b.String())
		}
	}
	for _, err := range r.Problems {
		out = append(out, err.Error())
	}
	return out
}

// result sums up.
func (w *World) result(reason Reason) Result {
	r := Result{Reason: reason, Tick: w.now, Problems: w.problems}
	for _, c := range w.computers {
		tail := c.transcript.tail
		r.Computers = append(r.Computers, ComputerResult{
			ID:      c.id,
			Label:   c.label,
			Runs:    c.runs(),
			Outcome: c.outcome,
			Expect:  c.spec.Expect,
			Met:     c.transcript.met,
			Tail:    append([]string(nil), tail[max(0, len(tail)-tailLength):]...),
		})
	}
	return r
}
