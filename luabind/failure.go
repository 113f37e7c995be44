package luabind

import (
	"strings"

	"ccnet/term"
)

const red = 14 // the colour's index

// drawFailure draws what a computer shows that could not go on: what failed, in
// red where there are colours, the details if there are any, and a guess at the
// reason. Lines beyond the screen's width are cut off, as in the game.
func drawFailure(s *term.Screen, what, detail string) {
	s.Reset()
	if s.IsColour() {
		s.SetTextColour(red)
	}
	s.Write(what)
	if detail != "" {
		_, y := s.Cursor()
		s.SetCursor(0, y+1)
		// The game writes the details as one line. Here a traceback gets its
		// own rows, for a transcript would lose it otherwise.
		_, height := s.Size()
		for i, row := range strings.Split(detail, "\n") {
			if i == height-2 {
				break
			}
			if i > 0 {
				_, y := s.Cursor()
				s.SetCursor(0, y+1)
			}
			s.Write(strings.ReplaceAll(row, "\t", "  "))
		}
	}
	_, y := s.Cursor()
	s.SetCursor(0, y+1)
	s.SetTextColour(term.White)
	s.Write("ComputerCraft may be installed incorrectly")
}
