package terminal

import (
	"strings"
	"testing"

	"ccnet/world"
)

// A frame: a look at a screen that has changed, and its drawing.
func BenchmarkFrame(b *testing.B) {
	d := sitDown(b, 80, 24, computer(0, "", writes(func(*world.Computer) {})))
	c, _ := d.w.Computer(0)
	rows := [2]string{strings.Repeat("a", 51), strings.Repeat("b", 51)}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.w.Inspect(func() {
			for y := range 19 {
				c.Screen().SetCursor(0, y)
				c.Screen().Write(rows[i%2])
			}
		})
		d.show(look(d.w.World, 0, d.frame))
	}
}
