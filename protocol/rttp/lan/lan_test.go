package lan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// cable joins nodes and servers in a test: what one sends, all others hear.
type cable struct {
	t       *testing.T
	now     net.Time
	members []*member
	queue   []sent
	log     []string // of what was said
}

type sent struct {
	from *member
	m    net.Message
}

// member is anybody on a cable.
type member struct {
	hear func(net.Time, int, value.Value)
	take func() []net.Message
}

func (c *cable) join(hear func(net.Time, int, value.Value), take func() []net.Message) {
	c.members = append(c.members, &member{hear, take})
}

// client puts a computer on the cable; its events arrive in the slice.
func (c *cable) client(hw string) (*net.Node, *[]net.Event) {
	n := net.NewNode(net.Config{Hardware: hw, Hostname: hw})
	var events []net.Event
	c.join(func(now net.Time, port int, v value.Value) { events = append(events, n.Receive(now, port, v)...) },
		func() []net.Message { return messages(n.Stack) })
	return n, &events
}

// server puts a Server on the cable.
func (c *cable) server(cfg ServerConfig, address uint32) *Server {
	stack := net.NewStack(net.Config{Hardware: "server"})
	stack.SetAddress(net.IP(address))
	s := NewServer(cfg, stack)
	c.join(func(now net.Time, port int, v value.Value) {
		if in := stack.Receive(now, port, v); in.Deliver {
			s.Handle(now, in.Message)
		}
	}, func() []net.Message {
		if at, ok := s.Deadline(); ok && at <= c.now.UTC {
			s.Wake(c.now)
		}
		return messages(stack)
	})
	return s
}

func messages(s *net.Stack) []net.Message {
	var out []net.Message
	for _, f := range s.Take() {
		out = append(out, f.Message)
	}
	return out
}

// settle lets everybody speak until nobody has anything to say, and so for some time.
func (c *cable) settle(milliseconds int64) {
	for end := c.now.UTC + milliseconds; c.now.UTC <= end; c.now.UTC += 50 {
		for rounds := 0; ; rounds++ {
			require.Less(c.t, rounds, 100, "they do not stop talking")
			for _, m := range c.members {
				for _, msg := range m.take() {
					c.queue = append(c.queue, sent{m, msg})
				}
			}
			if len(c.queue) == 0 {
				break
			}
			queue := c.queue
			c.queue = nil
			for _, s := range queue {
				c.log = append(c.log, s.m.Type())
				for _, m := range c.members {
					if m != s.from {
						m.hear(c.now, s.m.Port, s.m.Value())
					}
				}
			}
		}
	}
}

func TestAddressesAndNames(t *testing.T) {
	c := &cable{t: t}
	s := c.server(ServerConfig{}, 0xC0A80000)
	s.SetRecord("fixed.lan", Record{IP: 9, Static: true})
	a, _ := c.client("a")
	b, events := c.client("b")
	taken, _ := c.client("fixed") // it calls itself as an administrator's record, and has the first address already
	taken.SetAddress(net.IP(0xC0A80002))
	a.Join(c.now)
	c.settle(3000)
	b.Join(c.now)
	c.settle(3000)
	assert.Equal(t, "192.168.0.3", a.Address().String(), "the first was somebody's")
	assert.Equal(t, "192.168.0.4", b.Address().String())
	assert.Equal(t, net.AddressTable{Gateway: net.IP(0xC0A80001), DNS: net.IP(0xC0A80000)}, a.Addresses())
	assert.True(t, s.Changed())
	assert.False(t, s.Changed())
	assert.Equal(t, []Lease{{"a", 0xC0A80003, "a"}, {"b", 0xC0A80004, "b"}}, s.Leases())
	assert.Equal(t, []string{"a.lan", "b.lan", "fixed.lan"}, s.Names())

	taken.SetHostname(c.now, "fixed")
	c.settle(0)
	r, _ := s.Record("fixed.lan")
	assert.Equal(t, uint32(9), r.IP, "an administrator's record stays")

	*events = nil
	b.Call(c.now, net.Call{Port: net.PortNetwork, Dest: "a.lan", Header: net.Table("type", net.TypePing)})
	b.Call(c.now, net.Call{Port: net.PortNetwork, Dest: "nobody.lan", Header: net.Table("type", net.TypePing)})
	c.settle(2000)
	require.Len(t, *events, 2)
	assert.Equal(t, net.Replied, (*events)[0].Kind)
	assert.Equal(t, net.ErrSend, (*events)[1].Err, "there is nobody above")

	a.Join(c.now) // again: the same address, at once
	c.settle(0)
	assert.Equal(t, "192.168.0.3", a.Address().String())
}

