package journal

import (
	"crypto/sha256"
	"fmt"

	"ccnet/cryptonet"
	"ccnet/value"
)

// cryptoNetLog reads the messages of CryptoNet. It opens the session keys of
// connections that were made with a server whose private key it knows, and with them
// what is said on these connections.
type cryptoNetLog struct {
	keys         []cryptonet.PrivateKey
	certificates bounded[string, cryptonet.Certificate] // by the server's name
	sessions     bounded[string, *sessionLog]           // by the client's name of the session
}

// sessionLog is a connection whose key is known.
type sessionLog struct {
	server string
	number string // the session key, as a decimal number
	cipher *cryptonet.Cipher
}

// logMemory bounds what a log remembers of each kind.
const logMemory = 1 << 16

func newCryptoNetLog(keys []cryptonet.PrivateKey) *cryptoNetLog {
	return &cryptoNetLog{keys: keys}
}

// Read implements Protocol.
func (l *cryptoNetLog) Read(f Frame) ([]Layer, bool) {
	e, ok := cryptonet.EnvelopeFrom(f.Payload)
	if !ok {
		return nil, false
	}
	text := shown(string(e.Type))
	var inner []Layer
	switch e.Type {
	case cryptonet.DiscoveryRequest:
	case cryptonet.CertificateRequest:
		text += " to " + shown(e.Target)
	case cryptonet.DiscoveryResponse, cryptonet.CertificateResponse:
		text += ": " + l.certificate(e.Message)
	case cryptonet.ConnectionRequest:
		text += l.connection(e)
	case cryptonet.ConnectionResponse:
		text += l.response(e)
	case cryptonet.SealedMessage:
		var what string
		what, inner = l.sealed(e)
		text += l.parties(e) + what
	case cryptonet.UnsealedMessage:
		text += l.parties(e)
		inner = messageLayers(e.Message)
	default:
		text += ": an unknown type of message"
		inner = []Layer{valueLayer("message", e.Message)}
	}
	return append([]Layer{{"CryptoNet", text}}, inner...), true
}

// certificate notes a certificate and describes it.
func (l *cryptoNetLog) certificate(v value.Value) string {
	c, ok := cryptonet.CertificateFrom(v, true)
	if !ok {
		return "not a certificate: " + payloadText(v)
	}
	text := "server " + shown(c.Name)
	switch {
	case !c.HasKey():
		return text + ", its certificate is hidden"
	case c.Signature == "":
		text += ", unsigned"
	default:
		text += ", signed"
	}
	l.certificates.set(c.Name, c)
	return text
}

// connection opens the session key that a client sends.
func (l *cryptoNetLog) connection(e cryptonet.Envelope) string {
	name, ok := e.Message.AsString()
	if !ok {
		return fmt.Sprintf(" to %s without a key", shown(e.Target))
	}
	text := fmt.Sprintf(" to %s for %s", shown(e.Target), sessionName(name))
	if _, known := l.sessions.get(name); known {
		return text
	}
	certificate, _ := l.certificates.get(e.Target)
	for _, right := range []bool{true, false} { // the server's own key is most likely
		for _, k := range l.keys {
			if (k.Shared == certificate.Key.Shared) != right {
				continue
			}
			if key, number, err := k.OpenSession(name); err == nil {
				l.sessions.set(name, &sessionLog{e.Target, number, cryptonet.NewCipher(key)})
				return text
			}
		}
	}
	return text + ", whose key is not known"
}

// sessionName shows what ends call a session: a very long number.
func sessionName(name string) string {
	const few = 8
	if len(name) > few {
		return "session " + shown(name[:few]) + "…"
	}
	return "session " + shown(name)
}

// parties tells who speaks to whom.
func (l *cryptoNetLog) parties(e cryptonet.Envelope) string {
	if _, fromClient := l.sessions.get(e.Sender); fromClient || len(e.Sender) > len(e.Target) {
		return fmt.Sprintf(" to %s on %s", shown(e.Target), sessionName(e.Sender))
	}
	return fmt.Sprintf(" from %s on %s", shown(e.Sender), sessionName(e.Target))
}

// session finds the session of a message, which its client is the sender or the
// target of.
func (l *cryptoNetLog) session(e cryptonet.Envelope) *sessionLog {
	if s, ok := l.sessions.get(e.Sender); ok && s.server == e.Target {
		return s
	}
	if s, ok := l.sessions.get(e.Target); ok && s.server == e.Sender {
		return s
	}
	return nil
}

// open decrypts what is sealed in a message; or tells why not.
func (l *cryptoNetLog) open(e cryptonet.Envelope) (text, problem string) {
	sealed, iv, ok := cryptonet.SealedFrom(e.Message)
	if !ok {
		return "", "not a sealed text, or too long for the journal"
	}
	s := l.session(e)
	if s == nil {
		return "", fmt.Sprintf("%s sealed with a key that is not known", count(len(sealed), "byte"))
	}
	if len(sealed)%len(iv) != 0 {
		return "", "a sealed text of an odd length"
	}
	return s.cipher.Open(iv, sealed), ""
}

// response reads a server's answer to a connection request, which proves that it has
// the session key. It names no sender.
func (l *cryptoNetLog) response(e cryptonet.Envelope) string {
	on := " on " + sessionName(e.Target)
	s, known := l.sessions.get(e.Target)
	if known {
		e.Sender = s.server
		on = " from " + shown(s.server) + on
	}
	text, problem := l.open(e)
	if problem != "" {
		return on + ": " + problem
	}
	c, known := l.certificates.get(s.server)
	if !known {
		return on + ": a proof of the key that cannot be checked without its certificate"
	}
	want := sha256.Sum256([]byte(s.server + c.Key.Public + c.Key.Shared + s.number))
	if text != string(want[:]) {
		return on + ": a WRONG proof of the key"
	}
	return on + ": a proof of the key"
}

// sealed reads an encrypted message.
func (l *cryptoNetLog) sealed(e cryptonet.Envelope) (what string, inner []Layer) {
	text, problem := l.open(e)
	if problem != "" {
		return ": " + problem, nil
	}
	c, ok := cryptonet.Decode(text)
	if !ok {
		return ": not a message, perhaps sealed with another key", []Layer{{"text", shown(text)}}
	}
	switch c.Kind {
	case cryptonet.CloseContent:
		return ": close", nil
	case cryptonet.LoginRequest:
		return fmt.Sprintf(": login of %s", shown(c.User)), nil
	case cryptonet.LoginRefused:
		return fmt.Sprintf(": login of %s failed", shown(c.User)), nil
	case cryptonet.LoginGranted:
		return fmt.Sprintf(": %s is logged in, permission level %s", shown(c.User), value.FormatNumber(c.Permission)), nil
	case cryptonet.LogoutContent:
		return ": logout", nil
	}
	return "", messageLayers(c.Value)
}

// bounded is a map that forgets what it was told first when there is too much.
type bounded[K comparable, V any] struct {
	values map[K]V
	order  []K
}

func (b *bounded[K, V]) get(key K) (V, bool) {
	v, ok := b.values[key]
	return v, ok
}

func (b *bounded[K, V]) set(key K, v V) {
	if b.values == nil {
		b.values = make(map[K]V)
	}
	if _, known := b.values[key]; !known {
		if len(b.order) >= logMemory {
			delete(b.values, b.order[0])
			b.order = b.order[1:]
		}
		b.order = append(b.order, key)
	}
	b.values[key] = v
}
