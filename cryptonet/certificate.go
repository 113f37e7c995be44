package cryptonet

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"ccnet/value"
)

// Certificate ties a server's name to its public key. It may be signed by an
// authority. Without a key it is a name alone, which is what servers that hide
// their certificates tell.
type Certificate struct {
	Name      string
	Key       PublicKey
	Signature string // decimal; empty if unsigned
}

// HasKey tells whether the certificate has a key.
func (c Certificate) HasKey() bool { return c.Key != PublicKey{} }

// Digest is what an authority signs: a hash of the name and the key.
func (c Certificate) Digest() [sha256.Size]byte {
	return sha256.Sum256([]byte(c.Name + c.Key.Public + c.Key.Shared))
}

// proof is what a server shows to prove that it has decrypted the session key.
func (c Certificate) proof(server, session string) [sha256.Size]byte {
	return sha256.Sum256([]byte(server + c.Key.Public + c.Key.Shared + session))
}

// Sign returns the certificate with the authority's signature. It fails for a
// modulus that is less than the hash, which about one in five of the original's
// keys have for about half of the certificates: nobody could verify the result.
func (c Certificate) Sign(authority PrivateKey) (Certificate, error) {
	if !c.HasKey() {
		return c, errors.New("signing a certificate: it has no key")
	}
	digest := c.Digest()
	number := numberOfBytes(digest[:], 8*len(digest))
	if n, err := parseNumber(authority.Shared); err == nil && n.Cmp(number) <= 0 {
		return c, errors.New("signing a certificate: the authority's modulus is too small for its hash; generate new keys for the authority")
	}
	signature, err := authority.Crypt(number.String())
	if err != nil {
		return c, fmt.Errorf("signing a certificate: %w", err)
	}
	c.Signature = signature
	return c, nil
}

// Verify tells whether the certificate has a signature of the authority. It also
// knows signatures of hashes that end in a zero byte, which the original refuses.
func (c Certificate) Verify(authority PublicKey) bool {
	if !c.HasKey() || c.Signature == "" {
		return false
	}
	number, err := crypt(c.Signature, authority.Public, authority.Shared)
	if err != nil {
		return false
	}
	digest := c.Digest()
	return number.Cmp(numberOfBytes(digest[:], 8*len(digest))) == 0
}

// Value is the certificate as a table.
func (c Certificate) Value() value.Value {
	key, signature := value.Nil, value.Nil
	if c.HasKey() {
		key = c.Key.Value()
	}
	if c.Signature != "" {
		signature = value.String(c.Signature)
	}
	return value.Record(
		value.Named("name", value.String(c.Name)),
		value.Named("key", key),
		value.Named("signature", signature),
	)
}

// Value is the key as a table.
func (k PublicKey) Value() value.Value {
	return value.Record(
		value.Named("public", value.String(k.Public)),
		value.Named("shared", value.String(k.Shared)),
	)
}

// Value is the key as a table.
func (k PrivateKey) Value() value.Value {
	return value.Record(
		value.Named("shared", value.String(k.Shared)),
		value.Named("private", value.String(k.Private)),
	)
}

// CertificateFrom reads a certificate from a table, and tells whether it is one.
// With nameOnly it may lack the key. Like the original it asks for strings and
// not for what they say: see PublicKey.Check.
func CertificateFrom(v value.Value, nameOnly bool) (c Certificate, ok bool) {
	t := v.AsTable()
	if t == nil || t.Len() > maxFields {
		return c, false
	}
	if c.Name, ok = t.Field("name").AsString(); !ok {
		return c, false
	}
	if key := t.Field("key"); !key.IsNil() {
		if c.Key, ok = PublicKeyFrom(key); !ok || !c.HasKey() {
			return c, false
		}
	} else if !nameOnly {
		return c, false
	}
	if signature := t.Field("signature"); !signature.IsNil() {
		if c.Signature, ok = signature.AsString(); !ok || !c.HasKey() {
			return c, false
		}
	}
	return c, true
}

// PublicKeyFrom reads a public key from a table, and tells whether it is one.
func PublicKeyFrom(v value.Value) (k PublicKey, ok bool) {
	k.Public, k.Shared, ok = twoStrings(v, "public", "shared")
	return k, ok
}

// PrivateKeyFrom reads a private key from a table, and tells whether it is one.
func PrivateKeyFrom(v value.Value) (k PrivateKey, ok bool) {
	k.Private, k.Shared, ok = twoStrings(v, "private", "shared")
	return k, ok
}

func twoStrings(v value.Value, first, second string) (a, b string, ok bool) {
	t := v.AsTable()
	if t == nil || t.Len() > maxFields {
		return "", "", false
	}
	a, okA := t.Field(first).AsString()
	b, okB := t.Field(second).AsString()
	return a, b, okA && okB
}
