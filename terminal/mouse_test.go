package terminal

import (
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/stretchr/testify/assert"

	"ccnet/world"
	"ccnet/world/worldtest"
)

// A terminal of 61 by 22 has a screen of 51 by 19 at 5, 1.
const marginX, marginY = 5, 1

func TestMouse(t *testing.T) {
	type at struct {
		x, y    int // of the screen, from 1
		buttons tcell.ButtonMask
	}
	const left, right, middle, none = tcell.Button1, tcell.Button2, tcell.Button3, tcell.ButtonNone
	for _, test := range []struct {
		name string
		ways []at
		want []string
	}{
		{"click", []at{{1, 1, left}, {1, 1, none}}, []string{"mouse_click 1 1 1", "mouse_up 1 1 1"}},
		{"last cell", []at{{51, 19, right}, {51, 19, none}}, []string{"mouse_click 2 51 19", "mouse_up 2 51 19"}},
		{"middle", []at{{2, 3, middle}, {2, 3, none}}, []string{"mouse_click 3 2 3", "mouse_up 3 2 3"}},
		{"drag", []at{{2, 3, left}, {2, 3, left}, {4, 3, left}, {4, 5, left}, {5, 5, none}},
			[]string{"mouse_click 1 2 3", "mouse_drag 1 4 3", "mouse_drag 1 4 5", "mouse_up 1 5 5"}},
		{"outside", []at{{0, 1, left}, {0, 1, none}, {52, 1, left}, {52, 1, none}, {1, 20, left}, {1, 20, none}}, nil},
		{"drag from outside", []at{{0, 1, left}, {3, 3, left}, {3, 3, none}}, nil},
		{"drag to outside and back", []at{{1, 1, left}, {0, 1, left}, {1, 2, left}, {0, 1, none}},
			[]string{"mouse_click 1 1 1", "mouse_drag 1 1 2"}},
		{"the other button instead", []at{{1, 1, left}, {1, 1, right}, {1, 1, none}},
			[]string{"mouse_click 1 1 1", "mouse_up 1 1 1", "mouse_click 2 1 1", "mouse_up 2 1 1"}},
		{"wheel", []at{{1, 2, tcell.WheelUp}, {1, 2, tcell.WheelDown}, {0, 0, tcell.WheelDown}, {1, 2, tcell.WheelLeft}},
			[]string{"mouse_scroll -1 1 2", "mouse_scroll 1 1 2"}},
		{"motion", []at{{1, 1, none}, {2, 2, none}}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &worldtest.Script{}
			d := sitDown(t, 61, 22, computer(0, "", s))
			for _, way := range test.ways {
				d.point(way.x-1+marginX, way.y-1+marginY, way.buttons)
			}
			assert.Equal(t, test.want, taken(s))
		})
	}
}

func TestScreensWithoutColourHaveNoMouse(t *testing.T) {
	s := &worldtest.Script{}
	spec := computer(0, "", s)
	spec.Kind = world.Normal
	d := sitDown(t, 61, 22, spec)
	d.point(10, 10, tcell.Button1)
	d.point(10, 10, tcell.WheelUp)
	assert.Empty(t, taken(s))
}

func TestMouseOnPartOfAScreen(t *testing.T) {
	s := writes(func(c *world.Computer) { c.Screen().SetCursor(50, 18) })
	d := sitDown(t, 20, 11, computer(0, "", s))
	d.point(0, 0, tcell.Button1)
	d.point(0, 10, tcell.ButtonNone) // the status line
	assert.Equal(t, []string{"mouse_click 1 32 10"}, taken(s))
}

func TestLeavingAComputerReleasesTheMouse(t *testing.T) {
	s := &worldtest.Script{}
	d := sitDown(t, 61, 22, computer(0, "", s), computer(1, "", &worldtest.Script{}))
	d.point(marginX, marginY, tcell.Button1)
	d.key(tcell.KeyCtrlN, 0, tcell.ModCtrl)
	assert.Equal(t, []string{"mouse_click 1 1 1", "mouse_up 1 1 1"}, taken(s))
}
