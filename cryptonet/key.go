package cryptonet

import (
	"errors"
	"fmt"
	"io"
	"math/big"

	"ccnet/value"
)

// PublicKey is the public half of a key pair: numbers in decimal.
type PublicKey struct {
	Public string // the exponent
	Shared string // the modulus
}

// PrivateKey is the private half of a key pair.
type PrivateKey struct {
	Private string
	Shared  string
}

// maxDigits bounds the numbers of keys that are computed with: the original's
// have 78 digits; 310 are more than 1,024 bits and take a third of a millisecond, where
// 4,096 bits would take 20, for anybody who sends a certificate.
const maxDigits = 310

var errNumber = errors.New("not a number in decimal, or too long")

// parseNumber reads a number of decimal digits.
func parseNumber(text string) (*big.Int, error) {
	if text == "" || len(text) > maxDigits {
		return nil, errNumber
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return nil, errNumber
		}
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return nil, errNumber
	}
	return n, nil
}

// crypt is number^exponent mod modulus.
func crypt(number, exponent, modulus string) (*big.Int, error) {
	m, err := parseNumber(number)
	if err != nil {
		return nil, fmt.Errorf("the number to encrypt: %w", err)
	}
	e, n, err := parseKey(exponent, modulus)
	if err != nil {
		return nil, err
	}
	return m.Exp(m, e, n), nil
}

// parseKey reads the numbers of a key.
func parseKey(exponent, modulus string) (e, n *big.Int, err error) {
	if e, err = parseNumber(exponent); err != nil {
		return nil, nil, fmt.Errorf("the key's exponent: %w", err)
	}
	if n, err = parseNumber(modulus); err != nil {
		return nil, nil, fmt.Errorf("the key's modulus: %w", err)
	}
	if n.Sign() == 0 {
		return nil, nil, errors.New("the key's modulus is 0")
	}
	return e, n, nil
}

// Check tells whether the key can be computed with, and if not, why.
func (k PublicKey) Check() error {
	_, _, err := parseKey(k.Public, k.Shared)
	return err
}

// Check tells whether the key can be computed with, and if not, why.
func (k PrivateKey) Check() error {
	_, _, err := parseKey(k.Private, k.Shared)
	return err
}

// Crypt encrypts a number with the key, in decimal both.
func (k PublicKey) Crypt(number string) (string, error) {
	n, err := crypt(number, k.Public, k.Shared)
	if err != nil {
		return "", err
	}
	return n.String(), nil
}

// Crypt decrypts a number with the key, or signs it.
func (k PrivateKey) Crypt(number string) (string, error) {
	n, err := crypt(number, k.Private, k.Shared)
	if err != nil {
		return "", err
	}
	return n.String(), nil
}

// Matches tells whether the two are halves of one pair.
func (k PublicKey) Matches(private PrivateKey) bool {
	const probe = "104328"
	sealed, err := k.Crypt(probe)
	if err != nil || k.Shared != private.Shared {
		return false
	}
	opened, err := private.Crypt(sealed)
	return err == nil && opened == probe
}

// OpenSession decrypts the session key that a client has sent. It also returns
// the key as a decimal number, which goes into the server's proof.
func (k PrivateKey) OpenSession(encrypted string) (key Key, number string, err error) {
	n, err := crypt(encrypted, k.Private, k.Shared)
	if err != nil {
		return Key{}, "", err
	}
	bytes, ok := bytesOfNumber(n, 8*len(key))
	if !ok || len(bytes) != len(key) {
		return Key{}, "", errors.New("not a key of 16 bytes")
	}
	return Key(bytes), n.String(), nil
}

// bytesOfNumber is a number as big-endian bytes of the given width, without the
// zero bytes at the end: that is the original's form. A number that does not fit
// has none; 0 is one zero byte.
func bytesOfNumber(n *big.Int, bits int) ([]byte, bool) {
	if n.BitLen() > bits {
		return nil, false
	}
	bytes := n.FillBytes(make([]byte, bits/8))
	for len(bytes) > 1 && bytes[len(bytes)-1] == 0 {
		bytes = bytes[:len(bytes)-1]
	}
	return bytes, true
}

// numberOfBytes is the number whose big-endian form of the given width begins
// with bytes, of which there are not too many.
func numberOfBytes(bytes []byte, bits int) *big.Int {
	n := new(big.Int).SetBytes(bytes)
	return n.Lsh(n, uint(bits-8*len(bytes)))
}

// Key is a session key, or an initialisation vector: 16 bytes.
type Key [16]byte

// NewKey draws a key.
func NewKey(random io.Reader) (k Key) {
	fill(random, k[:])
	return k
}

// Number is the key as the decimal number that is encrypted.
func (k Key) Number() string { return numberOfBytes(k[:], 8*len(k)).String() }

// Value is the list of the key's bytes.
func (k Key) Value() value.Value { return value.Bytes(k[:]) }

// KeyFrom reads a list of 16 bytes.
func KeyFrom(v value.Value) (k Key, ok bool) {
	bytes, ok := bytesFrom(v, len(k))
	if !ok || len(bytes) != len(k) {
		return k, false
	}
	return Key(bytes), true
}

// bytesFrom reads a list of at most limit bytes.
func bytesFrom(v value.Value, limit int) ([]byte, bool) {
	t := v.AsTable()
	if t == nil || t.Len() > limit {
		return nil, false
	}
	if packed, ok := t.Packed(); ok {
		return []byte(packed), true
	}
	entries := t.Entries()
	bytes := make([]byte, len(entries))
	for n := range entries {
		e := &entries[n]
		i, ok := e.Key.AsNumber()
		if !ok || i < 1 || i > float64(len(bytes)) || i != float64(int(i)) {
			return nil, false
		}
		b, ok := e.Value.AsNumber()
		if !ok || b < 0 || b > 255 || b != float64(byte(b)) {
			return nil, false
		}
		bytes[int(i)-1] = byte(b)
	}
	return bytes, true
}
