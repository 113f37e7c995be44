package lan

import (
	"cmp"
	"slices"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// NATConfig is what a NAT is made with. The zero value of a field is its default.
type NATConfig struct {
	Base    uint32 // the inner network's first address; 192.168.0.0
	Mask    uint32 // 255.255.0.0
	Address uint32 // the NAT's own, inside; 192.168.0.1
	Domain  string // the NAT's own name, outside
	Rules   []Rule // the first that fits counts
}

// Rule sends what comes from outside on to a computer inside.
type Rule struct {
	Port     int    // -1: any but the network's own
	Domain   string // "*": any
	Dest     uint32 // the computer …
	Hostname string // … or its name, which is asked for inside
}

// NAT stands between an inner network and the one outside, in which it is one
// computer. It is handed what its two modems hear, and returns what they are to send.
type NAT struct {
	cfg     NATConfig
	stack   *net.Stack // the NAT's end of the outer network
	lastID  float64
	names   map[string]net.Address
	asked   *net.Memory[float64, string]       // names, by the number of the question
	held    []held                             // for computers inside whose address is being asked for
	numbers *net.Memory[inner, float64]        // of those who have sent something out
	owners  *net.Memory[float64, inner]        // and the other way round
	waiting *net.Memory[exchange, struct{}]    // for what they await replies
	seen    *net.Memory[seenMessage, struct{}] // what has been passed on
}

// inner is a computer inside, or a connection through another NAT behind this one.
type inner struct {
	address    net.Address
	connection value.Value
}

// exchange is a message that somebody inside has sent: its connection's number, its own,
// and to whom.
type exchange struct {
	number, id float64
	dest       net.Address
}

type seenMessage struct {
	outside bool
	origin  net.Address
	con, to value.Value // the connections' numbers
	id      float64
	kind    string
	reply   bool
}

// held is a message for a computer inside.
type held struct {
	hostname string
	m        net.Message
}

const (
	maxPassed = 4096
	maxHeld   = 64
	maxRules  = 256
	maxAsked  = 64
	// maxHeldBytes bounds one of them.
	maxHeldBytes = 64 << 10
)

// NewNAT returns a NAT whose address outside is that of the stack.
func NewNAT(cfg NATConfig, stack *net.Stack) *NAT {
	cfg.Base = cmp.Or(cfg.Base, 0xC0A80000)
	cfg.Mask = cmp.Or(cfg.Mask, 0xffff0000)
	cfg.Address = cmp.Or(cfg.Address, 0xC0A80001)
	cfg.Rules = cfg.Rules[:min(len(cfg.Rules), maxRules)]
	return &NAT{
		cfg: cfg, stack: stack, lastID: stack.LastID(),
		names: map[string]net.Address{}, asked: net.NewMemory[float64, string](maxAsked),
		numbers: net.NewMemory[inner, float64](maxPassed), owners: net.NewMemory[float64, inner](maxPassed),
		waiting: net.NewMemory[exchange, struct{}](maxPassed), seen: net.NewMemory[seenMessage, struct{}](maxPassed),
	}
}

// Passed is a message that a NAT sends.
type Passed struct {
	Inside  bool // through the modem inside
	Message net.Message
}

// Start asks for the names in the rules.
func (n *NAT) Start() []Passed {
	var out []Passed
	for _, r := range n.cfg.Rules {
		if r.Hostname != "" {
			out = append(out, n.ask(r.Hostname))
		}
	}
	return out
}

// ask asks everybody inside for a name.
func (n *NAT) ask(name string) Passed {
	id := n.stack.NextID()
	n.asked.Put(id, name)
	return n.inside(net.Message{
		Origin: net.IP(n.cfg.Address), Dest: net.Broadcast, Port: net.PortNetwork, ID: id,
		Header: net.Table("type", net.TypeLookup), Body: value.FromTable(net.Table("domain", name)),
	})
}

func (n *NAT) inside(m net.Message) Passed { return Passed{true, m} }

// pass makes ready a message that arrived, if it is one and new.
func (n *NAT) pass(outside bool, channel int, payload value.Value) (net.Message, bool) {
	m, err := net.Decode(channel, payload)
	if err != nil {
		return m, false
	}
	con, ok := net.Connection(m, "conId")
	to, too := net.Connection(m, "destConId")
	if !ok || !too || len(m.Type()) > maxName {
		return m, false
	}
	key := seenMessage{outside, m.Origin, con, to, m.ID, m.Type(), !m.Header.Field("code").IsNil()}
	if _, again := n.seen.Get(key); again {
		return m, false
	}
	n.seen.Put(key, struct{}{})
	return m, true
}

// FromInside takes what the modem inside hears.
func (n *NAT) FromInside(channel int, payload value.Value) []Passed {
	m, ok := n.pass(false, channel, payload)
	if !ok {
		return nil
	}
	dest, number := m.Dest.Number()
	own, online := n.stack.Address().Number()
	switch {
	case m.Dest == net.IP(n.cfg.Address):
		return n.page(m)
	case !number || !online || own == 0 || n.local(dest) || within(dest, reserved):
		return nil
	case dest == own: // back inside, if there is a rule for it
		return n.forward(m)
	}
	con, _ := net.Connection(m, "conId")
	from := inner{m.Origin, con}
	id, known := n.numbers.Get(from)
	if !known {
		n.lastID++
		id = n.lastID
		n.numbers.Put(from, id)
		n.owners.Put(id, from)
	}
	n.waiting.Put(exchange{id, m.ID, m.Dest}, struct{}{})
	m.Origin = n.stack.Address()
	m.Header = net.With(m.Header, "conId", value.Number(id))
	return []Passed{{Message: m}}
}

func (n *NAT) local(ip uint32) bool { return local(ip, n.cfg.Base, n.cfg.Mask) }

// FromOutside takes what the modem outside hears.
func (n *NAT) FromOutside(channel int, payload value.Value) []Passed {
	m, ok := n.pass(true, channel, payload)
	if !ok || m.Dest != n.stack.Address() || m.Dest == net.IP(0) {
		return nil
	}
	if id, isNumber := m.Header.Field("destConId").AsNumber(); isNumber {
		_, awaited := n.waiting.Get(exchange{id, m.ID, m.Origin})
		if to, known := n.owners.Get(id); known && awaited {
			m.Dest = to.address
			m.Header = net.With(m.Header, "destConId", to.connection)
			return []Passed{n.inside(m)}
		}
	}
	return n.forward(m)
}

// forward sends a message on to whom the rules say.
func (n *NAT) forward(m net.Message) []Passed {
	domain := m.Text("domain")
	if domain != "" && domain == n.cfg.Domain {
		return nil
	}
	for _, r := range n.cfg.Rules {
		anyPort := r.Port == -1 && m.Port != net.PortNetwork
		if !anyPort && r.Port != m.Port || r.Domain != "*" && r.Domain != domain {
			continue
		}
		dest := net.IP(r.Dest)
		if r.Hostname != "" {
			known := false
			if dest, known = n.names[r.Hostname]; !known {
				if len(n.held) < maxHeld && value.Size(m.Value()) <= maxHeldBytes {
					n.held = append(n.held, held{r.Hostname, m})
				}
				return []Passed{n.ask(r.Hostname)}
			}
		}
		m.Dest = dest
		return []Passed{n.inside(m)}
	}
	return nil
}

// page answers what is for the NAT itself, inside.
func (n *NAT) page(m net.Message) []Passed {
	answer := net.Message{Origin: m.Dest, Dest: m.Origin, Port: m.Port, ID: m.ID}
	switch {
	case rttp.Valid(m) && rttp.IsRequest(m):
		r := rttp.Text(rttp.Okay, "NAT Internal Page")
		answer.Header, answer.Body = m.ReplyHeader(r.ReplyHeader(m)), r.Body
	case m.Port == net.PortNetwork && m.Type() == net.TypePing:
		answer.Header, answer.Body = m.ReplyHeader(net.Table("type", net.TypePong)), value.FromTable(value.NewTable(0))
	case m.Port == net.PortNetwork && m.Type() == net.TypeCheck:
		answer.Header, answer.Body = m.ReplyHeader(net.Table("type", net.TypeFound)), value.FromTable(value.NewTable(0))
	case m.Port == net.PortNetwork && m.Type() == net.TypeLookupReturn:
		return n.learn(m)
	default:
		return nil
	}
	return []Passed{n.inside(answer)}
}

// learn takes the answer to a question for a name of the rules, and passes on what has
// waited for it.
func (n *NAT) learn(m net.Message) (passed []Passed) {
	name, asked := n.asked.Get(m.ID)
	a, found := net.Found(m)
	if !asked || !found {
		return nil
	}
	n.asked.Delete(m.ID)
	n.names[name] = a
	n.held = slices.DeleteFunc(n.held, func(h held) bool {
		if h.hostname == name {
			h.m.Dest = a
			passed = append(passed, n.inside(h.m))
		}
		return h.hostname == name
	})
	return passed
}
