package luabind

import (
	"errors"

	"ccnet/protocol/cnet"
	"ccnet/value"
)

// peers is cNet v0: CTCP connections and CTTP requests.
type peers = network[*cnet.Peer]

// stationCNet is cnet(): the network of the module cNet.
func stationCNet(s *station, c *Call) error {
	n := newNetwork(s, func() *cnet.Peer { return cnet.NewPeer(cnet.Config{Random: s.random}) })
	return c.Return((&Object{Methods: peerMethods, Self: n}).Value())
}

var peerMethods = API{Functions: []Function{
	{"answerRegistration", tell(3, peersAnswerRegistration)},
	{"awaitLogin", start(1, peersAwaitLogin)},
	{"awaitLogout", start(1, peersAwaitLogout)},
	{"closed", onLink(1, networkClosed[*cnet.Peer])},
	{"connect", start(2, peersConnect)},
	{"disconnect", start(4, peersDisconnect)},
	{"fail", tell(3, peersFail)},
	{"handle", tell(2, networkHandle[*cnet.Peer])},
	{"handleEvent", networkMethod(networkHandleEvent[*cnet.Peer])},
	{"loginEvent", tell(2, peersLoginEvent)},
	{"logoutEvent", tell(1, peersLogoutEvent)},
	{"register", start(6, peersRegister)},
	{"request", start(5, peersRequest)},
	{"respond", tell(3, peersRespond)},
	{"result", networkMethod(networkResult[*cnet.Peer])},
	{"route", networkMethod(peersRoute)},
	{"tick", networkMethod(networkTick[*cnet.Peer])},
}}.Sorted().Functions

// numbersArg is a connection's numbers, arguments i and i+1.
func numbersArg(c *Call, i int) (n cnet.Numbers, err error) {
	if n.Seq, err = c.Args.Number(i); err != nil {
		return n, err
	}
	n.Ack, err = c.Args.Number(i + 1)
	return n, err
}

// peersConnect is connect(timeout, socket…).
func peersConnect(n *peers, c *Call, p *cnet.Peer) (cnet.CallID, cnet.Step, error) {
	id, step := p.Connect(n.station.now(), waitArg(c, 1))
	return id, step, nil
}

// peersRequest is request(sequence, acknowledgment, request, timeout, socket…).
func peersRequest(n *peers, c *Call, p *cnet.Peer) (cnet.CallID, cnet.Step, error) {
	numbers, err := numbersArg(c, 1)
	if err != nil {
		return 0, cnet.Step{}, err
	}
	id, step := p.Request(n.station.now(), numbers, c.Args.At(3), waitArg(c, 4))
	return id, step, nil
}

// peersRegister is register(sequence, acknowledgment, user, hash, timeout, socket…).
func peersRegister(n *peers, c *Call, p *cnet.Peer) (cnet.CallID, cnet.Step, error) {
	numbers, err := numbersArg(c, 1)
	if err != nil {
		return 0, cnet.Step{}, err
	}
	user, err := c.Args.String(3)
	if err != nil {
		return 0, cnet.Step{}, err
	}
	hash, err := c.Args.String(4)
	if err != nil {
		return 0, cnet.Step{}, err
	}
	id, step := p.Register(n.station.now(), numbers, user, hash, waitArg(c, 5))
	return id, step, nil
}

// peersDisconnect is disconnect(sequence, acknowledgment, timeout, socket…).
func peersDisconnect(n *peers, c *Call, p *cnet.Peer) (cnet.CallID, cnet.Step, error) {
	numbers, err := numbersArg(c, 1)
	if err != nil {
		return 0, cnet.Step{}, err
	}
	id, step := p.Disconnect(n.station.now(), numbers, waitArg(c, 3))
	return id, step, nil
}

// peersAwaitLogin is awaitLogin(socket…), peersAwaitLogout is awaitLogout(socket…).
func peersAwaitLogin(n *peers, _ *Call, p *cnet.Peer) (cnet.CallID, cnet.Step, error) {
	id, step := p.AwaitLogin(n.station.now(), cnet.DefaultTimeout)
	return id, step, nil
}

func peersAwaitLogout(n *peers, _ *Call, p *cnet.Peer) (cnet.CallID, cnet.Step, error) {
	id, step := p.AwaitLogout(n.station.now(), cnet.DefaultTimeout)
	return id, step, nil
}

// peersLoginEvent is loginEvent(ok, socket…), peersLogoutEvent is logoutEvent(socket…).
func peersLoginEvent(n *peers, c *Call, p *cnet.Peer) cnet.Step {
	return p.LoginEvent(n.station.now(), c.Args.At(1).Truthy())
}

func peersLogoutEvent(n *peers, _ *Call, p *cnet.Peer) cnet.Step {
	return p.LogoutEvent(n.station.now())
}

// requestArg is argument 1, the id of a request.
func requestArg(c *Call) cnet.RequestID {
	id, _ := c.Args.At(1).AsNumber()
	return cnet.RequestID(id)
}

// peersRespond is respond(id, result, socket…).
func peersRespond(n *peers, c *Call, p *cnet.Peer) cnet.Step {
	return p.Respond(n.station.now(), requestArg(c), c.Args.At(2))
}

// peersFail is fail(id, problem, socket…): the handler has failed. It is Lua that
// tells people so.
func peersFail(n *peers, c *Call, p *cnet.Peer) cnet.Step {
	step := p.Fail(n.station.now(), requestArg(c), errors.New(c.Text(2)))
	step.Events = nil
	return step
}

// peersAnswerRegistration is answerRegistration(id, accepted, socket…).
func peersAnswerRegistration(n *peers, c *Call, p *cnet.Peer) cnet.Step {
	return p.AnswerRegistration(n.station.now(), requestArg(c), c.Args.At(2).Truthy())
}

// peersRoute is route(method, path, handler): the path as it is matched. A handler that
// is nil takes the route away.
func peersRoute(n *peers, c *Call) error {
	method, err := c.Args.String(1)
	if err != nil {
		return err
	}
	path, err := c.Args.String(2)
	if err != nil {
		return err
	}
	if c.Args.At(3).IsNil() {
		n.routes.Remove(method, path)
	} else {
		name := method + " " + cnet.CleanPath(path)
		if len(n.routed) >= maxRoutes && !n.routed[name] || len(name) > maxPath {
			return errors.New("too many routes, or too long a path")
		}
		n.routed[name] = true
		handler, err := c.Function(3)
		if err != nil {
			return err
		}
		n.routes.Set(method, path, handler)
	}
	return c.Return(value.String(cnet.CleanPath(path)))
}

// cnetStatuses is statuses(): CttpStatus, a code and a message by name.
func cnetStatuses(c *Call) error {
	statuses := cnet.Statuses()
	t := value.NewTable(len(statuses))
	for _, s := range statuses {
		t.Add(value.String(s.Name), record(value.Named("code", value.Int(s.Code)), value.Named("message", value.String(s.Name))))
	}
	return c.Return(value.FromTable(t))
}
