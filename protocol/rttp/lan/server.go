package lan

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// ServerConfig is what a Server is made with. The zero value of a field is its default.
type ServerConfig struct {
	Base    uint32 // the network's first address; 192.168.0.0
	Mask    uint32 // 255.255.0.0
	Gateway uint32 // 192.168.0.1
	DNS     uint32 // who knows names; the server itself
	Global  bool   // the server of the world between networks: it gives no private addresses and has nobody above
	// Upstream is who is asked for names that are not known here; 0.0.0.1.
	Upstream uint32
	Password string    // of the pages; empty: nobody gets in
	Random   io.Reader // of the pages' tokens; needed with a password
}

// Server gives addresses and knows names. It answers what arrives at a Stack whose
// address is the server's.
type Server struct {
	cfg     ServerConfig
	stack   *net.Stack
	leases  map[string]*Lease // by owner
	taken   map[uint32]bool   // leased, reserved, or somebody's own
	next    uint32
	offers  []offer
	records map[string]Record
	remote  map[string]Record
	asked   []question
	site    site
	changed bool
}

// Lease is an address that somebody has.
type Lease struct {
	Owner    string // hardware address, without hw:
	IP       uint32
	Hostname string
}

// Record is what is known of a name.
type Record struct {
	IP     uint32
	Port   int   // 0: any
	Time   int64 // when it was made, in the game's milliseconds
	Static bool  // an administrator's, not a computer's own
}

// offer is an address that is being asked for before it is offered.
type offer struct {
	lease Lease
	to    net.Message
	until int64
}

// question is a name that the server above has been asked for.
type question struct {
	id     float64
	domain string
	to     net.Message
	until  int64
}

// Bounds.
const (
	maxLeases   = 8192
	maxRecords  = 8192
	maxWaiting  = 256
	maxHostname = 63
	maxName     = 255
	// maxWaitingBytes bounds a message that waits to be answered.
	maxWaitingBytes = 8192
	checkTime       = 1000 // milliseconds that a computer has to say that an address is its own
	upstreamTime    = 1500
)

// NewServer returns a server that sends through stack.
func NewServer(cfg ServerConfig, stack *net.Stack) *Server {
	own, _ := stack.Address().Number()
	cfg.Base = cmp.Or(cfg.Base, 0xC0A80000)
	cfg.Mask = cmp.Or(cfg.Mask, 0xffff0000)
	cfg.Gateway = cmp.Or(cfg.Gateway, 0xC0A80001)
	cfg.DNS = cmp.Or(cfg.DNS, own)
	cfg.Upstream = cmp.Or(cfg.Upstream, 1)
	s := &Server{
		cfg:     cfg,
		stack:   stack,
		leases:  map[string]*Lease{},
		taken:   map[uint32]bool{own: true, cfg.Gateway: true, cfg.DNS: true},
		next:    2,
		records: map[string]Record{},
		remote:  map[string]Record{},
	}
	return s
}

// Changed tells whether leases or records have changed since it was called last.
func (s *Server) Changed() bool {
	changed := s.changed
	s.changed = false
	return changed
}

// Leases are all leases, by address.
func (s *Server) Leases() []Lease {
	var all []Lease
	for _, l := range s.leases {
		all = append(all, *l)
	}
	slices.SortFunc(all, func(a, b Lease) int { return cmp.Compare(a.IP, b.IP) })
	return all
}

// AddLease takes a lease from before.
func (s *Server) AddLease(l Lease) {
	if len(s.leases) < maxLeases && l.Owner != "" {
		s.leases[l.Owner] = &l
		s.taken[l.IP] = true
	}
}

// Names are all names, in their order.
func (s *Server) Names() []string { return slices.Sorted(maps.Keys(s.records)) }

// Record is what is known of a name.
func (s *Server) Record(name string) (Record, bool) {
	r, ok := s.records[name]
	return r, ok
}

// SetRecord makes a record, as an administrator would or from before.
func (s *Server) SetRecord(name string, r Record) {
	if _, known := s.records[name]; known || len(s.records) < maxRecords {
		s.records[name] = r
		s.changed = true
	}
}

// RemoveRecord forgets a name.
func (s *Server) RemoveRecord(name string) {
	delete(s.records, name)
	s.changed = true
}

// mayWait tells whether m is small enough to be kept until it is answered. Its body is
// not.
func mayWait(m *net.Message) bool {
	m.Body = value.Nil
	return value.Size(m.Value()) <= maxWaitingBytes
}

