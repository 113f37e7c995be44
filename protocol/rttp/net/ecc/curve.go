package ecc

import (
	"errors"
	"math/big"
)

// Sizes in bytes of what travels.
const (
	ScalarSize    = 21
	PointSize     = ScalarSize + 1
	SignatureSize = 2 * ScalarSize
)

// The curve x² + y² = 1 + 122·x²·y² over p. Its points of order q are the generator's;
// all its points are four times as many. Numbers travel multiplied by R = 2^168.
var (
	order, _ = new(big.Int).SetString("87872785944520537956996543572443276895479022146391", 10)
	curveD   = small(122)

	mont        = new(big.Int).Lsh(big.NewInt(1), 8*ScalarSize)
	orderUnmont = new(big.Int).ModInverse(mont, order)

	generator = &point{
		x: fromLimbs(6636044, 10381432, 15741790, 2914241, 5785600, 264923, 4550291),
		y: fromLimbs(13512827, 8449886, 5647959, 1135556, 5489843, 7177356, 8002203),
		z: one,
	}
)

// topLimb is what the highest 24 bits of a scalar are reduced by when it is made
// of bytes; the rest stays as it is.
const topLimb = 3940351

// fromLimbs is a number as it travels, in limbs of 24 bits, the lowest first.
func fromLimbs(limbs ...int64) element {
	n := new(big.Int)
	for i := len(limbs) - 1; i >= 0; i-- {
		n.Lsh(n, 24).Or(n, big.NewInt(limbs[i]))
	}
	e := words(n)
	return mul(&e, &fromTravel)
}

// point is a point in projective coordinates: (x/z, y/z). Points are not changed.
type point struct{ x, y, z element }

// plus is the complete addition of Edwards curves: it holds for all pairs.
func (p *point) plus(q *point) *point {
	a := mul(&p.z, &q.z)
	b := mul(&a, &a)
	c := mul(&p.x, &q.x)
	d := mul(&p.y, &q.y)
	e := mul(&c, &d)
	e = mul(&e, &curveD)
	minus, plus := sub(&b, &e), add(&b, &e)
	left, right := add(&p.x, &p.y), add(&q.x, &q.y)
	cross := mul(&left, &right)
	cross = sub(&cross, &c)
	cross = sub(&cross, &d)
	difference := sub(&d, &c)
	x, y := mul(&minus, &cross), mul(&plus, &difference)
	return &point{x: mul(&a, &x), y: mul(&a, &y), z: mul(&minus, &plus)}
}

// times is n·p.
func (p *point) times(n *big.Int) *point {
	sum := &point{y: one, z: one}
	for i := n.BitLen() - 1; i >= 0; i-- {
		sum = sum.plus(sum)
		if n.Bit(i) == 1 {
			sum = sum.plus(p)
		}
	}
	return sum
}

// neutral tells whether p is the point (0, 1).
func (p *point) neutral() bool { return p.x == zero && p.y == p.z }

// encode is y as it travels, and a byte with the lowest bit of x as it travels.
func (p *point) encode() []byte {
	inverse := invert(&p.z)
	x, y := mul(&p.x, &inverse), mul(&p.y, &inverse)
	return append(encodeElement(&y), encodeElement(&x)[0]&1)
}

var errPoint = errors.New("not a public key")

// decodePoint reads a point of the generator's group or of one four times as large;
// the four points that no secret can be made with are refused.
func decodePoint(b []byte) (*point, error) {
	if len(b) != PointSize || b[ScalarSize] > 1 {
		return nil, errPoint
	}
	y, ok := decodeElement(b)
	if !ok {
		return nil, errPoint
	}
	// x² = (1 - y²) / (1 - 122·y²)
	square := mul(&y, &y)
	above := sub(&one, &square)
	below := mul(&curveD, &square)
	below = sub(&one, &below)
	if below == zero {
		return nil, errPoint
	}
	below = invert(&below)
	square = mul(&above, &below)
	x := power(&square, sqrtPlus)
	if mul(&x, &x) != square {
		return nil, errPoint
	}
	if encodeElement(&x)[0]&1 != b[ScalarSize] {
		x = sub(&zero, &x)
	}
	p := &point{x: x, y: y, z: one}
	if double := p.plus(p); double.plus(double).neutral() {
		return nil, errPoint
	}
	return p, nil
}

// scalar is a number modulo q as it travels: 21 bytes, multiplied by R.
type scalar [ScalarSize]byte

// scalarOf makes a scalar of the first 21 bytes of b.
func scalarOf(b []byte) scalar {
	n := bigEndian(b[:ScalarSize])
	top := new(big.Int).Rsh(n, 144)
	rest := new(big.Int).Sub(n, new(big.Int).Lsh(top, 144))
	top.Mod(top, big.NewInt(topLimb)).Lsh(top, 144)
	return scalar(littleEndian(rest.Or(rest, top)))
}

// value is the number that s stands for.
func (s scalar) value() *big.Int {
	n := bigEndian(s[:])
	return n.Mod(n.Mul(n, orderUnmont), order)
}

// scalarFrom is the number n as it travels.
func scalarFrom(n *big.Int) scalar {
	n = new(big.Int).Mul(n, mont)
	return scalar(littleEndian(n.Mod(n, order)))
}

func littleEndian(n *big.Int) []byte {
	b := n.FillBytes(make([]byte, ScalarSize))
	reverse(b)
	return b
}

func bigEndian(b []byte) *big.Int {
	b = append([]byte(nil), b...)
	reverse(b)
	return new(big.Int).SetBytes(b)
}

func reverse(b []byte) {
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
}
