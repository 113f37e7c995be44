package net

import (
	"errors"
	"io"
	"math"

	"ccnet/protocol/rttp/net/ecc"
	"ccnet/value"
)

// Config is what a Stack is made with.
type Config struct {
	Hardware string // the computer's hardware address: 16 hexadecimal digits
	Hostname string // what the computer asks to be called; may be empty
	Silent   bool   // does not answer pings

	// FirstID is what msgids begin behind. The originals take the milliseconds since
	// 1970, so that a computer which has been off does not begin anew.
	FirstID float64

	// Keys make the computer send its public key and encrypt to those that have sent
	// theirs; nil keeps everything in plain text. Random is then what nonces are made
	// of.
	Keys   *ecc.KeyPair
	Random io.Reader
}

// Time is the time: milliseconds since 1970, and of the game's calendar, by which
// leases are counted.
type Time struct{ UTC, Game int64 }

// Frame is a message that is to be sent on the channel of its port, or, if it is for
// the computer itself, to be received there again.
type Frame struct {
	Message  Message
	Loopback bool
}

// Incoming is what has become of something that arrived.
type Incoming struct {
	Message Message
	Deliver bool   // the message is for the computer's programs
	Notice  string // a line that the user may want to see
	Drop    error  // why it is not for them
}

// Stack is one computer's end of the network. It is used from one goroutine at a time.
type Stack struct {
	cfg  Config
	keys *keyRing // nil: plain text

	address   Address
	mask      uint32
	dhcp      Address
	lease     int64 // milliseconds of the game's calendar, or forever
	addresses AddressTable
	question  float64 // msgid of what the DHCP server was asked last, 0: nothing that awaits an answer
	accepting bool    // an offer has been accepted
	offerer   Address // whose
	lost      bool    // the server has taken the address away
	askAgain  int64
	renewed   int64

	lastID  float64
	loops   float64
	seen    *Memory[seenKey, struct{}]
	names   *Memory[string, Address]
	lookups *Memory[float64, string] // msgid to name
	sealed  *Memory[float64, peer]   // msgid of an encrypted request to whom it is for
	frames  []Frame
	waiting int // bytes of the frames
}

// AddressTable is what a computer learns of its network along with its address.
type AddressTable struct{ Gateway, DNS Address }

// seenKey is what makes a message another one. Computers that were switched on at the
// same moment count alike, so a reply to one of them and a request by the other may
// have the same number.
type seenKey struct {
	peer
	id, loopback float64
	kind         string
	reply        bool
}

const (
	maxSeen    = 4096
	maxNames   = 512
	maxLookups = 64
	maxSealed  = 1024

	forever = math.MaxInt64
	// renewBefore is how long before a lease's end it is renewed: three days of the
	// game's calendar. renewAgain is how often that is tried.
	renewBefore = 3 * 24 * 3600 * 1000
	renewAgain  = 3600 * 1000
)

// The network that a computer expects before it has an address.
var (
	DefaultMask uint32 = 0x0000ffff
	DefaultDHCP        = IP(0xC0A80000)
)

// NewStack returns the end of a computer that has no address yet.
func NewStack(cfg Config) *Stack {
	s := &Stack{
		cfg:     cfg,
		address: IP(0),
		mask:    DefaultMask,
		dhcp:    DefaultDHCP,
		lease:   forever,
		lastID:  cfg.FirstID,
		seen:    NewMemory[seenKey, struct{}](maxSeen),
		names:   NewMemory[string, Address](maxNames),
		lookups: NewMemory[float64, string](maxLookups),
		sealed:  NewMemory[float64, peer](maxSealed),
	}
	if cfg.Keys != nil {
		s.keys = newKeyRing(cfg.Keys, cfg.Random)
	}
	return s
}

// Address is the computer's address, 0 if it has none.
func (s *Stack) Address() Address { return s.address }

// Mask is the mask of the computer's network.
func (s *Stack) Mask() uint32 { return s.mask }

// Addresses are the computers that the DHCP server has named.
func (s *Stack) Addresses() AddressTable { return s.addresses }

// Hostname is what the computer wants to be called.
func (s *Stack) Hostname() string { return s.cfg.Hostname }

// SetAddress gives the computer an address by hand.
func (s *Stack) SetAddress(a Address) {
	s.address, s.lease, s.accepting, s.lost = a, forever, false, false
}

// SetAddresses names the gateway and the server that knows names.
func (s *Stack) SetAddresses(t AddressTable) { s.addresses = t }

// NextID is the msgid of the next message.
func (s *Stack) NextID() float64 {
	s.lastID++
	return s.lastID
}

// LastID is the msgid of the last message.
func (s *Stack) LastID() float64 { return s.lastID }

// Take returns what is to be sent, in order, and forgets it.
func (s *Stack) Take() []Frame {
	frames := s.frames
	s.frames, s.waiting = nil, 0
	return frames
}

// What may wait for Take.
const (
	maxFrames     = 4096
	maxFrameBytes = 16 << 20
)

var errFull = errors.New("too much waits to be sent")

func (s *Stack) put(f Frame) error {
	size := value.Size(value.FromTable(f.Message.Header)) + value.Size(f.Message.Body)
	if len(s.frames) >= maxFrames || len(s.frames) > 0 && s.waiting+size > maxFrameBytes {
		return errFull
	}
	s.frames = append(s.frames, f)
	s.waiting += size
	return nil
}

