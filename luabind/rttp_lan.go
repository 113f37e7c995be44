package luabind

import (
	"errors"

	"ccnet/protocol/rttp/lan"
	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// serverState is the server for addresses and names on a computer.
type serverState struct{ *lan.Server }

// natState is the NAT on a computer, and the sides of its modems.
type natState struct {
	*lan.NAT
	inner, outer string
}

func (n *natState) fromInside(port int, v value.Value) []lan.Passed  { return n.FromInside(port, v) }
func (n *natState) fromOutside(port int, v value.Value) []lan.Passed { return n.FromOutside(port, v) }

// ipField is a field with an address.
func ipField(t *value.Table, name string, to *uint32, err *error) {
	if *err == nil {
		if *to, *err = ipArg(t.Field(name), 0); *err != nil {
			*err = errors.New(name + ": " + (*err).Error())
		}
	}
}

// rttpServe is serve{baseAddr, mask, gateway, dns, upstream, global, adminPass, leases,
// records}: the server for addresses and names. Leases are {owner, ip, hostname}, records
// are by name {ip, port, time, static}, as serverState returns them.
func rttpServe(c *Call, s *rttpState) error {
	t, err := c.Args.Table(1)
	if err != nil {
		return err
	}
	t = inOrder(value.FromTable(t)).AsTable()
	cfg := lan.ServerConfig{Global: t.Field("global").Truthy(), Random: s.random}
	ipField(t, "baseAddr", &cfg.Base, &err)
	ipField(t, "mask", &cfg.Mask, &err)
	ipField(t, "gateway", &cfg.Gateway, &err)
	ipField(t, "dns", &cfg.DNS, &err)
	ipField(t, "upstream", &cfg.Upstream, &err)
	if err != nil {
		return err
	}
	cfg.Password, _ = t.Field("adminPass").AsString()
	server := &serverState{lan.NewServer(cfg, s.stack)}
	if leases := t.Field("leases").AsTable(); leases != nil {
		for _, e := range leases.Entries() {
			if err := server.addLease(e.Value.AsTable()); err != nil {
				return err
			}
		}
	}
	if records := t.Field("records").AsTable(); records != nil {
		for _, e := range records.Entries() {
			name, _ := e.Key.AsString()
			if err := server.addRecord(name, e.Value.AsTable()); err != nil {
				return err
			}
		}
	}
	server.Changed()
	s.server = server
	return nil
}

func (s *serverState) addLease(t *value.Table) error {
	if t == nil {
		return errors.New("a lease is no table")
	}
	l := lan.Lease{}
	l.Owner, _ = t.Field("owner").AsString()
	l.Hostname, _ = t.Field("hostname").AsString()
	var err error
	if ipField(t, "ip", &l.IP, &err); err != nil {
		return err
	}
	s.AddLease(l)
	return nil
}

func (s *serverState) addRecord(name string, t *value.Table) error {
	if t == nil || name == "" {
		return errors.New("a record is no table with a name")
	}
	r := lan.Record{Static: t.Field("static").Truthy()}
	if port, ok := t.Field("port").AsNumber(); ok && port > 0 && port <= 65535 {
		r.Port = int(port)
	}
	if time, ok := t.Field("time").AsNumber(); ok {
		r.Time = value.Saturate(time)
	}
	var err error
	if ipField(t, "ip", &r.IP, &err); err != nil {
		return err
	}
	s.AddRecord(name, r)
	return nil
}

var errNoServer = errors.New("there is no server on this computer")

// rttpServerHandle is serverHandle(message): the server answers a message that has been
// delivered.
func rttpServerHandle(c *Call, s *rttpState) error {
	if s.server == nil {
		return errNoServer
	}
	m, err := message(c, 1)
	if err != nil {
		return err
	}
	s.server.Handle(c.now(), m)
	return nil
}

// rttpServerDue is serverDue(): in how many seconds serverWake must be called, or nil.
func rttpServerDue(c *Call, s *rttpState) error {
	if s.server == nil {
		return errNoServer
	}
	at, ok := s.server.Deadline()
	if !ok {
		return nil
	}
	return c.Return(value.Number(float64(max(at-c.now().UTC, 0)) / 1000))
}

// rttpServerWake is serverWake(): the server does what is due.
func rttpServerWake(c *Call, s *rttpState) error {
	if s.server == nil {
		return errNoServer
	}
	s.server.Wake(c.now())
	return nil
}

// rttpServerState is serverState(): leases and records, to be kept, or nil if they have not
// changed since it was called last.
func rttpServerState(c *Call, s *rttpState) error {
	if s.server == nil {
		return errNoServer
	}
	if !s.server.Changed() {
		return nil
	}
	var leases []value.Value
	for _, l := range s.server.Leases() {
		leases = append(leases, value.FromTable(net.Table("owner", l.Owner, "ip", net.IP(l.IP).String(), "hostname", l.Hostname)))
	}
	names := s.server.Names()
	records := value.NewTable(len(names))
	for _, name := range names {
		r, _ := s.server.Record(name)
		t := net.Table("ip", net.IP(r.IP).String(), "time", value.Number(float64(r.Time)))
		if r.Port != 0 {
			t.Add(value.String("port"), value.Int(r.Port))
		}
		if r.Static {
			t.Add(value.String("static"), value.Bool(true))
		}
		records.Add(value.String(name), value.FromTable(t))
	}
	c.Charge(rttpSteps * (len(leases) + len(names)))
	return c.Return(value.List(leases...), value.FromTable(records))
}

// rttpNAT is nat{baseAddr, mask, addr, domain, rules, inner, outer}: the NAT. Rules are {port,
// domain, dest or hostname}, inner and outer the sides of its modems. It sends what is to
// be sent at once, as natInside does.
func rttpNAT(c *Call, s *rttpState) error {
	t, err := c.Args.Table(1)
	if err != nil {
		return err
	}
	t = inOrder(value.FromTable(t)).AsTable()
	var cfg lan.NATConfig
	ipField(t, "baseAddr", &cfg.Base, &err)
	ipField(t, "mask", &cfg.Mask, &err)
	ipField(t, "addr", &cfg.Address, &err)
	cfg.Domain, _ = t.Field("domain").AsString()
	if rules := t.Field("rules").AsTable(); rules != nil && err == nil {
		for _, e := range rules.Entries() {
			rule := e.Value.AsTable()
			if rule == nil {
				return errors.New("a rule is no table")
			}
			r := lan.Rule{Port: -1, Domain: "*"}
			if port, ok := rule.Field("port").AsNumber(); ok && port >= -1 && port <= 65535 {
				r.Port = int(port)
			}
			if domain, ok := rule.Field("domain").AsString(); ok {
				r.Domain = domain
			}
			r.Hostname, _ = rule.Field("hostname").AsString()
			ipField(rule, "dest", &r.Dest, &err)
			cfg.Rules = append(cfg.Rules, r)
		}
	}
	if err != nil {
		return err
	}
	s.nat = &natState{NAT: lan.NewNAT(cfg, s.stack)}
	s.nat.inner, _ = t.Field("inner").AsString()
	s.nat.outer, _ = t.Field("outer").AsString()
	return s.nat.send(c, s.nat.Start())
}

// rttpNATSide is natInside(channel, payload) and natOutside: the NAT sends what it has to
// because of what one of its modems has heard, and returns what it cannot for want of a
// modem at a side, a list of {inside, port, message}, or nil.
func rttpNATSide(side func(*natState, int, value.Value) []lan.Passed) func(c *Call, s *rttpState) error {
	return func(c *Call, s *rttpState) error {
		if s.nat == nil {
			return errors.New("there is no NAT on this computer")
		}
		channel, err := c.Args.Int(1)
		if err != nil {
			return err
		}
		return s.nat.send(c, side(s.nat, channel, inOrder(c.Args.At(2))))
	}
}

func (n *natState) send(c *Call, passed []lan.Passed) error {
	var list []value.Value
	for _, p := range passed {
		side := n.outer
		if p.Inside {
			side = n.inner
		}
		c.Charge(rttpSteps)
		sent, err := c.sendBy(side, p.Message)
		if err != nil {
			return err
		}
		if !sent {
			list = append(list, value.FromTable(net.Table(
				"inside", value.Bool(p.Inside), "port", value.Int(p.Message.Port), "message", p.Message.Value())))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return c.Return(value.List(list...))
}