func TestServerRestored(t *testing.T) {
	c := &cable{t: t}
	s := c.server(ServerConfig{}, 0xC0A80000)
	s.AddLease(Lease{Owner: "a", IP: 0xC0A80002})
	a, _ := c.client("a")
	b, _ := c.client("b")
	a.Join(c.now)
	b.Join(c.now)
	c.settle(2000)
	assert.Equal(t, "192.168.0.2", a.Address().String())
	assert.Equal(t, "192.168.0.3", b.Address().String())
}

// TestNamesRestored: names from before all stay, even if a computer has several, and
// whatever order they come in. One of them is what the computer calls itself now.
func TestNamesRestored(t *testing.T) {
	names := []string{"mail.lan", "shop.lan", "www.lan"}
	for first := range names {
		s := newServed(ServerConfig{})
		s.AddLease(Lease{Owner: "a", IP: 0xC0A80005, Hostname: "shop"})
		for i := range names {
			s.AddRecord(names[(first+i)%len(names)], Record{IP: 0xC0A80005})
		}
		assert.Equal(t, names, s.Names())
		s.say(net.IP(0xC0A80005), net.TypeChangeHost, "hostname", "bakery")
		assert.Equal(t, []string{"bakery.lan", "mail.lan", "www.lan"}, s.Names(), "it is called otherwise now")
		s.say(net.IP(0xC0A80006), net.TypeChangeHost, "hostname", "mail")
		s.wait(checkTime)
		r, _ := s.Record("mail.lan")
		assert.Equal(t, uint32(0xC0A80006), r.IP, "who had it does not answer")
	}
}

func TestRenewal(t *testing.T) {
	stack := net.NewStack(net.Config{})
	stack.SetAddress(net.DefaultDHCP)
	s := NewServer(ServerConfig{}, stack)
	renew := func(ip uint32, who string) string {
		m := net.Message{Origin: net.IP(ip), Dest: net.DefaultDHCP, Port: net.PortNetwork,
			Header: net.Table("type", net.TypeRenew), Body: value.FromTable(net.Table("hwaddr", who))}
		s.Handle(net.Time{}, m)
		return text(stack.Take()[0].Message.Body.AsTable(), "action")
	}
	assert.Equal(t, "renewed", renew(0xC0A80005, "a"), "the server did not know, and nobody has it")
	assert.Equal(t, "renewed", renew(0xC0A80005, "a"))
	assert.Equal(t, "reget", renew(0xC0A80005, "b"))
	assert.Equal(t, "reget", renew(0xC0A80000, "c"), "the server's own")
	assert.Equal(t, "reget", renew(0x7f000001, "d"))
}

func TestGlobalServerGivesNoPrivateAddresses(t *testing.T) {
	stack := net.NewStack(net.Config{})
	stack.SetAddress(net.IP(1))
	s := NewServer(ServerConfig{Global: true, Base: 0xbffffffe, Mask: 0xfe000000}, stack)
	ip, ok := s.free()
	assert.True(t, ok)
	assert.Equal(t, "192.0.1.0", net.IP(ip).String())
	none := NewServer(ServerConfig{Base: 0xC0A80000, Mask: 0xfffffffe}, stack)
	_, ok = none.free()
	assert.False(t, ok)
}

