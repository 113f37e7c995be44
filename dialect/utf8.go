package dialect

import "unicode/utf8"

// MaxRune is the last code point. Surrogates are code points like others to Lua, unlike
// to Go.
const MaxRune = 0x10FFFF

// AppendRune appends r, from 0 to MaxRune, in UTF-8.
func AppendRune(dst []byte, r int) []byte {
	switch {
	case r < 0x80:
		return append(dst, byte(r))
	case r < 0x800:
		return append(dst, 0xc0|byte(r>>6), 0x80|byte(r&0x3f))
	case r < 0x10000:
		return append(dst, 0xe0|byte(r>>12), 0x80|byte(r>>6&0x3f), 0x80|byte(r&0x3f))
	}
	return append(dst, 0xf0|byte(r>>18), 0x80|byte(r>>12&0x3f), 0x80|byte(r>>6&0x3f), 0x80|byte(r&0x3f))
}

// DecodeRune reads the code point at s[i]. n is its length in bytes, 0 if there is none.
// Overlong forms are none.
func DecodeRune(s string, i int) (r, n int) {
	b := int(s[i])
	least := 0
	switch {
	case b < 0x80:
		return b, 1
	case b < 0xc0:
		return 0, 0
	case b < 0xe0:
		r, n, least = b&0x1f, 2, 0x80
	case b < 0xf0:
		r, n, least = b&0x0f, 3, 0x800
	case b < 0xf8:
		r, n, least = b&0x07, 4, 0x10000
	default:
		return 0, 0
	}
	if i+n > len(s) {
		return 0, 0
	}
	for k := 1; k < n; k++ {
		if !Continues(s, i+k) {
			return 0, 0
		}
		r = r<<6 | int(s[i+k]&0x3f)
	}
	if r < least || r > MaxRune {
		return 0, 0
	}
	return r, n
}

// Continues tells whether s[i] exists and continues a character.
func Continues(s string, i int) bool { return i < len(s) && !utf8.RuneStart(s[i]) }
