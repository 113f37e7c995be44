package terminal

import (
	"testing"

	"github.com/gdamore/tcell/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
	"ccnet/world/worldtest"
)

func TestKeysBecomeEvents(t *testing.T) {
	for _, test := range []struct {
		name string
		key  tcell.Key
		char rune
		mods tcell.ModMask
		want []string
	}{
		{"letter", tcell.KeyRune, 'a', 0, []string{"key 65 false", `char "a"`, "key_up 65"}},
		{"capital", tcell.KeyRune, 'A', 0, []string{"key 65 false", `char "A"`, "key_up 65"}},
		{"digit", tcell.KeyRune, '7', 0, []string{"key 55 false", `char "7"`, "key_up 55"}},
		{"space", tcell.KeyRune, ' ', 0, []string{"key 32 false", `char " "`, "key_up 32"}},
		{"shifted", tcell.KeyRune, '"', 0, []string{"key 39 false", `char "\""`, "key_up 39"}},
		{"shifted digit", tcell.KeyRune, '!', 0, []string{"key 49 false", `char "!"`, "key_up 49"}},
		{"not on the keyboard", tcell.KeyRune, 'é', 0, []string{`char "\xe9"`}},
		{"not in the game", tcell.KeyRune, '€', 0, nil},
		{"a control character of Latin-1", tcell.KeyRune, '\u0085', 0, nil},
		{"enter", tcell.KeyEnter, 0, 0, []string{"key 257 false", "key_up 257"}},
		{"newline", tcell.KeyCtrlJ, 0, tcell.ModCtrl, []string{"key 257 false", "key_up 257"}},
		{"tab", tcell.KeyTab, 0, 0, []string{"key 258 false", "key_up 258"}},
		{"tab back", tcell.KeyBacktab, 0, 0, []string{"key 340 false", "key 258 false", "key_up 258", "key_up 340"}},
		{"backspace", tcell.KeyBackspace2, 0, 0, []string{"key 259 false", "key_up 259"}},
		{"insert", tcell.KeyInsert, 0, 0, []string{"key 260 false", "key_up 260"}},
		{"delete", tcell.KeyDelete, 0, 0, []string{"key 261 false", "key_up 261"}},
		{"right", tcell.KeyRight, 0, 0, []string{"key 262 false", "key_up 262"}},
		{"left", tcell.KeyLeft, 0, 0, []string{"key 263 false", "key_up 263"}},
		{"down", tcell.KeyDown, 0, 0, []string{"key 264 false", "key_up 264"}},
		{"up", tcell.KeyUp, 0, 0, []string{"key 265 false", "key_up 265"}},
		{"page up", tcell.KeyPgUp, 0, 0, []string{"key 266 false", "key_up 266"}},
		{"page down", tcell.KeyPgDn, 0, 0, []string{"key 267 false", "key_up 267"}},
		{"home", tcell.KeyHome, 0, 0, []string{"key 268 false", "key_up 268"}},
		{"end", tcell.KeyEnd, 0, 0, []string{"key 269 false", "key_up 269"}},
		{"f1", tcell.KeyF1, 0, 0, []string{"key 290 false", "key_up 290"}},
		{"f12", tcell.KeyF12, 0, 0, []string{"key 301 false", "key_up 301"}},
		{"escape", tcell.KeyEscape, 0, 0, nil},
		{"shift and left", tcell.KeyLeft, 0, tcell.ModShift, []string{"key 340 false", "key 263 false", "key_up 263", "key_up 340"}},
		{"ctrl and left", tcell.KeyLeft, 0, tcell.ModCtrl, []string{"key 341 false", "key 263 false", "key_up 263", "key_up 341"}},
		{"ctrl and letter", tcell.KeyCtrlE, 0, tcell.ModCtrl, []string{"key 341 false", "key 69 false", "key_up 69", "key_up 341"}},
		{"ctrl and letter, as a character", tcell.KeyRune, 'e', tcell.ModCtrl, []string{"key 341 false", "key 69 false", "key_up 69", "key_up 341"}},
		{"ctrl alone", tcell.KeyCtrlSpace, 0, tcell.ModCtrl, []string{"key 341 false", "key_up 341"}},
		{"ctrl alone, as a character", tcell.KeyRune, ' ', tcell.ModCtrl, []string{"key 341 false", "key_up 341"}},
		{"ctrl and minus", tcell.KeyCtrlUnderscore, 0, tcell.ModCtrl, []string{"key 341 false", "key 45 false", "key_up 45", "key_up 341"}},
		{"alt and letter", tcell.KeyRune, 'x', tcell.ModAlt, []string{"key 342 false", "key 88 false", "key_up 88", "key_up 342"}},
		{"ctrl, alt and T", tcell.KeyRune, 't', tcell.ModAlt | tcell.ModCtrl, []string{"key 341 false", "key 342 false", "key 84 false", "key_up 84", "key_up 342", "key_up 341"}},
		{"ctrl and T", tcell.KeyCtrlT, 0, tcell.ModCtrl, []string{"terminate"}},
		{"a key nobody knows", tcell.KeyF64, 0, 0, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &worldtest.Script{}
			d := sitDown(t, 80, 24, computer(0, "", s))
			d.key(test.key, test.char, test.mods)
			assert.Equal(t, test.want, taken(s))
		})
	}
}