// Work is how many multiplications on the curve there have been since it was called
// last, each of which takes a good tenth of a millisecond.
func (s *Stack) Work() int {
	if s.keys == nil {
		return 0
	}
	work := s.keys.work
	s.keys.work = 0
	return work
}

// Why something is not for the computer's programs.
var (
	errForOthers = errors.New("for somebody else")
	errSeen      = errors.New("seen before")
	errForNet    = errors.New("answered")
	errConID     = errors.New("not the number of a connection")
	errUnasked   = errors.New("an answer of somebody who was not asked")
)

// Receive takes what a modem has heard on a channel, or a frame of the computer's own.
func (s *Stack) Receive(now Time, channel int, payload value.Value) Incoming {
	m, err := Decode(channel, payload)
	if err != nil {
		return Incoming{Drop: err}
	}
	if !s.hears(m.Dest) {
		return Incoming{Message: m, Drop: errForOthers}
	}
	from, err := sender(m)
	if err == nil {
		err = tooLong(m.Type())
	}
	if err != nil {
		return Incoming{Message: m, Drop: err}
	}
	key := seenKey{peer: from, id: m.ID, kind: m.Type(), reply: !m.Header.Field("code").IsNil()}
	if m.Origin == s.address {
		if n, ok := m.Header.Field(fieldLoopback).AsNumber(); ok && !math.IsNaN(n) {
			key.loopback = n
		}
	}
	if _, again := s.seen.Get(key); again {
		return Incoming{Message: m, Drop: errSeen}
	}
	if m, err = s.unlock(m, from); err != nil {
		return Incoming{Message: m, Drop: err} // it is not seen: the sender's own may still come
	}
	if _, asked := s.lookups.Get(m.ID); asked && m.Type() == TypeLookupReturn && (m.Origin != s.addresses.DNS || m.Dest != s.address) {
		return Incoming{Message: m, Drop: errUnasked}
	}
	s.seen.Put(key, struct{}{})
	in := Incoming{Message: m, Deliver: true}
	switch {
	case m.Dest.IsHardware():
		in.Notice = s.configure(now, m)
	case m.Dest != Broadcast:
		if s.answer(now, m) {
			return Incoming{Message: m, Drop: errForNet}
		}
	}
	return in
}

// hears tells whether messages to dest are for the computer.
func (s *Stack) hears(dest Address) bool {
	return dest == Broadcast || dest == s.address ||
		s.address == IP(0) && dest == Hardware(s.cfg.Hardware)
}

// maxName bounds names and kinds, which are remembered.
const maxName = 255

var errLong = errors.New("a name of more than 255 bytes")

func tooLong(s string) error {
	if len(s) > maxName {
		return errLong
	}
	return nil
}

// sender is who has sent m, as far as keys and duplicates go.
func sender(m Message) (peer, error) {
	if domain, ok := m.Header.Field(fieldOriginDomain).AsString(); ok {
		return peer{domain: domain}, tooLong(domain)
	}
	id, ok := Connection(m, fieldConID)
	if !ok {
		return peer{}, errConID
	}
	return peer{address: m.Origin, connection: id}, nil
}

// unlock learns the sender's key and decrypts the body. In what it returns,
// header.encrypted says whether it has.
func (s *Stack) unlock(m Message, from peer) (Message, error) {
	m, opened, err := s.open(m, from)
	if err != nil {
		return m, err
	}
	if to, asked := s.sealed.Get(m.ID); asked {
		theirs := from == to && !m.Body.Truthy() || opened && s.keys.same(from, to)
		if !theirs {
			return m, errPlainReply
		}
	}
	if !opened && m.Header.Field(fieldEncrypted).Truthy() {
		m.Header = With(m.Header, fieldEncrypted, value.Nil)
	}
	return m, nil
}

func (s *Stack) open(m Message, from peer) (_ Message, opened bool, err error) {
	encrypted := m.Header.Field(fieldEncrypted).Truthy()
	body := m.Body.AsTable()
	sealed := encrypted && body != nil && body.Field("cipher").Truthy() && body.Field("sig").Truthy()
	field := m.Header.Field(fieldPublicKey)
	switch {
	case sealed && (s.keys == nil || field.IsNil()):
		return m, false, errNoKeys
	case s.keys == nil || field.IsNil():
		return m, false, nil
	}
	public, ok := Bytes(field, ecc.PointSize)
	if !ok {
		return m, false, errMalformed
	}
	if err := s.keys.learn(from, public); err != nil {
		return m, false, err
	}
	if !sealed {
		return m, false, nil
	}
	key, _ := s.keys.peers.Get(from)
	m.Body, err = s.keys.open(key, body)
	return m, err == nil, err
}

// answer deals with what a computer answers by itself, and tells whether that was all.
func (s *Stack) answer(now Time, m Message) (done bool) {
	switch m.Type() {
	case TypePing:
		if m.Port == PortNetwork && !s.cfg.Silent {
			s.Reply(now, PortNetwork, m, Table("type", TypePong), emptyTable)
		}
	case TypeCheck:
		s.Reply(now, PortNetwork, m, Table("type", TypeFound),
			value.FromTable(Table("hwAddr", s.cfg.Hardware)))
		return true
	case TypeRenewed:
		s.renew(now, m)
	case TypeLookupReturn:
		s.learnName(m)
	}
	return false
}

var emptyTable = value.FromTable(value.NewTable(0))
