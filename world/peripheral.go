package world

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"ccnet/value"
)

// Peripheral is something with methods on a side of a computer or on a wired
// network.
type Peripheral interface {
	// Types are its types, the primary one first.
	Types() []string
	// Methods are the names of its methods, sorted.
	Methods() []string
	// Call calls one of them. Errors carry the game's text and no position; an
	// unknown method is ErrNoSuchMethod.
	Call(call *PeripheralCall) error
}

// PeripheralCall is a call of a peripheral's method.
type PeripheralCall struct {
	Computer *Computer // who calls
	Name     string    // what the peripheral is attached as: "left", "monitor_0"
	Method   string
	Args     value.Args // tables are copies that nobody changes
	// Results are the results; Call appends to them.
	Results []value.Value
	// Task is set if the method takes effect between ticks: then the results
	// come by the event task_complete, whose first argument is TaskID.
	Task   bool
	TaskID int
}

// Return appends results.
func (call *PeripheralCall) Return(results ...value.Value) error {
	call.Results = append(call.Results, results...)
	return nil
}

// Errors of peripheral calls, in the game's words.
var (
	// ErrNoSuchMethod is a peripheral's answer to a method that it does not have.
	ErrNoSuchMethod = errors.New("No such method")
	// ErrTaskLimit is the answer to more main-thread work than a computer may
	// have waiting.
	ErrTaskLimit = errors.New("Task limit exceeded")
)

// attacher is implemented by peripherals that must know whom they are attached to.
// Both are called between rounds.
type attacher interface {
	attached(c *Computer, name string)
	detached(c *Computer, name string)
}

// attachment is a computer that sees a peripheral, and the name that it sees.
type attachment struct {
	computer *Computer
	name     string
}

// attachments are those who see a peripheral, by computer and name.
type attachments struct{ list []attachment }

func (as *attachments) add(c *Computer, name string) {
	at, _ := slices.BinarySearchFunc(as.list, attachment{c, name}, compareAttachments)
	as.list = slices.Insert(as.list, at, attachment{c, name})
}

func (as *attachments) remove(c *Computer, name string) {
	at, found := slices.BinarySearchFunc(as.list, attachment{c, name}, compareAttachments)
	if found {
		as.list = slices.Delete(as.list, at, at+1)
	}
}

func compareAttachments(a, b attachment) int {
	return cmp.Or(a.computer.id-b.computer.id, strings.Compare(a.name, b.name))
}

// task has a method's work done at the next tick.
func (call *PeripheralCall) task(work func() ([]value.Value, error)) error {
	id := call.Computer.Task(work)
	if id < 0 {
		return ErrTaskLimit
	}
	call.Task, call.TaskID = true, id
	return nil
}
