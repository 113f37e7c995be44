package lan

import (
	"maps"
	"slices"
	"strings"

	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// Record is what is known of a name.
type Record struct {
	IP     uint32
	Port   int   // 0: any
	Time   int64 // when it was made, in the game's milliseconds
	Static bool  // an administrator's, not a computer's own
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

// Names are all names, in their order.
func (s *Server) Names() []string { return slices.Sorted(maps.Keys(s.records)) }

// Record is what is known of a name.
func (s *Server) Record(name string) (Record, bool) {
	r, ok := s.records[name]
	return r, ok
}

// AddRecord takes a record from before. A computer may have had several names, as the
// original lets it: its own is what its lease says, or the first that is added, and the
// others stay until somebody wants them when it has gone.
func (s *Server) AddRecord(name string, r Record) {
	_, known := s.records[name]
	_, named := s.hosts[r.IP]
	if known || r.Static || !named {
		s.SetRecord(name, r)
		return
	}
	if len(s.records) >= maxRecords {
		return
	}
	s.records[name] = r
	if l := s.leases[s.taken[r.IP]]; l != nil && l.Hostname+".lan" == name {
		s.hosts[r.IP] = name
	}
}

// SetRecord makes a record, as an administrator would, or as a computer's only name.
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
