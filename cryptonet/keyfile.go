package cryptonet

import (
	"errors"
	"fmt"
	"strings"

	"ccnet/value"
)

// Files hold certificates and keys as serialised tables whose numbers are strings
// with quotes of their own inside: the original wants to keep Lua from reading
// them as numbers. Readers take the quotes away, wherever they are.

// numberFields are the fields whose strings carry quotes in files.
var numberFields = map[string]bool{"public": true, "private": true, "shared": true, "signature": true}

// ErrNotTable is what Serialise says to anything that is no table.
var ErrNotTable = errors.New("Can only serialize tables.") //nolint:staticcheck // the original's words

// Serialise writes a certificate or key, given as a table, in the form of files:
// of other fields than theirs only the name is kept.
func Serialise(v value.Value) (string, error) {
	t := v.AsTable()
	if t == nil {
		return "", ErrNotTable
	}
	quoted := func(t *value.Table, name string) value.Entry {
		if s, ok := t.Field(name).AsString(); ok {
			return value.Named(name, value.String(`"`+s+`"`))
		}
		return value.Named(name, value.Nil)
	}
	numbers := func(t *value.Table) []value.Entry {
		return []value.Entry{quoted(t, "public"), quoted(t, "shared"), quoted(t, "private")}
	}
	key := value.Nil
	if inner := t.Field("key").AsTable(); inner != nil {
		key = value.Record(numbers(inner)...)
	}
	out := append([]value.Entry{value.Named("name", t.Field("name"))}, numbers(t)...)
	out = append(out, value.Named("key", key), quoted(t, "signature"))
	return value.Serialise(value.Record(out...), value.SerialiseOptions{})
}

// Deserialise reads what Serialise has written. Text that is no table gives what
// it does give, text that is no data nil.
func Deserialise(text string) value.Value {
	v, err := value.Unserialise(text)
	if err != nil {
		return value.Nil
	}
	return unquote(v, true)
}

// unquote takes the quotes from the strings of a certificate or key, and of the
// key within a certificate.
func unquote(v value.Value, outer bool) value.Value {
	t := v.AsTable()
	if t == nil {
		return v
	}
	out := make([]value.Entry, t.Len())
	for i, e := range t.Entries() {
		out[i] = e
		name, _ := e.Key.AsString()
		if s, ok := e.Value.AsString(); ok && numberFields[name] && (outer || name != "signature") {
			out[i].Value = value.String(strings.ReplaceAll(s, `"`, ""))
		}
		if name == "key" && outer {
			out[i].Value = unquote(e.Value, false)
		}
	}
	return value.Record(out...)
}

// marshal writes a table that is known to have nothing but strings in it.
func marshal(v value.Value) string {
	text, err := Serialise(v)
	if err != nil {
		panic(fmt.Errorf("cryptonet: writing a table of strings: %w", err))
	}
	return text
}

// Marshal is the text of the certificate's file.
func (c Certificate) Marshal() string { return marshal(c.Value()) }

// Marshal is the text of the key's file.
func (k PublicKey) Marshal() string { return marshal(k.Value()) }

// Marshal is the text of the key's file.
func (k PrivateKey) Marshal() string { return marshal(k.Value()) }

// What the parsers say to text of another kind.
var (
	ErrNotCertificate = errors.New("not a certificate")
	ErrNotPublicKey   = errors.New("not a public key")
	ErrNotPrivateKey  = errors.New("not a private key")
)

// ParseCertificate reads the text of a certificate's file.
func ParseCertificate(text string) (Certificate, error) {
	c, ok := CertificateFrom(Deserialise(text), false)
	if !ok {
		return Certificate{}, ErrNotCertificate
	}
	return c, nil
}

// ParsePublicKey reads the text of a public key's file.
func ParsePublicKey(text string) (PublicKey, error) {
	k, ok := PublicKeyFrom(Deserialise(text))
	if !ok {
		return PublicKey{}, ErrNotPublicKey
	}
	return k, nil
}

// ParsePrivateKey reads the text of a private key's file.
func ParsePrivateKey(text string) (PrivateKey, error) {
	k, ok := PrivateKeyFrom(Deserialise(text))
	if !ok {
		return PrivateKey{}, ErrNotPrivateKey
	}
	return k, nil
}
