package terminal

import (
	"math"
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
	"ccnet/world/worldtest"
)

func TestCells(t *testing.T) {
	s := writes(func(c *world.Computer) {
		c.Screen().Write("hi")
		c.Screen().SetCursor(50, 18)
		require.NoError(t, c.Screen().Blit("x", "1", "e"))
		c.Screen().SetPalette(1, [3]float64{2, -1, math.NaN()})
	})
	d := sitDown(t, 61, 22, computer(0, "", s))
	assert.Equal(t, "     hi", d.row(marginY))

	text, style, _ := d.sim.Get(marginX, marginY)
	assert.Equal(t, "h", text)
	assert.Equal(t, tcell.StyleDefault.Foreground(tcell.NewHexColor(0xF0F0F0)).Background(tcell.NewHexColor(0x111111)), style)

	text, style, _ = d.sim.Get(marginX+50, marginY+18)
	assert.Equal(t, "x", text)
	assert.Equal(t, tcell.StyleDefault.Foreground(tcell.NewHexColor(0xFF0000)).Background(tcell.NewHexColor(0xCC4C4C)), style,
		"colours are cut to what can be shown")

	text, style, _ = d.sim.Get(marginX-1, marginY)
	assert.Equal(t, " ", text)
	assert.Equal(t, tcell.StyleDefault, style, "beside the screen is the terminal's own colour")
}

func TestNormalComputersAreGrey(t *testing.T) {
	spec := computer(0, "", writes(func(c *world.Computer) {
		c.Screen().SetTextColour(14)
		c.Screen().Write("x")
	}))
	spec.Kind = world.Normal
	d := sitDown(t, 61, 22, spec)
	_, style, _ := d.sim.Get(marginX, marginY)
	foreground, _, _ := style.Decompose()
	assert.Equal(t, tcell.NewHexColor(0x777777), foreground)
}

func TestEveryGlyphTakesOneColumn(t *testing.T) {
	buffer := &tcell.CellBuffer{}
	buffer.Resize(2, 1)
	for b, glyph := range glyphs {
		rest, width := buffer.Put(0, 0, glyph, tcell.StyleDefault)
		assert.Equal(t, 1, width, "width of byte %d", b)
		assert.Empty(t, rest)
	}
}

func TestCursor(t *testing.T) {
	for _, test := range []struct {
		name    string
		x, y    int
		blink   bool
		off     bool
		visible bool
	}{
		{"first cell", 0, 0, true, false, true},
		{"last cell", 50, 18, true, false, true},
		{"does not blink", 3, 3, false, false, false},
		{"right of the screen", 51, 0, true, false, false},
		{"above the screen", 0, -1, true, false, false},
		{"off", 0, 0, true, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := sitDown(t, 61, 22, computer(0, "", writes(func(c *world.Computer) {
				c.Screen().SetCursor(test.x, test.y)
				c.Screen().SetBlink(test.blink)
				if test.off {
					c.Shutdown()
				}
			})))
			d.wait(1)
			x, y, visible := d.sim.GetCursor()
			assert.Equal(t, test.visible, visible)
			if visible {
				assert.Equal(t, [2]int{test.x + marginX, test.y + marginY}, [2]int{x, y})
			}
		})
	}
}

func TestSmallTerminalShowsThePartWithTheCursor(t *testing.T) {
	s := writes(func(c *world.Computer) {
		screen := c.Screen()
		for y := range 19 {
			screen.SetCursor(0, y)
			screen.Write(string(rune('a'+y)) + "---------1---------2---------3---------4---------5")
		}
		screen.SetCursor(0, 0)
		screen.SetBlink(true)
	})
	s.On["key"] = func(c *world.Computer, _ world.Event) { c.Screen().SetCursor(40, 17) }
	s.On["char"] = func(c *world.Computer, _ world.Event) { c.Screen().SetCursor(60, 100) }
	d := sitDown(t, 30, 6, computer(0, "", s))
	assert.Equal(t, "a---------1---------2---------", d.row(0))
	assert.Equal(t, "e---------1---------2---------", d.row(4))
	assert.Contains(t, d.statusLine(), "30×5 of 51×19")

	d.key(tcell.KeyUp, 0, 0)
	assert.Equal(t, "---------2---------3---------4", d.row(0))
	x, y, visible := d.sim.GetCursor()
	assert.Equal(t, [3]any{29, 4, true}, [3]any{x, y, visible})

	d.key(tcell.KeyRune, 'é', 0) // which is no key: the cursor goes far away
	assert.Equal(t, "---------3---------4---------5", d.row(4)[:30])

	d.resize(80, 24)
	assert.Equal(t, "              a---------1---------2---------3---------4---------5", d.row(2))
	assert.NotContains(t, d.statusLine(), "of 51×19")

	for _, size := range [][2]int{{1, 1}, {51, 1}, {1, 20}, {0, 0}} {
		d.resize(size[0], size[1])
	}
}

func TestScroll(t *testing.T) {
	for _, test := range []struct{ first, shown, all, cursor, want int }{
		{0, 10, 10, 5, 0},
		{0, 20, 10, 5, 0},
		{0, 5, 10, 4, 0},
		{0, 5, 10, 5, 1},
		{0, 5, 10, 9, 5},
		{5, 5, 10, 6, 5},
		{5, 5, 10, 4, 4},
		{5, 5, 10, -100, 0},
		{0, 5, 10, 100, 5},
		{3, 0, 10, 5, 6},
	} {
		assert.Equal(t, test.want, scroll(test.first, test.shown, test.all, test.cursor), "%+v", test)
	}
}

func TestStatusLine(t *testing.T) {
	three := []world.ComputerSpec{
		computer(2, "client", &worldtest.Script{}),
		computer(4, "", &worldtest.Script{}),
		{ID: 9, Label: "sp\xe9cial", Kind: world.Pocket, Off: true, Program: &worldtest.Script{}},
	}
	d := sitDown(t, 100, 24, three...)
	d.wait(20*61 + 10)
	assert.Equal(t, " client (#2) 1/3 · on · 0:01:01 · ^Q quit  ^T stop  ^R reboot  ^S off  ^N next  ^Space Ctrl", d.statusLine())
	d.key(tcell.KeyCtrlN, 0, tcell.ModCtrl)
	assert.Equal(t, " computer 4 2/3 · on · 0:01:01 · ^Q quit  ^T stop  ^R reboot  ^S off  ^N next  ^Space Ctrl", d.statusLine())
	d.key(tcell.KeyCtrlN, 0, tcell.ModCtrl)
	assert.Equal(t, " spécial (#9) 3/3 · computer is off – Ctrl+R turns it on · 0:01:01 · ^Q quit  ^N next", d.statusLine())
	d.resize(51, 24)
	assert.Equal(t, " spécial (#9) 3/3 · off – ^R turns it on · 0:01:01", d.statusLine())
	d.resize(5, 24)
	assert.Equal(t, " spéc", d.statusLine())

	alone := sitDown(t, 80, 24, computer(0, "", &worldtest.Script{}))
	assert.Equal(t, " computer 0 · on · 0:00:00 · ^Q quit  ^T stop  ^R reboot  ^S off  ^Space Ctrl", alone.statusLine())
}
