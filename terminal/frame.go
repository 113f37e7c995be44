package terminal

import (
	"github.com/gdamore/tcell/v2"

	"ccnet/term"
	"ccnet/world"
)

// frame is a picture of a computer, taken between two rounds. It does not change.
type frame struct {
	computer int
	label    string
	on       bool
	now      world.Tick
	changed  uint64 // the screen's counter

	width, height int
	colour        bool
	text, fg, bg  []string // by row
	palette       [term.Colours]tcell.Color
	cursorX       int
	cursorY       int
	cursor        bool // it is shown
	cursorColour  int
}

// look takes a picture of a computer. It is last if nothing about that is
// different but fractions of a second.
func look(w *world.World, computer int, last *frame) *frame {
	result := last
	w.Inspect(func() {
		c, ok := w.Computer(computer)
		if !ok {
			return
		}
		s := c.Screen()
		f := &frame{computer: computer, on: c.IsOn(), now: w.Now(), changed: s.Changed()}
		f.label, _ = c.Label()
		if last != nil && f.same(last) {
			return
		}
		f.copyScreen(s)
		result = f
	})
	return result
}

// same tells whether two frames show the same.
func (f *frame) same(g *frame) bool {
	return f.computer == g.computer && f.label == g.label && f.on == g.on && f.changed == g.changed &&
		f.now/world.TicksPerSecond == g.now/world.TicksPerSecond
}

// copyScreen takes over what stands on the screen.
func (f *frame) copyScreen(s *term.Screen) {
	f.width, f.height = s.Size()
	f.colour = s.IsColour()
	f.text, f.fg, f.bg = make([]string, f.height), make([]string, f.height), make([]string, f.height)
	for y := range f.height {
		f.text[y], f.fg[y], f.bg[y] = s.Line(y)
	}
	for i := range f.palette {
		f.palette[i] = colour(s.Palette(i), f.colour)
	}
	f.cursorX, f.cursorY = s.Cursor()
	f.cursor = f.on && s.Blink() && f.cursorX >= 0 && f.cursorX < f.width && f.cursorY >= 0 && f.cursorY < f.height
	f.cursorColour = s.TextColour()
}

// colour is a colour of a palette, or its shade of grey.
func colour(rgb [3]float64, coloured bool) tcell.Color {
	if !coloured {
		grey := (rgb[0] + rgb[1] + rgb[2]) / 3
		rgb = [3]float64{grey, grey, grey}
	}
	part := func(f float64) int32 {
		if !(f > 0) { // not a number, too
			return 0
		}
		return int32(min(f, 1)*255 + 0.5)
	}
	return tcell.NewRGBColor(part(rgb[0]), part(rgb[1]), part(rgb[2]))
}
