package lan

import (
	"cmp"
	"slices"
	"strings"

	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// Lease is an address that somebody has.
type Lease struct {
	Owner    string // hardware address, without hw:
	IP       uint32
	Hostname string
}

// holder is who has a lease, and when the server has heard of him last.
type holder struct {
	Lease
	heard uint64
}

// reservedOwner is nobody's name: of addresses that are not given.
const reservedOwner = "-"

// offer is an address that is being asked for before it is offered.
type offer struct {
	lease Lease
	to    net.Message
	until int64
	tries int
}

// Leases are all leases, by address.
func (s *Server) Leases() []Lease {
	var all []Lease
	for _, l := range s.leases {
		all = append(all, l.Lease)
	}
	slices.SortFunc(all, func(a, b Lease) int { return cmp.Compare(a.IP, b.IP) }) // nobody shares one
	return all
}

// AddLease takes a lease from before, unless somebody has its address.
func (s *Server) AddLease(l Lease) {
	if len(s.leases) < maxLeases && l.Owner != "" && s.leases[l.Owner] == nil && s.taken[l.IP] == "" {
		s.leases[l.Owner] = &holder{Lease: l}
		s.taken[l.IP] = l.Owner
	}
}

// hear notes that an owner is there.
func (s *Server) hear(h *holder) {
	s.heard++
	h.heard = s.heard
}

// lease gives an address to somebody, and takes it from who had it before.
func (s *Server) lease(l Lease) *holder {
	if old := s.taken[l.IP]; old != "" && old != l.Owner {
		delete(s.leases, old)
		if name, named := s.hosts[l.IP]; named {
			s.RemoveRecord(name)
		}
	}
	h := &holder{Lease: l}
	s.hear(h)
	s.leases[l.Owner], s.taken[l.IP] = h, l.Owner
	s.changed = true
	return h
}

// owner is the hardware address that a message came from.
func owner(m net.Message) string {
	if !m.Origin.IsHardware() {
		return ""
	}
	return hardware(strings.TrimPrefix(m.Origin.String(), "hw:"))
}

// hardware is a hardware address that a computer may have, or empty.
func hardware(s string) string {
	if len(s) > maxOwner {
		return ""
	}
	return hostname(s)
}

func (s *Server) request(now net.Time, m net.Message, body *value.Table) {
	who := owner(m)
	if who == "" {
		return
	}
	if lease := s.leases[who]; lease != nil {
		s.hear(lease)
		if h := hostname(text(body, "hostname")); h != "" {
			lease.Hostname = h
		}
		s.tender(now, m, lease)
		return
	}
	for i := range s.offers {
		if s.offers[i].lease.Owner == who { // it has asked again
			if mayWait(&m) {
				s.offers[i].to = m
			}
			return
		}
	}
	if len(s.offers) >= maxWaiting || !mayWait(&m) {
		return
	}
	s.try(now, offer{lease: Lease{Owner: who, Hostname: hostname(text(body, "hostname"))}, to: m})
}

// try asks whether somebody has the next address that may be free, if there is one.
func (s *Server) try(now net.Time, o offer) {
	ip, ok := s.free()
	if !ok {
		ip, ok = s.silent()
	}
	if o.tries++; !ok || o.tries > maxTries {
		return
	}
	o.lease.IP, o.until = ip, now.UTC+checkTime
	s.offers = append(s.offers, o)
	s.check(now, ip)
}

// check asks whether somebody has an address.
func (s *Server) check(now net.Time, ip uint32) {
	_, _ = s.stack.Send(now, net.Outgoing{
		Port: net.PortNetwork, Dest: net.IP(ip), Header: net.Table("type", net.TypeCheck),
		Body: value.FromTable(value.NewTable(0)),
	})
}

// found takes the answer of somebody who has an address.
func (s *Server) found(now net.Time, m net.Message) {
	ip, number := m.Origin.Number()
	if !number {
		return
	}
	s.claims = slices.DeleteFunc(s.claims, func(c claim) bool { return s.records[c.host].IP == ip })
	i := slices.IndexFunc(s.offers, func(o offer) bool { return o.lease.IP == ip })
	if i < 0 {
		return
	}
	o := s.offers[i]
	s.offers = slices.Delete(s.offers, i, i+1)
	if h := s.leases[s.taken[ip]]; h != nil {
		s.hear(h)
	} else {
		s.denied.Put(ip, struct{}{})
	}
	s.try(now, o)
}

// offered tells whether an address is about to be offered.
func (s *Server) offered(ip uint32) bool {
	return slices.ContainsFunc(s.offers, func(o offer) bool { return o.lease.IP == ip })
}

// free finds an address that nobody has.
func (s *Server) free() (uint32, bool) {
	size := ^s.cfg.Mask
	if size <= 2 || len(s.leases)+len(s.offers) >= maxLeases {
		return 0, false
	}
	for range min(size, 2*maxLeases) {
		if s.next >= size {
			s.next = 2
		}
		ip := s.cfg.Base + s.next
		s.next++
		_, denied := s.denied.Get(ip)
		if s.taken[ip] == "" && !denied && s.allowed(ip) && !s.offered(ip) {
			return ip, true
		}
	}
	return 0, false
}

// silent is the address of who has not been heard of for longest: in a network that is
// full, who has gone makes room.
func (s *Server) silent() (uint32, bool) {
	var first *holder
	for _, h := range s.leases {
		if (first == nil || h.heard < first.heard || h.heard == first.heard && h.IP < first.IP) && !s.offered(h.IP) {
			first = h
		}
	}
	if first == nil {
		return 0, false
	}
	return first.IP, true
}

// block is a range of addresses that are not given to anybody.
type block struct{ first, last uint32 }

var (
	reserved = []block{
		{0x7f000000, 0x7fffffff}, // loopback
		{0xa9fe0000, 0xa9feffff}, // of one cable
		{0xe0000000, 0xffffffff}, // groups, and what comes after
	}
	private = []block{
		{0x0a000000, 0x0affffff}, {0xac100000, 0xac1fffff}, {0xc0000000, 0xc00000ff}, {0xc0a80000, 0xc0a8ffff},
	}
)

func within(ip uint32, blocks []block) bool {
	return slices.ContainsFunc(blocks, func(b block) bool { return ip >= b.first && ip <= b.last })
}

// local tells whether an address is of a network: one of those that begin at its base, or
// beside them.
func local(ip, base, mask uint32) bool { return ip-base <= ^mask || ip&mask == base&mask }

func (s *Server) allowed(ip uint32) bool {
	return !within(ip, reserved) && !(s.cfg.Global && within(ip, private))
}

// terms are the fields of every answer about a lease.
func (s *Server) terms(l *holder) *value.Table {
	return net.Table("ip", value.Number(float64(l.IP)), "mask", value.Number(float64(s.cfg.Mask)), "time", value.Int(-1))
}

func (s *Server) tender(now net.Time, to net.Message, l *holder) {
	s.reply(now, to, net.Table("type", net.TypeOffer), s.terms(l))
}

// full are the terms with the network's servers.
func (s *Server) full(l *holder) *value.Table {
	return net.With(s.terms(l), "addrTbl", value.FromTable(net.Table(
		"defGateway", value.Number(float64(s.cfg.Gateway)), "dns", value.Number(float64(s.cfg.DNS)))))
}

func (s *Server) accept(now net.Time, m net.Message) {
	lease := s.leases[owner(m)]
	if lease == nil {
		return
	}
	s.hear(lease)
	s.name(now, lease.Hostname, lease.IP)
	s.reply(now, m, net.Table("type", net.TypeAccepted), s.full(lease))
}

func (s *Server) renew(now net.Time, m net.Message, body *value.Table) {
	who := hardware(text(body, "hwaddr"))
	ip, ok := m.Origin.Number()
	lease := s.leases[who]
	if lease == nil && ok && who != "" && s.taken[ip] == "" && s.allowed(ip) && len(s.leases) < maxLeases {
		lease = s.lease(Lease{Owner: who, IP: ip})
	}
	if lease == nil || lease.IP != ip {
		s.reply(now, m, net.Table("type", net.TypeRenewed), net.Table("action", "reget"))
		return
	}
	s.hear(lease)
	s.reply(now, m, net.Table("type", net.TypeRenewed), net.With(s.full(lease), "action", value.String("renewed")))
}
