package ecc

import (
	"bytes"
	"encoding/hex"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}

// What the Lua library makes of the same input.
const (
	alicePrivate = "2bd806c97f0e00af1a1fc3328fa763a92697266827"
	alicePublic  = "f2ade34c2f10f43fb481338fb3a79538589c49251600"
	bobPrivate   = "81b637d8fcd2c6da6359e6963113a1170de7988403"
	bobPublic    = "1ce761a639012212f60ebb410eb3b90438b653ad6b01"
	shared       = "301ed71f4dfca65be32fac43102443aa31d188f9a91aea10a825cabbb066ec00"
	sealedText   = "0068e5cf8b01000000000000fc4112723c9a580ce1e2ea588c2d41fb8198bf24ac6cb25047d1da726bb7b599077aa0dc69e9d9c37f1f"
	aliceSigned  = "c6326c6d8454a93e1a27efbf04e553bebcb292b931a093061b65121204b4b01bbbd8603562fa38420826"
)

// chance is a reader of numbers that are the same in every run.
func chance(seed uint64) *rand.ChaCha8 {
	var s [32]byte
	for i := range 8 {
		s[i] = byte(seed >> (8 * i))
	}
	return rand.NewChaCha8(s)
}

func TestVectors(t *testing.T) {
	alice, bob := NewKeyPair([]byte("alice")), NewKeyPair([]byte("bob"))
	for _, v := range []struct{ name, want, got string }{
		{"alice's private key", alicePrivate, hex.EncodeToString(alice.Private())},
		{"alice's public key", alicePublic, hex.EncodeToString(alice.Public())},
		{"bob's private key", bobPrivate, hex.EncodeToString(bob.Private())},
		{"bob's public key", bobPublic, hex.EncodeToString(bob.Public())},
	} {
		assert.Equal(t, v.want, v.got, v.name)
	}
	for _, pair := range []struct {
		own   *KeyPair
		other []byte
	}{{alice, bob.Public()}, {bob, alice.Public()}} {
		secret, err := pair.own.Secret(pair.other)
		require.NoError(t, err)
		assert.Equal(t, shared, hex.EncodeToString(secret))
	}
	secret, sealed := unhex(t, shared), unhex(t, sealedText)
	got, err := Seal(secret, sealed[:NonceSize], []byte("hello rttp"))
	require.NoError(t, err)
	assert.Equal(t, sealedText, hex.EncodeToString(got))
	text, err := Open(secret, sealed)
	require.NoError(t, err)
	assert.Equal(t, "hello rttp", string(text))
	assert.True(t, Verify(alice.Public(), sealed, unhex(t, aliceSigned)))
	assert.False(t, Verify(bob.Public(), sealed, unhex(t, aliceSigned)))
}

func TestGenerator(t *testing.T) {
	x, y := mul(&generator.x, &generator.x), mul(&generator.y, &generator.y)
	left, right := add(&x, &y), mul(&x, &y)
	right = mul(&right, &curveD)
	right = add(&right, &one)
	assert.Equal(t, left, right, "on the curve")
	assert.True(t, generator.times(order).neutral())
	assert.False(t, generator.neutral())
}

// TestField holds the field's own arithmetic against that of math/big.
func TestField(t *testing.T) {
	random := chance(2)
	number := func() *big.Int {
		var b [24]byte
		_, _ = random.Read(b[:])
		n := new(big.Int).SetBytes(b[:])
		return n.Mod(n, fieldOrder)
	}
	edge := []*big.Int{big.NewInt(0), big.NewInt(1), new(big.Int).Sub(fieldOrder, big.NewInt(1)), new(big.Int).Sub(fieldOrder, big.NewInt(2))}
	unform := new(big.Int).ModInverse(new(big.Int).Lsh(big.NewInt(1), 192), fieldOrder)
	check := func(want *big.Int, got element, what string) {
		want.Mod(want, fieldOrder)
		require.True(t, got.below(), what)
		assert.Equal(t, words(want), got, what)
	}
	for i := range 2000 {
		a, b := number(), number()
		if i < 16 {
			a, b = edge[i%4], edge[i/4]
		}
		x, y := words(a), words(b)
		check(new(big.Int).Add(a, b), add(&x, &y), "sum")
		check(new(big.Int).Sub(a, b), sub(&x, &y), "difference")
		product := new(big.Int).Mul(a, b)
		check(product.Mul(product, unform), mul(&x, &y), "product")
		back, ok := decodeElement(encodeElement(&x))
		assert.True(t, ok)
		assert.Equal(t, x, back)
	}
	e := small(5)
	inverse := invert(&e)
	assert.Equal(t, one, mul(&e, &inverse))
}

