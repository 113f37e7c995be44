package term

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/value"
)

// picture is the glyphs of the screen, rows joined by "|".
func picture(s *Screen) string {
	var rows []string
	for y := range s.height {
		text, _, _ := s.Line(y)
		rows = append(rows, text)
	}
	return strings.Join(rows, "|")
}

func TestScreenGlyphs(t *testing.T) {
	tests := []struct {
		name string
		do   func(s *Screen)
		want string
		x, y int
	}{
		{"new", func(*Screen) {}, "    |    |    ", 0, 0},
		{"write", func(s *Screen) { s.Write("ab") }, "ab  |    |    ", 2, 0},
		{"write past the right edge", func(s *Screen) { s.Write("abcdef") }, "abcd|    |    ", 6, 0},
		{"write on from off the screen", func(s *Screen) { s.Write("abcdef"); s.Write("gh") }, "abcd|    |    ", 8, 0},
		{"write from left of the screen", func(s *Screen) { s.SetCursor(-2, 1); s.Write("abcdefgh") }, "    |cdef|    ", 6, 1},
		{"write left of the screen", func(s *Screen) { s.SetCursor(-9, 1); s.Write("ab") }, "    |    |    ", -7, 1},
		{"write below the screen", func(s *Screen) { s.SetCursor(0, 3); s.Write("ab") }, "    |    |    ", 2, 3},
		{"write above the screen", func(s *Screen) { s.SetCursor(0, -1); s.Write("ab") }, "    |    |    ", 2, -1},
		{"control characters are glyphs", func(s *Screen) { s.Write("a\nb\x00") }, "a\nb\x00|    |    ", 4, 0},
		{"blit", func(s *Screen) { _ = s.Blit("ab", "01", "fe") }, "ab  |    |    ", 2, 0},
		{"nothing", func(s *Screen) { s.Write(""); _ = s.Blit("", "", "") }, "    |    |    ", 0, 0},
		{"far off", func(s *Screen) { s.SetCursor(math.MaxInt32, 0); s.Write("ab") }, "    |    |    ", math.MinInt32 + 1, 0},
		{"clear line", func(s *Screen) { s.Write("ab"); s.ClearLine() }, "    |    |    ", 2, 0},
		{"clear line off the screen", func(s *Screen) { s.Write("ab"); s.SetCursor(0, 9); s.ClearLine() }, "ab  |    |    ", 0, 9},
		{"clear", func(s *Screen) { s.Write("ab"); s.Clear() }, "    |    |    ", 2, 0},
		{"scroll 0", func(s *Screen) { rows(s); s.Scroll(0) }, "aaaa|bbbb|cccc", 4, 2},
		{"scroll 1", func(s *Screen) { rows(s); s.Scroll(1) }, "bbbb|cccc|    ", 4, 2},
		{"scroll 2", func(s *Screen) { rows(s); s.Scroll(2) }, "cccc|    |    ", 4, 2},
		{"scroll 3", func(s *Screen) { rows(s); s.Scroll(3) }, "    |    |    ", 4, 2},
		{"scroll -1", func(s *Screen) { rows(s); s.Scroll(-1) }, "    |aaaa|bbbb", 4, 2},
		{"scroll -2", func(s *Screen) { rows(s); s.Scroll(-2) }, "    |    |aaaa", 4, 2},
		{"scroll down too far", func(s *Screen) { rows(s); s.Scroll(math.MinInt) }, "    |    |    ", 4, 2},
		{"scroll up too far", func(s *Screen) { rows(s); s.Scroll(math.MaxInt) }, "    |    |    ", 4, 2},
		{"smaller", func(s *Screen) { rows(s); s.Resize(2, 2) }, "aa|bb", 4, 2},
		{"larger", func(s *Screen) { rows(s); s.Resize(5, 4) }, "aaaa |bbbb |cccc |     ", 4, 2},
		{"bounded", func(s *Screen) { rows(s); s.Resize(-5, 0) }, "a", 4, 2},
		{"reset", func(s *Screen) { rows(s); s.Reset() }, "    |    |    ", 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := NewScreen(4, 3, true)
			test.do(s)
			assert.Equal(t, test.want, picture(s))
			x, y := s.Cursor()
			assert.Equal(t, [2]int{test.x, test.y}, [2]int{x, y}, "cursor")
		})
	}
}

