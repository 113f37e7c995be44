package luabind

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math/rand/v2"

	"ccnet/protocol/rttp/net"
	"ccnet/protocol/rttp/net/ecc"
	"ccnet/value"
)

// rttpState is what a computer's network holds on the native side. The modules hold the
// rest: handlers, what waits, and files.
type rttpState struct {
	stack  *net.Stack // nil until it is opened
	keys   *ecc.KeyPair
	random *rand.ChaCha8
	server *serverState
	nat    *natState
}

var errNotOpen = errors.New("the network is not open")

// rttpOpened is a function that needs the computer's end of the network.
func rttpOpened(fn func(c *Call, s *rttpState) error) Func {
	return func(c *Call) error {
		s := &c.machine.rttp
		if s.stack == nil {
			return errNotOpen
		}
		c.Charge(rttpSteps)
		err := fn(c, s)
		c.Charge(curveSteps * s.stack.Work())
		return err
	}
}

// now is the time on the computer that a call runs on.
func (c *Call) now() net.Time {
	return net.Time{UTC: c.Computer().EpochUTC(), Game: c.Computer().EpochIngame()}
}

// rttpOpen is open{hardware, hostname, silent, encrypt, private}: the computer's end of
// the network, which it has once. Private is the private key, a list of bytes; without
// one, a new one is made if encrypt is true. It returns whether it was not open before.
func rttpOpen(c *Call) error {
	t, err := c.Args.Table(1)
	if err != nil {
		return err
	}
	s := &c.machine.rttp
	if s.stack != nil {
		return c.Return(value.Bool(false))
	}
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], c.Computer().Seed())
	copy(seed[8:], "rttp")
	s.random = rand.NewChaCha8(seed)
	hardware, _ := t.Field("hardware").AsString()
	hostname, _ := t.Field("hostname").AsString()
	cfg := net.Config{
		Hardware: hardware, Hostname: hostname, Silent: t.Field("silent").Truthy(),
		FirstID: firstID(c),
	}
	if t.Field("encrypt").Truthy() {
		if s.keys, err = rttpKeys(t.Field("private"), s.random); err != nil {
			return err
		}
		c.Charge(curveSteps)
		cfg.Keys, cfg.Random = s.keys, s.random
	}
	s.stack = net.NewStack(cfg)
	return c.Return(value.Bool(true))
}

// firstID is what a computer counts its messages from: the time, as the originals do,
// and apart from those of computers that were switched on with it.
func firstID(c *Call) float64 {
	return float64(c.Computer().EpochUTC() + int64(c.Computer().ID())<<20)
}

// rttpKeys are the keys of a private key that has been kept, or new ones.
func rttpKeys(private value.Value, random *rand.ChaCha8) (*ecc.KeyPair, error) {
	if private.IsNil() {
		var seed [32]byte
		_, _ = random.Read(seed[:]) // never fails
		return ecc.NewKeyPair(seed[:]), nil
	}
	b, ok := net.Bytes(private, ecc.ScalarSize)
	if !ok {
		return nil, errors.New("the private key is no list of bytes")
	}
	return ecc.LoadKeyPair(b)
}

// rttpAddress is address(): the number of the computer's address, the mask, the hostname,
// and the addresses of the server for names and the gateway, or nil.
func rttpAddress(c *Call, s *rttpState) error {
	number := func(a net.Address) value.Value {
		if a == (net.Address{}) {
			return value.Nil
		}
		return a.Value()
	}
	others := s.stack.Addresses()
	return c.Return(s.stack.Address().Value(), value.Number(float64(s.stack.Mask())), value.String(s.stack.Hostname()),
		number(others.DNS), number(others.Gateway))
}

// rttpSetAddress is setAddress(address, dns, gateway): an address by hand.
func rttpSetAddress(c *Call, s *rttpState) error {
	a, err := ipArg(c.Args.At(1), 0)
	if err != nil {
		return err
	}
	dns, err := ipArg(c.Args.At(2), 0)
	if err != nil {
		return err
	}
	gateway, err := ipArg(c.Args.At(3), 0)
	if err != nil {
		return err
	}
	s.stack.SetAddress(net.IP(a))
	s.stack.SetAddresses(net.AddressTable{DNS: net.IP(dns), Gateway: net.IP(gateway)})
	return nil
}

var errNoIP = errors.New("not an address: write 192.168.0.2, or its number")

// ipArg is an address of the form 192.168.0.2, or its number.
func ipArg(v value.Value, missing uint32) (uint32, error) {
	if v.IsNil() {
		return missing, nil
	}
	a, ok := net.AddressOf(v)
	if s, text := v.AsString(); text {
		a, ok = net.ParseIP(s)
	}
	n, number := a.Number()
	if !ok || !number {
		return 0, errNoIP
	}
	return n, nil
}

// rttpDiscover is discover(): asks for an address.
func rttpDiscover(c *Call, s *rttpState) error {
	s.stack.Discover(c.now())
	return nil
}

// rttpChangeHost is changeHost(name).
func rttpChangeHost(c *Call, s *rttpState) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	s.stack.SetHostname(c.now(), name)
	return nil
}

// rttpLastID is lastID(): the number of the last message.
func rttpLastID(c *Call, s *rttpState) error { return c.Return(value.Number(s.stack.LastID())) }

// rttpNextID is nextID(): the number of the next message, which is used up.
func rttpNextID(c *Call, s *rttpState) error { return c.Return(value.Number(s.stack.NextID())) }

