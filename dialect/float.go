package dialect

import (
	"bytes"
	"math"
	"math/bits"
	"strconv"
)

// AppendFloat appends f as strconv does for the verbs 'e' and 'f', but where f lies
// exactly half way between two texts it takes the one farther from zero, as the
// game does: C and Go take the even one.
func AppendFloat(dst []byte, f float64, verb byte, precision int) []byte {
	if !halfWay(f, verb, precision) {
		return strconv.AppendFloat(dst, f, verb, precision, 64)
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, verb, precision+1, 64) // exact; the last digit is 5
	end := len(dst)
	if verb == 'e' {
		end = start + bytes.IndexByte(dst[start:], 'e')
	}
	last := end - 2
	if dst[last] == '.' {
		last--
	}
	for ; last >= start; last-- { // count up, over nines and the point
		switch c := &dst[last]; {
		case *c == '9':
			*c = '0'
			continue
		case *c == '.':
			continue
		case *c != '-':
			*c++
			return append(dst[:cut(end, precision)], dst[end:]...)
		}
		break
	}
	// Nines only: one more digit in front.
	first := last + 1
	if verb == 'e' {
		exponent, _ := strconv.Atoi(string(dst[end+1:]))
		dst[first] = '1'
		return appendExponent(dst[:cut(end, precision)], exponent+1)
	}
	dst = append(dst[:cut(end, precision)], 0)
	copy(dst[first+1:], dst[first:])
	dst[first] = '1'
	return dst
}

// cut is where digits end when the last one goes, and the point if nothing is left
// behind it.
func cut(end, precision int) int {
	if precision == 0 {
		return end - 2
	}
	return end - 1
}

func appendExponent(dst []byte, exponent int) []byte {
	dst = append(dst, 'e', '+')
	if exponent < 0 {
		dst[len(dst)-1] = '-'
		exponent = -exponent
	}
	if exponent < 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, int64(exponent), 10)
}

// halfWay tells whether f lies half way between two numbers of that precision.
func halfWay(f float64, verb byte, precision int) bool {
	decimals := decimals(f)
	if decimals < 0 {
		return false
	}
	if verb == 'f' {
		return decimals == precision+1
	}
	if decimals > 3*(precision+2) { // each takes 0.7 significant digits at least
		return false
	}
	var buf [64]byte
	text := strconv.AppendFloat(buf[:0], f, 'e', precision+1, 64)
	e := bytes.IndexByte(text, 'e')
	exponent, _ := strconv.Atoi(string(text[e+1:]))
	if decimals > 0 {
		return decimals == precision+1-exponent
	}
	beyond := exponent - precision // digits of a whole number that do not show
	if beyond <= 0 || text[e-1] != '5' {
		return false
	}
	text = strconv.AppendFloat(buf[:0], f, 'f', 0, 64)
	return len(bytes.TrimRight(text[len(text)-beyond:], "0")) == 1
}

// decimals is how many digits f has behind the point when it is written in full;
// -1 if it is no number or zero. The last of them is 5.
func decimals(f float64) int {
	b := math.Float64bits(f)
	exponent, fraction := int(b>>52&0x7ff), b&(1<<52-1)
	switch {
	case exponent == 0x7ff || exponent == 0 && fraction == 0:
		return -1
	case exponent == 0:
		exponent = 1
	default:
		fraction |= 1 << 52
	}
	return max(1075-exponent-bits.TrailingZeros64(fraction), 0)
}

// AppendGeneral appends f, which must not be negative, as C's %g does: precision
// significant digits in whichever of the two notations suits the exponent, without
// trailing zeros unless keep is set.
func AppendGeneral(dst []byte, f float64, precision int, keep bool) []byte {
	switch {
	case precision < 0:
		precision = 6
	case precision == 0:
		precision = 1
	}
	var buf [128]byte
	scientific := AppendFloat(buf[:0], f, 'e', precision-1)
	e := bytes.IndexByte(scientific, 'e')
	exponent, _ := strconv.Atoi(string(scientific[e+1:]))
	start := len(dst)
	if exponent < -4 || exponent >= precision {
		dst = trimZeros(append(dst, scientific[:e]...), start, keep)
		return append(dst, scientific[e:]...)
	}
	return trimZeros(AppendFloat(dst, f, 'f', precision-1-exponent), start, keep)
}

// trimZeros takes zeros away from the end of the number that begins at start, and
// the point if nothing is left behind it; or adds a point if keep is set.
func trimZeros(dst []byte, start int, keep bool) []byte {
	point := bytes.IndexByte(dst[start:], '.') >= 0
	switch {
	case keep && !point:
		return append(dst, '.')
	case keep || !point:
		return dst
	}
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	if dst[len(dst)-1] == '.' {
		dst = dst[:len(dst)-1]
	}
	return dst
}
