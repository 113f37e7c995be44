package pattern

// Character classes of patterns, over bytes: those of the C locale.
const (
	classAlpha = 1 << iota
	classLower
	classUpper
	classDigit
	classPunct
	classSpace
	classControl
	classHex
)

var classes = func() (t [256]uint8) {
	for i := range t {
		b := byte(i)
		lower, upper := b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z'
		digit := b >= '0' && b <= '9'
		switch {
		case lower:
			t[i] |= classLower | classAlpha
		case upper:
			t[i] |= classUpper | classAlpha
		case digit:
			t[i] |= classDigit
		case b == ' ' || b >= '\t' && b <= '\r':
			t[i] |= classSpace
		case b > ' ' && b < 0x7f:
			t[i] |= classPunct
		}
		if digit || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F' {
			t[i] |= classHex
		}
		if b < ' ' || b == 0x7f {
			t[i] |= classControl
		}
	}
	return t
}()

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(b byte)      { s[b>>6] |= 1 << (b & 63) }
func (s *byteSet) has(b byte) bool { return s[b>>6]&(1<<(b&63)) != 0 }

func (s *byteSet) addRange(lo, hi byte) {
	for b := int(lo); b <= int(hi); b++ {
		s.add(byte(b))
	}
}

func (s *byteSet) union(o *byteSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s *byteSet) negate() {
	for i := range s {
		s[i] = ^s[i]
	}
}

// inClass tells whether b belongs to the class named by the letter cl after a
// '%': a letter that names no class, or another byte, stands for itself.
func inClass(b, cl byte) bool {
	c := classes[b]
	var in bool
	switch cl | 0x20 {
	case 'a':
		in = c&classAlpha != 0
	case 'c':
		in = c&classControl != 0
	case 'd':
		in = c&classDigit != 0
	case 'g':
		in = b > ' ' && b < 0x7f
	case 'l':
		in = c&classLower != 0
	case 'p':
		in = c&classPunct != 0
	case 's':
		in = c&classSpace != 0
	case 'u':
		in = c&classUpper != 0
	case 'w':
		in = c&(classAlpha|classDigit) != 0
	case 'x':
		in = c&classHex != 0
	case 'z':
		in = b == 0
	default:
		return b == cl
	}
	if classes[cl]&classUpper != 0 {
		return !in
	}
	return in
}

// namedSets holds the sets of the class letters, so that compiling a pattern
// does not compute them anew.
var namedSets = func() (t [256]byteSet) {
	for cl := range t {
		for b := 0; b < 256; b++ {
			if inClass(byte(b), byte(cl)) {
				t[cl].add(byte(b))
			}
		}
	}
	return t
}()
