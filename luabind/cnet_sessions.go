package luabind

import (
	"errors"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
)

// sessions is CNet v1.0: messages and system calls.
type sessions = network[*v1.Session]

// stationSessions is sessions(): the network of the module CNet. Which system functions
// there are, Lua knows.
func stationSessions(s *station, c *Call) error {
	all := v1.Config{Known: func(string) bool { return true }}
	n := newNetwork(s, func() *v1.Session { return v1.NewSession(all) })
	return c.Return((&Object{Methods: sessionMethods, Self: n}).Value())
}

var sessionMethods = API{Functions: []Function{
	{"closed", onLink(1, networkClosed[*v1.Session])},
	{"handle", tell(2, networkHandle[*v1.Session])},
	{"handleEvent", networkMethod(networkHandleEvent[*v1.Session])},
	{"listen", onLink(2, sessionsListen)},
	{"result", networkMethod(networkResult[*v1.Session])},
	{"sign", start(2, sessionsSign)},
	{"tick", networkMethod(networkTick[*v1.Session])},
}}.Sorted().Functions

// sessionsListen is listen(timeout, socket…): an error's text or nil, then the call.
// Without a timeout it waits for ever, and the message is told with what has happened.
func sessionsListen(n *sessions, c *Call, l *link[*v1.Session]) ([]value.Value, error) {
	timeout, happen := cnet.NoDeadline, c.Args.At(1).IsNil()
	if !happen {
		timeout = waitArg(c, 1)
	}
	if n.pending >= maxCalls {
		return nil, errTooManyCalls
	}
	id, step, err := l.speaker.Listen(n.station.now(), timeout)
	if err != nil {
		return []value.Value{value.String(err.Error())}, nil
	}
	number := n.open(l, id, happen)
	_, err = n.run(c, l, step)
	return []value.Value{value.Nil, value.Int(number)}, err
}

// sessionsSign is sign(certificate, socket…).
func sessionsSign(n *sessions, c *Call, p *v1.Session) (cnet.CallID, cnet.Step, error) {
	id, step := p.Sign(n.station.now(), c.Args.At(1), v1.SignTimeout)
	return id, step, nil
}

// cnetCheckServerName is checkServerName(name): what is wrong with it, or nil.
func cnetCheckServerName(c *Call) error {
	name, _ := c.Args.At(1).AsString()
	if err := v1.CheckServerName(name); err != nil {
		return c.Return(value.String(err.Error()))
	}
	return nil
}

// stationAuthority is authority(privateKey, names): the station is a certificate
// authority from now on. The key is as it stands in its file, and so are the names that
// it has signed.
func stationAuthority(s *station, c *Call) error {
	text, err := c.Args.String(1)
	if err != nil {
		return err
	}
	names, err := c.Args.String(2)
	if err != nil {
		return err
	}
	if len(names) > maxNames {
		return errors.New("too many names")
	}
	c.Charge(10 * (len(text) + len(names)))
	key, err := cryptonet.ParsePrivateKey(text)
	if err != nil {
		return errors.New("certAuth_private.key does not contain a valid private key.")
	}
	authority := v1.NewAuthority(key)
	if err := authority.ReadNames(names); err != nil {
		return err
	}
	s.authority = authority
	return nil
}

var errNoAuthority = errors.New("there is no authority here")

// stationAuthorityNames is authorityNames(): the names that it has signed, for its file.
func stationAuthorityNames(s *station, c *Call) error {
	if s.authority == nil {
		return errNoAuthority
	}
	text := s.authority.Names()
	c.Charge(10 * len(text))
	return c.Return(value.String(text))
}

// stationAuthorityHandle is authorityHandle(message): the answer or nil, whether the
// names have changed, and what was refused or ignored, nil if nothing.
func stationAuthorityHandle(s *station, c *Call) error {
	if s.authority == nil {
		return errNoAuthority
	}
	c.Charge(rsaSteps)
	reply := s.authority.Handle(c.Args.At(1))
	note := value.Nil
	if reply.Note != "" {
		note = value.String(reply.Note)
	}
	return c.Return(reply.Value, value.Bool(reply.Changed), note)
}
