package dialect

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Flags of a format directive.
const (
	flagLeft = 1 << iota
	flagPlus
	flagSpace
	flagAlternate
	flagZero
	flagPrecision
)

// Directive is one parsed "%…" of string.format, in the manner of C's printf:
// flags, a width and a precision of at most two digits each (-1: none given)
// and the letter of the conversion (0 at the end of the format).
type Directive struct {
	Text      string // without the '%'
	flags     uint8
	width     int
	precision int
	Verb      byte
}

var (
	errRepeatedFlags = errors.New("invalid format (repeated flags)")
	errFormatTooLong = errors.New("invalid format (width or precision too long)")
)

// ParseDirective parses the directive that begins format, after its '%'.
func ParseDirective(format string) (d Directive, err error) {
	i := 0
	peek := func() byte {
		if i < len(format) {
			return format[i]
		}
		return 0
	}
	number := func() int {
		n := 0
		for k := 0; k < 2 && peek() >= '0' && peek() <= '9'; k++ {
			n = n*10 + int(peek()-'0')
			i++
		}
		return n
	}
	for {
		f := strings.IndexByte("-+ #0", peek())
		if f < 0 || i >= len(format) {
			break
		}
		d.flags |= 1 << f
		i++
	}
	if i > 5 {
		return d, errRepeatedFlags
	}
	d.width, d.precision = -1, -1
	if c := peek(); c >= '0' && c <= '9' {
		d.width = number()
	}
	if peek() == '.' {
		i++
		d.flags |= flagPrecision
		d.precision = number()
	}
	d.Verb = peek()
	if d.Verb >= '0' && d.Verb <= '9' {
		return d, errFormatTooLong
	}
	if i < len(format) {
		i++
	}
	d.Text = format[:i]
	return d, nil
}

// allow fails if d has flags beyond those given.
func (d *Directive) allow(flags uint8) error {
	if d.flags&^flags != 0 {
		return fmt.Errorf("invalid conversion specification: '%%%s'", d.Text)
	}
	return nil
}

// Check tells whether the verb of d exists and takes its flags.
func (d *Directive) Check() error {
	switch d.Verb {
	case 'c':
		return d.allow(flagLeft)
	case 'd', 'i':
		return d.allow(flagLeft | flagPlus | flagSpace | flagZero | flagPrecision)
	case 'u':
		return d.allow(flagLeft | flagZero | flagPrecision)
	case 'o', 'x', 'X':
		return d.allow(flagLeft | flagAlternate | flagZero | flagPrecision)
	case 'e', 'E', 'f', 'g', 'G', 'a', 'A':
		return nil
	case 's':
		return d.allow(flagLeft | flagPrecision)
	case 'q':
		if len(d.Text) != 1 {
			return errors.New("specifier '%q' cannot have modifiers")
		}
		return nil
	}
	return fmt.Errorf("invalid conversion '%%%s' to 'format'", d.Text)
}

func (d *Directive) has(flag uint8) bool { return d.flags&flag != 0 }

// pad appends body, led by sign or prefix, in the width of d. Zeros fill the
// gap between the two if zero is set.
func (d *Directive) pad(dst []byte, lead string, body []byte, zero bool) []byte {
	gap := d.width - len(lead) - len(body)
	if gap <= 0 {
		return append(append(dst, lead...), body...)
	}
	switch {
	case d.has(flagLeft):
		dst = append(append(dst, lead...), body...)
		return appendRepeated(dst, ' ', gap)
	case zero:
		dst = appendRepeated(append(dst, lead...), '0', gap)
		return append(dst, body...)
	}
	dst = appendRepeated(dst, ' ', gap)
	return append(append(dst, lead...), body...)
}

func appendRepeated(dst []byte, b byte, n int) []byte {
	for ; n > 0; n-- {
		dst = append(dst, b)
	}
	return dst
}

func (d *Directive) AppendChar(dst []byte, b byte) []byte {
	return d.pad(dst, "", []byte{b}, false)
}

// AppendString appends s for %s: up to its first NUL and to the precision, but
// a long string without a precision goes in whole.
func (d *Directive) AppendString(dst []byte, s string) []byte {
	if d.precision < 0 && len(s) >= 100 {
		return append(dst, s...)
	}
	if i := strings.IndexByte(s, 0); i >= 0 {
		s = s[:i]
	}
	if d.precision >= 0 && len(s) > d.precision {
		s = s[:d.precision]
	}
	gap := d.width - len(s)
	if !d.has(flagLeft) {
		dst = appendRepeated(dst, ' ', gap)
	}
	dst = append(dst, s...)
	if d.has(flagLeft) {
		dst = appendRepeated(dst, ' ', gap)
	}
	return dst
}

// AppendText appends s as a plain %s does.
func AppendText(dst []byte, s string) []byte {
	d := Directive{width: -1, precision: -1}
	return d.AppendString(dst, s)
}

// sign returns the sign to show for a number.
func (d *Directive) sign(negative bool) string {
	switch {
	case negative:
		return "-"
	case d.has(flagPlus):
		return "+"
	case d.has(flagSpace):
		return " "
	}
	return ""
}

