package world

import (
	"fmt"
	"strings"
)

// Side is a side of a computer, in the order in which the game lists them.
type Side uint8

// The sides of a computer. Left and right are those of somebody who looks at the
// screen of a computer, but a turtle's own.
const (
	Bottom Side = iota
	Top
	Back
	Front
	Right
	Left
)

// NumSides is the number of sides.
const NumSides = 6

// Sides are all sides, in the game's order.
var Sides = [NumSides]Side{Bottom, Top, Back, Front, Right, Left}

var sideNames = [NumSides]string{"bottom", "top", "back", "front", "right", "left"}

// String is the side's name as programs know it.
func (s Side) String() string {
	if int(s) < len(sideNames) {
		return sideNames[s]
	}
	return fmt.Sprintf("Side(%d)", uint8(s))
}

// ParseSide finds the side called name, in any case.
func ParseSide(name string) (Side, bool) {
	for i, n := range sideNames {
		if strings.EqualFold(n, name) {
			return Side(i), true
		}
	}
	return 0, false
}

// Direction is a direction in the world.
type Direction uint8

// The directions of the world. North, the zero value, is towards smaller z, east
// towards greater x.
const (
	North Direction = iota
	East
	South
	West
	Up
	Down
)

var directionNames = [...]string{"north", "east", "south", "west", "up", "down"}

// String is the direction's name.
func (d Direction) String() string {
	if int(d) < len(directionNames) {
		return directionNames[d]
	}
	return fmt.Sprintf("Direction(%d)", uint8(d))
}

// ParseDirection finds one of the four directions that a computer can face.
func ParseDirection(name string) (Direction, bool) {
	for i, n := range directionNames[:4] {
		if n == name {
			return Direction(i), true
		}
	}
	return 0, false
}

// clockwise turns a horizontal direction by a quarter, seen from above.
func (d Direction) clockwise(quarters int) Direction {
	return Direction((int(d) + quarters) & 3)
}

func (d Direction) opposite() Direction {
	switch d {
	case Up:
		return Down
	case Down:
		return Up
	}
	return d.clockwise(2)
}

// towards is the direction in which side s of a computer lies that faces facing.
// Computers have left and right swapped: theirs are those of the person in front
// of the screen. Turtles use their own.
func (s Side) towards(facing Direction, turtle bool) Direction {
	switch s {
	case Bottom:
		return Down
	case Top:
		return Up
	case Back:
		return facing.clockwise(2)
	case Left:
		if turtle {
			return facing.clockwise(3)
		}
		return facing.clockwise(1)
	case Right:
		if turtle {
			return facing.clockwise(1)
		}
		return facing.clockwise(3)
	}
	return facing
}

// sideTowards is the side of a computer that lies in direction d.
func sideTowards(d, facing Direction, turtle bool) Side {
	for _, s := range Sides {
		if s.towards(facing, turtle) == d {
			return s
		}
	}
	return Front
}
