package term

import (
	"strings"
	"unicode/utf8"
)

// unseen tells of glyphs that show nothing; they are trimmed off the ends of rows.
func unseen(c byte) bool {
	switch c {
	case ' ', 0, '\t', '\n', '\r', 128:
		return true
	}
	return false
}

// trim is a row without the blanks at its end.
func trim(row []byte) []byte {
	n := len(row)
	for n > 0 && unseen(row[n-1]) {
		n--
	}
	return row[:n]
}

// blank tells whether nothing can be read in a row.
func blank(row []byte) bool { return len(trim(row)) == 0 }

// low are the glyphs of bytes 0 to 31, as near as Unicode has them.
const low = " ☺☻♥♦♣♠•◘  ♂♀ ♪♫►◄↕‼¶§▬↨↑↓→←∟↔▲▼"

// charset is the text that stands for each byte. It holds no control
// characters, so that whatever a program writes is harmless on a terminal:
// printable ASCII and Latin-1 are themselves, 0 to 31 are the pictures of the
// game's font, 127 is a shade, and 128 to 159, blocks of two by three, are the
// sextants that Unicode has for them.
var charset = func() (set [256]string) {
	runes := []rune(low)
	for c := range set {
		r := rune(c)
		switch {
		case c < 32:
			r = runes[c]
		case c == 127:
			r = '▒'
		case c >= 128 && c < 160:
			r = sextant(c - 128)
		}
		set[c] = string(r)
	}
	return set
}()

// sextant is the block whose cells, counted from the top left in rows, are the
// bits of pattern (0 to 31).
func sextant(pattern int) rune {
	const leftHalf = 1 | 4 | 16
	switch {
	case pattern == 0:
		return ' '
	case pattern == leftHalf:
		return '▌'
	case pattern > leftHalf:
		return rune(0x1FB00 + pattern - 2)
	}
	return rune(0x1FB00 + pattern - 1)
}

// Rune is the Unicode character that looks like glyph c, never a control
// character.
func Rune(c byte) rune {
	r, _ := utf8.DecodeRuneInString(charset[c])
	return r
}

// UTF8 turns glyphs into text for people, glyph by glyph.
func UTF8(glyphs string) string {
	return string(appendGlyphs(nil, []byte(glyphs)))
}

func appendGlyphs(b, glyphs []byte) []byte {
	for _, c := range glyphs {
		if c >= 32 && c < 127 {
			b = append(b, c)
		} else {
			b = append(b, charset[c]...)
		}
	}
	return b
}

// appendText appends a row as a person reads it, without the blanks at its end.
func appendText(b, row []byte) []byte {
	return appendGlyphs(b, trim(row))
}

// Text is what stands on the screen, each row ended by a newline, without the
// blanks at the ends of rows and without blank rows at the end.
func Text(s *Screen) string {
	var b strings.Builder
	var buf []byte
	empty := 0
	for y := range s.height {
		buf = appendText(buf[:0], s.row(y))
		if len(buf) == 0 {
			empty++
			continue
		}
		for ; empty > 0; empty-- {
			b.WriteByte('\n')
		}
		b.Write(buf)
		b.WriteByte('\n')
	}
	return b.String()
}