func TestAdministration(t *testing.T) {
	stack := net.NewStack(net.Config{})
	stack.SetAddress(net.DefaultDHCP)
	s := NewServer(ServerConfig{Password: "pw", Random: rand.NewChaCha8([32]byte{})}, stack)
	now := net.Time{}
	cookie := value.Nil
	do := func(r rttp.Request) rttp.Response {
		r.Cookies = cookie
		s.Handle(now, net.Message{Origin: net.IP(5), Dest: net.DefaultDHCP, Port: net.PortRTTP, Header: r.Header(), Body: r.Body})
		response, ok := rttp.ParseResponse(stack.Take()[0].Message)
		require.True(t, ok)
		if c := response.Header.Field("cookies"); !c.IsNil() {
			cookie = c
		}
		return response
	}
	form := func(pairs ...any) value.Value {
		return value.FromTable(net.Table("type", "BUTTON_SUBMIT", "vals", value.FromTable(net.Table(pairs...))))
	}
	to := func(r rttp.Response) string {
		to, _ := r.Redirected()
		return to
	}
	assert.Equal(t, rttp.Okay, do(rttp.Get("/")).Code)
	assert.Equal(t, "/", to(do(rttp.Get("/panel"))), "log in first")
	assert.Equal(t, "/", to(do(rttp.Post("/", rttp.Form, form("user", "admin", "pass", "guess")))))
	assert.Equal(t, "/", to(do(rttp.Get("/panel"))))
	assert.Equal(t, "/panel", to(do(rttp.Post("/", rttp.Form, form("user", "admin", "pass", "pw")))))
	assert.Equal(t, rttp.Okay, do(rttp.Get("/panel")).Code)
	assert.Equal(t, rttp.Okay, do(rttp.Get("/panel/dhcp")).Code)
	assert.Equal(t, "/panel/dns", to(do(rttp.Post("/panel/dns", rttp.Form, form("name", "shop.com", "host", "8.0.0.9", "port", "10080")))))
	r, _ := s.Record("shop.com")
	assert.Equal(t, Record{IP: 0x08000009, Port: 10080, Static: true}, r)
	assert.Equal(t, rttp.BadRequest, do(rttp.Post("/panel/dns", rttp.Form, form("name", "x", "host", ""))).Code)
	assert.Equal(t, rttp.Okay, do(rttp.Get("/panel/dns")).Code)
	do(rttp.Post("/panel/dns/remove", rttp.Form, value.FromTable(net.Table("type", "BUTTON_PUSH", "id", "shop.com"))))
	assert.Empty(t, s.Names())
	assert.Equal(t, rttp.NotFound, do(rttp.Get("/panel/x")).Code)
	assert.Equal(t, rttp.MethodNotAllowed, do(rttp.Request{Method: "BREW", Path: "/"}).Code)
	now.UTC += tokenTime + 1
	assert.Equal(t, "/", to(do(rttp.Get("/panel"))), "the token has expired")
	s.cfg.Password = ""
	assert.Equal(t, rttp.Forbidden, do(rttp.Get("/")).Code)
}

