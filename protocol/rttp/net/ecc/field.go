package ecc

import (
	"encoding/binary"
	"math/big"
	"math/bits"
)

// element is a number modulo p in three words, the lowest first, multiplied by 2^192
// (Montgomery's form). Any two elements of one number are equal.
type element [3]uint64

// fieldOrder is p = 481·2^159 + 3.
var fieldOrder = new(big.Int).Add(new(big.Int).Lsh(big.NewInt(481), 159), big.NewInt(3))

// What the form needs. What travels is multiplied by 2^168 instead.
var (
	prime = words(fieldOrder)
	// primeInverse is -1/p modulo 2^64.
	primeInverse = func() uint64 {
		word := new(big.Int).Lsh(big.NewInt(1), 64)
		inverse := new(big.Int).ModInverse(fieldOrder, word)
		return new(big.Int).Sub(word, inverse).Uint64()
	}()
	fromTravel = power2(2*192 - 168) // multiplies what has travelled into the form …
	toTravel   = power2(168)         // … and back

	zero     element
	one      = power2(192)
	sqrtPlus = new(big.Int).Rsh(new(big.Int).Add(fieldOrder, big.NewInt(1)), 2) // p is 3 modulo 4
	minusTwo = new(big.Int).Sub(fieldOrder, big.NewInt(2))
)

// power2 is 2^n modulo p, as it is.
func power2(n uint) element {
	v := new(big.Int).Lsh(big.NewInt(1), n)
	return words(v.Mod(v, fieldOrder))
}

// words are the words of a number below 2^192.
func words(n *big.Int) (e element) {
	var b [24]byte
	n.FillBytes(b[:])
	for i := range e {
		e[i] = binary.BigEndian.Uint64(b[16-8*i:])
	}
	return e
}

// small is a small number in the form.
func small(n int64) element {
	v := new(big.Int).Lsh(big.NewInt(n), 192)
	return words(v.Mod(v, fieldOrder))
}

// below tells whether e, as it is, is less than p.
func (e *element) below() bool {
	_, borrow := bits.Sub64(e[0], prime[0], 0)
	_, borrow = bits.Sub64(e[1], prime[1], borrow)
	_, borrow = bits.Sub64(e[2], prime[2], borrow)
	return borrow == 1
}

func (e *element) reduce() {
	if e.below() {
		return
	}
	var borrow uint64
	e[0], borrow = bits.Sub64(e[0], prime[0], 0)
	e[1], borrow = bits.Sub64(e[1], prime[1], borrow)
	e[2], _ = bits.Sub64(e[2], prime[2], borrow)
}

func add(x, y *element) (z element) {
	var carry uint64
	z[0], carry = bits.Add64(x[0], y[0], 0)
	z[1], carry = bits.Add64(x[1], y[1], carry)
	z[2], _ = bits.Add64(x[2], y[2], carry)
	z.reduce()
	return z
}

func sub(x, y *element) (z element) {
	var borrow uint64
	z[0], borrow = bits.Sub64(x[0], y[0], 0)
	z[1], borrow = bits.Sub64(x[1], y[1], borrow)
	z[2], borrow = bits.Sub64(x[2], y[2], borrow)
	if borrow == 1 {
		var carry uint64
		z[0], carry = bits.Add64(z[0], prime[0], 0)
		z[1], carry = bits.Add64(z[1], prime[1], carry)
		z[2], _ = bits.Add64(z[2], prime[2], carry)
	}
	return z
}

// mul is x·y / 2^192: Montgomery's product, a word of y at a time. p has 168 bits, so
// that sums of products stay within four words.
func mul(x, y *element) (z element) {
	var t [4]uint64
	for i := range 3 {
		var high, low, carry, over uint64
		for j := range 3 {
			high, low = bits.Mul64(x[j], y[i])
			low, carry = bits.Add64(low, t[j], 0)
			high += carry
			low, carry = bits.Add64(low, over, 0)
			t[j], over = low, high+carry
		}
		t[3] += over

		m := t[0] * primeInverse
		high, low = bits.Mul64(m, prime[0])
		_, carry = bits.Add64(low, t[0], 0)
		over = high + carry
		for j := 1; j < 3; j++ {
			high, low = bits.Mul64(m, prime[j])
			low, carry = bits.Add64(low, t[j], 0)
			high += carry
			low, carry = bits.Add64(low, over, 0)
			t[j-1], over = low, high+carry
		}
		t[2], carry = bits.Add64(t[3], over, 0)
		t[3] = carry
	}
	z = element{t[0], t[1], t[2]}
	z.reduce()
	return z
}

// power is x^n.
func power(x *element, n *big.Int) element {
	z := one
	for i := n.BitLen() - 1; i >= 0; i-- {
		z = mul(&z, &z)
		if n.Bit(i) == 1 {
			z = mul(&z, x)
		}
	}
	return z
}

// invert is 1/x, and 0 for 0.
func invert(x *element) element { return power(x, minusTwo) }

// encodeElement is x as it travels.
func encodeElement(x *element) []byte {
	e := mul(x, &toTravel)
	return e.bytes()
}

// bytes are the 21 lowest bytes of e as it is, the lowest first.
func (e *element) bytes() []byte {
	var b [24]byte
	for i, w := range e {
		binary.LittleEndian.PutUint64(b[8*i:], w)
	}
	return append([]byte(nil), b[:ScalarSize]...)
}

// decodeElement reads what has travelled, a number below p.
func decodeElement(b []byte) (element, bool) {
	var padded [24]byte
	copy(padded[:], b[:ScalarSize])
	var e element
	for i := range e {
		e[i] = binary.LittleEndian.Uint64(padded[8*i:])
	}
	if !e.below() {
		return zero, false
	}
	return mul(&e, &fromTravel), true
}
