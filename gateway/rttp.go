package gateway

import (
	"errors"
	"fmt"
	"slices"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/protocol/rttp/rtml"
	"ccnet/value"
	"ccnet/world"
)

// rttpClient asks hosts of RTTP. It joins their network, as soon as something is asked
// for, by DHCP.
type rttpClient struct {
	r      *resident
	node   *net.Node
	opened bool
	joined bool       // or about to be
	failed world.Tick // when the last attempt to join did; 0 for never
	wake   world.Tick
	calls  map[net.Token]rttpCall
	search []*rttpSearch
	heard  []uint32 // addresses from which something has come, the latest last
}

type rttpCall struct {
	id   int
	host string
	path string
}

// rttpSearch waits for the computers of the network to answer a ping.
type rttpSearch struct {
	begun bool // the pings are sent
	hosts []string
	done  func([]string)
}

const (
	joinTime = 3 * world.TicksPerSecond // how long a search waits for an address
	pingTime = world.TicksPerSecond     // how long computers have to answer
	// sweep is how many addresses are asked beside those that are known to be somebody's:
	// those whose last number alone differs from the gateway's. Nobody answers to a ping
	// for all.
	sweep = 256
	// mostHeard is how many addresses are remembered from which something has come.
	mostHeard = 256
	// joinAgain is how long after a vain attempt to join a search makes another one.
	joinAgain = 60 * world.TicksPerSecond
)

func newRTTPClient(r *resident) *rttpClient {
	return &rttpClient{
		r: r,
		node: net.NewNode(net.Config{
			Hardware: fmt.Sprintf("%016x", r.random.Uint64()),
			Hostname: guestName,
			FirstID:  float64(r.c.EpochUTC()),
		}),
		calls: make(map[net.Token]rttpCall),
	}
}

func (t *rttpClient) now() net.Time {
	return net.Time{UTC: t.r.c.EpochUTC(), Game: t.r.c.EpochIngame()}
}

// open joins the network.
func (t *rttpClient) open() {
	if t.opened {
		return
	}
	t.opened = true
	for _, port := range [...]int{net.PortNetwork, net.PortRTTP} {
		_ = t.r.modem.Open(port)
	}
}

func (t *rttpClient) frame(channel int, payload value.Value) {
	if !t.opened || channel != net.PortNetwork && channel != net.PortRTTP {
		return
	}
	if m, err := net.Decode(channel, payload); err == nil {
		t.hear(m.Origin)
	}
	t.handle(t.node.Receive(t.now(), channel, payload))
	t.run()
}

// hear remembers an address that somebody has, whoever they speak with: whoever has a
// modem hears all.
func (t *rttpClient) hear(from net.Address) {
	n, ok := from.Number()
	if !ok || n == 0 {
		return
	}
	if i := slices.Index(t.heard, n); i >= 0 {
		t.heard = slices.Delete(t.heard, i, i+1)
	} else if len(t.heard) == mostHeard {
		t.heard = slices.Delete(t.heard, 0, 1)
	}
	t.heard = append(t.heard, n)
}

// known are the addresses that may be somebody's, in order: those beside the gateway's
// own, those that the DHCP server has named, and those that were heard.
func (t *rttpClient) known(own uint32) []uint32 {
	list := slices.Clone(t.heard)
	table := t.node.Addresses()
	for _, a := range [...]net.Address{net.DefaultDHCP, table.Gateway, table.DNS} {
		if n, ok := a.Number(); ok && n != 0 {
			list = append(list, n)
		}
	}
	first := own &^ (sweep - 1)
	for i := range uint32(sweep) {
		list = append(list, first+i)
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(n uint32) bool { return n == own || n == 0 })
}

func (t *rttpClient) request(id int, method, host, path, body string) {
	if len(t.calls) >= maxJobs {
		t.r.answerAndEnd(id, answer{failure: failureBusy, text: "too many requests are under way"})
		return
	}
	t.open()
	t.join()
	request := rttp.Get(path)
	if method != rttp.GET {
		request = rttp.Post(path, rttp.Plain, value.String(bytesOf(body)))
		request.Method = method
	}
	token := t.node.Call(t.now(), request.Call(host, requestTimeout.Milliseconds()))
	t.calls[token] = rttpCall{id, host, path}
	t.run()
}

// discover pings the addresses that may be somebody's, and hands over those that answer.
func (t *rttpClient) discover(found func([]string)) {
	t.open()
	if _, joined := t.address(); !joined && !t.joined && t.failed > 0 && t.r.c.Now() < t.failed+joinAgain {
		found(nil)
		return
	}
	s := &rttpSearch{done: found}
	t.search = append(t.search, s)
	if _, joined := t.address(); joined {
		t.ping(s)
	} else {
		t.join()
		t.r.after(joinTime, func() { t.ping(s) })
	}
	t.run()
}

