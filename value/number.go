package value

import (
	"math"
	"strconv"
)

// FormatNumber writes f as Lua's tostring does: the integer exactly if f is one
// that fits 64 bits (2^63 itself counts and loses one), otherwise 14 significant
// digits; nan, inf and -inf; never -0.
func FormatNumber(f float64) string { return string(AppendNumber(nil, f)) }

// AppendNumber appends what FormatNumber returns to dst.
func AppendNumber(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "nan"...)
	case math.IsInf(f, 1):
		return append(dst, "inf"...)
	case math.IsInf(f, -1):
		return append(dst, "-inf"...)
	}
	if i := Saturate(f); float64(i) == f {
		return strconv.AppendInt(dst, i, 10)
	}
	return strconv.AppendFloat(dst, f, 'g', 14, 64)
}

// maxHexDigits is how many significant digits a hexadecimal number may have.
const maxHexDigits = 30

// ParseNumber reads s as Lua's tonumber does: decimal or hexadecimal, with
// fraction and exponent, between white space. It knows neither nan nor inf, but
// a number too large for a double is infinite.
func ParseNumber(s string) (float64, bool) {
	for len(s) > 0 && isSpace(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && isSpace(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	unsigned := s
	if len(s) > 0 && (s[0] == '+' || s[0] == '-') {
		unsigned = s[1:]
	}
	negative := len(s) > 0 && s[0] == '-'
	if len(unsigned) > 2 && unsigned[0] == '0' && unsigned[1]|0x20 == 'x' {
		f, ok := parseHex(unsigned[2:])
		if negative && f != 0 {
			f = -f
		}
		return f, ok
	}
	if !isDecimal(unsigned) {
		return 0, false
	}
	f, _ := strconv.ParseFloat(s, 64) // out of range is infinite, which is right
	if f == 0 {
		f = 0
	}
	return f, true
}

// isDecimal tells whether s is digits with an optional point among or around
// them and an optional exponent.
func isDecimal(s string) bool {
	whole := countDigits(s)
	s = s[whole:]
	if s != "" && s[0] == '.' {
		fraction := countDigits(s[1:])
		whole += fraction
		s = s[1+fraction:]
	}
	if whole == 0 || s == "" {
		return whole > 0
	}
	if s[0]|0x20 != 'e' {
		return false
	}
	s = s[1:]
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	return s != "" && countDigits(s) == len(s)
}

func countDigits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// parseHex reads what follows 0x: digits with an optional point among or around
// them, and an optional exponent of two.
func parseHex(s string) (f float64, ok bool) {
	digits, significant, exponent := 0, 0, 0
	point := false
	for ; s != ""; s = s[1:] {
		if s[0] == '.' && !point {
			point = true
			continue
		}
		d := hexDigit(s[0])
		if d < 0 {
			break
		}
		if digits++; significant > 0 || d > 0 {
			significant++
		}
		f = f*16 + float64(d)
		if point {
			exponent -= 4
		}
	}
	if digits == 0 || significant > maxHexDigits {
		return 0, false
	}
	if s == "" {
		return math.Ldexp(f, exponent), true
	}
	if s[0]|0x20 != 'p' {
		return 0, false
	}
	s = s[1:]
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	if s == "" || countDigits(s) != len(s) {
		return 0, false
	}
	given := 0
	for i := range len(s) {
		given = min(10*given+int(s[i]-'0'), 1<<40) // beyond any double
	}
	if negative {
		given = -given
	}
	return math.Ldexp(f, max(min(exponent+given, 1<<20), -1<<20)), true
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isLetter tells whether c can begin a name.
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// hexDigit is the value of the digit c, or -1.
func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
