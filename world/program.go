package world

import (
	"strings"

	"ccnet/term"
	"ccnet/value"
)

// Program is what runs on a computer: CraftOS on a Lua engine, or Go code.
//
// The world calls a program's methods one at a time, though not always from the
// same goroutine. Meanwhile the program may use its Computer, and nothing of any
// other. An error from Start or Handle is a crash: the world notes it and
// switches the computer off, and the program has drawn its failure screen by then.
type Program interface {
	// Start is called when the computer has been switched on. It returns when
	// the program waits for an event.
	Start(c *Computer) (Status, error)
	// Handle is called with each event. The program applies its own filter. It may
	// keep the event's arguments, but not their slice: that is used again.
	Handle(ev Event) (Status, error)
	// Close is called when the computer goes off, also after an error. It must
	// release everything. Start may follow.
	Close()
}

// Status is what a program is about when Start or Handle returns.
type Status uint8

const (
	// Waiting programs wait for an event.
	Waiting Status = iota
	// Ended programs are at their end; their computer is switched off.
	Ended
)

// Event is an event in a computer's queue. Its arguments are frozen.
type Event struct {
	Name string
	Args []value.Value
}

// Outcome is how a computer's program ended.
type Outcome struct {
	Done    bool   // it has ended; else it still ran when the world stopped
	OK      bool   // without an error
	Message string // the error in the computer's characters, or empty
}

// Text is the message for people, in Unicode and without control characters but
// line breaks.
func (o Outcome) Text() string {
	lines := strings.Split(strings.ReplaceAll(o.Message, "\t", " "), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(term.UTF8(line), " ")
	}
	return strings.Join(lines, "\n")
}
