package terminal

import (
	"strings"
	"unicode"

	"github.com/gdamore/tcell/v2"

	"ccnet/world"
)

// keyNames are the keys that are not characters. Esc is not among them: the game
// keeps it for itself.
var keyNames = map[tcell.Key]string{
	tcell.KeyEnter:      "enter",
	tcell.KeyCtrlJ:      "enter", // a newline
	tcell.KeyTab:        "tab",
	tcell.KeyBacktab:    "tab",
	tcell.KeyBackspace:  "backspace",
	tcell.KeyBackspace2: "backspace",
	tcell.KeyInsert:     "insert",
	tcell.KeyDelete:     "delete",
	tcell.KeyUp:         "up",
	tcell.KeyDown:       "down",
	tcell.KeyLeft:       "left",
	tcell.KeyRight:      "right",
	tcell.KeyPgUp:       "pageUp",
	tcell.KeyPgDn:       "pageDown",
	tcell.KeyHome:       "home",
	tcell.KeyEnd:        "end",
	tcell.KeyPrint:      "printScreen",
	tcell.KeyPause:      "pause",
	tcell.KeyMenu:       "menu",
	tcell.KeyCapsLock:   "capsLock",
	tcell.KeyScrollLock: "scrollLock",
	tcell.KeyNumLock:    "numLock",
	tcell.KeyF1:         "f1",
	tcell.KeyF2:         "f2",
	tcell.KeyF3:         "f3",
	tcell.KeyF4:         "f4",
	tcell.KeyF5:         "f5",
	tcell.KeyF6:         "f6",
	tcell.KeyF7:         "f7",
	tcell.KeyF8:         "f8",
	tcell.KeyF9:         "f9",
	tcell.KeyF10:        "f10",
	tcell.KeyF11:        "f11",
	tcell.KeyF12:        "f12",
	tcell.KeyF13:        "f13",
	tcell.KeyF14:        "f14",
	tcell.KeyF15:        "f15",
}

// The codes of the left modifier keys.
const shiftCode, ctrlCode, altCode = 340, 341, 342

// What shift makes of a key of an American keyboard, and which key that is.
const (
	shifted   = "~!@#$%^&*()_+{}|:\"<>?"
	unshifted = "`1234567890-=[]\\;',./"
)

// charKey is the code of the key that types a character: the character itself,
// without shift and in upper case. Characters that are not on an American keyboard
// have none.
func charKey(r rune) (code int, ok bool) {
	if i := strings.IndexRune(shifted, r); i >= 0 {
		r = rune(unshifted[i])
	}
	if r < 32 || r > 126 {
		return 0, false
	}
	return int(unicode.ToUpper(r)), true
}

// charByte is the byte of a character that can be typed or pasted in the game.
func charByte(r rune) (b byte, ok bool) {
	return byte(r), r >= 32 && r <= 126 || r >= 160 && r <= 255
}

// pressed is the key of an event. Terminals name some in two ways: by the control
// character, and by the letter that Ctrl is pressed with.
func pressed(ev *tcell.EventKey) tcell.Key {
	switch key := ev.Key(); key {
	case tcell.KeyBackspace, tcell.KeyTab, tcell.KeyEnter, tcell.KeyEscape:
		return key
	default:
		if key >= 0 && key < ' ' {
			return key + tcell.KeyCtrlSpace
		}
		return key
	}
}

// press handles a key, and tells whether it is the one to leave with.
func (c *Client) press(ev *tcell.EventKey) (leaves bool) {
	key, mods := pressed(ev), ev.Modifiers()
	if key == tcell.KeyRune && mods&(tcell.ModCtrl|tcell.ModAlt) == 0 {
		c.char(ev.Rune())
		return false
	}
	if key == tcell.KeyBacktab {
		mods |= tcell.ModShift
	}
	if name, ok := keyNames[key]; ok {
		if key == tcell.KeyCtrlJ {
			mods &^= tcell.ModCtrl
		}
		if code, ok := world.KeyCode(name); ok {
			c.combination(mods, code)
		}
		return false
	}
	if mods == tcell.ModCtrl {
		switch key {
		case tcell.KeyCtrlQ, tcell.KeyCtrlC:
			return true
		case tcell.KeyCtrlT:
			c.do(world.Terminate{})
			return false
		case tcell.KeyCtrlS:
			delete(c.starting, c.computers[c.at])
			c.do(world.Shutdown{})
			return false
		case tcell.KeyCtrlR:
			c.restart()
			return false
		case tcell.KeyCtrlN:
			c.change(1)
			return false
		case tcell.KeyCtrlP:
			c.change(-1)
			return false
		}
	}
	char := ev.Rune()
	if key >= tcell.KeyCtrlSpace && key <= tcell.KeyCtrlUnderscore {
		char = rune(key) // these are the ASCII codes of what Ctrl is pressed with
	}
	if mods == tcell.ModCtrl && (char == rune(tcell.KeyCtrlSpace) || char == ' ') {
		c.combination(0, ctrlCode) // Ctrl alone, which a terminal cannot tell
		return false
	}
	if code, ok := charKey(char); ok {
		c.combination(mods, code)
	}
	return false
}

// char types a character.
func (c *Client) char(r rune) {
	b, typed := charByte(r)
	code, ok := charKey(r)
	if ok {
		c.do(world.Key{Code: code})
	}
	if typed {
		c.do(world.Char{Char: b})
	}
	if ok {
		c.do(world.Key{Code: code, Up: true})
	}
}

// combination presses a key and releases it, both while modifiers are down. As
// terminals do not tell when a key is released, it is at once.
func (c *Client) combination(mods tcell.ModMask, code int) {
	var held []int
	for _, m := range [...]struct {
		mask tcell.ModMask
		code int
	}{{tcell.ModCtrl, ctrlCode}, {tcell.ModAlt, altCode}, {tcell.ModShift, shiftCode}} {
		if mods&m.mask != 0 {
			held = append(held, m.code)
			c.do(world.Key{Code: m.code})
		}
	}
	c.do(world.Key{Code: code}, world.Key{Code: code, Up: true})
	for i := len(held) - 1; i >= 0; i-- {
		c.do(world.Key{Code: held[i], Up: true})
	}
}

// maxPaste bounds what is kept of a pasted text; the game takes less.
const maxPaste = 4096

// pasteMark notes that a pasted text begins or ends.
func (c *Client) pasteMark(begins bool) {
	if c.pasting && !begins && len(c.paste) > 0 {
		c.do(world.Paste{Text: string(c.paste)})
	}
	c.pasting, c.paste = begins, nil
}

// pasteKey takes a piece of a pasted text, which comes as though it was typed.
func (c *Client) pasteKey(ev *tcell.EventKey) {
	b := byte('?')
	switch pressed(ev) {
	case tcell.KeyRune:
		if known, ok := charByte(ev.Rune()); ok {
			b = known
		}
	case tcell.KeyEnter, tcell.KeyCtrlJ:
		b = '\n'
	}
	if len(c.paste) < maxPaste {
		c.paste = append(c.paste, b)
	}
}
