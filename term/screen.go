// Package term is the character screen of a computer or a monitor: a grid of
// cells with a glyph, a text colour and a background colour each, a cursor and
// a palette of sixteen colours.
//
// A screen interprets nothing. Whatever bytes are written stand in the cells as
// glyphs, newlines and escapes included; text neither wraps nor scrolls by
// itself. What print does to make lines happens in the computer's own ROM. So a
// screen is cheap and simple, and its Transcript has to work out what a person
// would have read on it (see SetTranscript).
//
// A Screen belongs to one computer and is not safe for use from several
// goroutines at once.
package term

import "errors"

// Sizes of the game's screens, in characters.
const (
	ComputerWidth, ComputerHeight = 51, 19
	TurtleWidth, TurtleHeight     = 39, 13
	PocketWidth, PocketHeight     = 26, 20
)

// MaxSide bounds the width and the height of a screen; the largest of the game
// is a monitor of 164 by 81.
const MaxSide = 1024

// Colours is the number of colours of a palette.
const Colours = 16

// Indices of the colours that a reset screen uses.
const (
	White = 0
	Black = 15
)

// ErrLength is Blit's answer to three strings of different lengths.
var ErrLength = errors.New("Arguments must be the same length")

const hexDigits = "0123456789abcdef"

// Screen is one character screen. Make it with NewScreen.
//
// In Go, cells, cursor and lines count from 0: the top left cell is (0, 0). The
// Lua methods (see Methods) count from 1, as the game does.
type Screen struct {
	width, height int
	colour        bool

	// The cells row by row. Colours are kept as the characters that blit was
	// given, for a window reads them back; see ColourIndex.
	text, fg, bg []byte

	// 32 bits, for a cursor far off the screen wraps around as in the game.
	x, y        int32
	blink       bool
	textColour  uint8
	background  uint8
	palette     [Colours][3]float64
	changed     uint64
	transcript  *transcript
	blankFG     []byte // scratch: width times the current text colour's digit
	blankBG     []byte
	blankColour [2]uint8
}

// NewScreen returns a reset screen of width by height characters, each bounded
// to 1..MaxSide. A screen without colour takes all colours and remembers them,
// but is drawn in shades of grey.
func NewScreen(width, height int, colour bool) *Screen {
	s := &Screen{width: bound(width), height: bound(height), colour: colour}
	s.textColour, s.background = White, Black
	s.allocate()
	s.resetPalette()
	return s
}

func bound(n int) int { return min(max(n, 1), MaxSide) }

func (s *Screen) allocate() {
	n := s.width * s.height
	s.text, s.fg, s.bg = make([]byte, n), make([]byte, n), make([]byte, n)
	s.blankFG, s.blankBG = make([]byte, s.width), make([]byte, s.width)
	s.paintBlanks()
	s.erase(0, s.height)
}

// paintBlanks makes the scratch rows show the current colours.
func (s *Screen) paintBlanks() {
	s.blankColour = [2]uint8{s.textColour, s.background}
	fill(s.blankFG, hexDigits[s.textColour])
	fill(s.blankBG, hexDigits[s.background])
}

func fill(b []byte, c byte) {
	for i := range b {
		b[i] = c
	}
}

// colours returns a row of text colour and one of background colour.
func (s *Screen) colours() (fg, bg []byte) {
	if s.blankColour != [2]uint8{s.textColour, s.background} {
		s.paintBlanks()
	}
	return s.blankFG, s.blankBG
}

// erase fills the rows from top up to bottom with spaces in the current colours.
func (s *Screen) erase(top, bottom int) {
	fg, bg := s.colours()
	fill(s.text[top*s.width:bottom*s.width], ' ')
	for y := top; y < bottom; y++ {
		copy(s.fg[y*s.width:], fg)
		copy(s.bg[y*s.width:], bg)
	}
}

// Size returns the width and the height in characters.
func (s *Screen) Size() (width, height int) { return s.width, s.height }

// IsColour tells whether the screen is drawn in colours rather than greys.
func (s *Screen) IsColour() bool { return s.colour }

// Changed is a counter that grows whenever something visible changes, so that a
// renderer knows when to draw.
func (s *Screen) Changed() uint64 { return s.changed }

// Cursor returns the cursor's cell, which may lie off the screen.
func (s *Screen) Cursor() (x, y int) { return int(s.x), int(s.y) }

// SetCursor moves the cursor to any cell, on the screen or off it. Coordinates
// keep their low 32 bits.
func (s *Screen) SetCursor(x, y int) {
	if s.x == int32(x) && s.y == int32(y) {
		return
	}
	s.x, s.y = int32(x), int32(y)
	s.changed++
	if s.transcript != nil {
		s.transcript.moved(int(s.x), int(s.y))
	}
}

// Blink tells whether the cursor is shown.
func (s *Screen) Blink() bool { return s.blink }

// SetBlink shows or hides the cursor.
func (s *Screen) SetBlink(on bool) {
	if s.blink != on {
		s.blink = on
		s.changed++
	}
}

// TextColour is the index, 0 to 15, of the colour that Write gives to glyphs.
func (s *Screen) TextColour() int { return int(s.textColour) }

// SetTextColour sets the colour of glyphs to come; the low four bits count.
func (s *Screen) SetTextColour(index int) {
	if c := uint8(index & 15); c != s.textColour {
		s.textColour = c
		s.changed++
	}
}

// BackgroundColour is the index, 0 to 15, of the colour behind glyphs to come,
// and of the rows that clearing and scrolling make.
func (s *Screen) BackgroundColour() int { return int(s.background) }

