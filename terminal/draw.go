package terminal

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gdamore/tcell/v2"

	"ccnet/term"
	"ccnet/world"
)

// view is where on the terminal which part of a computer's screen is.
type view struct {
	left, top     int // on the terminal
	x, y          int // the first cell of the screen that is shown
	width, height int // how much is shown
}

// fit places a screen on a terminal of width by height, in the middle above the
// status line. Of a screen that is too big it shows a part with the cursor, moving
// no further than it must.
func (v view) fit(f *frame, width, height int) view {
	height-- // the status line
	v.width, v.height = max(0, min(f.width, width)), max(0, min(f.height, height))
	v.left, v.top = max(0, width-f.width)/2, max(0, height-f.height)/2
	v.x = scroll(v.x, v.width, f.width, f.cursorX)
	v.y = scroll(v.y, v.height, f.height, f.cursorY)
	return v
}

// scroll is the first of shown cells out of all so that the cursor is among them.
func scroll(first, shown, all, cursor int) int {
	cursor = max(0, min(cursor, all-1))
	first = min(first, cursor)
	first = max(first, cursor-shown+1)
	return max(0, min(first, all-shown))
}

// cell is the cell of the screen, from 0, that is at a place of the terminal.
func (v view) cell(x, y int) (cellX, cellY int, ok bool) {
	x, y = x-v.left, y-v.top
	return x + v.x, y + v.y, x >= 0 && y >= 0 && x < v.width && y < v.height
}

// glyphs is how terminals show each byte: one column wide.
var glyphs = func() (set [256]string) {
	for b := range set {
		set[b] = string(term.Rune(byte(b)))
	}
	set[0xAD] = "-" // a soft hyphen, which takes no room
	return set
}()

// draw draws the frame and the status line.
func (c *Client) draw() {
	f, s := c.frame, c.screen
	width, height := s.Size()
	c.view = c.view.fit(f, width, height)
	v := c.view
	s.Clear()
	for row := range v.height {
		y := v.y + row
		for column := range v.width {
			x := v.x + column
			style := tcell.StyleDefault.
				Foreground(f.palette[term.ColourIndex(f.fg[y][x], term.White)]).
				Background(f.palette[term.ColourIndex(f.bg[y][x], term.Black)])
			s.Put(v.left+column, v.top+row, glyphs[f.text[y][x]], style)
		}
	}
	if height > 0 {
		line := c.status(width)
		line += strings.Repeat(" ", max(0, width-utf8.RuneCountInString(line)))
		s.PutStrStyled(0, height-1, line, tcell.StyleDefault.Reverse(true))
	}
	if f.cursor && v.width > 0 && v.height > 0 {
		s.SetCursorStyle(tcell.CursorStyleBlinkingUnderline, f.palette[f.cursorColour])
		s.ShowCursor(v.left+f.cursorX-v.x, v.top+f.cursorY-v.y)
	} else {
		s.HideCursor()
	}
	s.Show()
}

// status is the status line. Of what does not fit into width, the last is left out
// first.
func (c *Client) status(width int) string {
	f := c.frame
	line := " " + c.title()
	add := func(separator, part string) bool {
		if part == "" || utf8.RuneCountInString(line+separator+part)+1 > width {
			return false
		}
		line += separator + part
		return true
	}
	hints := []string{"^Q quit", "^T stop", "^R reboot", "^S off"}
	part := ""
	if c.view.width < f.width || c.view.height < f.height {
		part = fmt.Sprintf("%d×%d of %d×%d", c.view.width, c.view.height, f.width, f.height)
	}
	switch {
	case c.busy:
		add(" · ", "busy")
		add(" · ", part)
	case f.on:
		add(" · ", part)
		add(" · ", "on")
	case f.now < c.starting[f.computer]:
		add(" · ", "starting")
		add(" · ", part)
	default:
		_ = add(" · ", "computer is off – Ctrl+R turns it on") || add(" · ", "off – ^R turns it on") || add(" · ", "off")
		add(" · ", part)
		hints = hints[:1]
	}
	if len(c.computers) > 1 {
		hints = append(hints, "^N next")
	}
	if f.on {
		hints = append(hints, "^Space Ctrl")
	}
	add(" · ", clock(f.now))
	separator := " · "
	for _, hint := range hints {
		if add(separator, hint) {
			separator = "  "
		}
	}
	return line
}

// title names the computer.
func (c *Client) title() string {
	f := c.frame
	name := fmt.Sprintf("computer %d", f.computer)
	if f.label != "" {
		name = fmt.Sprintf("%s (#%d)", term.UTF8(f.label), f.computer)
	}
	if len(c.computers) > 1 {
		name += fmt.Sprintf(" %d/%d", c.at+1, len(c.computers))
	}
	return name
}

// clock writes a time in hours, minutes and seconds.
func clock(t world.Tick) string {
	s := t / world.TicksPerSecond
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
