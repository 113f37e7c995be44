package lan

import (
	"cmp"
	"io"
	"slices"

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
		if ip, ok := m.Origin.Number(); ok && local(ip, s.cfg.Base, s.cfg.Mask) {
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

func text(t *value.Table, field string) string {
	s, _ := t.Field(field).AsString()
	return s
}
