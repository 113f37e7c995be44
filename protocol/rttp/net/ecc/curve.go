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

// The curve x² + y² = 1 + 122·x²·y² over p = 481·2^159 + 3. Its points of order q
// are the generator's; all its points are four times as many. Numbers travel
// multiplied by R = 2^168.
var (
	fieldOrder = new(big.Int).Add(new(big.Int).Lsh(big.NewInt(481), 159), big.NewInt(3))
	order, _   = new(big.Int).SetString("87872785944520537956996543572443276895479022146391", 10)
	curveD     = big.NewInt(122)
	one        = big.NewInt(1)

	mont        = new(big.Int).Lsh(one, 8*ScalarSize)
	fieldUnmont = new(big.Int).ModInverse(mont, fieldOrder)
	orderUnmont = new(big.Int).ModInverse(mont, order)

	// sqrtPower makes a square root of a square: p is 3 modulo 4.
	sqrtPower = new(big.Int).Rsh(new(big.Int).Add(fieldOrder, one), 2)

	generator = &point{
		x: fromLimbs(6636044, 10381432, 15741790, 2914241, 5785600, 264923, 4550291),
		y: fromLimbs(13512827, 8449886, 5647959, 1135556, 5489843, 7177356, 8002203),
		z: one,
	}
)

// topLimb is what the highest 24 bits of a scalar are reduced by when it is made
// of bytes; the rest stays as it is.
const topLimb = 3940351

// fromLimbs is a field element in limbs of 24 bits, the lowest first.
func fromLimbs(limbs ...int64) *big.Int {
	n := new(big.Int)
	for i := len(limbs) - 1; i >= 0; i-- {
		n.Lsh(n, 24).Or(n, big.NewInt(limbs[i]))
	}
	return n.Mod(n.Mul(n, fieldUnmont), fieldOrder)
}

// point is a point in projective coordinates: (x/z, y/z). Points are not changed.
type point struct{ x, y, z *big.Int }

// field is arithmetic modulo p with a shared place for products.
type field struct{ product big.Int }

func (f *field) mul(a, b *big.Int) *big.Int {
	f.product.Mul(a, b)
	return new(big.Int).Mod(&f.product, fieldOrder)
}

// add is the complete addition of Edwards curves: it holds for all pairs.
func (f *field) add(p, q *point) *point {
	a := f.mul(p.z, q.z)
	b := f.mul(a, a)
	c := f.mul(p.x, q.x)
	d := f.mul(p.y, q.y)
	e := f.mul(curveD, f.mul(c, d))
	minus, plus := new(big.Int).Sub(b, e), new(big.Int).Add(b, e)
	cross := f.mul(new(big.Int).Add(p.x, p.y), new(big.Int).Add(q.x, q.y))
	cross.Sub(cross, c).Sub(cross, d)
	return &point{
		x: f.mul(a, f.mul(minus, cross)),
		y: f.mul(a, f.mul(plus, new(big.Int).Sub(d, c))),
		z: f.mul(minus, plus),
	}
}

// times is n·p.
func (p *point) times(n *big.Int) *point {
	f := &field{}
	sum := &point{x: new(big.Int), y: one, z: one}
	for i := n.BitLen() - 1; i >= 0; i-- {
		sum = f.add(sum, sum)
		if n.Bit(i) == 1 {
			sum = f.add(sum, p)
		}
	}
	return sum
}

func (p *point) plus(q *point) *point { return (&field{}).add(p, q) }

// neutral tells whether p is the point (0, 1).
func (p *point) neutral() bool {
	return p.x.Sign() == 0 && new(big.Int).Mod(new(big.Int).Sub(p.y, p.z), fieldOrder).Sign() == 0
}

// encode is y as it travels, and a byte with the lowest bit of x as it travels.
func (p *point) encode() []byte {
	f := &field{}
	inverse := new(big.Int).ModInverse(p.z, fieldOrder)
	x := f.mul(f.mul(p.x, inverse), mont)
	y := f.mul(f.mul(p.y, inverse), mont)
	return append(littleEndian(y), byte(x.Bit(0)))
}

var errPoint = errors.New("not a public key")

// decodePoint reads a point of the generator's group or of one four times as large;
// the four points that no secret can be made with are refused.
func decodePoint(b []byte) (*point, error) {
	if len(b) != PointSize || b[ScalarSize] > 1 {
		return nil, errPoint
	}
	y := bigEndian(b[:ScalarSize])
	if y.Cmp(fieldOrder) >= 0 {
		return nil, errPoint
	}
	f := &field{}
	y = f.mul(y, fieldUnmont)
	square := f.mul(y, y)
	above := new(big.Int).Sub(one, square)
	below := new(big.Int).Sub(one, f.mul(curveD, square))
	below.Mod(below, fieldOrder)
	if below.ModInverse(below, fieldOrder) == nil {
		return nil, errPoint
	}
	square = f.mul(above, below)
	x := new(big.Int).Exp(square, sqrtPower, fieldOrder)
	if f.mul(x, x).Cmp(square) != 0 {
		return nil, errPoint
	}
	if byte(f.mul(x, mont).Bit(0)) != b[ScalarSize] {
		x.Sub(fieldOrder, x).Mod(x, fieldOrder)
	}
	p := &point{x: x, y: y, z: one}
	if p.times(big.NewInt(4)).neutral() {
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