// SetBackgroundColour sets the background colour; the low four bits count.
func (s *Screen) SetBackgroundColour(index int) {
	if c := uint8(index & 15); c != s.background {
		s.background = c
		s.changed++
	}
}

// visible returns the part [from, to) of a text of n bytes at the cursor that
// falls on the screen, and the index of the cell where it begins.
func (s *Screen) visible(n int) (from, to, cell int, ok bool) {
	x, y := int(s.x), int(s.y)
	if y < 0 || y >= s.height || x >= s.width {
		return 0, 0, 0, false
	}
	from, to = 0, n
	if x < 0 {
		from = -x
	}
	if to > s.width-x {
		to = s.width - x
	}
	if from >= to {
		return 0, 0, 0, false
	}
	return from, to, y*s.width + x + from, true
}

// Write puts text at the cursor in the current colours, clipped at the edges of
// the screen, and moves the cursor on by its full length.
func (s *Screen) Write(text string) {
	if from, to, cell, ok := s.visible(len(text)); ok {
		fg, bg := s.colours()
		n := to - from
		copy(s.text[cell:], text[from:to])
		copy(s.fg[cell:cell+n], fg)
		copy(s.bg[cell:cell+n], bg)
		s.changed++
		if s.transcript != nil {
			s.transcript.wrote(int(s.y))
		}
	}
	s.advance(len(text))
}

// Blit is Write with a colour for each glyph: fg and bg hold a hexadecimal
// digit for each byte of text. Other characters are kept and read back as they
// are. It answers ErrLength, having done nothing, if the lengths differ.
func (s *Screen) Blit(text, fg, bg string) error {
	if len(fg) != len(text) || len(bg) != len(text) {
		return ErrLength
	}
	if from, to, cell, ok := s.visible(len(text)); ok {
		if s.transcript != nil {
			s.transcript.blitting(int(s.y), cell%s.width, text[from:to])
		}
		copy(s.text[cell:], text[from:to])
		copy(s.fg[cell:], fg[from:to])
		copy(s.bg[cell:], bg[from:to])
		s.changed++
		if s.transcript != nil {
			s.transcript.blitted(int(s.y))
		}
	}
	s.advance(len(text))
	return nil
}

func (s *Screen) advance(n int) {
	if n > 0 {
		s.x += int32(n)
		s.changed++
	}
}

// Scroll moves the rows up by n, or down if n is negative. The rows that appear
// are blank, in the current colours; the cursor stays.
func (s *Screen) Scroll(n int) {
	if n == 0 {
		return
	}
	if s.transcript != nil {
		s.transcript.scrolling(n)
	}
	kept := s.height - abs(n)
	switch w := s.width; {
	case kept <= 0:
		s.erase(0, s.height)
	case n > 0:
		for _, cells := range [3][]byte{s.text, s.fg, s.bg} {
			copy(cells, cells[n*w:])
		}
		s.erase(kept, s.height)
	default:
		for _, cells := range [3][]byte{s.text, s.fg, s.bg} {
			copy(cells[-n*w:], cells)
		}
		s.erase(0, -n)
	}
	s.changed++
}

// abs is the size of n; that of the smallest integer is taken one too small.
func abs(n int) int {
	if n >= 0 {
		return n
	}
	return max(-n, -(n + 1))
}

// Clear fills the screen with spaces in the current colours.
func (s *Screen) Clear() {
	if s.transcript != nil {
		s.transcript.clearing()
	}
	s.erase(0, s.height)
	s.changed++
}

// ClearLine fills the cursor's row with spaces in the current colours.
func (s *Screen) ClearLine() {
	y := int(s.y)
	if y < 0 || y >= s.height {
		return
	}
	s.erase(y, y+1)
	s.changed++
	if s.transcript != nil {
		s.transcript.wrote(y)
	}
}

// Reset makes the screen as new: blank, white on black, the default palette,
// the cursor hidden at (0, 0).
func (s *Screen) Reset() {
	if s.transcript != nil {
		s.transcript.forget()
	}
	s.textColour, s.background = White, Black
	s.x, s.y, s.blink = 0, 0, false
	s.erase(0, s.height)
	s.resetPalette()
	s.changed++
	if s.transcript != nil {
		s.transcript.moved(0, 0)
	}
}

// Resize changes the size, within the bounds of NewScreen. What fits of the old
// content stays at the top left; new cells are blank in the current colours.
func (s *Screen) Resize(width, height int) {
	width, height = bound(width), bound(height)
	if width == s.width && height == s.height {
		return
	}
	if s.transcript != nil {
		s.transcript.flush()
	}
	old := *s
	s.width, s.height = width, height
	s.allocate()
	n := min(width, old.width)
	for y := range min(height, old.height) {
		from, to := y*old.width, y*width
		copy(s.text[to:to+n], old.text[from:])
		copy(s.fg[to:to+n], old.fg[from:])
		copy(s.bg[to:to+n], old.bg[from:])
	}
	s.changed++
	if s.transcript != nil {
		s.transcript.resized()
	}
}

// Line returns row y: its glyphs, and the colours as Blit takes them. Rows off
// the screen are empty.
func (s *Screen) Line(y int) (text, fg, bg string) {
	if y < 0 || y >= s.height {
		return "", "", ""
	}
	from, to := y*s.width, (y+1)*s.width
	return string(s.text[from:to]), string(s.fg[from:to]), string(s.bg[from:to])
}

// row is the glyphs of row y, not to be kept.
func (s *Screen) row(y int) []byte { return s.text[y*s.width : (y+1)*s.width] }