// AppendInt appends n for the verbs d, i, u, o, x and X.
func (d *Directive) AppendInt(dst []byte, n int64) []byte {
	var buf [128]byte
	digits := buf[:0]
	lead := ""
	switch d.Verb {
	case 'x', 'X':
		digits = strconv.AppendUint(digits, uint64(n), 16)
		if d.has(flagAlternate) && n != 0 {
			lead = "0x"
		}
		if d.Verb == 'X' {
			digits = bytes.ToUpper(digits)
			lead = strings.ToUpper(lead)
		}
	case 'o':
		digits = strconv.AppendUint(digits, uint64(n), 8)
		if d.has(flagAlternate) && n != 0 {
			digits = append(digits, 0)
			copy(digits[1:], digits)
			digits[0] = '0'
		}
	case 'u':
		digits = strconv.AppendUint(digits, uint64(n), 10)
	default:
		lead = d.sign(n < 0)
		magnitude := uint64(n)
		if n < 0 {
			magnitude = -magnitude
		}
		digits = strconv.AppendUint(digits, magnitude, 10)
	}
	if n == 0 && d.precision == 0 && !(d.Verb == 'o' && d.has(flagAlternate)) {
		digits = digits[:0]
	}
	if missing := d.precision - len(digits); missing > 0 {
		n := len(digits)
		digits = appendRepeated(digits, '0', missing)
		copy(digits[missing:], digits[:n])
		for i := 0; i < missing; i++ {
			digits[i] = '0'
		}
	}
	return d.pad(dst, lead, digits, d.has(flagZero) && d.precision < 0)
}

// AppendFloat appends f for the verbs e, E, f, g, G, a and A. NaN has no sign.
func (d *Directive) AppendFloat(dst []byte, f float64) []byte {
	f += 0 // no negative zero
	upper := d.Verb < 'a'
	lead := d.sign(f < 0)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		word := []byte("inf")
		if math.IsNaN(f) {
			word = []byte("nan")
		}
		if upper {
			word = bytes.ToUpper(word)
		}
		return d.pad(dst, lead, word, false)
	}
	f = math.Abs(f)
	var buf [512]byte
	body := buf[:0]
	precision := d.precision
	verb := d.Verb | 0x20
	switch verb {
	case 'a':
		body = appendHexFloat(body, f, precision, d.has(flagAlternate))
		lead += "0x"
	case 'g':
		body = AppendGeneral(body, f, precision, d.has(flagAlternate))
	default:
		if precision < 0 {
			precision = 6
		}
		body = AppendFloat(body, f, verb, precision)
		if precision == 0 && d.has(flagAlternate) {
			body = insertPoint(body)
		}
	}
	if upper {
		body = bytes.ToUpper(body)
		lead = strings.ToUpper(lead)
	}
	return d.pad(dst, lead, body, d.has(flagZero))
}

// insertPoint puts a point behind the digits of a number that has none.
func insertPoint(body []byte) []byte {
	i := bytes.IndexAny(body, "ep")
	if i < 0 {
		return append(body, '.')
	}
	body = append(body, 0)
	copy(body[i+1:], body[i:])
	body[i] = '.'
	return body
}

// appendHexFloat appends f (not negative) as C's %a does, without the "0x": with a
// negative precision as many digits as are needed. As in the game, the digit before
// the point may be 2 after rounding, and is 0 for numbers below 2^-1022.
func appendHexFloat(dst []byte, f float64, precision int, point bool) []byte {
	b := math.Float64bits(f)
	significand, exponent := b&(1<<52-1), int(b>>52)-1023
	switch {
	case f == 0:
		exponent = 0
	case exponent == -1023:
		exponent = -1022
	default:
		significand |= 1 << 52
	}
	const full = 13 // hexadecimal digits behind the point
	shown := min(precision, full)
	if precision < 0 {
		shown = full - bits.TrailingZeros64(significand|1<<52)/4
	}
	cut := 4 * (full - shown)
	digits := significand >> cut
	if rest, half := significand&(1<<cut-1), uint64(1)<<cut>>1; rest > half || rest == half && half > 0 && digits&1 != 0 {
		digits++
	}
	dst = strconv.AppendUint(dst, digits>>(4*shown), 16)
	if precision > 0 || shown > 0 || point {
		dst = append(dst, '.')
	}
	for i := shown - 1; i >= 0; i-- {
		dst = append(dst, "0123456789abcdef"[digits>>(4*i)&15])
	}
	dst = appendRepeated(dst, '0', precision-shown)
	dst = append(dst, 'p', '+')
	if exponent < 0 {
		dst[len(dst)-1] = '-'
		exponent = -exponent
	}
	return strconv.AppendInt(dst, int64(exponent), 10)
}

// AppendQuoted appends s for %q: a Lua string literal.
func AppendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\', '\n':
			dst = append(dst, '\\', c)
		case '\r':
			dst = append(dst, `\r`...)
		case 0:
			dst = append(dst, `\000`...)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// AppendQuotedNumber appends f for %q: a literal that reads back as f.
func AppendQuotedNumber(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "(0/0)"...)
	case math.IsInf(f, 1):
		return append(dst, "1e9999"...)
	case math.IsInf(f, -1):
		return append(dst, "-1e9999"...)
	case f == math.Trunc(f) && math.Abs(f) < 1<<63:
		return strconv.AppendInt(dst, int64(f), 10)
	}
	if f < 0 {
		dst = append(dst, '-')
	}
	return appendHexFloat(append(dst, "0x"...), math.Abs(f), -1, false)
}