// world is two networks with NATs to one between them, where 0.0.0.1 knows names.
func world(t *testing.T) (left, middle, right *cable) {
	left, middle, right = &cable{t: t}, &cable{t: t}, &cable{t: t}
	left.server(ServerConfig{}, 0xC0A80000)
	right.server(ServerConfig{}, 0xC0A80000)
	above := middle.server(ServerConfig{Global: true, Base: 0x08000000, Gateway: 1}, 1)
	above.SetRecord("shop.com", Record{IP: 0x08000009, Static: true})
	nat := func(inside *cable, address uint32, rules ...Rule) {
		stack := net.NewStack(net.Config{FirstID: float64(address)})
		stack.SetAddress(net.IP(address))
		n := NewNAT(NATConfig{Rules: rules}, stack)
		var in, out []net.Message
		keep := func(passed []Passed) {
			for _, p := range passed {
				if p.Inside {
					in = append(in, p.Message)
				} else {
					out = append(out, p.Message)
				}
			}
		}
		taker := func(from *[]net.Message) func() []net.Message {
			return func() []net.Message {
				list := *from
				*from = nil
				return list
			}
		}
		keep(n.Start())
		inside.join(func(_ net.Time, port int, v value.Value) { keep(n.FromInside(port, v)) }, taker(&in))
		middle.join(func(_ net.Time, port int, v value.Value) { keep(n.FromOutside(port, v)) }, taker(&out))
	}
	nat(left, 0x08000008)
	nat(right, 0x08000009, Rule{Port: net.PortRTTP, Domain: "shop.com", Hostname: "shop.lan"})
	return left, middle, right
}

func TestTwoNetworks(t *testing.T) {
	left, middle, right := world(t)
	settle := func() {
		for range 60 {
			left.settle(0)
			middle.settle(0)
			right.settle(0)
		}
	}
	client, events := left.client("client")
	other, otherEvents := left.client("other")
	shop, orders := right.client("shop")
	for _, n := range []*net.Node{client, other, shop} {
		n.Join(net.Time{})
	}
	settle()
	require.NotEqual(t, net.IP(0), client.Address())
	require.NotEqual(t, net.IP(0), shop.Address())

	// The first request waits at the NAT, which has to ask for the shop's name: it was not
	// there when the NAT began.
	buy := func(n *net.Node) net.Token {
		*events, *otherEvents, *orders = nil, nil, nil
		token := n.Call(net.Time{UTC: left.now.UTC}, rttp.Get("/price").Call("shop.com", 0))
		settle()
		return token
	}
	buy(client)
	require.NotEmpty(t, *orders)
	order := (*orders)[len(*orders)-1].Message // before it, the shop has heard the NAT ask
	assert.Equal(t, "8.0.0.8", order.Origin.String(), "as if the NAT had sent it")
	token := buy(client)
	order = (*orders)[0].Message
	r := rttp.Text(rttp.Okay, "7 diamonds")
	shop.Reply(net.Time{}, net.PortRTTP, order, r.ReplyHeader(order), r.Body)
	settle()
	i := slices.IndexFunc(*events, func(e net.Event) bool { return e.Kind == net.Replied })
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, token, (*events)[i].Token)
	answer, _ := rttp.ParseResponse((*events)[i].Message)
	assert.Equal(t, value.String("7 diamonds"), answer.Body)
	assert.Empty(t, *otherEvents)

	buy(other)
	assert.NotEqual(t, order.Header.Field("conId"), (*orders)[0].Message.Header.Field("conId"), "another computer")
}