func TestKeysToLeaveWith(t *testing.T) {
	d := sitDown(t, 80, 24, computer(0, "", &worldtest.Script{}))
	assert.True(t, d.handle(tcell.NewEventKey(tcell.KeyCtrlQ, 0, tcell.ModCtrl)))
	assert.True(t, d.handle(tcell.NewEventKey(tcell.KeyRune, 'q', tcell.ModCtrl)))
	assert.True(t, d.handle(tcell.NewEventKey(tcell.KeyCtrlC, 0, tcell.ModCtrl)))
	assert.False(t, d.handle(tcell.NewEventKey(tcell.KeyRune, 'q', tcell.ModNone)))
}

func TestFastTypingIsNotLost(t *testing.T) {
	var text []rune
	s := &worldtest.Script{On: map[string]func(*world.Computer, world.Event){
		"char": func(_ *world.Computer, ev world.Event) {
			char, _ := ev.Args[0].AsString()
			text = append(text, rune(char[0]))
		},
	}}
	d := sitDown(t, 80, 24, computer(0, "", s))
	var typed []rune
	for i := range 1000 {
		r := 'a' + rune(i%26)
		typed = append(typed, r)
		require.False(t, d.handle(tcell.NewEventKey(tcell.KeyRune, r, tcell.ModNone)))
	}
	assert.NotEmpty(t, d.outbox)
	for len(d.outbox) > 0 {
		d.wait(1)
	}
	assert.Equal(t, string(typed), string(text))
}

func TestPaste(t *testing.T) {
	long := make([]rune, 3*maxPaste)
	for i := range long {
		long[i] = 'x'
	}
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"a word", "hello", []string{`paste "hello"`}},
		{"the first line counts", "one\rtwo", []string{`paste "one"`}},
		{"newline", "one\ntwo", []string{`paste "one"`}},
		{"characters of the game and others", "é€", []string{`paste "\xe9?"`}},
		{"a hot key is none here", "a\x11b", []string{`paste "a?b"`}},
		{"nothing", "", nil},
		{"an empty line", "\nx", nil},
		{"much", string(long), []string{`paste "` + string(long[:512]) + `"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &worldtest.Script{}
			d := sitDown(t, 80, 24, computer(0, "", s))
			d.handle(tcell.NewEventPaste(true))
			for _, r := range test.text {
				require.False(t, d.handle(tcell.NewEventKey(tcell.KeyRune, r, tcell.ModNone)))
			}
			d.handle(tcell.NewEventPaste(false))
			d.wait(1)
			assert.Equal(t, test.want, taken(s))
			d.key(tcell.KeyRune, 'a', 0)
			assert.Contains(t, taken(s), `char "a"`, "typing goes on afterwards")
		})
	}
}

// Whatever comes from a terminal, the client stays, and what it sends can be sent.
func FuzzInput(f *testing.F) {
	f.Add(int16(tcell.KeyRune), 'a', int16(0), 3, 4, int16(1))
	f.Add(int16(tcell.KeyCtrlN), rune(0), int16(tcell.ModCtrl), -1, 500, int16(tcell.WheelUp))
	f.Add(int16(-1), rune(-1), int16(-1), 1<<40, -1<<40, int16(-1))
	f.Fuzz(func(t *testing.T, key int16, char rune, mods int16, x, y int, buttons int16) {
		d := sitDown(t, 30, 10, computer(0, "", &worldtest.Script{}), computer(1, "", &worldtest.Script{}))
		d.handle(tcell.NewEventKey(tcell.Key(key), char, tcell.ModMask(mods)))
		d.handle(tcell.NewEventMouse(x, y, tcell.ButtonMask(buttons), 0))
		d.wait(1)
	})
}