func rows(s *Screen) {
	for y, row := range []string{"aaaa", "bbbb", "cccc"} {
		s.SetCursor(0, y)
		s.Write(row)
	}
}

func TestScreenColours(t *testing.T) {
	s := NewScreen(4, 2, true)
	s.Write("a")
	s.SetTextColour(14)
	s.SetBackgroundColour(1)
	s.Write("b")
	require.NoError(t, s.Blit("c", "A", "z"))
	text, fg, bg := s.Line(0)
	assert.Equal(t, []string{"abc ", "0eA0", "f1zf"}, []string{text, fg, bg})

	s.Scroll(1)
	_, fg, bg = s.Line(1)
	assert.Equal(t, []string{"eeee", "1111"}, []string{fg, bg}, "new rows are in the current colours")

	s.Reset()
	_, fg, bg = s.Line(0)
	assert.Equal(t, []string{"0000", "ffff"}, []string{fg, bg})

	assert.Equal(t, 10, ColourIndex('A', White))
	assert.Equal(t, 15, ColourIndex('f', White))
	assert.Equal(t, 7, ColourIndex('7', White))
	assert.Equal(t, Black, ColourIndex('z', Black))

	text, fg, bg = s.Line(2)
	assert.Empty(t, text+fg+bg)
}

func TestBlitLengths(t *testing.T) {
	s := NewScreen(4, 2, true)
	assert.ErrorIs(t, s.Blit("ab", "0", "ff"), ErrLength)
	assert.ErrorIs(t, s.Blit("ab", "00", "fff"), ErrLength)
	assert.Equal(t, "    |    ", picture(s))
}

func TestPalette(t *testing.T) {
	s := NewScreen(4, 2, false)
	assert.False(t, s.IsColour())
	white := s.Palette(White)
	assert.Equal(t, "0.94117647409439", value.FormatNumber(white[0]))
	s.SetPalette(White, [3]float64{2, -1, 0.5})
	assert.Equal(t, [3]float64{2, -1, 0.5}, s.Palette(White))
	s.Reset()
	assert.Equal(t, white, s.Palette(White))
	assert.Equal(t, [3]float64{1, 0, 0}, RGB(0xFF0000))
}

func TestChanged(t *testing.T) {
	s := NewScreen(4, 2, true)
	tests := []struct {
		name    string
		do      func()
		changes bool
	}{
		{"write", func() { s.Write("a") }, true},
		{"write nothing", func() { s.Write("") }, false},
		{"cursor", func() { s.SetCursor(0, 1) }, true},
		{"same cursor", func() { s.SetCursor(0, 1) }, false},
		{"blink", func() { s.SetBlink(true) }, true},
		{"same blink", func() { s.SetBlink(true) }, false},
		{"colour", func() { s.SetTextColour(3) }, true},
		{"same colour", func() { s.SetTextColour(3) }, false},
		{"palette", func() { s.SetPalette(3, [3]float64{}) }, true},
		{"scroll", func() { s.Scroll(1) }, true},
		{"clear", func() { s.Clear() }, true},
		{"same size", func() { s.Resize(4, 2) }, false},
		{"size", func() { s.Resize(5, 2) }, true},
		{"reset", func() { s.Reset() }, true},
		{"flush", func() { s.Flush() }, false},
	}
	for _, test := range tests {
		before := s.Changed()
		test.do()
		assert.Equal(t, test.changes, s.Changed() > before, test.name)
	}
}

func TestText(t *testing.T) {
	s := NewScreen(6, 5, true)
	assert.Empty(t, Text(s))
	s.SetCursor(1, 1)
	s.Write("hi\x07")
	s.SetCursor(0, 3)
	s.Write("\xfc\x95\x80")
	assert.Equal(t, "\n hi•\n\nü▌\n", Text(s))
}

func TestCharset(t *testing.T) {
	seen := map[rune]int{}
	for c := range 256 {
		r := Rune(byte(c))
		assert.False(t, r < ' ' || r >= 0x7f && r < 0xa0 || r == '�', "byte %d is a control character", c)
		assert.Equal(t, string(r), UTF8(string([]byte{byte(c)})))
		if prev, ok := seen[r]; ok && r != ' ' && r != '§' && r != '¶' {
			t.Errorf("bytes %d and %d look the same", prev, c)
		}
		seen[r] = c
	}
	assert.Equal(t, "🬀🬁🬂▌🬝", UTF8("\x81\x82\x83\x95\x9f"))
}
