package world

import "ccnet/value"

// Action is something that somebody does to the world, whether it is scripted or
// comes from outside while the world runs.
type Action interface{ action() }

type (
	// Type presses the keys for a text, with a char event for each character. A
	// newline is the enter key.
	Type struct{ Text string }
	// Press presses and releases keys, by their codes, one after another.
	Press struct{ Keys []int }
	// Key is one key going down, repeating or going up.
	Key struct {
		Code   int
		Up     bool
		Repeat bool
	}
	// Char is one character typed.
	Char struct{ Char byte }
	// Paste pastes the first line of a text.
	Paste struct{ Text string }
	// Mouse is a mouse event: Event is mouse_click, mouse_up, mouse_drag or
	// mouse_scroll; X and Y count from 1.
	Mouse struct {
		Event  string
		Button int // or the direction of scrolling
		X, Y   int
	}
	// Terminate is Ctrl+T held.
	Terminate struct{}
	// TurnOn is Ctrl+R, or a click, on a computer that is off.
	TurnOn struct{}
	// Shutdown is Ctrl+S held.
	Shutdown struct{}
	// Reboot is Ctrl+R held.
	Reboot struct{}
	// Move takes the computer elsewhere, at once or walking.
	Move struct {
		To        Vec
		Dimension string // empty: the same
		Walk      Tick   // how long it takes
	}
	// Storm makes a thunderstorm begin or end in a dimension. It belongs to no
	// computer.
	Storm struct {
		Dimension string // empty: Overworld
		On        bool
	}
	// Cut takes off a wired network, or puts back: a cable of a network with a
	// shape, a peripheral by Name, the modems of the action's computer, or, if it
	// belongs to no computer (NoComputer), everything.
	Cut struct {
		Network   string
		Cable     *Block
		Name      string
		Reconnect bool
	}
	// Insert puts a disk into a drive. The drive is named by Drive, or is on a
	// Side of the action's computer.
	Insert struct {
		Drive string
		Side  Side
		Disk  DiskSpec
	}
	// Eject takes the disk out of a drive.
	Eject struct {
		Drive string
		Side  Side
	}
	// RedstoneLevel powers a side of the computer from outside, from 0 to 15.
	RedstoneLevel struct {
		Side  Side
		Level int
	}
	// Touch touches a monitor, named by Monitor or on a Side of the action's
	// computer. X and Y count from 1.
	Touch struct {
		Monitor string
		Side    Side
		X, Y    int
	}
	// QueueEvent queues an event on the computer.
	QueueEvent struct {
		Name string
		Args []value.Value
	}
	// Answer ends a call of the computer to somewhere outside; see OutsideCall.
	Answer struct {
		Task    int
		Results []value.Value
	}
	// Attach attaches a peripheral of the Spec that is not attached, or detaches
	// one that is. It is named by Name, or by Side of the action's computer.
	Attach struct {
		Name   string
		Side   Side
		Detach bool
	}
)

func (Type) action()          {}
func (Press) action()         {}
func (Key) action()           {}
func (Char) action()          {}
func (Paste) action()         {}
func (Mouse) action()         {}
func (Terminate) action()     {}
func (TurnOn) action()        {}
func (Shutdown) action()      {}
func (Reboot) action()        {}
func (Move) action()          {}
func (Storm) action()         {}
func (Cut) action()           {}
func (Insert) action()        {}
func (Eject) action()         {}
func (RedstoneLevel) action() {}
func (Touch) action()         {}
func (QueueEvent) action()    {}
func (Answer) action()        {}
func (Attach) action()        {}