// Handle answers a message that the Stack has delivered. What is not for the server is
// left alone.
func (s *Server) Handle(now net.Time, m net.Message) {
	kind := m.Type()
	if m.Dest != s.stack.Address() && (m.Dest != net.Broadcast || kind != net.TypeRequest && kind != net.TypeLookup) {
		return
	}
	if rttp.Valid(m) {
		s.serve(now, m)
		return
	}
	if m.Port != net.PortNetwork {
		return
	}
	body := m.Body.AsTable()
	if body == nil {
		body = value.NewTable(0)
	}
	switch kind {
	case net.TypeRequest:
		s.request(now, m, body)
	case net.TypeFound:
		s.found(now, m)
	case net.TypeAccept:
		s.accept(now, m)
	case net.TypeRenew:
		s.renew(now, m, body)
	case net.TypeLookup:
		s.lookup(now, m, body)
	case net.TypeLookupReturn:
		s.answered(now, m, body)
	case net.TypeChangeHost:
		if ip, ok := m.Origin.Number(); ok {
			s.name(now, text(body, "hostname"), ip)
		}
	}
}

// Deadline is when Wake must be called, in milliseconds since 1970, if ever.
func (s *Server) Deadline() (at int64, ok bool) {
	for _, o := range s.offers {
		if !ok || o.until < at {
			at, ok = o.until, true
		}
	}
	for _, q := range s.asked {
		if !ok || q.until < at {
			at, ok = q.until, true
		}
	}
	return at, ok
}

// Wake offers addresses that nobody has claimed, and tells who has waited for a name
// long enough that there is none.
func (s *Server) Wake(now net.Time) {
	s.offers = slices.DeleteFunc(s.offers, func(o offer) bool {
		if o.until > now.UTC {
			return false
		}
		lease := o.lease
		s.leases[lease.Owner] = &lease
		s.changed = true
		s.tender(now, o.to, &lease)
		return true
	})
	s.asked = slices.DeleteFunc(s.asked, func(q question) bool {
		if q.until > now.UTC {
			return false
		}
		s.notFound(now, q.to)
		return true
	})
}

func (s *Server) reply(now net.Time, to net.Message, header *value.Table, body *value.Table) {
	s.stack.Reply(now, net.PortNetwork, to, header, value.FromTable(body))
}

// owner is the hardware address that a message came from.
func owner(m net.Message) string {
	if !m.Origin.IsHardware() {
		return ""
	}
	return strings.TrimPrefix(m.Origin.String(), "hw:")
}

