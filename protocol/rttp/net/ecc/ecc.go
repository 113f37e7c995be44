// Package ecc is the cryptography under PeterOS's network: key pairs on an Edwards
// curve of 167 bits, secrets that two keys share, sealed messages (ChaCha20 and
// HMAC-SHA256) and Schnorr signatures, byte for byte as the Lua library does it that
// programs of the game use.
//
// Choices of our own:
//
//   - The nonce of a sealed message is the caller's: twelve bytes that must not
//     come twice between the same two keys. The original takes the clock's
//     milliseconds, and so the same nonce twice in one; here it is random.
//   - Public keys that are not on the curve, or with which no secret can be made,
//     are refused.
//
// Nothing here takes the same time for all keys. It keeps secrets in a game, not from
// somebody who can measure its process.
package ecc

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"

	"golang.org/x/crypto/chacha20"
)

// NonceSize is the size of a sealed message's nonce in bytes.
const NonceSize = chacha20.NonceSize

// Overhead is how many bytes a sealed message is longer than its text.
const Overhead = NonceSize + sha256.Size

// KeyPair is a private key and its public one.
type KeyPair struct {
	private scalar
	public  [PointSize]byte
}

// NewKeyPair makes the pair that belongs to a seed, of any length.
func NewKeyPair(seed []byte) *KeyPair {
	digest := sha256.Sum256(seed)
	return keyPair(scalarOf(digest[:]))
}

func keyPair(private scalar) *KeyPair {
	k := &KeyPair{private: private}
	copy(k.public[:], generator.times(private.value()).encode())
	return k
}

// LoadKeyPair makes the pair of a private key that Private has given.
func LoadKeyPair(private []byte) (*KeyPair, error) {
	if len(private) != ScalarSize {
		return nil, fmt.Errorf("a private key has %d bytes, not %d", ScalarSize, len(private))
	}
	k := scalar(private)
	if k.value().Sign() == 0 {
		return nil, errors.New("the private key is zero")
	}
	return keyPair(k), nil
}

// Private is the private key.
func (k *KeyPair) Private() []byte { return bytes.Clone(k.private[:]) }

// Public is the public key.
func (k *KeyPair) Public() []byte { return bytes.Clone(k.public[:]) }

// Secret is what k and the owner of public have in common, 32 bytes.
func (k *KeyPair) Secret(public []byte) ([]byte, error) {
	p, err := decodePoint(public)
	if err != nil {
		return nil, err
	}
	if !p.times(order).neutral() {
		return nil, errPoint // its secret would tell the private key modulo 4
	}
	digest := sha256.Sum256(p.times(k.private.value()).encode())
	return digest[:], nil
}

// Sign signs data. Random gives 21 bytes that nobody may ever learn.
func (k *KeyPair) Sign(data []byte, random io.Reader) ([]byte, error) {
	var seed [ScalarSize]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	once := k.once(seed[:], data)
	e := challenge(data, generator.times(once))
	product := e.value()
	product.Mul(product, k.private.value())
	s := scalarFrom(once.Mod(once.Sub(once, product), order))
	return append(e[:], s[:]...), nil
}

// once is the number that a signature is made with. From two signatures with the same
// one the private key follows, so other data makes another one even if the randomness
// repeats.
func (k *KeyPair) once(random, data []byte) *big.Int {
	mac := hmac.New(sha256.New, k.private[:])
	mac.Write(random)
	mac.Write(data)
	return scalarOf(mac.Sum(nil)).value()
}

// Verify tells whether signature is one of data by the owner of public.
func Verify(public, data, signature []byte) bool {
	owner, err := decodePoint(public)
	if err != nil || len(signature) != SignatureSize {
		return false
	}
	e, s := scalar(signature[:ScalarSize]), scalar(signature[ScalarSize:])
	r := generator.times(s.value()).plus(owner.times(e.value()))
	return challenge(data, r) == e
}

// challenge binds a signature to its data. The original puts the point's hexadecimal
// digits behind the data, not its bytes.
func challenge(data []byte, r *point) scalar {
	hash := sha256.New()
	hash.Write(data)
	hash.Write([]byte(hex.EncodeToString(r.encode())))
	return scalarOf(hash.Sum(nil))
}

// Seal encrypts text for those who know the secret: the nonce, the text's cipher and
// a code that shows whether somebody has touched them.
func Seal(secret, nonce, text []byte) ([]byte, error) {
	if len(nonce) != NonceSize {
		return nil, fmt.Errorf("a nonce has %d bytes, not %d", NonceSize, len(nonce))
	}
	sealed := append(make([]byte, 0, len(text)+Overhead), nonce...)
	sealed = append(sealed, text...)
	if err := crypt(secret, nonce, sealed[NonceSize:]); err != nil {
		return nil, err
	}
	return append(sealed, tag(secret, sealed)...), nil
}

var errSeal = errors.New("the sealed message is broken")

// Open is the text of a sealed message.
func Open(secret, sealed []byte) ([]byte, error) {
	if len(sealed) < Overhead {
		return nil, errSeal
	}
	body, code := sealed[:len(sealed)-sha256.Size], sealed[len(sealed)-sha256.Size:]
	if !hmac.Equal(tag(secret, body), code) {
		return nil, errSeal
	}
	text := bytes.Clone(body[NonceSize:])
	if err := crypt(secret, body[:NonceSize], text); err != nil {
		return nil, err
	}
	return text, nil
}

// crypt encrypts or decrypts in place. The first block of the key stream is left out.
func crypt(secret, nonce, text []byte) error {
	stream, err := chacha20.NewUnauthenticatedCipher(derive(secret, "encKey"), nonce)
	if err != nil {
		return err
	}
	stream.SetCounter(1)
	stream.XORKeyStream(text, text)
	return nil
}

func tag(secret, data []byte) []byte { return digest(derive(secret, "macKey"), data) }

func derive(secret []byte, purpose string) []byte { return digest(secret, []byte(purpose)) }

func digest(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)
}
