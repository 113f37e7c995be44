package world

import (
	"fmt"

	"ccnet/term"
)

// Kind is the kind of a computer.
type Kind uint8

// The kinds of computer. Pocket computers and turtles are advanced ones.
const (
	Advanced Kind = iota
	Normal
	Pocket
	Turtle
	Command
)

var kindNames = [...]string{"advanced", "normal", "pocket", "turtle", "command"}

// String is the kind's name in world files.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// ParseKind finds the kind called name.
func ParseKind(name string) (Kind, bool) {
	for i, n := range kindNames {
		if n == name {
			return Kind(i), true
		}
	}
	return 0, false
}

// Colour tells whether the kind's screen has colours.
func (k Kind) Colour() bool { return k != Normal }

// ScreenSize is the size of the kind's screen in characters.
func (k Kind) ScreenSize() (width, height int) {
	switch k {
	case Turtle:
		return term.TurtleWidth, term.TurtleHeight
	case Pocket:
		return term.PocketWidth, term.PocketHeight
	}
	return term.ComputerWidth, term.ComputerHeight
}

// peripheralType is what a neighbour sees the computer as.
func (k Kind) peripheralType() string {
	if k == Turtle {
		return "turtle"
	}
	return "computer"
}
