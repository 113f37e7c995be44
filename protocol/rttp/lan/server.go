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
	leases  map[string]*holder            // by owner
	taken   map[uint32]string             // the owners of addresses, or reserved
	denied  *net.Memory[uint32, struct{}] // addresses that somebody has without a lease
	next    uint32
	heard   uint64 // counts what has been heard of owners
	offers  []offer
	records map[string]Record
	hosts   map[uint32]string // the names that computers have given themselves
	claims  []claim
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

// holder is who has a lease, and when the server has heard of him last.
type holder struct {
	Lease
	heard uint64
}

// reservedOwner is nobody's name: of addresses that are not given.
const reservedOwner = "-"

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
	tries int
}

// claim is a computer that wants a name which another one has, and gets it unless that
// is still there.
type claim struct {
	host  string
	ip    uint32
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
	maxTries    = 8 // addresses that are asked for because of one request
	maxDenied   = 1024
	maxOwner    = 32
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
		leases:  map[string]*holder{},
		taken:   map[uint32]string{own: reservedOwner, cfg.Gateway: reservedOwner, cfg.DNS: reservedOwner},
		denied:  net.NewMemory[uint32, struct{}](maxDenied),
		next:    2,
		records: map[string]Record{},
		hosts:   map[uint32]string{},
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
		all = append(all, l.Lease)
	}
	slices.SortFunc(all, func(a, b Lease) int { return cmp.Compare(a.IP, b.IP) })
	return all
}

// AddLease takes a lease from before.
func (s *Server) AddLease(l Lease) {
	if len(s.leases) < maxLeases && l.Owner != "" {
		s.leases[l.Owner] = &holder{Lease: l}
		s.taken[l.IP] = l.Owner
	}
}

// hear notes that an owner is there.
func (s *Server) hear(h *holder) {
	s.heard++
	h.heard = s.heard
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
	if old, known := s.records[name]; known {
		s.unname(name, old)
	} else if len(s.records) >= maxRecords {
		return
	}
	if !r.Static {
		if other, named := s.hosts[r.IP]; named {
			delete(s.records, other)
		}
		s.hosts[r.IP] = name
	}
	s.records[name] = r
	s.changed = true
}

// unname forgets that a computer has given itself a name.
func (s *Server) unname(name string, r Record) {
	if s.hosts[r.IP] == name {
		delete(s.hosts, r.IP)
	}
}

// RemoveRecord forgets a name.
func (s *Server) RemoveRecord(name string) {
	s.unname(name, s.records[name])
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
		if ip, ok := m.Origin.Number(); ok && ip&s.cfg.Mask == s.cfg.Base&s.cfg.Mask {
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
	for _, c := range s.claims {
		if !ok || c.until < at {
			at, ok = c.until, true
		}
	}
	return at, ok
}

// Wake offers addresses that nobody has claimed, gives names whose holders have gone to
// who wants them, and tells who has waited for a name long enough that there is none.
func (s *Server) Wake(now net.Time) {
	s.offers = slices.DeleteFunc(s.offers, func(o offer) bool {
		if o.until > now.UTC {
			return false
		}
		s.tender(now, o.to, s.lease(o.lease))
		return true
	})
	s.claims = slices.DeleteFunc(s.claims, func(c claim) bool {
		if c.until <= now.UTC {
			s.SetRecord(c.host, Record{IP: c.ip, Time: now.Game})
		}
		return c.until <= now.UTC
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

// name gives a computer the name that it wants, below lan, unless another one has it
// and answers.
func (s *Server) name(now net.Time, host string, ip uint32) {
	host = hostname(host)
	if host == "" || s.cfg.Global {
		return
	}
	host += ".lan"
	r, known := s.records[host]
	switch {
	case !known:
		s.SetRecord(host, Record{IP: ip, Time: now.Game})
	case r.Static || r.IP == ip || len(s.claims) >= maxWaiting:
	case !slices.ContainsFunc(s.claims, func(c claim) bool { return c.host == host && c.ip == ip }):
		s.claims = append(s.claims, claim{host, ip, now.UTC + checkTime})
		s.check(now, r.IP)
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
		s.ask(now, m, domain)
	}
}

// ask asks the server above for a name, unless that is under way.
func (s *Server) ask(now net.Time, m net.Message, domain string) {
	if i := slices.IndexFunc(s.asked, func(q question) bool { return q.domain == domain }); i >= 0 {
		s.asked = append(s.asked, question{s.asked[i].id, domain, m, now.UTC + upstreamTime})
		return
	}
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

func (s *Server) notFound(now net.Time, to net.Message) {
	s.reply(now, to, net.Table("type", net.TypeLookupReturn, "code", "not_found"), value.NewTable(0))
}

// answered takes what the server above knows.
func (s *Server) answered(now net.Time, m net.Message, body *value.Table) {
	if m.Origin != net.IP(s.cfg.Upstream) {
		return
	}
	a, found := net.Found(m)
	ip, _ := a.Number()
	r := Record{IP: ip, Time: now.Game}
	if port, ok := body.Field("port").AsNumber(); ok && port > 0 && port < 65536 {
		r.Port = int(port)
	}
	s.asked = slices.DeleteFunc(s.asked, func(q question) bool {
		switch {
		case q.id != m.ID:
			return false
		case !found:
			s.notFound(now, q.to)
		default:
			s.remember(q.domain, r)
			s.reply(now, q.to, net.Table("type", net.TypeLookupReturn, "code", "found", "hostname", q.domain), r.table(q.domain))
		}
		return true
	})
}

// remember keeps what the server above has said.
func (s *Server) remember(domain string, r Record) {
	if len(s.remote) >= maxRecords {
		clear(s.remote)
	}
	s.remote[domain] = r
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
