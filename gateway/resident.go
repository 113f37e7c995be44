package gateway

import (
	"math/rand/v2"

	"ccnet/value"
	"ccnet/world"
)

// Names of the events by which the doors speak to the resident. They come in by
// World.Do, so they are in the journal.
const (
	eventRequest  = "gateway_request"  // id, method, URL, body
	eventDiscover = "gateway_discover" // id
	eventUser     = "gateway_user"     // name, whether it comes or goes; without, nobody is there
	eventSay      = "gateway_say"      // to whom, a line; see say
	eventCP       = "gateway_cp"       // computer, connection, kind of message, data
)

// resident is the gateway's half inside the world: the program of a computer of its own
// with an ender modem. It knows nothing of what is outside but what comes in as events,
// and what it does is the same when the run is repeated.
type resident struct {
	outlet outlet
	chat   string // the name of the room
	rooms  []string

	c      *world.Computer
	side   string
	modem  *world.Modem
	random *rand.Rand
	timers map[int]func()
	logins int

	cpSerial int // of the last message to a client of CP

	rednet rednet
	room   room
	guests []*guest
	cttp   *cttpClient
	rttp   *rttpClient
}

// outlet is where the resident hands over what goes out. Its methods must neither wait
// nor tell anything back.
type outlet interface {
	started() // from now on the resident hears events
	answer(id int, a answer)
	ended(id int) // nothing of a request is left here
	report(report)
}

// answer is what became of a request.
type answer struct {
	code    int    // of the protocol in the world; 0: there was no answer
	text    string // what the code means, or why there was no answer
	failure failure
	target  string // of a redirection: a URL
	content string // in Unicode
}

// failure is why there was no answer.
type failure uint8

const (
	noFailure failure = iota
	failureURL
	failureUnknown // nobody of that name
	failureTimeout
	failureBusy
	failureLong
)

// report is something that happens in the world and concerns those outside.
type report struct {
	Kind     reportKind
	User     int    // of the room
	Computer int    // where it happens
	Conn     int    // the number of the connection
	Name     string // of the user, or of a room that a computer hosts
	Text     string
	Said     bool // reportRoom: somebody has said Text in the room
}

// size is how many bytes of room the report takes until it is handled, about.
func (r report) size() int { return overhead + len(r.Name) + len(r.Text) }

type reportKind uint8

const (
	reportJoined  reportKind = iota // User is called Name
	reportRenamed                   // User is called Name
	reportLeft
	reportSaid // User says Text
	reportTold // User says Text to Name alone
	reportRoom // Text is what happened in the room Name, or was said there
	reportCPOpen
	reportCPData
	reportCPClose
)

// Start is called when the gateway's computer is switched on.
func (r *resident) Start(c *world.Computer) (world.Status, error) {
	r.c = c
	r.random = rand.New(rand.NewPCG(c.Seed(), 0x67617465))
	r.timers = make(map[int]func())
	for _, side := range world.Sides {
		if p, ok := c.Peripheral(side); ok {
			if m, ok := p.(*world.Modem); ok {
				r.side, r.modem = side.String(), m
				break
			}
		}
	}
	r.rednet = rednet{
		c: c, modem: r.modem, side: r.side, random: r.random,
		seen:   make(map[float64]world.Tick),
		hosted: map[string]string{chatProtocol: r.chat, cpProtocol: r.chat},
	}
	if err := r.rednet.open(); err != nil {
		return world.Ended, err
	}
	r.room = room{r: r}
	r.guests = nil
	for _, name := range r.rooms {
		g := &guest{r: r, room: name}
		r.guests = append(r.guests, g)
		g.look()
	}
	r.cttp = newCTTPClient(r)
	r.rttp = newRTTPClient(r)
	r.outlet.started()
	return world.Waiting, nil
}

