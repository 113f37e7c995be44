package v1

import (
	"fmt"
	"maps"
	"slices"

	"ccnet/cryptonet"
	"ccnet/value"
)

// AuthorityName is the name of the server that signs certificates. Its own
// certificate has the authority's key.
const AuthorityName = "certAuth"

// Bounds of an Authority.
const (
	maxNames = 100_000
	maxName  = 256 // bytes
)

// Authority signs the certificate of whoever comes first with a name, and from then
// on for that name only certificates with the same key. It asks for no proof.
type Authority struct {
	key   cryptonet.PrivateKey
	names map[string]cryptonet.PublicKey
}

// NewAuthority returns an authority with the key, which knows no names.
func NewAuthority(key cryptonet.PrivateKey) *Authority {
	return &Authority{key: key, names: make(map[string]cryptonet.PublicKey)}
}

// ReadNames takes the names that Names has written, in the place of those that the
// authority knows.
func (a *Authority) ReadNames(text string) error {
	v, err := value.Unserialise(text)
	if err != nil {
		return fmt.Errorf("the names of a certificate authority: %w", err)
	}
	t := v.AsTable()
	if t == nil {
		return fmt.Errorf("the names of a certificate authority: a %s instead of a table", v.TypeName())
	}
	names := make(map[string]cryptonet.PublicKey)
	for _, e := range t.Entries() {
		name, ok := e.Key.AsString()
		if !ok {
			return fmt.Errorf("the names of a certificate authority: a name is a %s", e.Key.TypeName())
		}
		key, ok := cryptonet.PublicKeyFrom(e.Value)
		if !ok {
			return fmt.Errorf("the names of a certificate authority: that of %s is no public key", quote(name))
		}
		names[name] = key
	}
	a.names = names
	return nil
}

// Names is the text of the file certMap.tbl: all names and their keys, sorted.
func (a *Authority) Names() string {
	t := value.NewTable(len(a.names))
	for _, name := range slices.Sorted(maps.Keys(a.names)) {
		t.Add(value.String(name), a.names[name].Value())
	}
	text, err := value.Serialise(value.FromTable(t), value.SerialiseOptions{})
	if err != nil {
		panic(fmt.Errorf("writing the names of a certificate authority: %w", err)) // too long, which maxNames rules out
	}
	return text
}

// Reply is what came of a message to an authority.
type Reply struct {
	Value   value.Value // to be sent back; nil for nothing
	Changed bool        // the names have changed and want to be saved
	Note    string      // what was refused or ignored, and why; else empty
}

// Handle takes a value that has come on a socket, encrypted. What is no request for a
// signature is not answered.
func (a *Authority) Handle(v value.Value) Reply {
	m, err := ParseMessage(v)
	if err != nil {
		return Reply{Note: err.Error()}
	}
	if m.Type != System || m.Function != FunctionSignCertificate {
		return Reply{Note: "a message that does not ask for a signature"}
	}
	certificate, ok := cryptonet.CertificateFrom(m.Data, false)
	if !ok {
		return Reply{Note: "a signature is asked for what is no certificate"}
	}
	if err := certificate.Key.Check(); err != nil {
		return Reply{Note: fmt.Sprintf("a signature is asked for a bad key: %v", err)}
	}
	known, taken := a.names[certificate.Name]
	switch {
	case taken && known != certificate.Key:
		return refuse("Hostname already used!", certificate.Name)
	case taken:
	case len(certificate.Name) > maxName:
		return refuse("Hostname too long!", certificate.Name)
	case len(a.names) >= maxNames:
		return refuse("Too many hostnames!", certificate.Name)
	}
	signed, err := certificate.Sign(a.key)
	if err != nil {
		return Reply{Note: err.Error()}
	}
	a.names[certificate.Name] = certificate.Key
	return Reply{Value: SystemValue(FunctionCertSignature, signed.Value()), Changed: !taken}
}

func refuse(text, name string) Reply {
	return Reply{
		Value: SystemValue(FunctionError, value.String(text)),
		Note:  fmt.Sprintf("no signature for %s: %s", quote(name), text),
	}
}
