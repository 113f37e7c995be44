package cp

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// The limits of a message.
const (
	MaxToken = 2047 // bytes
	MaxData  = 8192 // bytes of the line, without its end
	MaxText  = 2047 // characters
	minName  = 2    // characters
	maxName  = 63
)

// Escape writes data as one line.
func Escape(data string) string { return escaper.Replace(data) }

var escaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)

var errData = errors.New("the data is not one line of escaped UTF-8")

// Unescape reads a line of data. It refuses unknown escapes, control characters other
// than TAB, and what is not UTF-8.
func Unescape(line string) (string, error) {
	if !utf8.ValidString(line) {
		return "", errData
	}
	escaped := false
	for i := range len(line) {
		switch c := line[i]; {
		case c < ' ' && c != '\t', c == 0x7F:
			return "", errData
		case c == '\\':
			escaped = true
		}
	}
	if !escaped {
		return line, nil
	}
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] != '\\' {
			b.WriteByte(line[i])
			continue
		}
		i++
		switch {
		case i == len(line):
			return "", errData
		case line[i] == '\\':
			b.WriteByte('\\')
		case line[i] == 'n':
			b.WriteByte('\n')
		case line[i] == 'r':
			b.WriteByte('\r')
		default:
			return "", errData
		}
	}
	return b.String(), nil
}

// ValidName tells whether a user may have the name.
func ValidName(name string) bool {
	if len(name) < minName || len(name) > maxName {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return false
		}
	}
	return true
}

// ValidText tells whether the text can be a message: 1 to MaxText characters, of
// control characters only TAB, LF and CR, and not too long for a line of data even
// with the longest names before it.
func ValidText(text string) bool {
	n, size := 0, 0
	for i, r := range text {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7F {
			return false
		}
		if r == utf8.RuneError {
			if _, width := utf8.DecodeRuneInString(text[i:]); width == 1 {
				return false
			}
		}
		if r == '\\' || r == '\n' || r == '\r' {
			size++
		}
		n++
	}
	return n >= 1 && n <= MaxText && size+len(text) <= MaxData-len("Broadcast-message ")-maxName-1
}

// validToken tells whether a line can be a token: printing ASCII, or empty.
func validToken(token string) bool {
	if len(token) > MaxToken {
		return false
	}
	for i := range len(token) {
		if token[i] <= ' ' || token[i] > '~' {
			return false
		}
	}
	return true
}
