package modem

import "strings"

// Ranges are the reach of a normal wireless modem, in blocks.
type Ranges struct {
	Low, High           float64 // at y = 96 and below; at the top of the world
	StormLow, StormHigh float64 // the same while it rains and thunders
}

// DefaultRanges are those of the game: storms change nothing unless a server is
// set up that way.
var DefaultRanges = Ranges{Low: 64, High: 384, StormLow: 64, StormHigh: 384}

// lowAltitude is the height from which on a modem reaches farther.
const lowAltitude = 96.0

// Heights of the world, in blocks.
const (
	overworldTop = 320
	otherTop     = 256 // of the nether and the end
)

// dimension is one world of a world.
type dimension struct {
	name  string
	top   int
	storm bool
}

// dimension returns the dimension of that name; "" is the overworld.
func (e *Ether) dimension(name string) *dimension {
	name = strings.TrimPrefix(name, "minecraft:")
	if name == "" {
		name = "overworld"
	}
	d := e.dimensions[name]
	if d == nil {
		d = &dimension{name: name, top: overworldTop}
		switch strings.TrimPrefix(name, "the_") {
		case "nether", "end":
			d.top = otherTop
		}
		e.dimensions[name] = d
	}
	return d
}

// SetStorm starts or ends a storm, rain and thunder together, in a dimension.
func (e *Ether) SetStorm(dimension string, on bool) { e.dimension(dimension).storm = on }

// SetWorldTop sets the height of a dimension in blocks: 320 unless it is the
// nether or the end, which have 256.
func (e *Ether) SetWorldTop(dimension string, top int) { e.dimension(dimension).top = top }

// reach is the range of a normal modem at height y in d. It grows with height
// without an end.
func (r *Ranges) reach(d *dimension, y float64) float64 {
	low, high := r.Low, r.High
	if d.storm {
		low, high = r.StormLow, r.StormHigh
	}
	if y <= lowAltitude || high <= low {
		return low
	}
	return low + (y-lowAltitude)*((high-low)/(float64(d.top-1)-lowAltitude))
}