// Handle is called with each event.
func (r *resident) Handle(ev world.Event) (world.Status, error) {
	args := value.Args(ev.Args)
	switch ev.Name {
	case "timer":
		id, _ := args.Int(1)
		if do := r.timers[id]; do != nil {
			delete(r.timers, id)
			do()
		}
	case "modem_message":
		channel, _ := args.Int(2)
		reply, _ := args.Int(3)
		r.frame(channel, reply, args.At(4))
	case eventRequest:
		id, _ := args.Int(1)
		method, _ := args.String(2)
		url, _ := args.String(3)
		body, _ := args.String(4)
		r.request(id, method, url, body)
	case eventDiscover:
		id, _ := args.Int(1)
		r.discover(id)
	case eventUser:
		name, _ := args.String(1)
		present, _ := args.Bool(2)
		r.userOutside(name, present)
	case eventSay:
		line, _ := args.String(2)
		r.say(args.At(1), line)
	case eventCP:
		computer, _ := args.Int(1)
		conn, _ := args.Int(2)
		kind, _ := args.String(3)
		data, _ := args.String(4)
		r.sendCP(computer, conn, kind, data)
	}
	return world.Waiting, nil
}

// Close is called when the gateway's computer goes off.
func (r *resident) Close() {}

// frame handles a frame that the modem has heard.
func (r *resident) frame(channel, reply int, payload value.Value) {
	if p, ok := r.rednet.receive(channel, reply, payload); ok {
		switch p.protocol {
		case chatProtocol:
			r.room.receive(p)
			for _, g := range r.guests {
				g.receive(p)
			}
		case cpProtocol:
			r.receiveCP(p)
		case "dns":
			for _, g := range r.guests {
				g.found(p)
			}
		}
		return
	}
	r.cttp.frame(channel, reply, payload)
	r.rttp.frame(channel, payload)
}

// after has something done some ticks later, unless the computer goes off before.
func (r *resident) after(ticks world.Tick, do func()) {
	r.timers[r.c.StartTimer(int64(ticks))] = do
}

func (r *resident) tell(what report) { r.outlet.report(what) }

// say shows a line to a user of the room, by number, or to all, if that is nil, or says
// it in a room that a computer hosts, by name.
func (r *resident) say(to value.Value, line string) {
	switch to.Kind() {
	case value.KindNil:
		r.room.tellAll(line)
	case value.KindNumber:
		id, _ := value.Args{to}.Int(1)
		if u := r.room.user(id); u != nil {
			r.room.tell(u, line)
		}
	case value.KindString:
		name, _ := to.AsString()
		for _, g := range r.guests {
			if g.room == name {
				g.say(line)
			}
		}
	}
}

// userOutside notes that somebody outside has joined the chat, or left it; without a name,
// that nobody is there.
func (r *resident) userOutside(name string, present bool) {
	list := r.room.outside[:0:0]
	for _, other := range r.room.outside {
		if other != name {
			list = append(list, other)
		}
	}
	switch {
	case name == "":
		list = nil
	case present:
		list = append(list, name)
	}
	r.room.outside = list
}

// request begins a request to a server of the world.
func (r *resident) request(id int, method, url, body string) {
	scheme, host, path, ok := splitURL(url)
	switch {
	case !ok:
		r.answerAndEnd(id, answer{failure: failureURL, text: "a URL is cttp://SERVER/path or rttp://HOST/path"})
	case scheme == "cttp":
		r.cttp.request(id, method, host, path, body)
	default:
		r.rttp.request(id, method, host, path, body)
	}
}

// answerAndEnd answers a request of which nothing is left here.
func (r *resident) answerAndEnd(id int, a answer) {
	r.outlet.answer(id, a)
	r.outlet.ended(id)
}

// discover begins to look for servers.
func (r *resident) discover(id int) {
	var found discovery
	found.left = 2
	done := func() {
		if found.left--; found.left == 0 {
			r.answerAndEnd(id, answer{content: found.text()})
		}
	}
	r.cttp.discover(func(names []string) { found.servers = names; done() })
	r.rttp.discover(func(addresses []string) { found.hosts = addresses; done() })
}
