package net

import (
	"errors"

	"ccnet/value"
)

// Outgoing is a message to be sent.
type Outgoing struct {
	Port   int
	Dest   Address
	Domain string       // the name that Dest was looked up for, if it was
	Header *value.Table // with a type
	Body   value.Value
	ID     float64 // 0: the next
}

// Send makes a frame of a message and returns its msgid. It fails if the body cannot
// be encrypted as the receiver wants it, or if nobody has taken what is to be sent.
func (s *Stack) Send(now Time, out Outgoing) (id float64, err error) {
	s.keepLease(now)
	if id = out.ID; id == 0 {
		id = s.NextID()
	}
	m := Message{Origin: s.address, Dest: out.Dest, Port: out.Port, Header: out.Header, Body: out.Body, ID: id}
	if out.Domain != "" {
		m.Header = With(m.Header, fieldDomain, value.String(out.Domain))
	}
	if out.Dest == s.address {
		s.loops++
		m.Header = With(m.Header, fieldLoopback, value.Number(s.loops))
		return id, s.put(Frame{m, true})
	}
	if m, err = s.lock(m, out.ID != 0); err != nil {
		return 0, err
	}
	if s.address == IP(0) {
		m.Origin = Hardware(s.cfg.Hardware)
	}
	return id, s.put(Frame{m, false})
}

// lock puts the computer's key into a message, and encrypts it if the receiver's key
// is known. A message with a key has been somebody else's and stays as it is.
func (s *Stack) lock(m Message, reply bool) (Message, error) {
	if s.keys == nil || !m.Header.Field(fieldPublicKey).IsNil() {
		return m, nil
	}
	m.Header = With(m.Header, fieldPublicKey, ByteList(s.keys.own.Public()))
	to := receiver(m)
	key, known := s.keys.peers.Get(to)
	if !known || !m.Body.Truthy() {
		return m, nil
	}
	sealed, err := s.keys.seal(key, m.Body)
	if err != nil {
		return m, err
	}
	m.Body = sealed
	// Who is told another name for this computer may have no key for its address, and
	// replies in plain text.
	if !reply && m.Header.Field(fieldOriginDomain).IsNil() {
		s.sealed.Put(m.ID, to)
	}
	m.Header = With(m.Header, fieldEncrypted, value.Bool(true))
	return m, nil
}

// receiver is whom m is for, as far as keys go. It is called before the header of a
// reply has its originDomain read by anybody, so domain alone counts.
func receiver(m Message) peer {
	if domain, ok := m.Header.Field(fieldDomain).AsString(); ok {
		return peer{domain: domain}
	}
	id, _ := Connection(m, fieldConID)
	if id.IsNil() {
		id, _ = Connection(m, fieldDestConID)
	}
	return peer{address: m.Dest, connection: id}
}

// Reply answers a message: with its msgid, to where it came from. The msgid is
// returned, or -1 if the body cannot be encrypted.
func (s *Stack) Reply(now Time, port int, old Message, header *value.Table, body value.Value) float64 {
	id, err := s.Send(now, Outgoing{
		Port: port, Dest: old.Origin, Header: old.ReplyHeader(header), Body: body, ID: old.ID,
	})
	if err != nil {
		return -1
	}
	return id
}

// Lookup asks for the address of a name, under the msgid that it returns. The answer is
// for the computer's programs too: see Resolve.
func (s *Stack) Lookup(now Time, name string) (id float64, err error) {
	if s.addresses.DNS == (Address{}) {
		return 0, ErrNoDNS
	}
	if err := tooLong(name); err != nil {
		return 0, err
	}
	id, err = s.Send(now, Outgoing{
		Port: PortNetwork, Dest: s.addresses.DNS,
		Header: Table("type", TypeLookup), Body: value.FromTable(Table("domain", name)),
	})
	if err == nil {
		s.lookups.Put(id, name)
	}
	return id, err
}

// ErrNoDNS is the answer to any name where nobody is known who knows names.
var ErrNoDNS = errors.New("no server for names is known")

// Resolve is the address that a destination stands for: a name that has been looked up,
// numbers with dots, or a hardware address. Nothing else is known.
func (s *Stack) Resolve(dest string) (Address, bool) {
	if IsName(dest) {
		return s.names.Get(dest)
	}
	if a, _ := AddressOf(value.String(dest)); a.IsHardware() {
		return a, true
	}
	return ParseIP(dest)
}

// learnName takes the answer to a Lookup, which counts once.
func (s *Stack) learnName(m Message) {
	name, asked := s.lookups.Get(m.ID)
	if !asked {
		return
	}
	s.lookups.Delete(m.ID)
	if a, ok := Found(m); ok {
		s.names.Put(name, a)
	}
}

// Found is the address in an answer to a question for a name.
func Found(m Message) (Address, bool) {
	body := m.Body.AsTable()
	if body == nil || m.Text("code") != "found" {
		return Address{}, false
	}
	ip := body.Field("ip")
	a, ok := AddressOf(ip)
	if s, text := ip.AsString(); text {
		a, ok = ParseIP(s)
	}
	n, number := a.Number()
	return a, ok && number && n != 0
}
