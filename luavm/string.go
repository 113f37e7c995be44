package luavm

import (
	"math"
	"strconv"
	"strings"
	"unsafe"
)

// FormatNumber returns f as tostring shows it: whole numbers that fit 64 bits
// in full, others with 14 digits.
func FormatNumber(f float64) string {
	var buf [32]byte
	return string(AppendNumber(buf[:0], f))
}

// AppendNumber appends what FormatNumber returns to b.
func AppendNumber(b []byte, f float64) []byte {
	switch {
	case f == math.Trunc(f) && f >= -1<<63 && f <= 1<<63:
		return strconv.AppendInt(b, ToInt(f), 10)
	case f != f:
		return append(b, "nan"...)
	case f > math.MaxFloat64:
		return append(b, "inf"...)
	case f < -math.MaxFloat64:
		return append(b, "-inf"...)
	}
	return strconv.AppendFloat(b, f, 'g', 14, 64)
}

const space = " \t\n\v\f\r"

// ParseNumber reads a number as the language and tonumber do: decimal or
// hexadecimal, with fraction and exponent, white space around it.
func ParseNumber(s string) (float64, bool) {
	s = strings.Trim(s, space)
	t, neg := s, false
	if t != "" && (t[0] == '-' || t[0] == '+') {
		neg = t[0] == '-'
		t = t[1:]
	}
	if len(t) > 1 && t[0] == '0' && t[1]|0x20 == 'x' {
		f, ok := parseHex(t[2:])
		if neg {
			f = -f
		}
		return f + 0, ok
	}
	digits, i := 0, 0
	for ; i < len(t) && isDigit(t[i]); i++ {
		digits++
	}
	if i == len(t) && 0 < digits && digits < 16 {
		n := 0
		for _, c := range []byte(t) {
			n = n*10 + int(c-'0')
		}
		if neg {
			n = -n
		}
		return float64(n), true
	}
	if i < len(t) && t[i] == '.' {
		for i++; i < len(t) && isDigit(t[i]); i++ {
			digits++
		}
	}
	if digits == 0 {
		return 0, false
	}
	if i < len(t) && t[i]|0x20 == 'e' {
		i++
		if i < len(t) && (t[i] == '-' || t[i] == '+') {
			i++
		}
		from := i
		for ; i < len(t) && isDigit(t[i]); i++ {
		}
		if i == from {
			return 0, false
		}
	}
	if i < len(t) {
		return 0, false
	}
	f, _ := strconv.ParseFloat(s, 64) // the only error left is the range, with the right infinity
	return f + 0, true
}

func isDigit(c byte) bool { return c-'0' < 10 }

// parseHex reads what follows 0x.
func parseHex(s string) (float64, bool) {
	m, exp, digits, i := 0.0, 0, 0, 0
	for frac := false; i < len(s); i++ {
		c := s[i]
		if c == '.' && !frac {
			frac = true
			continue
		}
		d := hexDigit(c)
		if d < 0 {
			break
		}
		m = m*16 + float64(d)
		digits++
		if frac {
			exp -= 4
		}
	}
	if digits == 0 {
		return 0, false
	}
	if i < len(s) && s[i]|0x20 == 'p' {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil {
			ne, ok := err.(*strconv.NumError)
			if !ok || ne.Err != strconv.ErrRange {
				return 0, false
			}
		}
		exp += max(min(e, 1<<20), -1<<20)
		i = len(s)
	}
	return math.Ldexp(m, exp), i == len(s)
}

func hexDigit(c byte) int {
	switch {
	case c-'0' < 10:
		return int(c - '0')
	case c|0x20-'a' < 6:
		return int(c|0x20-'a') + 10
	}
	return -1
}

// bytesValue makes b a string value. b must not change any more.
func bytesValue(b []byte) Value {
	if len(b) == 0 {
		return String("")
	}
	return Value{p: unsafe.Pointer(&b[0]), n: tagString | uint64(len(b))}
}
