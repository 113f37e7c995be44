package dialect

import (
	"math"
	"strconv"
	"strings"
)

// FormatNumber writes f as tostring does: whole numbers that fit 64 bits in full
// (2^63 itself counts and loses one), others with 14 significant digits; nan, inf
// and -inf; never -0.
func FormatNumber(f float64) string {
	var buf [32]byte
	return string(AppendNumber(buf[:0], f))
}

// AppendNumber appends what FormatNumber returns to dst.
func AppendNumber(dst []byte, f float64) []byte {
	switch {
	case f == math.Trunc(f) && f >= -1<<63 && f <= 1<<63:
		if f == 1<<63 {
			return strconv.AppendInt(dst, math.MaxInt64, 10)
		}
		return strconv.AppendInt(dst, int64(f), 10)
	case f != f:
		return append(dst, "nan"...)
	case f > math.MaxFloat64:
		return append(dst, "inf"...)
	case f < -math.MaxFloat64:
		return append(dst, "-inf"...)
	case !halfWay(f, 'e', digits-1):
		return strconv.AppendFloat(dst, f, 'g', digits, 64)
	}
	if f < 0 {
		dst, f = append(dst, '-'), -f
	}
	return AppendGeneral(dst, f, digits, false)
}

// digits is how many significant digits tostring gives.
const digits = 14

const space = " \t\n\v\f\r"

// ParseNumber reads a number as the language does, and tonumber: decimal, or
// hexadecimal after 0x, with fraction and exponent, white space around it. The
// game reads digits alone as a whole number of 64 bits, which wraps around, and
// takes a second sign before other numbers; so does ParseNumber.
func ParseNumber(s string) (float64, bool) { return ParseNumberIn(s, 10) }

// ParseNumberIn is ParseNumber for a base from 2 to 36, as tonumber's second
// argument names it. Only bases 10 and 16 know more than whole numbers.
func ParseNumberIn(s string, base int) (float64, bool) {
	s = strings.Trim(s, space)
	negative := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative = s[0] == '-'
		s = s[1:]
	}
	if (base == 10 || base == 16) && len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x' {
		base = 16
		s = s[2:]
	}
	if s == "" {
		return 0, false
	}
	f, ok := parseWhole(s, base)
	switch {
	case ok:
	case base == 10:
		f, ok = parseDecimal(s)
	case base == 16:
		f, ok = parseHex(s)
	}
	if negative {
		f = -f
	}
	return f + 0, ok // no negative zero
}

func parseWhole(s string, base int) (float64, bool) {
	var n int64
	for i := range len(s) {
		d := digit(s[i])
		if d >= base {
			return 0, false
		}
		n = n*int64(base) + int64(d)
	}
	return float64(n), true
}

// digit is the value of c as a digit of a base up to 36; 36 if it is none.
func digit(c byte) int {
	switch {
	case c-'0' < 10:
		return int(c - '0')
	case c|0x20-'a' < 26:
		return int(c|0x20-'a') + 10
	}
	return 36
}

func parseDecimal(s string) (float64, bool) {
	for i := range len(s) {
		switch c := s[i]; c {
		case '+', '-', '.', 'e', 'E':
		default:
			if c-'0' >= 10 {
				return 0, false
			}
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil || math.IsInf(f, 0) // too large is infinite
}

// maxHexDigits is how many significant digits a hexadecimal number with a fraction
// or an exponent may have.
const maxHexDigits = 30

// parseHex reads what follows 0x. The digits make a number of 64 bits, too.
func parseHex(s string) (float64, bool) {
	var mantissa int64
	var exponent, given int32
	count, significant, point, i := 0, 0, false, 0
	for ; i < len(s); i++ {
		if s[i] == '.' {
			if point {
				return 0, false
			}
			point = true
			continue
		}
		d := digit(s[i])
		if d >= 16 {
			break
		}
		count++
		if significant > 0 || d > 0 {
			if significant++; significant > maxHexDigits {
				return 0, false
			}
			mantissa = mantissa*16 + int64(d)
		}
		if point {
			exponent -= 4
		}
	}
	if count == 0 {
		return 0, false
	}
	if i == len(s) {
		return math.Ldexp(float64(mantissa), int(exponent)), true
	}
	if s[i]|0x20 != 'p' {
		return 0, false
	}
	s = s[i+1:]
	negative := s != "" && s[0] == '-'
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	if s == "" {
		return 0, false
	}
	for i := range len(s) {
		if s[i]-'0' >= 10 {
			return 0, false
		}
		given = given*10 + int32(s[i]-'0') // wraps around, too
	}
	if negative {
		given = -given
	}
	return math.Ldexp(float64(mantissa), int(exponent+given)), true
}
