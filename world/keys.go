package world

import "strconv"

// keyCodes are the codes of keys that are not letters or digits, by the names that
// the game's keys API gives them.
var keyCodes = map[string]int{
	"space": 32, "apostrophe": 39, "comma": 44, "minus": 45, "period": 46, "slash": 47,
	"semicolon": 59, "equals": 61, "leftBracket": 91, "backslash": 92, "rightBracket": 93, "grave": 96,
	"enter": 257, "tab": 258, "backspace": 259, "insert": 260, "delete": 261,
	"right": 262, "left": 263, "down": 264, "up": 265,
	"pageUp": 266, "pageDown": 267, "home": 268, "end": 269,
	"capsLock": 280, "scrollLock": 281, "numLock": 282, "printScreen": 283, "pause": 284,
	"numPadDecimal": 330, "numPadDivide": 331, "numPadMultiply": 332, "numPadSubtract": 333,
	"numPadAdd": 334, "numPadEnter": 335, "numPadEqual": 336,
	"leftShift": 340, "leftCtrl": 341, "leftAlt": 342, "leftSuper": 343,
	"rightShift": 344, "rightCtrl": 345, "rightAlt": 346, "menu": 348,
	"zero": 48, "one": 49, "two": 50, "three": 51, "four": 52,
	"five": 53, "six": 54, "seven": 55, "eight": 56, "nine": 57,
}

// KeyCode is the code of the key called name: "a", "7", "enter", "leftCtrl", "f5",
// "numPad0".
func KeyCode(name string) (int, bool) {
	if len(name) == 1 {
		switch b := name[0]; {
		case b >= 'a' && b <= 'z':
			return int(b) - 'a' + 'A', true
		case b >= 'A' && b <= 'Z', b >= '0' && b <= '9':
			return int(b), true
		}
	}
	if code, ok := keyCodes[name]; ok {
		return code, true
	}
	for _, row := range []struct {
		prefix             string
		least, most, first int
	}{{"f", 1, 25, 290}, {"numPad", 0, 9, 320}} {
		if len(name) > len(row.prefix) && name[:len(row.prefix)] == row.prefix {
			n, err := strconv.Atoi(name[len(row.prefix):])
			if err == nil && n >= row.least && n <= row.most {
				return row.first + n - row.least, true
			}
		}
	}
	return 0, false
}
