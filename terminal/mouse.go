package terminal

import (
	"github.com/gdamore/tcell/v2"

	"ccnet/world"
)

// mouse is what is known of the person's mouse.
type mouse struct {
	down int // the button that is down, as the game numbers them, or 0
	held int // the same, if it went down on the screen
	x, y int // the cell of the last event sent, from 0
}

// buttons are the terminal's buttons in the order of the game's: left, right,
// middle.
var buttons = [...]tcell.ButtonMask{tcell.ButtonPrimary, tcell.ButtonSecondary, tcell.ButtonMiddle}

// moveMouse handles an event of the mouse. As in the game, only screens with
// colours take it, and only on themselves.
func (c *Client) moveMouse(ev *tcell.EventMouse) {
	if c.frame == nil || c.frame.computer != c.computers[c.at] || !c.frame.colour {
		return
	}
	x, y, inside := c.view.cell(ev.Position())
	if direction := wheel(ev.Buttons()); direction != 0 {
		if inside {
			c.mouseEvent("mouse_scroll", direction, x, y)
		}
		return
	}
	m, button := &c.mouse, 0
	for i, mask := range buttons {
		if ev.Buttons()&mask != 0 {
			button = i + 1
			break
		}
	}
	if m.down != 0 && button != m.down { // released, perhaps for another
		if m.held != 0 && inside {
			c.mouseEvent("mouse_up", m.held, x, y)
		}
		m.down, m.held = 0, 0
	}
	switch {
	case button == 0:
	case m.down == 0:
		m.down = button
		if inside {
			m.held, m.x, m.y = button, x, y
			c.mouseEvent("mouse_click", button, x, y)
		}
	case m.held != 0 && inside && (x != m.x || y != m.y):
		m.x, m.y = x, y
		c.mouseEvent("mouse_drag", button, x, y)
	}
}

// releaseMouse releases the button that is down.
func (c *Client) releaseMouse() {
	if c.mouse.held != 0 {
		c.mouseEvent("mouse_up", c.mouse.held, c.mouse.x, c.mouse.y)
		c.mouse.held = 0
	}
}

// mouseEvent sends an event of the mouse at a cell counted from 0.
func (c *Client) mouseEvent(name string, button, x, y int) {
	c.do(world.Mouse{Event: name, Button: button, X: x + 1, Y: y + 1})
}

// wheel is the direction in which the wheel turns: 1 is down.
func wheel(b tcell.ButtonMask) int {
	switch {
	case b&tcell.WheelUp != 0:
		return -1
	case b&tcell.WheelDown != 0:
		return 1
	}
	return 0
}
