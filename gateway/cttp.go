package gateway

import (
	"fmt"
	"slices"
	"time"

	"ccnet/cryptonet"
	"ccnet/protocol/cnet"
	"ccnet/value"
	"ccnet/world"
)

// requestTimeout is how long a server of the world may take for each step of a request.
const requestTimeout = 10 * time.Second

// maxJobs is how many requests are under way at once, of each protocol: not fewer than
// those outside may ask for.
const maxJobs = maxRequests

// cttpClient asks servers of CTTP: it connects with CryptoNet, makes one request and
// disconnects.
type cttpClient struct {
	r       *resident
	station *cryptonet.Station
	wake    world.Tick // when a timer will call tick; 0 for none
	jobs    []*cttpJob
	search  map[*cryptonet.Search]func(*cryptonet.Search)
	known   map[string]cryptonet.Certificate // by name, to spare the second that asking takes
}

// maxKnown is how many certificates are remembered.
const maxKnown = 64

// cttpJob is a request under way.
type cttpJob struct {
	id           int
	server       string
	method, path string
	body         string
	remembered   bool // the server's certificate is of an earlier request
	dial         *cryptonet.Dial
	socket       *cryptonet.Socket
	peer         *cnet.Peer
	call         cnet.CallID
	stage        cttpStage
	answered     bool
	deadline     time.Duration
	end          time.Duration // when the job is over, whatever the server does
}

// jobTime is how long all steps of a request may take together.
const jobTime = 60 * time.Second

type cttpStage uint8

const (
	cttpDialling cttpStage = iota
	cttpConnecting
	cttpRequesting
	cttpDisconnecting
)

func newCTTPClient(r *resident) *cttpClient {
	return &cttpClient{
		r:       r,
		station: cryptonet.NewStation(cryptonet.Config{Random: cryptonet.Seeded(r.c.Seed())}),
		search:  make(map[*cryptonet.Search]func(*cryptonet.Search)),
		known:   make(map[string]cryptonet.Certificate),
	}
}

func (t *cttpClient) now() time.Duration { return t.r.c.Uptime().Duration() }

func (t *cttpClient) frame(channel, reply int, payload value.Value) {
	if len(t.jobs) == 0 && len(t.search) == 0 {
		return
	}
	t.station.Handle(t.now(), cryptonet.Frame{Modem: t.r.side, Channel: channel, Reply: reply, Payload: payload})
	t.run()
}

func (t *cttpClient) request(id int, method, server, path, body string) {
	if len(t.jobs) >= maxJobs {
		t.r.answerAndEnd(id, answer{failure: failureBusy, text: "too many requests are under way"})
		return
	}
	job := &cttpJob{id: id, server: server, method: method, path: path, body: body, deadline: cnet.NoDeadline, end: t.now() + jobTime}
	t.jobs = append(t.jobs, job)
	if certificate, ok := t.known[server]; ok {
		job.remembered = true
		t.connect(job, certificate)
	} else {
		t.find(job)
	}
	t.run()
}

// find asks for the certificate of a job's server.
func (t *cttpClient) find(job *cttpJob) {
	search, err := t.station.RequestCertificate(t.now(), job.server, t.options())
	if err != nil {
		t.fail(job, failureUnknown, err.Error())
		return
	}
	t.search[search] = func(found *cryptonet.Search) {
		certificate, ok := found.Certificate()
		if !ok {
			t.fail(job, failureUnknown, "no server of this name answers")
			return
		}
		if len(t.known) >= maxKnown {
			clear(t.known)
		}
		t.known[job.server] = certificate
		t.connect(job, certificate)
	}
}

// connect connects to a job's server.
func (t *cttpClient) connect(job *cttpJob, certificate cryptonet.Certificate) {
	dial, err := t.station.Connect(t.now(), cryptonet.ConnectOptions{Name: job.server, Certificate: &certificate, Modem: t.r.side, Timeout: requestTimeout})
	if err != nil {
		t.fail(job, failureUnknown, err.Error())
		return
	}
	job.dial = dial
}

// options are how to look for certificates: unsigned ones count too.
func (t *cttpClient) options() cryptonet.SearchOptions {
	return cryptonet.SearchOptions{AllowUnsigned: true, Modem: t.r.side}
}

// discover looks for servers that want to be found, and hands over their names.
func (t *cttpClient) discover(found func(names []string)) {
	search, err := t.station.Discover(t.now(), t.options())
	if err != nil {
		found(nil)
		return
	}
	t.search[search] = func(search *cryptonet.Search) {
		var names []string
		for _, c := range search.Certificates() {
			names = append(names, c.Name)
		}
		found(names)
	}
	t.run()
}

// run does what the station and the jobs want, until they want nothing more, and sets
// the timer for what they wait for.
func (t *cttpClient) run() {
	deadline := cryptonet.Never
	for {
		step := t.station.Take()
		for _, a := range step.Actions {
			t.do(a)
		}
		deadline = step.Deadline
		if len(step.Events) == 0 {
			break
		}
		for _, ev := range slices.Clone(step.Events) {
			t.handle(ev)
		}
	}
	for _, job := range t.jobs {
		deadline = min(deadline, job.deadline, job.end)
	}
	if deadline == cryptonet.Never || deadline == cnet.NoDeadline {
		return
	}
	now := t.r.c.Now()
	at := now + max(1, world.Ticks(deadline-t.now()+time.Second/world.TicksPerSecond/2))
	if t.wake > now && t.wake <= at {
		return
	}
	t.wake = at
	t.r.after(at-now, func() {
		if t.wake == at {
			t.wake = 0
		}
		t.tick()
	})
}

