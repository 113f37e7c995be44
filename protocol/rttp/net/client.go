package net

import (
	"math"

	"ccnet/value"
)

// Discover asks for an address, from whoever gives one. The offer is accepted when it
// arrives; the computer has its address when a message of type TypeAccepted has been
// delivered.
func (s *Stack) Discover(now Time) {
	s.address, s.lease, s.accepting = IP(0), forever, false
	s.askAgain = now.UTC + joinTimeout
	body := value.NewTable(1)
	if s.cfg.Hostname != "" {
		body = Table("hostname", s.cfg.Hostname)
	}
	s.question, _ = s.Send(now, Outgoing{ // never encrypted: it is for everybody
		Port: PortNetwork, Dest: Broadcast, Header: Table("type", TypeRequest), Body: value.FromTable(body),
	})
}

// configure deals with the answers of a DHCP server, and returns what the user may
// want to know.
func (s *Stack) configure(now Time, m Message) (notice string) {
	body := m.Body.AsTable()
	if m.Port != PortNetwork || body == nil {
		return ""
	}
	switch m.Type() {
	case TypeOffer:
		ip, ok := AddressOf(body.Field("ip"))
		if _, number := ip.Number(); !ok || !number || s.accepting || m.ID != s.question || s.question == 0 {
			return ""
		}
		id, err := s.Send(now, Outgoing{
			Port: PortNetwork, Dest: m.Origin, Header: Table("type", TypeAccept),
			Body: value.FromTable(Table("hwAddr", s.cfg.Hardware)),
		})
		if err == nil {
			s.accepting, s.offerer, s.question = true, m.Origin, id
			return "Accepting IP offer of " + ip.String() + " from " + Visible(m.Origin.String())
		}
	case TypeAccepted:
		if s.accepting && m.Origin == s.offerer && m.ID == s.question && s.adopt(body) {
			s.accepting, s.question = false, 0
			if _, number := m.Origin.Number(); number {
				s.dhcp = m.Origin
			}
			return "DHCP accept"
		}
	}
	return ""
}

// adopt takes an address and what belongs to it.
func (s *Stack) adopt(body *value.Table) bool {
	ip, ok := AddressOf(body.Field("ip"))
	if _, number := ip.Number(); !ok || !number || ip == IP(0) {
		return false
	}
	s.address, s.lost = ip, false
	s.mask = DefaultMask
	if mask, ok := AddressOf(body.Field("mask")); ok {
		if n, number := mask.Number(); number {
			s.mask = n
		}
	}
	s.lease = forever
	if t, ok := body.Field("time").AsNumber(); ok && t >= 0 && t < math.MaxInt64/2 {
		s.lease = int64(t)
	}
	s.addresses = AddressTable{}
	if table := body.Field("addrTbl").AsTable(); table != nil {
		s.addresses.Gateway, _ = AddressOf(table.Field("defGateway"))
		s.addresses.DNS, _ = AddressOf(table.Field("dns"))
	}
	return true
}

// keepLease renews a lease that is about to end, and asks again for an address that has
// been taken away.
func (s *Stack) keepLease(now Time) {
	if s.lost && now.UTC >= s.askAgain {
		s.Discover(now)
	}
	if s.lease-renewBefore > now.Game || s.address == IP(0) || s.renewed > now.Game {
		return
	}
	s.renewed = now.Game + renewAgain
	s.question, _ = s.Send(now, Outgoing{
		Port: PortNetwork, Dest: s.dhcp, Header: Table("type", TypeRenew),
		Body: value.FromTable(Table("hwaddr", s.cfg.Hardware)),
	})
}

// renew takes the answer to a renewal.
func (s *Stack) renew(now Time, m Message) {
	body := m.Body.AsTable()
	if m.Port != PortNetwork || m.Origin != s.dhcp || m.ID != s.question || s.question == 0 || body == nil {
		return
	}
	s.question = 0
	switch action, _ := body.Field("action").AsString(); action {
	case "renewed":
		s.adopt(body)
	case "reget":
		s.lost = true
		s.Discover(now)
	}
}

// SetHostname changes what the computer is called, and tells the DHCP server.
func (s *Stack) SetHostname(now Time, name string) {
	s.cfg.Hostname = name
	_, _ = s.Send(now, Outgoing{
		Port: PortNetwork, Dest: s.dhcp, Header: Table("type", TypeChangeHost),
		Body: value.FromTable(Table("hostname", name)),
	})
}
