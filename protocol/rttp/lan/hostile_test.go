package lan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// served is a server at 192.168.0.0 and how to talk to it.
type served struct {
	*Server
	stack *net.Stack
	now   net.Time
	id    float64
}

func newServed(cfg ServerConfig) *served {
	stack := net.NewStack(net.Config{})
	stack.SetAddress(net.DefaultDHCP)
	return &served{Server: NewServer(cfg, stack), stack: stack}
}

// say has the server hear something on port 10000, and returns what it says then.
func (s *served) say(origin net.Address, kind string, pairs ...any) []net.Message {
	s.id++
	s.Handle(s.now, net.Message{Origin: origin, Dest: net.DefaultDHCP, Port: net.PortNetwork, ID: s.id,
		Header: net.Table("type", kind, "code", "found"), Body: value.FromTable(net.Table(pairs...))})
	return messages(s.stack)
}

// wait lets some milliseconds pass.
func (s *served) wait(milliseconds int64) []net.Message {
	s.now.UTC += milliseconds
	s.now.Game += milliseconds
	s.Wake(s.now)
	return messages(s.stack)
}

// join gives a computer an address, unless somebody else answers for it.
func (s *served) join(hw string) (ip string) {
	s.say(net.Hardware(hw), net.TypeRequest)
	for _, m := range s.wait(checkTime) {
		if m.Type() == net.TypeOffer && m.Dest == net.Hardware(hw) {
			a, _ := net.AddressOf(m.Body.AsTable().Field("ip"))
			ip = a.String()
		}
	}
	return ip
}

// TestNetworkThatIsFull: computers that have gone make room, those that are there keep
// their addresses.
func TestNetworkThatIsFull(t *testing.T) {
	s := newServed(ServerConfig{Mask: 0xfffffff0}) // a dozen addresses
	for i := range 32 {
		s.join(fmt.Sprint("flood", i))
	}
	require.NotEmpty(t, s.Leases())
	before := len(s.Leases())
	assert.NotEmpty(t, s.join("me"), "others have gone")
	assert.Len(t, s.Leases(), before)
	kept := s.Leases()
	for checks := s.say(net.Hardware("late"), net.TypeRequest); len(checks) > 0; {
		checks = s.say(checks[0].Dest, net.TypeFound) // everybody is there
	}
	s.wait(checkTime)
	assert.Equal(t, kept, s.Leases())
}

// TestSomebodyWhoHasEveryAddress is not asked for ever.
func TestSomebodyWhoHasEveryAddress(t *testing.T) {
	s := newServed(ServerConfig{})
	checks := s.say(net.Hardware("a"), net.TypeRequest)
	asked := 0
	for len(checks) > 0 {
		require.Equal(t, net.TypeCheck, checks[0].Type())
		asked++
		require.Less(t, asked, 100)
		checks = s.say(checks[0].Dest, net.TypeFound)
	}
	assert.Equal(t, maxTries, asked)
	for range 3000 {
		for checks = s.say(net.Hardware("a"), net.TypeRequest); len(checks) > 0; {
			checks = s.say(checks[0].Dest, net.TypeFound)
		}
	}
	assert.LessOrEqual(t, s.denied.Len(), maxDenied)
}

func TestOwnersAreHardware(t *testing.T) {
	s := newServed(ServerConfig{})
	for _, hw := range []string{"", "a\nb", "\x00", strings.Repeat("a", 40), "a\"b"} {
		assert.Empty(t, s.join(hw), hw)
	}
	assert.Empty(t, s.Leases())
}

// TestNamesAreTheirHolders: nobody takes the name of a computer that is there.
func TestNamesAreTheirHolders(t *testing.T) {
	s := newServed(ServerConfig{})
	a, b := net.IP(0xC0A80005), net.IP(0xC0A80006)
	ip := func(name string) string {
		r, ok := s.Record(name)
		if !ok {
			return ""
		}
		return net.IP(r.IP).String()
	}
	s.say(a, net.TypeChangeHost, "hostname", "shop")
	assert.Equal(t, a.String(), ip("shop.lan"))
	asked := s.say(b, net.TypeChangeHost, "hostname", "shop")
	require.Len(t, asked, 1)
	assert.Equal(t, net.TypeCheck, asked[0].Type())
	assert.Equal(t, a, asked[0].Dest)
	s.say(a, net.TypeFound)
	s.wait(checkTime)
	assert.Equal(t, a.String(), ip("shop.lan"), "it is there")
	s.say(b, net.TypeChangeHost, "hostname", "shop")
	s.wait(checkTime)
	assert.Equal(t, b.String(), ip("shop.lan"), "it has gone")

	for i := range 100 {
		s.say(b, net.TypeChangeHost, "hostname", fmt.Sprint("name", i))
	}
	assert.Equal(t, []string{"name99.lan"}, s.Names(), "one name for a computer")
	s.say(net.IP(0x08000001), net.TypeChangeHost, "hostname", "far")
	assert.Empty(t, ip("far.lan"), "it is not of this network")
	for i := range 1000 {
		s.say(net.IP(0xC0A80100+uint32(i)), net.TypeChangeHost, "hostname", "name99")
	}
	assert.LessOrEqual(t, len(s.claims), maxWaiting)
}

// TestNetworkInTheMiddle: a network may begin anywhere, and goes on from there.
func TestNetworkInTheMiddle(t *testing.T) {
	s := newServed(ServerConfig{Base: 0xC0A80080, Mask: 0xffffff00})
	for _, ip := range []uint32{0xC0A80081, 0xC0A80102} {
		s.say(net.IP(ip), net.TypeChangeHost, "hostname", fmt.Sprint("name", ip))
		_, known := s.Record(fmt.Sprint("name", ip, ".lan"))
		assert.True(t, known, net.IP(ip))
	}
	s.say(net.IP(0xC0A80200), net.TypeChangeHost, "hostname", "far")
	_, known := s.Record("far.lan")
	assert.False(t, known)
}

