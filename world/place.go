package world

import "ccnet/modem"

// Vec is a position, in blocks: x to the east, y up, z to the south.
type Vec = modem.Vec

// Block is the position of a block: its corner with the smallest coordinates.
type Block = modem.Block

// Overworld is the dimension in which everything is that names no other.
const Overworld = "overworld"

func dimensionOr(name string) string {
	if name == "" {
		return Overworld
	}
	return name
}

// unplaced is the position of the i-th computer that names none: a lattice in
// which computers do not touch, but all reach each other by wireless modem.
func unplaced(i int) Vec {
	const row = 16
	return Vec{X: float64(i % row * 2), Y: float64(64 + i/(row*row)*2), Z: float64(i / row % row * 2)}
}

// site is a block of a dimension.
type site struct {
	dimension string
	block     Block
}

var faces = [...]modem.Face{
	North: modem.North, East: modem.East, South: modem.South, West: modem.West,
	Up: modem.Up, Down: modem.Down,
}

// face is d as the modems know it.
func (d Direction) face() modem.Face { return faces[d] }

// towards is the site next to s in direction d.
func (s site) towards(d Direction) site {
	return site{s.dimension, s.block.Next(d.face())}
}