func (s *Server) request(now net.Time, m net.Message, body *value.Table) {
	who := owner(m)
	if who == "" {
		return
	}
	if lease := s.leases[who]; lease != nil {
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
	if len(s.leases)+len(s.offers) >= maxLeases || len(s.offers) >= maxWaiting || !mayWait(&m) {
		return
	}
	if ip, ok := s.free(); ok {
		s.check(now, offer{lease: Lease{who, ip, hostname(text(body, "hostname"))}, to: m})
	}
}

// check asks whether somebody has an address.
func (s *Server) check(now net.Time, o offer) {
	o.until = now.UTC + checkTime
	s.offers = append(s.offers, o)
	_, _ = s.stack.Send(now, net.Outgoing{
		Port: net.PortNetwork, Dest: net.IP(o.lease.IP), Header: net.Table("type", net.TypeCheck),
		Body: value.FromTable(value.NewTable(0)),
	})
}

// found takes the answer of somebody who has an address.
func (s *Server) found(now net.Time, m net.Message) {
	for i, o := range s.offers {
		if m.Origin == net.IP(o.lease.IP) {
			s.offers = slices.Delete(s.offers, i, i+1)
			if ip, ok := s.free(); ok {
				o.lease.IP = ip
				s.check(now, o)
			}
			return
		}
	}
}

// free finds an address that nobody has, and takes it.
func (s *Server) free() (uint32, bool) {
	size := ^s.cfg.Mask
	if size <= 2 {
		return 0, false
	}
	for range min(size, 2*maxLeases) {
		if s.next >= size {
			s.next = 2
		}
		ip := s.cfg.Base + s.next
		s.next++
		if !s.taken[ip] && s.allowed(ip) {
			s.taken[ip] = true
			return ip, true
		}
	}
	return 0, false
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

func (s *Server) allowed(ip uint32) bool {
	return !within(ip, reserved) && !(s.cfg.Global && within(ip, private))
}

// terms are the fields of every answer about a lease.
func (s *Server) terms(l *Lease) *value.Table {
	return net.Table("ip", value.Number(float64(l.IP)), "mask", value.Number(float64(s.cfg.Mask)), "time", value.Int(-1))
}

func (s *Server) tender(now net.Time, to net.Message, l *Lease) {
	s.reply(now, to, net.Table("type", net.TypeOffer), s.terms(l))
}

// full are the terms with the network's servers.
func (s *Server) full(l *Lease) *value.Table {
	return net.With(s.terms(l), "addrTbl", value.FromTable(net.Table(
		"defGateway", value.Number(float64(s.cfg.Gateway)), "dns", value.Number(float64(s.cfg.DNS)))))
}

func (s *Server) accept(now net.Time, m net.Message) {
	lease := s.leases[owner(m)]
	if lease == nil {
		return
	}
	s.name(now, lease.Hostname, lease.IP)
	s.reply(now, m, net.Table("type", net.TypeAccepted), s.full(lease))
}

func (s *Server) renew(now net.Time, m net.Message, body *value.Table) {
	who := hostname(text(body, "hwaddr"))
	ip, ok := m.Origin.Number()
	lease := s.leases[who]
	if lease == nil && ok && who != "" && !s.taken[ip] && s.allowed(ip) && len(s.leases) < maxLeases {
		lease = &Lease{Owner: who, IP: ip}
		s.AddLease(*lease)
		s.changed = true
	}
	if lease == nil || lease.IP != ip {
		s.reply(now, m, net.Table("type", net.TypeRenewed), net.Table("action", "reget"))
		return
	}
	s.reply(now, m, net.Table("type", net.TypeRenewed), net.With(s.full(lease), "action", value.String("renewed")))
}

// name gives a computer the name that it wants, below lan.
func (s *Server) name(now net.Time, host string, ip uint32) {
	host = hostname(host)
	if host == "" || s.cfg.Global {
		return
	}
	host += ".lan"
	if r, known := s.records[host]; !known || !r.Static && r.IP != ip {
		s.SetRecord(host, Record{IP: ip, Time: now.Game})
	}
}

// hostname is a name that a computer may have, or empty.
func hostname(s string) string {
	if len(s) > maxHostname || strings.ContainsFunc(s, func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) {
		return ""
	}
	return s
}

func text(t *value.Table, field string) string {
	s, _ := t.Field(field).AsString()
	return s
}

func (s *Server) lookup(now net.Time, m net.Message, body *value.Table) {
	domain := text(body, "domain")
	r, known := s.records[domain]
	if !known {
		r, known = s.remote[domain]
	}
	switch {
	case known:
		s.reply(now, m, net.Table("type", net.TypeLookupReturn, "code", "found", "hostname", domain), r.table(domain))
	case s.cfg.Global || domain == "" || len(domain) > maxName || !mayWait(&m) || len(s.asked) >= maxWaiting || net.IP(s.cfg.Upstream) == s.stack.Address():
		s.notFound(now, m)
	default:
		id, err := s.stack.Send(now, net.Outgoing{
			Port: net.PortNetwork, Dest: net.IP(s.cfg.Upstream), Header: net.Table("type", net.TypeLookup),
			Body: value.FromTable(net.Table("domain", domain)),
		})
		if err != nil {
			s.notFound(now, m)
			return
		}
		s.asked = append(s.asked, question{id, domain, m, now.UTC + upstreamTime})
	}
}

func (s *Server) notFound(now net.Time, to net.Message) {
	s.reply(now, to, net.Table("type", net.TypeLookupReturn, "code", "not_found"), value.NewTable(0))
}

// answered takes what the server above knows.
func (s *Server) answered(now net.Time, m net.Message, body *value.Table) {
	if m.Origin != net.IP(s.cfg.Upstream) {
		return
	}
	for i, q := range s.asked {
		if q.id != m.ID {
			continue
		}
		s.asked = slices.Delete(s.asked, i, i+1)
		a, _ := net.AddressOf(body.Field("ip"))
		ip, ok := a.Number()
		if m.Text("code") != "found" || !ok || ip == 0 {
			s.notFound(now, q.to)
			return
		}
		r := Record{IP: ip, Time: now.Game}
		if port, ok := body.Field("port").AsNumber(); ok && port > 0 && port < 65536 {
			r.Port = int(port)
		}
		if len(s.remote) >= maxRecords {
			clear(s.remote)
		}
		s.remote[q.domain] = r
		s.reply(now, q.to, net.Table("type", net.TypeLookupReturn, "code", "found", "hostname", q.domain), r.table(q.domain))
		return
	}
}

// table is a record as it travels.
func (r Record) table(domain string) *value.Table {
	port := value.String("*")
	if r.Port != 0 {
		port = value.Int(r.Port)
	}
	return net.Table("ip", value.Number(float64(r.IP)), "time", value.Number(float64(r.Time)), "port", port,
		"type", domain[strings.LastIndexByte(domain, '.')+1:])
}