func TestSignatures(t *testing.T) {
	random := chance(1)
	for i := range 8 {
		k := NewKeyPair([]byte{byte(i)})
		data := bytes.Repeat([]byte{byte(i)}, 30*i)
		signature, err := k.Sign(data, random)
		require.NoError(t, err)
		require.Len(t, signature, SignatureSize)
		assert.True(t, Verify(k.Public(), data, signature))
		assert.False(t, Verify(k.Public(), append(data, 0), signature))
		signature[i] ^= 1
		assert.False(t, Verify(k.Public(), data, signature))
	}
	_, err := NewKeyPair(nil).Sign(nil, bytes.NewReader(nil))
	assert.Error(t, err)
}

func TestSealed(t *testing.T) {
	secret := unhex(t, shared)
	for _, size := range []int{0, 1, 63, 64, 65, 1000} {
		text := bytes.Repeat([]byte("x"), size)
		sealed, err := Seal(secret, make([]byte, NonceSize), text)
		require.NoError(t, err)
		assert.Len(t, sealed, size+Overhead)
		got, err := Open(secret, sealed)
		require.NoError(t, err)
		assert.Equal(t, string(text), string(got))
		for _, at := range []int{0, NonceSize, len(sealed) - 1} {
			broken := bytes.Clone(sealed)
			broken[at] ^= 128
			_, err := Open(secret, broken)
			assert.Error(t, err)
		}
	}
	_, err := Seal(secret, nil, nil)
	assert.Error(t, err)
	_, err = Open(secret, make([]byte, Overhead-1))
	assert.Error(t, err)
}

func TestKeysRefused(t *testing.T) {
	k := NewKeyPair(nil)
	tooLarge := littleEndian(fieldOrder)
	negative := sub(&zero, &one)
	minusOne := encodeElement(&negative)
	for name, public := range map[string][]byte{
		"empty":        nil,
		"short":        make([]byte, PointSize-1),
		"neutral":      (&point{y: one, z: one}).encode(),
		"order two":    append(minusOne, 0),
		"order four":   make([]byte, PointSize),
		"beyond field": append(tooLarge, 0),
		"sign byte":    append(k.Public()[:ScalarSize], 7),
	} {
		_, err := k.Secret(public)
		assert.Error(t, err, name)
	}
	valid, err := decodePoint(k.Public())
	require.NoError(t, err)
	_, err = k.Secret(valid.plus(&point{x: one, z: one}).encode()) // what comes of it tells something of the private key
	assert.Error(t, err, "of another subgroup")
	_, err = LoadKeyPair(make([]byte, ScalarSize))
	assert.Error(t, err)
	_, err = LoadKeyPair(nil)
	assert.Error(t, err)
	again, err := LoadKeyPair(k.Private())
	require.NoError(t, err)
	assert.Equal(t, k.Public(), again.Public())
}

func FuzzOpenAndVerify(f *testing.F) {
	f.Add([]byte(alicePublic), []byte(sealedText), []byte(aliceSigned))
	f.Fuzz(func(t *testing.T, public, sealed, signature []byte) {
		if p, err := decodePoint(public); err == nil {
			assert.Equal(t, public, p.encode())
		}
		Verify(public, sealed, signature)
		_, err := Open(public, sealed)
		_ = err
	})
}

func BenchmarkSecret(b *testing.B) {
	k, public := NewKeyPair(nil), NewKeyPair([]byte("x")).Public()
	for b.Loop() {
		if _, err := k.Secret(public); err != nil {
			b.Fatal(err)
		}
	}
}

// TestSignaturesOfRepeatedRandomness: two signatures with the same random bytes do not
// have the same secret number in them, from which the private key would follow.
func TestSignaturesOfRepeatedRandomness(t *testing.T) {
	k := NewKeyPair([]byte("k"))
	used := func(data string) string {
		signature, err := k.Sign([]byte(data), chance(1))
		require.NoError(t, err)
		e, s := scalar(signature[:ScalarSize]), scalar(signature[ScalarSize:])
		r := generator.times(s.value()).plus(decoded(t, k).times(e.value()))
		return string(r.encode())
	}
	assert.NotEqual(t, used("one"), used("two"))
}

func decoded(t *testing.T, k *KeyPair) *point {
	p, err := decodePoint(k.Public())
	require.NoError(t, err)
	return p
}