// rttpResolve is resolve(destination): the address that it stands for, as far as that is
// known, and whether it is a name.
func rttpResolve(c *Call, s *rttpState) error {
	v := c.Args.At(1)
	text, isText := v.AsString()
	if !isText {
		a, ok := net.AddressOf(v)
		if !ok {
			return c.Return(value.Nil, value.Bool(false))
		}
		return c.Return(a.Value(), value.Bool(false))
	}
	a, ok := s.stack.Resolve(text)
	if !ok {
		return c.Return(value.Nil, value.Bool(net.IsName(text)))
	}
	return c.Return(a.Value(), value.Bool(net.IsName(text)))
}

// rttpLookup is lookup(name): asks for a name, and returns the question's number, or nil
// if there is nobody to ask.
func rttpLookup(c *Call, s *rttpState) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	id, err := s.stack.Lookup(c.now(), name)
	if err != nil {
		return c.Return(value.Nil)
	}
	return c.Return(value.Number(id))
}

// portArg is the first argument as a channel of a modem.
func portArg(c *Call) (int, error) {
	port, err := c.Args.Int(1)
	if err == nil && (port < 0 || port > 65535) {
		return 0, &value.ArgError{Index: 1, Message: "number between 0 and 65535 expected"}
	}
	return port, err
}

// rttpSend is send(port, address, domain, header, body, id): makes a message, and returns
// its number, or -1.
func rttpSend(c *Call, s *rttpState) error {
	port, err := portArg(c)
	if err != nil {
		return err
	}
	dest, ok := net.AddressOf(c.Args.At(2))
	if !ok {
		return c.Return(value.Int(-1))
	}
	domain, err := c.Args.OptString(3, "")
	if err != nil {
		return err
	}
	header, err := c.Args.Table(4)
	if err != nil {
		return err
	}
	id, err := c.Args.OptFinite(6, 0)
	if err != nil {
		return err
	}
	id, err = s.stack.Send(c.now(), net.Outgoing{
		Port: port, Dest: dest, Domain: domain, Header: inOrder(value.FromTable(header)).AsTable(), Body: inOrder(c.Args.At(5)), ID: id,
	})
	if err != nil {
		return c.Return(value.Int(-1))
	}
	return c.Return(value.Number(id))
}

// rttpReply is reply(port, message, header, body): answers a message.
func rttpReply(c *Call, s *rttpState) error {
	port, err := portArg(c)
	if err != nil {
		return err
	}
	old, err := message(c, 2)
	if err != nil {
		return err
	}
	header, err := c.Args.Table(3)
	if err != nil {
		return err
	}
	header = inOrder(value.FromTable(header)).AsTable()
	return c.Return(value.Number(s.stack.Reply(c.now(), port, old, header, inOrder(c.Args.At(4)))))
}

// rttpTake is take(side): sends what is to be sent through the modem at a side, and returns
// the rest, a list of {port, message, loopback}: what is for the computer itself, and all if
// there is no such modem. It returns nil if nothing is left.
func rttpTake(c *Call, s *rttpState) error {
	side, err := c.Args.OptString(1, "")
	if err != nil {
		return err
	}
	var list []value.Value
	for _, f := range s.stack.Take() {
		if !f.Loopback {
			c.Charge(rttpSteps)
			sent, problem := c.sendBy(side, f.Message)
			err = cmp.Or(err, problem)
			if sent {
				continue
			}
		}
		t := net.Table("port", value.Int(f.Message.Port), "message", f.Message.Value())
		if f.Loopback {
			t.Add(value.String("loopback"), value.Bool(true))
		}
		list = append(list, value.FromTable(t))
	}
	if err != nil || len(list) == 0 {
		return err
	}
	return c.Return(value.List(list...))
}

// rttpReceive is receive(channel, payload): whether what has arrived is for programs, the
// message, or nil and why it is not for them, and a line for the user or nil.
func rttpReceive(c *Call, s *rttpState) error {
	channel, err := c.Args.Int(1)
	if err != nil {
		return err
	}
	in := s.stack.Receive(c.now(), channel, c.Args.At(2))
	if !in.Deliver {
		return c.Return(value.Bool(false), value.String(in.Drop.Error()))
	}
	notice := value.Nil
	if in.Notice != "" {
		notice = value.String(in.Notice)
	}
	return c.Return(value.Bool(true), in.Message.Value(), notice)
}

var errPlain = errors.New("this computer does not encrypt: see encrypt in /home/.appdata/net.cfg")

// rttpSeal is seal(body, public): a body encrypted for the owner of a key, and the
// signature; without arguments, the computer's own keys: private and public, or nil.
func rttpSeal(c *Call, s *rttpState) error {
	if len(c.Args) == 0 {
		if s.keys == nil {
			return nil
		}
		return c.Return(net.ByteList(s.keys.Private()), net.ByteList(s.keys.Public()))
	}
	if s.keys == nil {
		return errPlain
	}
	public, ok := net.Bytes(c.Args.At(2), ecc.PointSize)
	if !ok {
		return &value.ArgError{Index: 2, Message: "a public key expected"}
	}
	c.Charge(2*curveSteps + value.Size(c.Args.At(1)))
	cipher, signature, err := net.Seal(s.keys, s.random, public, c.Args.At(1))
	if err != nil {
		return err
	}
	return c.Return(cipher, signature)
}

// rttpUnseal is unseal(cipher, signature, public): whether the owner of the key has sent
// it, and the body.
func rttpUnseal(c *Call, s *rttpState) error {
	if s.keys == nil {
		return errPlain
	}
	public, ok := net.Bytes(c.Args.At(3), ecc.PointSize)
	if !ok {
		return &value.ArgError{Index: 3, Message: "a public key expected"}
	}
	c.Charge(3*curveSteps + value.Size(c.Args.At(1)))
	body, err := net.Unseal(s.keys, public, c.Args.At(1), c.Args.At(2))
	if err != nil {
		return c.Return(value.Bool(false))
	}
	return c.Return(value.Bool(true), body)
}