func (t *cttpClient) tick() {
	now := t.now()
	t.station.Tick(now)
	for _, job := range slices.Clone(t.jobs) {
		switch {
		case job.end <= now:
			t.fail(job, failureTimeout, "the server takes too long")
		case job.peer != nil && job.deadline <= now:
			t.step(job, job.peer.Tick(now))
		}
	}
	t.run()
}

// do has the modem do something. Channels that cannot be opened are not heard.
func (t *cttpClient) do(a cryptonet.Action) {
	switch a.Do {
	case cryptonet.Open:
		_ = t.r.modem.Open(a.Channel)
	case cryptonet.Close:
		_ = t.r.modem.Close(a.Channel)
	case cryptonet.Transmit:
		_ = t.r.modem.Transmit(t.r.c, t.r.side, a.Channel, a.Reply, a.Payload)
	}
}

func (t *cttpClient) handle(ev cryptonet.Event) {
	switch ev.Kind {
	case cryptonet.Found:
		if found := t.search[ev.Search]; found != nil {
			delete(t.search, ev.Search)
			found(ev.Search)
		}
	case cryptonet.Connected:
		if job := t.job(func(j *cttpJob) bool { return j.dial != nil && j.dial == ev.Dial }); job != nil {
			t.connected(job)
		}
	case cryptonet.EncryptedMessage:
		if job := t.job(func(j *cttpJob) bool { return j.socket == ev.Socket && j.peer != nil }); job != nil {
			t.step(job, job.peer.Handle(t.now(), ev.Value))
		}
	case cryptonet.ConnectionClosed:
		if job := t.job(func(j *cttpJob) bool { return j.socket == ev.Socket && j.peer != nil }); job != nil {
			t.step(job, job.peer.Closed(t.now()))
			t.fail(job, failureTimeout, "the server closed the connection")
		}
	}
}

func (t *cttpClient) job(is func(*cttpJob) bool) *cttpJob {
	if i := slices.IndexFunc(t.jobs, is); i >= 0 {
		return t.jobs[i]
	}
	return nil
}

func (t *cttpClient) connected(job *cttpJob) {
	if err := job.dial.Err(); err != nil {
		delete(t.known, job.server)
		if job.remembered { // it may have another one by now
			job.remembered = false
			t.find(job)
		} else {
			t.fail(job, failureTimeout, err.Error())
		}
		return
	}
	job.socket = job.dial.Socket()
	job.peer = cnet.NewPeer(cnet.Config{Random: cryptonet.Seeded(t.r.random.Uint64())})
	call, step := job.peer.Connect(t.now(), requestTimeout)
	job.call, job.stage = call, cttpConnecting
	t.step(job, step)
}

// step does what a job's peer wants.
func (t *cttpClient) step(job *cttpJob, step cnet.Step) {
	for _, v := range step.Send {
		if err := job.socket.Send(v); err != nil {
			t.fail(job, failureTimeout, err.Error())
			return
		}
	}
	job.deadline = step.Deadline
	for _, ev := range step.Events {
		if done, ok := ev.(cnet.Done); ok && done.Call == job.call {
			t.done(job, done)
		}
	}
	if step.Close {
		t.remove(job)
	}
}

// done goes on when a call has ended.
func (t *cttpClient) done(job *cttpJob, done cnet.Done) {
	now := t.now()
	switch {
	case done.Err != nil && job.stage != cttpDisconnecting:
		t.fail(job, failureTimeout, fmt.Sprintf("the server does not answer (%v)", done.Err))
	case job.stage == cttpConnecting:
		request := cnet.Request{Method: job.method, Path: job.path}
		if job.body != "" {
			request.Data = value.String(bytesOf(job.body))
		}
		call, step := job.peer.Request(now, done.Numbers, request.Value(), requestTimeout)
		job.call, job.stage = call, cttpRequesting
		t.step(job, step)
	case job.stage == cttpRequesting:
		job.answered = true
		if response, err := cnet.ParseResponse(done.Response); err != nil {
			t.r.outlet.answer(job.id, answer{failure: failureTimeout, text: "the server took the request and answers nothing"})
		} else {
			t.r.outlet.answer(job.id, cttpAnswer(response))
		}
		call, step := job.peer.Disconnect(now, done.Numbers.Next(), requestTimeout)
		job.call, job.stage = call, cttpDisconnecting
		t.step(job, step)
	}
}

func (t *cttpClient) fail(job *cttpJob, why failure, text string) {
	if !job.answered {
		job.answered = true
		t.r.outlet.answer(job.id, answer{failure: why, text: text})
	}
	t.remove(job)
}

// remove forgets a job, and closes its socket.
func (t *cttpClient) remove(job *cttpJob) {
	n := len(t.jobs)
	t.jobs = slices.DeleteFunc(t.jobs, func(other *cttpJob) bool { return other == job })
	if len(t.jobs) == n {
		return
	}
	if job.socket != nil && !job.socket.Closed() {
		job.socket.Close()
	}
	t.r.outlet.ended(job.id)
}

// cttpAnswer is a response for those outside.
func cttpAnswer(response cnet.Response) answer {
	a := answer{code: response.Status.Code, text: response.Status.Text}
	for _, name := range [...]string{"location", "Location"} {
		if a.target == "" {
			a.target = text(response.Header, name)
		}
	}
	return a.with(response.Data)
}

// with is the answer with content, or that there is too much of it.
func (a answer) with(content value.Value) answer {
	var ok bool
	if a.content, ok = contentOf(content); !ok {
		return answer{failure: failureLong, text: "the answer is longer than 1 MiB"}
	}
	return a
}
