package modem

import "math"

// Vec is a position in blocks: x east, y up, z south.
type Vec struct{ X, Y, Z float64 }

// distanceSquared is the square of the straight distance from v to w.
func (v Vec) distanceSquared(w Vec) float64 {
	x, y, z := v.X-w.X, v.Y-w.Y, v.Z-w.Z
	return x*x + y*y + z*z
}

// Block returns the block that v lies in.
func (v Vec) Block() Block {
	floor := func(f float64) int { return int(math.Floor(f)) }
	return Block{floor(v.X), floor(v.Y), floor(v.Z)}
}

// Block is the position of a block.
type Block struct{ X, Y, Z int }

// Next returns the neighbour of b beyond its face f.
func (b Block) Next(f Face) Block {
	d := faceSteps[f]
	return Block{b.X + d.X, b.Y + d.Y, b.Z + d.Z}
}

// steps is the least number of steps from face to face between b and c.
func (b Block) steps(c Block) int {
	abs := func(i int) int { return max(i, -i) }
	return abs(b.X-c.X) + abs(b.Y-c.Y) + abs(b.Z-c.Z)
}

// Face is one of the six faces of a block.
type Face uint8

// The faces, in pairs of opposites.
const (
	Down  Face = iota // towards smaller y
	Up                // towards larger y
	North             // towards smaller z
	South             // towards larger z
	West              // towards smaller x
	East              // towards larger x
	faces             // how many there are
)

var faceSteps = [faces]Block{{0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}, {-1, 0, 0}, {1, 0, 0}}

var faceNames = [faces]string{"down", "up", "north", "south", "west", "east"}

// Opposite is the face on the other side.
func (f Face) Opposite() Face { return f ^ 1 }

func (f Face) String() string {
	if f < faces {
		return faceNames[f]
	}
	return "nowhere"
}

// ParseFace returns the face that String names s, and whether there is one.
func ParseFace(s string) (Face, bool) {
	for f, name := range faceNames {
		if name == s {
			return Face(f), true
		}
	}
	return 0, false
}
