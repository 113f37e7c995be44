package term

import (
	"strings"
	"testing"
)

var row51 = strings.Repeat("abcdefgh ", 6)[:51]

func BenchmarkWrite(b *testing.B) {
	s := NewScreen(51, 19, true)
	for i := range b.N {
		s.SetCursor(0, i%19)
		s.Write(row51)
	}
}

func BenchmarkBlit(b *testing.B) {
	s := NewScreen(51, 19, true)
	fg, bg := strings.Repeat("0", 51), strings.Repeat("f", 51)
	for i := range b.N {
		s.SetCursor(0, i%19)
		_ = s.Blit(row51, fg, bg)
	}
}

func BenchmarkScroll(b *testing.B) {
	s := NewScreen(51, 19, true)
	for range b.N {
		s.Scroll(1)
	}
}

// A line printed at the bottom of the screen, with its transcript.
func BenchmarkTranscript(b *testing.B) {
	for _, window := range []bool{false, true} {
		name := "screen"
		if window {
			name = "window"
		}
		b.Run(name, func(b *testing.B) {
			s := NewScreen(51, 19, true)
			s.SetTranscript(func(string) {})
			var c console = s
			if window {
				c = newPane(s, 0, 0, 51, 19)
			}
			c.SetCursor(0, 18)
			for i := range b.N {
				c.Write(row51[i%8:])
				newline(c)
			}
		})
	}
}
