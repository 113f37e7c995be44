package term_test

import (
	"fmt"

	"ccnet/term"
)

// A computer's screen, written to as its programs do.
func Example() {
	s := term.NewScreen(term.ComputerWidth, term.ComputerHeight, true)
	s.Write("CraftOS 1.9")
	s.SetCursor(0, 1)
	s.SetTextColour(4)
	s.Write("> ")
	fmt.Print(term.Text(s))
	// Output:
	// CraftOS 1.9
	// >
}

// The transcript tells each row once, when it is finished.
func ExampleScreen_SetTranscript() {
	s := term.NewScreen(term.ComputerWidth, term.ComputerHeight, true)
	s.SetTranscript(func(row string) { fmt.Println(row) })
	for _, percent := range []string{"10 %", "50 %", "100 %"} {
		s.SetCursor(0, 0)
		s.Write(percent)
	}
	s.SetCursor(0, 1)
	s.Write("done")
	s.Flush()
	// Output:
	// 100 %
	// done
}