// address is the number of the gateway's address, if it has one.
func (t *rttpClient) address() (uint32, bool) {
	n, ok := t.node.Address().Number()
	return n, ok && n != 0
}

// ping asks all addresses of a search, once, and ends it some time later.
func (t *rttpClient) ping(s *rttpSearch) {
	if s.begun {
		return
	}
	s.begun = true
	end := func() {
		t.search = slices.DeleteFunc(t.search, func(other *rttpSearch) bool { return other == s })
		s.done(s.hosts)
	}
	own, joined := t.address()
	if !joined {
		end()
		return
	}
	for _, n := range t.known(own) {
		_, _ = t.node.Send(t.now(), net.Outgoing{ // there are no keys that could fail
			Port: net.PortNetwork, Dest: net.IP(n), Header: net.Table("type", net.TypePing), Body: value.FromTable(value.NewTable(0)),
		})
	}
	t.r.after(pingTime, end)
	t.run()
}

// join asks for an address, unless it has been asked for.
func (t *rttpClient) join() {
	if !t.joined {
		t.joined = true
		t.node.Join(t.now())
	}
}

// run sends what the node wants to send, and sets the timer for what it waits for.
func (t *rttpClient) run() {
	for {
		frames := t.node.Take()
		if len(frames) == 0 {
			break
		}
		for _, f := range frames {
			if f.Loopback {
				t.handle(t.node.Receive(t.now(), f.Message.Port, f.Message.Value()))
				continue
			}
			_ = t.r.modem.Transmit(t.r.c, t.r.side, f.Message.Port, f.Message.Port, f.Message.Value())
		}
	}
	deadline, waits := t.node.Deadline()
	if !waits {
		return
	}
	const tick = 1000 / world.TicksPerSecond
	now := t.r.c.Now()
	at := now + max(1, world.Tick((deadline-t.now().UTC+tick-1)/tick))
	if t.wake > now && t.wake <= at {
		return
	}
	t.wake = at
	t.r.after(at-now, func() {
		if t.wake == at {
			t.wake = 0
		}
		t.handle(t.node.Wake(t.now()))
		t.run()
	})
}

func (t *rttpClient) handle(events []net.Event) {
	for _, ev := range events {
		switch ev.Kind {
		case net.Arrived:
			t.arrived(ev.Message)
		case net.Joined:
			for _, s := range slices.Clone(t.search) {
				t.ping(s)
			}
		case net.NotJoined:
			t.joined, t.failed = false, t.r.c.Now() // the next request tries again
		case net.Replied:
			if call, ok := t.calls[ev.Token]; ok {
				delete(t.calls, ev.Token)
				t.r.answerAndEnd(call.id, rttpAnswer(call, ev.Message))
			}
		case net.Failed:
			if call, ok := t.calls[ev.Token]; ok {
				delete(t.calls, ev.Token)
				t.r.answerAndEnd(call.id, rttpFailure(call, ev.Err))
			}
		}
	}
}

// arrived takes the answers to pings.
func (t *rttpClient) arrived(m net.Message) {
	if m.Type() != net.TypePong {
		return
	}
	for _, s := range t.search {
		if from := m.Origin.String(); len(s.hosts) < 1000 && !slices.Contains(s.hosts, from) {
			s.hosts = append(s.hosts, from)
		}
	}
}

func rttpFailure(call rttpCall, err error) answer {
	if errors.Is(err, net.ErrTimeout) {
		return answer{failure: failureTimeout, text: fmt.Sprintf("%s does not answer (%v)", call.host, err)}
	}
	return answer{failure: failureUnknown, text: fmt.Sprintf("%s is not known in the network (%v)", call.host, err)}
}

// rttpAnswer is a reply for those outside.
func rttpAnswer(call rttpCall, m net.Message) answer {
	response, ok := rttp.ParseResponse(m)
	if !ok {
		return answer{failure: failureTimeout, text: call.host + " answers something else than RTTP"}
	}
	a := answer{code: response.Code, text: rttp.CodeName(response.Code)}.with(response.Body)
	if response.ContentType == rttp.RTML && a.failure == noFailure {
		a.content = linesOf(rtml.Rows(rtml.Parse(response.Body)))
	}
	if to, ok := response.Redirected(); ok {
		if _, _, _, whole := splitURL(to); !whole {
			to = "rttp://" + call.host + rttp.Follow(call.path, to)
		}
		a.target = to
	}
	return a
}
