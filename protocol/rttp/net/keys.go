package net

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"ccnet/protocol/rttp/net/ecc"
	"ccnet/value"
)

// peer is whom a key belongs to: a name, or an address and the number of a connection
// through a NAT.
type peer struct {
	domain     string
	address    Address
	connection value.Value
}

// keyRing is a computer's own keys and those of its peers.
type keyRing struct {
	own    *ecc.KeyPair
	random io.Reader
	peers  *Memory[peer, *peerKey]
	read   *Memory[string, struct{}] // the codes of what has been decrypted
	work   int                       // multiplications on the curve
}

// peerKey is a peer's public key, and the secret that it shares with the computer.
type peerKey struct {
	public []byte
	secret []byte // nil until it is needed
}

const (
	maxKeys = 1024
	maxRead = 4096
)

// workBytes is how much text takes as long to encrypt or decrypt as a multiplication on
// the curve.
const workBytes = 16 << 10

// Why an encrypted body stays closed.
var (
	errOtherKey   = errors.New("the sender's key has changed")
	errSignature  = errors.New("the signature is not the sender's")
	errMalformed  = errors.New("the encrypted body is malformed")
	errNoKeys     = errors.New("it is encrypted, and there is no key for it")
	errReplayed   = errors.New("the encrypted body has been read before")
	errPlainReply = errors.New("the request was encrypted for somebody, and the reply is not theirs")
)

func newKeyRing(own *ecc.KeyPair, random io.Reader) *keyRing {
	return &keyRing{own: own, random: random, peers: NewMemory[peer, *peerKey](maxKeys), read: NewMemory[string, struct{}](maxRead)}
}

// learn remembers a peer's key the first time.
func (k *keyRing) learn(p peer, public []byte) error {
	if known, ok := k.peers.Get(p); ok {
		if !bytes.Equal(known.public, public) {
			return errOtherKey
		}
		return nil
	}
	k.peers.Put(p, &peerKey{public: public})
	return nil
}

// same tells whether two peers are one, which has the same key under both names.
func (k *keyRing) same(a, b peer) bool {
	if a == b {
		return true
	}
	one, known := k.peers.Get(a)
	other, too := k.peers.Get(b)
	return known && too && bytes.Equal(one.public, other.public)
}

func (k *keyRing) secret(key *peerKey) ([]byte, error) {
	if key.secret == nil {
		k.work += 2
		secret, err := k.own.Secret(key.public)
		if err != nil {
			return nil, err
		}
		key.secret = secret
	}
	return key.secret, nil
}

// Seal encrypts a body for the owner of a public key: the cipher and its signature, as
// lists of bytes.
func Seal(own *ecc.KeyPair, random io.Reader, public []byte, body value.Value) (cipher, signature value.Value, err error) {
	sealed, err := newKeyRing(own, random).seal(&peerKey{public: public}, body)
	if err != nil {
		return value.Nil, value.Nil, err
	}
	return sealed.AsTable().Field("cipher"), sealed.AsTable().Field("sig"), nil
}

// Unseal is the body that the owner of a public key has encrypted.
func Unseal(own *ecc.KeyPair, public []byte, cipher, signature value.Value) (value.Value, error) {
	return newKeyRing(own, nil).open(&peerKey{public: public}, Table("cipher", cipher, "sig", signature))
}

// tablePrefix marks a body that is a table, as textutils.serialise writes it.
const tablePrefix = "table:"

// seal encrypts a body for the owner of a key. Anything but a table becomes text.
func (k *keyRing) seal(key *peerKey, body value.Value) (value.Value, error) {
	secret, err := k.secret(key)
	if err != nil {
		return value.Nil, err
	}
	var text string
	switch body.Kind() {
	case value.KindTable:
		if text, err = value.Serialise(body, value.SerialiseOptions{}); err != nil {
			return value.Nil, fmt.Errorf("encrypt the body: %w", err)
		}
		text = tablePrefix + text
	case value.KindBool:
		text = fmt.Sprint(body.Truthy())
	default:
		text = scalarText(body)
	}
	k.work += 1 + len(text)/workBytes
	nonce, err := k.nonce(secret, text)
	if err != nil {
		return value.Nil, err
	}
	cipher, err := ecc.Seal(secret, nonce, []byte(text))
	if err != nil {
		return value.Nil, err
	}
	signature, err := k.own.Sign(cipher, k.random)
	if err != nil {
		return value.Nil, err
	}
	return value.FromTable(Table("cipher", ByteList(cipher), "sig", ByteList(signature))), nil
}

// nonce is a nonce for a text: random, and another one for another text even if the
// randomness repeats, as that of a world which is run again does.
func (k *keyRing) nonce(secret []byte, text string) ([]byte, error) {
	var random [sha256.Size]byte
	if _, err := io.ReadFull(k.random, random[:]); err != nil {
		return nil, fmt.Errorf("encrypt the body: %w", err)
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(random[:])
	mac.Write([]byte(text))
	return mac.Sum(nil)[:ecc.NonceSize], nil
}

// open decrypts a body {cipher, sig}, once.
func (k *keyRing) open(key *peerKey, body *value.Table) (value.Value, error) {
	cipher, ok := Bytes(body.Field("cipher"), maxCipher)
	if !ok {
		return value.Nil, errMalformed
	}
	k.work += 2 + len(cipher)/workBytes
	signature, ok := Bytes(body.Field("sig"), ecc.SignatureSize)
	if !ok || !ecc.Verify(key.public, cipher, signature) {
		return value.Nil, errSignature
	}
	secret, err := k.secret(key)
	if err != nil {
		return value.Nil, err
	}
	text, err := ecc.Open(secret, cipher)
	if err != nil {
		return value.Nil, err
	}
	// The code at the cipher's end is of all of it; signatures can be written in several ways.
	code := string(cipher[len(cipher)-sha256.Size:])
	if _, again := k.read.Get(code); again {
		return value.Nil, errReplayed
	}
	k.read.Put(code, struct{}{})
	if rest, table := strings.CutPrefix(string(text), tablePrefix); table {
		v, err := value.Unserialise(rest)
		if err != nil || v.IsNil() {
			return value.Nil, errMalformed
		}
		return v, nil
	}
	return value.String(string(text)), nil
}

// maxCipher bounds what is decrypted. A list of that many numbers is far more than a
// payload may be.
const maxCipher = 1 << 20

// ByteList is b as the network's programs keep bytes: a list of numbers.
func ByteList(b []byte) value.Value { return value.Bytes(b) }

// Bytes reads a list of at most so many numbers from 0 to 255, or a string.
func Bytes(v value.Value, most int) ([]byte, bool) {
	if s, ok := v.AsString(); ok {
		return []byte(s), len(s) <= most
	}
	t := v.AsTable()
	if t == nil || t.Len() > most {
		return nil, false
	}
	if packed, ok := t.Packed(); ok {
		return []byte(packed), true
	}
	b := make([]byte, t.Len())
	set := make([]bool, t.Len())
	for _, e := range t.Entries() {
		at, isNumber := e.Key.AsNumber()
		x, isByte := e.Value.AsNumber()
		if !isNumber || !isByte || !(at >= 1 && at <= float64(len(b))) || !(x >= 0 && x <= 255) {
			return nil, false
		}
		i := int(at) - 1
		if float64(i+1) != at || float64(byte(x)) != x || set[i] {
			return nil, false
		}
		b[i], set[i] = byte(x), true
	}
	return b, true
}
