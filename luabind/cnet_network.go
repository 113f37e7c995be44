package luabind

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
)

// speaker is one end of a socket that speaks a version of cNet: a cnet.Peer or a
// v1.Session.
type speaker interface {
	Handle(now time.Duration, message value.Value) cnet.Step
	Tick(now time.Duration) cnet.Step
	Closed(now time.Duration) cnet.Step
	Cancel(now time.Duration, id cnet.CallID) cnet.Step
}

// network is cNet on a program's CryptoNet: a speaker for every socket that is used,
// and the calls under way. Its methods return a step, as those of a station do, which
// may tell in tick after how many seconds tick is to be called, and then their results.
// A call's result is its number, under which the method result has the outcome later.
type network[P speaker] struct {
	station *station
	begin   func() P // makes the speaker of a new socket
	links   []*link[P]
	bySock  map[[2]string]*link[P]
	calls   int                 // so far
	pending int                 // of them, not done yet
	results map[int]value.Value // of calls that are done
	armed   time.Duration       // when tick is expected; cnet.NoDeadline if it is not
	routes  cnet.Router[value.Value]
	routed  map[string]bool // methods and paths that have ever had one
}

// link is a socket that cNet is spoken on.
type link[P speaker] struct {
	session  cryptonet.Session
	speaker  P
	deadline time.Duration
	calls    map[cnet.CallID]call
}

// call is a call under way.
type call struct {
	number int
	happen bool // its outcome is told with what has happened, not kept for result
}

func newNetwork[P speaker](s *station, begin func() P) *network[P] {
	return &network[P]{
		station: s, begin: begin, bySock: map[[2]string]*link[P]{}, results: map[int]value.Value{},
		armed: cnet.NoDeadline, routed: map[string]bool{},
	}
}

// link is the link of the socket of arguments from i on.
func (n *network[P]) link(c *Call, i int) (*link[P], error) {
	named, err := n.station.session(c, i)
	if err != nil {
		return nil, err
	}
	if l := n.bySock[[2]string{named.Sender, named.Target}]; l != nil {
		return l, nil
	}
	// Sockets that the program has closed are noticed here.
	for _, l := range slices.Clone(n.links) {
		if len(l.calls) == 0 && n.station.core.Find(l.session) == nil {
			n.forget(l)
		}
	}
	if len(n.links) >= maxLinks {
		return nil, errors.New("Too many sockets.")
	}
	l := &link[P]{session: named, speaker: n.begin(), deadline: cnet.NoDeadline, calls: map[cnet.CallID]call{}}
	n.links = append(n.links, l)
	n.bySock[[2]string{named.Sender, named.Target}] = l
	return l, nil
}

func (n *network[P]) forget(l *link[P]) {
	if n.bySock[[2]string{l.session.Sender, l.session.Target}] != l {
		return
	}
	n.pending -= len(l.calls)
	clear(l.calls)
	delete(n.bySock, [2]string{l.session.Sender, l.session.Target})
	n.links = slices.DeleteFunc(n.links, func(o *link[P]) bool { return o == l })
}

// open notes a call of a link and returns its number.
func (n *network[P]) open(l *link[P], id cnet.CallID, happen bool) int {
	n.calls++
	n.pending++
	l.calls[id] = call{n.calls, happen}
	return n.calls
}

// drop forgets a call of a link.
func (n *network[P]) drop(l *link[P], id cnet.CallID) {
	if _, ok := l.calls[id]; ok {
		n.pending--
		delete(l.calls, id)
	}
}

// run does what a speaker wants done, and returns what has happened as tables. The
// error is that of the first message that could not be sent.
func (n *network[P]) run(c *Call, l *link[P], step cnet.Step) (happened []value.Value, err error) {
	s := n.station
	for _, v := range step.Send {
		c.Charge(sealSteps + sealByteSteps*value.Size(v))
		failed := sendable(v)
		if failed == nil {
			failed = s.core.SendOn(l.session, v)
		}
		err = errors.Join(err, failed)
	}
	l.deadline = step.Deadline // before the events, some of which are answered at once
	for _, e := range step.Events {
		if v := n.event(c, l, e); !v.IsNil() {
			happened = append(happened, v)
		}
	}
	if step.Close {
		if socket := s.core.Find(l.session); socket != nil {
			socket.Close()
			s.closed = append(s.closed, socket)
		}
		n.forget(l)
	}
	if l.deadline < n.armed {
		n.armed = l.deadline
		s.tick = max(1, l.deadline-s.now())
	}
	return happened, err
}

