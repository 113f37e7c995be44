package value

import "ccnet/dialect"

// FormatNumber writes f as Lua's tostring does.
func FormatNumber(f float64) string { return dialect.FormatNumber(f) }

// AppendNumber appends what FormatNumber returns to dst.
func AppendNumber(dst []byte, f float64) []byte { return dialect.AppendNumber(dst, f) }

// ParseNumber reads s as Lua's tonumber does.
func ParseNumber(s string) (float64, bool) { return dialect.ParseNumber(s) }

func countDigits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
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