func TestNATPassesNoMoreThanItShould(t *testing.T) {
	stack := net.NewStack(net.Config{})
	stack.SetAddress(net.IP(0x08000008))
	n := NewNAT(NATConfig{Domain: "nat.com", Rules: []Rule{{Port: -1, Domain: "*", Dest: 0xC0A80005}}}, stack)
	id := 0.0
	send := func(outside bool, dest uint32, port int, header *value.Table) []Passed {
		id++
		m := net.Message{Origin: net.IP(0xC0A80007), Dest: net.IP(dest), Port: port, Header: header, ID: id}
		if outside {
			return n.FromOutside(port, m.Value())
		}
		return n.FromInside(port, m.Value())
	}
	hello := net.Table("type", "t")
	assert.Len(t, send(false, 0x08000010, 10080, hello), 1)
	assert.Empty(t, send(false, 0xC0A80009, 10080, hello), "inside")
	assert.Empty(t, send(false, 0xA9FE0001, 10080, hello), "of one cable")
	assert.Empty(t, send(false, 0xE0000001, 10080, hello), "a group")
	assert.Len(t, send(false, 0x08000008, 10080, hello), 1, "round by the rules")
	assert.Len(t, send(true, 0x08000008, 10080, hello), 1, "by the rules")
	assert.Empty(t, send(true, 0x08000008, net.PortNetwork, hello), "the NAT's own")
	assert.Empty(t, send(true, 0x08000008, 10080, net.Table("type", "t", "domain", "nat.com")))
	assert.Empty(t, send(true, 0x08000009, 10080, hello), "somebody else")
	assert.Empty(t, send(true, 0x08000008, 10080, net.Table("type", "t", "destConId", value.List())))
	assert.Len(t, send(true, 0x08000008, 10080, net.Table("type", "t", "destConId", value.Int(1))), 1, "not awaited: by the rules")

	page := send(false, 0xC0A80001, 10080, rttp.Get("/").Header())
	require.Len(t, page, 1)
	assert.Equal(t, value.String("NAT Internal Page"), page[0].Message.Body)
	assert.Equal(t, net.TypePong, send(false, 0xC0A80001, 10000, net.Table("type", "ping"))[0].Message.Type())
	assert.Empty(t, send(false, 0xC0A80001, 10080, hello))

	m := net.Message{Origin: net.IP(5), Dest: net.IP(0x08000010), Port: 10080, Header: hello, ID: 5}
	assert.Len(t, n.FromInside(10080, m.Value()), 1)
	assert.Empty(t, n.FromInside(10080, m.Value()), "once")
	assert.Empty(t, n.FromInside(10080, value.String("x")))
}

func FuzzServerAndNAT(f *testing.F) {
	f.Add(10000, `{origin="hw:00ff",dest=-1,header={type="net.ip.req"},body={hostname="me"},msgid=1}`)
	f.Add(10000, `{origin="hw:00ff",dest=0xC0A80000,header={type="net.ip.acp"},body={},msgid=1}`)
	f.Add(10000, `{origin=5,dest=0xC0A80000,header={type="net.dns.get"},body={domain="a.b"},msgid=1}`)
	f.Add(10080, `{origin=5,dest=0xC0A80000,header={type="rttp",method="POST",path="/"},body={vals={user="admin"}},msgid=1}`)
	f.Fuzz(func(t *testing.T, port int, lua string) {
		v, err := value.Unserialise(lua)
		if err != nil {
			return
		}
		stack := net.NewStack(net.Config{Hardware: "00ff"})
		stack.SetAddress(net.DefaultDHCP)
		s := NewServer(ServerConfig{Password: "pw"}, stack)
		if in := stack.Receive(net.Time{}, port, v); in.Deliver {
			s.Handle(net.Time{}, in.Message)
			s.Wake(net.Time{UTC: 1e9})
		}
		assert.Less(t, len(stack.Take()), 8)
		n := NewNAT(NATConfig{Rules: []Rule{{Port: -1, Domain: "*", Dest: 5}}}, stack)
		assert.LessOrEqual(t, len(n.FromInside(port, v)), 1)
		assert.LessOrEqual(t, len(n.FromOutside(port, v)), 1)
	})
}

func ExampleServer() {
	stack := net.NewStack(net.Config{})
	stack.SetAddress(net.DefaultDHCP)
	s := NewServer(ServerConfig{}, stack)
	s.SetRecord("shop.lan", Record{IP: 0xC0A80009, Static: true})

	s.Handle(net.Time{}, net.Message{
		Origin: net.IP(0xC0A80005), Dest: net.DefaultDHCP, Port: net.PortNetwork, ID: 1,
		Header: net.Table("type", net.TypeLookup), Body: value.FromTable(net.Table("domain", "shop.lan")),
	})
	for _, frame := range stack.Take() {
		lines, _ := rttp.Describe(frame.Message.Value())
		fmt.Println(lines[1])
	}
	// Output: dns answers 192.168.0.9
}