// event keeps the outcome of a call; of everything else it makes a table.
func (n *network[P]) event(c *Call, l *link[P], e cnet.Event) value.Value {
	switch e := e.(type) {
	case cnet.Done:
		return n.done(l, e.Call, e.Err,
			value.Named("acknowledged", value.Bool(e.Acknowledged)), value.Named("response", e.Response),
			value.Named("seqNumber", value.Number(e.Numbers.Seq)), value.Named("ackNumber", value.Number(e.Numbers.Ack)))
	case v1.Done:
		return n.done(l, e.Call, e.Err, value.Named("message", e.Message))
	case cnet.RequestReceived:
		return n.request(c, l, e)
	case cnet.RegistrationReceived:
		return record(value.Named("id", value.Int(int(e.ID))),
			value.Named("username", value.String(e.Username)), value.Named("passwordHash", value.String(e.PasswordHash)))
	case v1.Received:
		return record(value.Named("message", e.Message))
	case v1.SystemCall:
		return record(value.Named("name", value.String(e.Function)), value.Named("data", e.Data))
	case cnet.Note:
		return record(value.Named("note", value.String(strings.ReplaceAll(e.Text, "…", "..."))))
	}
	return value.Nil
}

// record is a table of those entries that are not nil.
func record(entries ...value.Entry) value.Value {
	t := value.NewTable(len(entries))
	for _, e := range entries {
		if !e.Value.IsNil() {
			t.Add(e.Key, e.Value)
		}
	}
	return value.FromTable(t)
}

// done ends a call.
func (n *network[P]) done(l *link[P], id cnet.CallID, err error, entries ...value.Entry) value.Value {
	under, ok := l.calls[id]
	if !ok {
		return value.Nil
	}
	n.drop(l, id)
	if err != nil {
		entries = append(entries, value.Named("problem", value.String(err.Error())))
	}
	if under.happen {
		return record(append(entries, value.Named("call", value.Int(under.number)))...)
	}
	n.results[under.number] = record(entries...)
	if len(n.results) > maxResults { // the oldest's program has gone
		delete(n.results, slices.Min(slices.Collect(maps.Keys(n.results))))
	}
	n.station.woken = true
	return value.Nil
}

// request finds the handler of a request, or rejects it.
func (n *network[P]) request(c *Call, l *link[P], e cnet.RequestReceived) value.Value {
	r := e.Request
	entries := []value.Entry{value.Named("method", value.String(r.Method)), value.Named("path", value.String(r.Path))}
	route, err := n.routes.Find(r.Method, r.Path)
	var none *cnet.RouteError
	if errors.As(err, &none) {
		status := none.Response().Status
		if peer, ok := any(l.speaker).(*cnet.Peer); ok {
			_, _ = n.run(c, l, peer.Reject(n.station.now(), e.ID, none)) // the response can be sent
		}
		return record(append(entries, value.Named("status", value.String(fmt.Sprintf("%d %s", status.Code, status.Name))))...)
	}
	return record(append(entries,
		value.Named("id", value.Int(int(e.ID))), value.Named("handler", route.Handler),
		value.Named("prefix", value.String(route.Prefix)), value.Named("args", value.Strings(route.Args)),
		value.Named("header", r.Header), value.Named("data", r.Data))...)
}

// networkMethod is a method of a network.
func networkMethod[P speaker](fn func(n *network[P], c *Call) error) Func {
	return func(c *Call) error {
		n := c.Self.(*network[P])
		if err := n.station.use(c); err != nil {
			return err
		}
		return fn(n, c)
	}
}