// TestServersThatAskEachOther for names do not do so for ever.
func TestServersThatAskEachOther(t *testing.T) {
	c := &cable{t: t}
	c.server(ServerConfig{Upstream: 0xC0A80001, Gateway: 9}, 0xC0A80000)
	c.server(ServerConfig{Upstream: 0xC0A80000, Gateway: 9}, 0xC0A80001)
	n, events := c.client("client")
	n.SetAddress(net.IP(0xC0A80005))
	n.SetAddresses(net.AddressTable{DNS: net.DefaultDHCP})
	for range 2 { // at once
		n.Call(c.now, net.Call{Port: net.PortNetwork, Dest: "nobody.com", Header: net.Table("type", net.TypePing)})
	}
	c.settle(3000)
	assert.Less(t, len(c.log), 12, c.log)
	require.Len(t, *events, 2)
	assert.Equal(t, net.ErrSend, (*events)[0].Err)
	assert.Equal(t, net.ErrSend, (*events)[1].Err)
}

func TestPasswordsAreNotGuessed(t *testing.T) {
	s := newServed(ServerConfig{Password: "pw", Random: rand.NewChaCha8([32]byte{})})
	login := func(password string) string {
		form := value.FromTable(net.Table("vals", value.FromTable(net.Table("user", "admin", "pass", password))))
		s.Handle(s.now, net.Message{Origin: net.IP(5), Dest: net.DefaultDHCP, Port: net.PortRTTP, Header: rttp.Post("/", rttp.Form, form).Header(), Body: form})
		r, _ := rttp.ParseResponse(messages(s.stack)[0])
		to, _ := r.Redirected()
		return to
	}
	for range maxGuesses {
		assert.Equal(t, "/", login("guess"))
	}
	assert.Equal(t, "/", login("pw"), "not now")
	s.wait(guessTime)
	assert.Equal(t, "/panel", login("pw"))
}

// TestPagesAreShort: what others have filled the lists with does not make pages that
// nobody can get.
func TestPagesAreShort(t *testing.T) {
	s := newServed(ServerConfig{})
	for i := range maxRecords {
		s.SetRecord(fmt.Sprint("name", i, ".lan"), Record{IP: 0xC0A80000 + uint32(i)})
		s.AddLease(Lease{Owner: fmt.Sprint(i), IP: 0xC0A80000 + uint32(i)})
	}
	assert.Less(t, value.Size(s.namePage().Body), 1<<20)
	assert.Less(t, value.Size(s.leasePage().Body), 1<<20)
}

// newNAT is a NAT at 192.168.0.1 and 8.0.0.8.
func newNAT(rules ...Rule) *NAT {
	stack := net.NewStack(net.Config{})
	stack.SetAddress(net.IP(0x08000008))
	return NewNAT(NATConfig{Rules: rules}, stack)
}

// TestNATLearnsWhatItHasAsked: and the address of one computer.
func TestNATLearnsWhatItHasAsked(t *testing.T) {
	n := newNAT(Rule{Port: net.PortRTTP, Domain: "*", Hostname: "shop.lan"})
	id := 100.0
	answer := func(id float64, ip value.Value) {
		m := net.Message{Origin: net.IP(0xC0A80066), Dest: net.IP(0xC0A80001), Port: net.PortNetwork, ID: id,
			Header: net.Table("type", net.TypeLookupReturn, "code", "found", "hostname", "shop.lan"), Body: value.FromTable(net.Table("ip", ip))}
		n.FromInside(net.PortNetwork, m.Value())
	}
	order := func() (to string) {
		id++
		m := net.Message{Origin: net.IP(0x08000009), Dest: net.IP(0x08000008), Port: net.PortRTTP, ID: id, Header: net.Table("type", "rttp")}
		for _, p := range n.FromOutside(net.PortRTTP, m.Value()) {
			to += p.Message.Dest.String()
		}
		return to
	}
	answer(5, value.Number(0xC0A80066))
	assert.Equal(t, "-1", order(), "nobody was asked: it asks")
	asked := n.Start()[0].Message
	answer(asked.ID, value.Int(-1))
	assert.Equal(t, "-1", order(), "everybody is nobody's address")
	asked = n.Start()[0].Message
	answer(asked.ID, value.String("192.168.0.7"))
	assert.Equal(t, "192.168.0.7", order())
	answer(asked.ID+1e6, value.Number(0xC0A80066))
	assert.Equal(t, "192.168.0.7", order(), "nor later")
}

// TestNATPassesRepliesOfThoseAsked: others have to do with the rules.
func TestNATPassesRepliesOfThoseAsked(t *testing.T) {
	n := newNAT()
	m := net.Message{Origin: net.IP(0xC0A80005), Dest: net.IP(0x08000009), Port: net.PortRTTP, ID: 7, Header: net.Table("type", "rttp")}
	out := n.FromInside(net.PortRTTP, m.Value())
	require.Len(t, out, 1)
	reply := net.Message{Origin: net.IP(0x08000066), Dest: net.IP(0x08000008), Port: net.PortRTTP, ID: 7,
		Header: net.Table("type", "rttp", "destConId", out[0].Message.Header.Field("conId"))}
	assert.Empty(t, n.FromOutside(net.PortRTTP, reply.Value()))
	reply.Origin = net.IP(0x08000009)
	assert.Len(t, n.FromOutside(net.PortRTTP, reply.Value()), 1)
}

func TestNATHasNotTooManyRules(t *testing.T) {
	n := newNAT(make([]Rule, 5000)...)
	assert.Len(t, n.cfg.Rules, maxRules)
}
