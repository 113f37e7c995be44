package term

// defaults are the colours of a reset palette, as 0xRRGGBB.
var defaults = [Colours]int{
	0xF0F0F0, // white
	0xF2B233, // orange
	0xE57FD8, // magenta
	0x99B2F2, // light blue
	0xDEDE6C, // yellow
	0x7FCC19, // lime
	0xF2B2CC, // pink
	0x4C4C4C, // grey
	0x999999, // light grey
	0x4C99B2, // cyan
	0xB266E5, // purple
	0x3366CC, // blue
	0x7F664C, // brown
	0x57A64E, // green
	0xCC4C4C, // red
	0x111111, // black
}

// RGB splits 0xRRGGBB into red, green and blue between 0 and 1. The game keeps
// them in single precision, which programs can see in the last digits.
func RGB(hex int) [3]float64 {
	part := func(shift int) float64 { return float64(float32(hex>>shift&0xFF) / 255) }
	return [3]float64{part(16), part(8), part(0)}
}

// DefaultPalette returns red, green and blue of colour index in a reset palette.
func DefaultPalette(index int) [3]float64 { return RGB(defaults[index&15]) }

func (s *Screen) resetPalette() {
	for i := range s.palette {
		s.palette[i] = DefaultPalette(i)
	}
}

// Palette returns red, green and blue of colour index (0 to 15) as they were
// set, whether or not the screen shows colours.
func (s *Screen) Palette(index int) [3]float64 { return s.palette[index&15] }

// SetPalette sets red, green and blue of colour index (0 to 15); 1 is full, and
// values outside 0 to 1 are kept.
func (s *Screen) SetPalette(index int, rgb [3]float64) {
	s.palette[index&15] = rgb
	s.changed++
}

// ColourIndex returns the colour that a character of Blit stands for, in either
// case; def where it is no hexadecimal digit (white for text, black behind it).
func ColourIndex(c byte, def int) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return def
}