// onLink makes a method whose arguments from i on are a socket. It returns a step and
// what do returns.
func onLink[P speaker](i int, do func(n *network[P], c *Call, l *link[P]) ([]value.Value, error)) Func {
	return networkMethod(func(n *network[P], c *Call) error {
		l, err := n.link(c, i)
		if err != nil {
			return err
		}
		results, err := do(n, c, l)
		if err != nil {
			return err
		}
		return c.Return(append([]value.Value{n.station.step(c)}, results...)...)
	})
}

// start makes a method that begins a call.
func start[P speaker](i int, begin func(n *network[P], c *Call, p P) (cnet.CallID, cnet.Step, error)) Func {
	return onLink(i, func(n *network[P], c *Call, l *link[P]) ([]value.Value, error) {
		if n.pending >= maxCalls {
			return nil, errTooManyCalls
		}
		id, step, err := begin(n, c, l.speaker)
		if err != nil {
			return nil, err
		}
		number := n.open(l, id, false)
		if _, err := n.run(c, l, step); err != nil {
			n.drop(l, id)
			l.speaker.Cancel(n.station.now(), id)
			return nil, err
		}
		return []value.Value{value.Int(number)}, nil
	})
}

// tell makes a method that tells a speaker something, and returns what has happened.
func tell[P speaker](i int, do func(n *network[P], c *Call, p P) cnet.Step) Func {
	return onLink(i, func(n *network[P], c *Call, l *link[P]) ([]value.Value, error) {
		happened, err := n.run(c, l, do(n, c, l.speaker))
		if len(happened) == 0 {
			return nil, err
		}
		return []value.Value{value.List(happened...)}, err
	})
}

// Methods that both versions have.

// networkHandle is handle(message, socket…): the value of an encrypted_message.
func networkHandle[P speaker](n *network[P], c *Call, p P) cnet.Step {
	c.Charge(value.Size(c.Args.At(1)) / 16)
	return p.Handle(n.station.now(), c.Args.At(1))
}

// networkHandleEvent is handleEvent(socket…): handle, for the event encrypted_message
// that is being handled. It returns false if that is none of this socket.
func networkHandleEvent[P speaker](n *network[P], c *Call) error {
	ev := &c.machine.event
	socket := value.Args(ev.Args).At(2).AsTable()
	if ev.Name != "encrypted_message" || socket == nil || socket.Field("sender") != c.Args.At(1) || socket.Field("target") != c.Args.At(2) {
		return c.Return(value.Bool(false))
	}
	message := ev.Args[0]
	return tell(1, func(n *network[P], c *Call, p P) cnet.Step {
		c.Charge(value.Size(message) / 16)
		return p.Handle(n.station.now(), message)
	})(c)
}

// networkClosed is closed(socket…): the other end has closed it.
func networkClosed[P speaker](n *network[P], c *Call, l *link[P]) ([]value.Value, error) {
	_, err := n.run(c, l, l.speaker.Closed(n.station.now()))
	n.forget(l)
	return nil, err
}

// networkTick is tick(): the time that was asked for has come.
func networkTick[P speaker](n *network[P], c *Call) error {
	now := n.station.now()
	n.armed = cnet.NoDeadline
	for _, l := range slices.Clone(n.links) {
		if l.deadline <= now {
			if _, err := n.run(c, l, l.speaker.Tick(now)); err != nil {
				return err
			}
		}
	}
	for _, l := range n.links {
		n.armed = min(n.armed, l.deadline)
	}
	if n.armed != cnet.NoDeadline {
		n.station.tick = max(1, n.armed-now)
	}
	return c.Return(n.station.step(c))
}

// networkResult is result(call): its outcome, once, or nil.
func networkResult[P speaker](n *network[P], c *Call) error {
	number, err := c.Args.Int(1)
	if err != nil {
		return err
	}
	outcome := n.results[number]
	delete(n.results, number)
	return c.Return(outcome)
}

// waitArg is argument i, a timeout in seconds; cNet's default if it is none.
func waitArg(c *Call, i int) time.Duration {
	if d := timeoutArg(c, i); d != 0 {
		return max(d, 0)
	}
	return cnet.DefaultTimeout
}
