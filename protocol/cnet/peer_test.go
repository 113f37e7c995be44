package cnet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"ccnet/value"
)

// draws makes a peer begin its connections with the given numbers.
func draws(numbers ...int) *bytes.Reader {
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, uint32(n-1))
	}
	return bytes.NewReader(b)
}

// table reads a table as a Lua program would write it.
func table(t testing.TB, text string) value.Value {
	t.Helper()
	v, err := value.Unserialise(text)
	require.NoError(t, err)
	return v
}

// text is v as a line, its keys in their order.
func text(t testing.TB, v value.Value) string {
	t.Helper()
	s, err := value.Serialise(v, value.SerialiseOptions{Compact: true})
	require.NoError(t, err)
	return s
}

// brief is a packet as the golden trace writes it: C{785,0,SYN}.
func brief(t testing.TB, who string, v value.Value) string {
	t.Helper()
	p, err := ParsePacket(v)
	require.NoError(t, err)
	require.Equal(t, ProtocolCTCP, p.Protocol)
	s, err := ParseSegment(p.Payload)
	require.NoError(t, err)
	out := fmt.Sprintf("%s{%v,%v", who, s.Seq, s.Ack)
	if s.Flags != 0 {
		out += "," + s.Flags.String()
	}
	if _, err := ParseResponse(s.Payload); err == nil {
		out += ",response"
	}
	return out + "}"
}

// pair is a client and a server on one socket.
type pair struct {
	t              *testing.T
	client, server *Peer
	mux            Mux
	now            time.Duration
	log            []string
	done           map[CallID]Done
	notes          []string
	closed         bool
	users          map[string]string
	lost           func(n int) bool // of all packets, whether the n-th is lost
	sent           int
}

func newPair(t *testing.T) *pair {
	p := &pair{
		t: t, client: NewPeer(Config{Random: draws(785, 156)}), server: NewPeer(Config{Random: draws(661, 226)}),
		done: map[CallID]Done{}, users: map[string]string{},
	}
	p.mux.Handle("GET", "/path", func(c *Call) (Response, error) {
		return Response{Status: OK, Data: value.String("Hello")}, nil
	})
	return p
}

// run does what a step wants, and all that follows.
func (p *pair) run(step Step, ofClient bool) {
	me, other, who := p.server, p.client, "S"
	if ofClient {
		me, other, who = p.client, p.server, "C"
	}
	for _, v := range step.Send {
		p.log = append(p.log, brief(p.t, who, v))
		p.sent++
		if p.lost == nil || !p.lost(p.sent) {
			p.run(other.Handle(p.now, v), !ofClient)
		}
	}
	for _, e := range step.Events {
		switch e := e.(type) {
		case Done:
			require.NotContains(p.t, p.done, e.Call, "a call ends once")
			p.done[e.Call] = e
		case RequestReceived:
			p.run(p.mux.Serve(p.now, me, e, nil), ofClient)
		case RegistrationReceived:
			_, taken := p.users[e.Username]
			if !taken {
				p.users[e.Username] = e.PasswordHash
			}
			p.run(me.AnswerRegistration(p.now, e.ID, !taken), ofClient)
		case Note:
			p.notes = append(p.notes, e.Text)
		}
	}
	p.closed = p.closed || step.Close
}

func (p *pair) request(n Numbers, r Request) Done {
	id, step := p.client.Request(p.now, n, r.Value(), DefaultTimeout)
	p.run(step, true)
	return p.await(id)
}

// await lets time pass until the call has ended.
func (p *pair) await(id CallID) Done {
	for range 10 {
		if d, ok := p.done[id]; ok {
			return d
		}
		at := p.client.Tick(p.now).Deadline
		require.NotEqual(p.t, NoDeadline, at, "the call waits for nothing")
		p.now = at
		p.run(p.client.Tick(at), true)
	}
	require.Fail(p.t, "the call does not end")
	return Done{}
}

// TestGoldenTrace: the segments of a run of the original.
func TestGoldenTrace(t *testing.T) {
	p := newPair(t)
	id, step := p.client.Connect(0, DefaultTimeout)
	p.run(step, true)
	n := p.await(id).Numbers
	assert.Equal(t, Numbers{785, 662}, n, "the original's connection has these")
	for range 5 {
		d := p.request(n, Request{Method: "GET", Path: "/path"})
		require.NoError(t, d.Err)
		n = n.Next()
	}
	id, step = p.client.Disconnect(0, n, DefaultTimeout)
	p.run(step, true)
	assert.True(t, p.await(id).Acknowledged)
	assert.True(t, p.closed)
	assert.Equal(t, []string{
		"C{785,0,SYN}", "S{661,786,SYN ACK}", "C{786,662,ACK}",
		"C{785,662}", "S{662,786,ACK}", "S{786,663,response}", "C{663,787,ACK}",
		"C{786,664}", "S{664,787,ACK}", "S{787,665,response}", "C{665,788,ACK}",
	}, p.log[:11])
	assert.Equal(t, []string{"C{790,672,FIN}", "S{672,791,FIN ACK}", "C{791,673,ACK}"}, p.log[len(p.log)-3:])
	assert.Empty(t, p.notes)
}

// TestWireForms: whole messages as the original sends them.
func TestWireForms(t *testing.T) {
	client := NewPeer(Config{Random: draws(785)})
	_, step := client.Connect(0, DefaultTimeout)
	assert.Equal(t, `{protocol="CTCP",payload={seqNumber=785,ackNumber=0,flags={true,},protocol="CTTP",},}`, text(t, step.Send[0]))

	server := NewPeer(Config{Random: draws(661)})
	step = server.Handle(0, step.Send[0])
	assert.Equal(t, `{protocol="CTCP",payload={seqNumber=661,ackNumber=786,flags={true,true,},protocol="CTTP",},}`, text(t, step.Send[0]))

	_, step = client.Request(0, Numbers{785, 662}, Request{Method: "GET", Path: "/path"}.Value(), DefaultTimeout)
	assert.Equal(t, `{protocol="CTCP",payload={seqNumber=785,ackNumber=662,flags={},protocol="CTTP",`+
		`payload={requestMethod="GET",path="/path",header={},},},}`, text(t, step.Send[0]))

	step = server.Handle(0, step.Send[0])
	require.Len(t, step.Send, 1)
	assert.Equal(t, `{protocol="CTCP",payload={seqNumber=662,ackNumber=786,flags={[2]=true,},protocol="CTTP",},}`, text(t, step.Send[0]))
	received := step.Events[0].(RequestReceived)
	step = server.Respond(0, received.ID, table(t, `{statusCode=200,statusMessage="OK",header={},data="Hello"}`))
	assert.Equal(t, `{protocol="CTCP",payload={seqNumber=786,ackNumber=663,flags={},protocol="CTTP",`+
		`payload={statusCode=200,statusMessage="OK",header={},data="Hello",},},}`, text(t, step.Send[0]))

	_, step = client.Register(0, Numbers{156, 227}, "bob", "h", DefaultTimeout)
	assert.Equal(t, `{protocol="CTCP",payload={seqNumber=156,ackNumber=227,flags={[5]=true,},protocol="CLOG",`+
		`payload={username="bob",passwordHash="h",},},}`, text(t, step.Send[0]))
}

func TestRegister(t *testing.T) {
	p := newPair(t)
	register := func(n Numbers) Done {
		id, step := p.client.Register(p.now, n, "bob", "hash", DefaultTimeout)
		p.run(step, true)
		return p.await(id)
	}
	d := register(Numbers{156, 227})
	assert.True(t, d.Acknowledged)
	assert.Equal(t, map[string]string{"bob": "hash"}, p.users)
	assert.Equal(t, []string{"C{156,227,REG}", "S{227,157,REG ACK}", "C{157,228,ACK}"}, p.log)

	d = register(Numbers{157, 229})
	assert.ErrorIs(t, d.Err, ErrTimeout, "the name is taken, which nothing can tell the client")
	assert.False(t, d.Acknowledged)
	assert.Equal(t, DefaultTimeout, p.now)
}

// TestOriginalServersRegistration: the field that the original server reads.
func TestOriginalServersRegistration(t *testing.T) {
	for name, fields := range map[string]string{
		"passwordHash": `username="bob",passwordHash="h"`,
		"password":     `username="bob",password="h"`,
		"both":         `username="bob",passwordHash="h",password="other"`,
	} {
		server := NewPeer(Config{})
		step := server.Handle(0, table(t, `{protocol="CTCP",payload={seqNumber=5,ackNumber=7,flags={[5]=true},protocol="CLOG",payload={`+fields+`}}}`))
		require.Len(t, step.Events, 1, name)
		assert.Equal(t, "h", step.Events[0].(RegistrationReceived).PasswordHash, name)
		assert.Empty(t, step.Send, "acknowledged only when the user is there")
	}
}

func TestRequestOutcomes(t *testing.T) {
	tests := []struct {
		name         string
		lost         []int // of: request, acknowledgement, response
		response     bool
		acknowledged bool
		after        time.Duration
	}{
		{"all arrives", nil, true, true, 0},
		{"request lost", []int{1}, false, false, 10 * time.Second},
		{"acknowledgement lost", []int{2}, true, true, 0},
		{"response lost", []int{3}, false, true, 5 * time.Second},
		{"both answers lost", []int{2, 3}, false, false, 10 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPair(t)
			p.lost = func(n int) bool {
				for _, l := range test.lost {
					if n == l {
						return true
					}
				}
				return false
			}
			d := p.request(Numbers{1, 2}, Request{Method: "GET", Path: "/path"})
			assert.Equal(t, test.response, !d.Response.IsNil())
			assert.Equal(t, test.acknowledged, d.Acknowledged)
			assert.Equal(t, test.after, p.now)
			if !test.response {
				assert.ErrorIs(t, d.Err, ErrTimeout)
			}
			assert.Equal(t, NoDeadline, p.client.Tick(p.now).Deadline, "nothing is left")
		})
	}
}

func TestConnectAndDisconnectTimeouts(t *testing.T) {
	p := newPair(t)
	p.lost = func(int) bool { return true }
	id, step := p.client.Connect(0, 3*time.Second)
	p.run(step, true)
	assert.ErrorIs(t, p.await(id).Err, ErrTimeout)
	assert.Equal(t, 3*time.Second, p.now)
	assert.False(t, p.closed)

	id, step = p.client.Disconnect(p.now, Numbers{1, 2}, 2*time.Second)
	p.run(step, true)
	assert.False(t, p.await(id).Acknowledged)
	assert.Equal(t, 5*time.Second, p.now)
	assert.True(t, p.closed, "closed in both cases")
	_, step = p.client.Connect(p.now, time.Second)
	assert.Equal(t, ErrClosed, step.Events[0].(Done).Err)
}

// TestHandlerRunsOnce: a request sent twice is answered twice and handled once.
func TestHandlerRunsOnce(t *testing.T) {
	const request = `{protocol="CTCP",payload={seqNumber=1,ackNumber=2,flags={},protocol="CTTP",payload={requestMethod="POST",path="/a",header={},data=%q}}}`
	server := NewPeer(Config{})
	message := table(t, fmt.Sprintf(request, "x"))

	first := server.Handle(0, message)
	require.Len(t, first.Events, 1)
	again := server.Handle(0, table(t, fmt.Sprintf(request, "x")))
	assert.Equal(t, []Event{Note{"a request that came before"}}, again.Events)
	assert.Len(t, again.Send, 1, "acknowledged, the answer is not known yet")

	answer := server.Respond(0, first.Events[0].(RequestReceived).ID, Response{Status: Created}.Value()).Send
	again = server.Handle(time.Second, message)
	assert.Equal(t, answer, again.Send[1:], "the answer is given again")

	other := server.Handle(time.Second, table(t, fmt.Sprintf(request, "y")))
	assert.IsType(t, RequestReceived{}, other.Events[0], "another content is another request")

	later := server.Handle(11*time.Second, message)
	assert.IsType(t, RequestReceived{}, later.Events[0], "after ten seconds it is another request")
}

func TestSegmentsThatTheOriginalAnswers(t *testing.T) {
	tests := []struct{ name, segment, answer string }{
		{"SYN", `{seqNumber=5,ackNumber=0,flags={true}}`, "S{661,6,SYN ACK}"},
		{"SYN by name", `{seqNumber=5,ackNumber=0,flags={"SYN"}}`, "S{661,6,SYN ACK}"},
		{"ACK", `{seqNumber=5,ackNumber=9,flags={[2]=true}}`, ""},
		{"ACK by name", `{seqNumber=5,ackNumber=9,flags={"ACK"}}`, ""},
		{"FIN", `{seqNumber=5,ackNumber=9,flags={[3]=true}}`, "S{9,6,FIN ACK}"},
		{"LOG", `{seqNumber=5,ackNumber=9,flags={[4]=true}}`, "S{9,6,ACK}"},
		{"REG+ACK", `{seqNumber=5,ackNumber=9,flags={[5]=true,[2]=true}}`, "S{9,6,ACK}"},
		{"none, from 0", `{seqNumber=5,ackNumber=0,flags={}}`, "S{661,6,ACK}"},
		{"false flag", `{seqNumber=5,ackNumber=9,flags={[3]=false}}`, "S{9,6,ACK}"},
		{"fraction", `{seqNumber=0.5,ackNumber=-9,flags={[1.5]=true}}`, "S{-9,1.5,ACK}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			step := NewPeer(Config{Random: draws(661)}).Handle(0, table(t, `{protocol="CTCP",payload=`+test.segment+`}`))
			var got string
			for _, v := range step.Send {
				got += brief(t, "S", v)
			}
			assert.Equal(t, test.answer, got)
		})
	}
}

func TestWhatIsIgnored(t *testing.T) {
	for _, bad := range []string{
		`nil`, `1`, `"text"`, `{}`, `{protocol="CTCP"}`, `{protocol=1,payload={}}`, `{protocol="TCP",payload={}}`,
		`{protocol="CTCP",payload=1}`, `{protocol="CTCP",payload={seqNumber="1",ackNumber=2,flags={}}}`,
		`{protocol="CTCP",payload={seqNumber=1,ackNumber=2}}`,
		`{protocol="CTCP",payload={seqNumber=1,ackNumber=2,flags={[5]=true},payload={username=1,passwordHash="x"}}}`,
	} {
		step := NewPeer(Config{}).Handle(0, table(t, bad))
		assert.Empty(t, step.Send, bad)
		require.Len(t, step.Events, 1, bad)
		assert.IsType(t, Note{}, step.Events[0], bad)
	}
}

func TestResponsesToHandlers(t *testing.T) {
	const request = `{protocol="CTCP",payload={seqNumber=1,ackNumber=2,flags={},protocol="CTTP",payload={requestMethod="GET",path="/a",header={}}}}`
	const failed = `{statusCode=500,statusMessage="INTERNAL_SERVER_ERROR",header={},}`
	cycle := value.NewTable(1)
	cycle.Add(value.String("status"), value.Int(200))
	cycle.Add(value.String("body"), value.FromTable(cycle))
	tests := []struct {
		name   string
		result value.Value
		want   string // the payload; empty for no answer
	}{
		{"nil", value.Nil, ""},
		{"response", table(t, `{statusCode=299,statusMessage="X",header={a=1},data={1},more=true}`),
			`{statusCode=299,statusMessage="X",header={a=1,},data={1,},more=true,}`},
		{"the documents' example", table(t, `{status=200,headers={["Content-Type"]="text/plain"},body="Hello, World!"}`),
			`{statusCode=200,statusMessage="OK",header={["Content-Type"]="text/plain",},data="Hello, World!",}`},
		{"status of the table", table(t, `{status={code=498,message="TOKEN_EXPIRED"}}`),
			`{statusCode=498,statusMessage="TOKEN_EXPIRED",header={},}`},
		{"unknown status", table(t, `{status=299}`), `{statusCode=299,statusMessage="UNKNOWN",header={},}`},
		{"no status", table(t, `{body=1}`), failed},
		{"header is text", table(t, `{status=200,headers="x"}`), failed},
		{"text", value.String("hello"), failed},
		{"cycle", value.FromTable(cycle), failed},
		{"function", value.Opaque("function", 1), failed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := NewPeer(Config{})
			id := server.Handle(0, table(t, request)).Events[0].(RequestReceived).ID
			step := server.Respond(0, id, test.result)
			if test.want == "" {
				assert.Empty(t, step.Send)
				return
			}
			require.Len(t, step.Send, 1)
			packet, _ := ParsePacket(step.Send[0])
			s, _ := ParseSegment(packet.Payload)
			assert.Equal(t, test.want, text(t, s.Payload))
			assert.Equal(t, Numbers{2, 3}, s.Numbers)

			step = server.Respond(0, id, test.result)
			assert.Equal(t, []Event{Note{"an answer that nobody waits for any more"}}, step.Events)
			assert.Empty(t, step.Send)
		})
	}
}

func TestLoginWaitsForItsOutcome(t *testing.T) {
	p := NewPeer(Config{})
	login, step := p.AwaitLogin(0, DefaultTimeout)
	assert.Equal(t, DefaultTimeout, step.Deadline)
	assert.Equal(t, []Event{Done{Call: login, Acknowledged: true}}, p.LoginEvent(1, true).Events)

	login, _ = p.AwaitLogin(1, DefaultTimeout)
	assert.Equal(t, []Event{Done{Call: login, Err: ErrLoginFailed, Acknowledged: true}}, p.LoginEvent(2, false).Events)

	logout, _ := p.AwaitLogout(2, DefaultTimeout)
	assert.Empty(t, p.LoginEvent(2, true).Events)
	assert.Equal(t, []Event{Done{Call: logout, Acknowledged: true}}, p.LogoutEvent(3).Events)

	login, _ = p.AwaitLogin(3, DefaultTimeout)
	assert.Equal(t, []Event{Done{Call: login, Err: ErrTimeout}}, p.Tick(3+DefaultTimeout).Events)
}

func TestBounds(t *testing.T) {
	const request = `{protocol="CTCP",payload={seqNumber=%d,ackNumber=2,flags={},protocol="CTTP",payload={requestMethod="GET",path="/a",header={}}}}`
	server := NewPeer(Config{MaxRequests: 3, HandlerTimeout: time.Minute})
	var ids []RequestID
	for i := range 5 {
		step := server.Handle(0, table(t, fmt.Sprintf(request, i)))
		if i < 3 {
			ids = append(ids, step.Events[0].(RequestReceived).ID)
			continue
		}
		require.Len(t, step.Send, 2)
		assert.Contains(t, text(t, step.Send[1]), "SERVICE_UNAVAILABLE")
	}
	step := server.Tick(time.Minute)
	assert.Len(t, step.Events, 3, "forgotten")
	assert.Equal(t, NoDeadline, step.Deadline)
	assert.Empty(t, server.Respond(time.Minute, ids[0], Response{Status: OK}.Value()).Send)

	for i := range 1000 {
		step := server.Handle(time.Minute, table(t, fmt.Sprintf(request, i)))
		for _, e := range step.Events {
			if r, ok := e.(RequestReceived); ok {
				server.Respond(time.Minute, r.ID, Response{Status: OK, Data: value.String(string(make([]byte, 20_000)))}.Value())
			}
		}
	}
	assert.LessOrEqual(t, len(server.memory.list), remembered)
	assert.LessOrEqual(t, server.memory.bytes, maxAnswers)
	assert.Empty(t, server.open)

	client := NewPeer(Config{})
	for range maxCalls {
		client.Connect(0, time.Second)
	}
	_, step = client.Connect(0, time.Second)
	assert.Equal(t, ErrBusy, step.Events[0].(Done).Err)
	assert.Len(t, client.Closed(0).Events, maxCalls, "all end with the socket")
	assert.Empty(t, client.calls)
}

// TestSocketsEnd: a server's socket does not stay when the client has gone.
func TestSocketsEnd(t *testing.T) {
	server := NewPeer(Config{IdleTimeout: time.Minute})
	assert.Equal(t, time.Minute+7, server.Tick(7).Deadline)
	fin := table(t, `{protocol="CTCP",payload={seqNumber=1,ackNumber=2,flags={[3]=true}}}`)
	step := server.Handle(8, fin)
	assert.Equal(t, []Event{Finished{}}, step.Events)
	assert.Equal(t, lingering+8, step.Deadline)
	assert.False(t, step.Close)
	assert.True(t, server.Tick(lingering+8).Close)
	assert.False(t, server.Tick(lingering+8).Close, "once")

	server = NewPeer(Config{IdleTimeout: time.Minute})
	server.Handle(0, fin)
	step = server.Handle(1, table(t, `{protocol="CTCP",payload={seqNumber=1,ackNumber=0,flags={true}}}`))
	assert.Equal(t, time.Minute+1, step.Deadline, "it has begun again")
	assert.True(t, server.Tick(time.Minute+1).Close, "idle")

	assert.Equal(t, NoDeadline, NewPeer(Config{}).Tick(0).Deadline, "the original keeps sockets for ever")
}

// TestParallelRequests: one socket, two requests under way.
func TestParallelRequests(t *testing.T) {
	p := newPair(t)
	a, stepA := p.client.Request(0, Numbers{1, 2}, Request{Method: "GET", Path: "/path/a"}.Value(), DefaultTimeout)
	b, stepB := p.client.Request(0, Numbers{1, 2}.Next(), Request{Method: "GET", Path: "/none"}.Value(), DefaultTimeout)
	p.run(stepB, true)
	p.run(stepA, true)
	assert.Contains(t, text(t, p.await(a).Response), "Hello")
	assert.Contains(t, text(t, p.await(b).Response), "NOT_FOUND")
}

func TestHandlersInGo(t *testing.T) {
	p := newPair(t)
	p.mux.Handle("POST", "/fail", func(*Call) (Response, error) { return Response{}, errors.New("no luck") })
	p.mux.Handle("POST", "/panic", func(*Call) (Response, error) { panic("oh") })
	p.mux.Handle("DELETE", "/echo", func(c *Call) (Response, error) {
		return Response{Status: OK, Header: c.Header, Data: value.Strings(append(c.Args, c.Prefix))}, nil
	})
	for _, test := range []struct{ method, path, want, note string }{
		{"DELETE", "/echo/x/y", `{statusCode=200,statusMessage="OK",header={a=1,},data={"x","y","/echo",},}`, ""},
		{"POST", "/fail", `{statusCode=500,statusMessage="INTERNAL_SERVER_ERROR",header={},}`, `"POST" "/fail": no luck`},
		{"POST", "/panic", `{statusCode=500,statusMessage="INTERNAL_SERVER_ERROR",header={},}`, `"POST" "/panic": the handler panicked: oh`},
		{"GET", "/none", `{statusCode=404,statusMessage="NOT_FOUND",header={},data="no route for /none",}`, ""},
		{"GET", "/fail", `{statusCode=400,statusMessage="BAD_REQUEST",header={Allow="POST",},data="GET is not allowed for /fail; allowed: POST",}`, ""},
	} {
		p.notes = nil
		d := p.request(Numbers{1, 2}, Request{Method: test.method, Path: test.path, Header: table(t, "{a=1}")})
		assert.Equal(t, test.want, text(t, d.Response), test.path)
		if test.note != "" {
			assert.Equal(t, []string{test.note}, p.notes)
		}
	}
}

// TestExampleFormFromOriginals: their servers send what the documents' example
// returns as it is.
func TestExampleFormFromOriginals(t *testing.T) {
	client := NewPeer(Config{})
	id, _ := client.Request(0, Numbers{787, 666}, Request{Method: "GET", Path: "/bad"}.Value(), DefaultTimeout)
	step := client.Handle(0, table(t, `{payload={ackNumber=667,flags={},payload={body="x",headers={},status=200},protocol="CTTP",seqNumber=788},protocol="CTCP"}`))
	assert.Equal(t, "C{667,789,ACK}", brief(t, "C", step.Send[0]))
	done := step.Events[0].(Done)
	assert.Equal(t, id, done.Call)
	assert.Equal(t, `{statusCode=200,statusMessage="OK",header={},data="x",}`, text(t, done.Response))
}

// TestFaults: whatever gets lost, comes twice or late, all calls end and no handler
// runs twice for one request.
func TestFaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type packet struct {
			at       time.Duration
			toServer bool
			v        value.Value
		}
		var air []packet
		var now time.Duration
		client, server := NewPeer(Config{}), NewPeer(Config{HandlerTimeout: time.Minute, IdleTimeout: time.Hour})
		handled, done, begun := map[string]int{}, map[CallID]int{}, 0
		var do func(step Step, ofClient bool)
		do = func(step Step, ofClient bool) {
			for _, v := range step.Send {
				for range rapid.SampledFrom([]int{1, 1, 1, 0, 2, 3}).Draw(t, "copies") {
					late := time.Duration(rapid.IntRange(0, 3000).Draw(t, "late")) * time.Millisecond
					air = append(air, packet{now + late, ofClient, v})
				}
			}
			for _, e := range step.Events {
				switch e := e.(type) {
				case Done:
					done[e.Call]++
				case RequestReceived:
					handled[e.Request.Path]++
					do(server.Respond(now, e.ID, Response{Status: OK}.Value()), false)
				case RegistrationReceived:
					handled[e.Username]++
					do(server.AnswerRegistration(now, e.ID, true), false)
				}
			}
		}
		begin := func(_ CallID, step Step) {
			begun++
			do(step, true)
		}
		n := Numbers{1, 2}
		begin(client.Connect(now, DefaultTimeout))
		for i := range rapid.IntRange(0, 6).Draw(t, "requests") {
			begin(client.Request(now, n, Request{Method: "GET", Path: fmt.Sprint("/", i)}.Value(), DefaultTimeout))
			n = n.Next()
		}
		begin(client.Register(now, n, "bob", "h", DefaultTimeout))
		for end := time.Minute; now < end; now += 500 * time.Millisecond {
			for i := 0; i < len(air); i++ {
				if p := air[i]; p.at <= now {
					air = append(air[:i], air[i+1:]...)
					i--
					if p.toServer {
						do(server.Handle(now, p.v), false)
					} else {
						do(client.Handle(now, p.v), true)
					}
				}
			}
			do(client.Tick(now), true)
			do(server.Tick(now), false)
		}
		require.Len(t, done, begun)
		for _, times := range done {
			require.Equal(t, 1, times)
		}
		for what, times := range handled {
			require.Equal(t, 1, times, what)
		}
		require.Equal(t, NoDeadline, client.Tick(now).Deadline)
		require.Empty(t, server.open)
	})
}

func TestCancel(t *testing.T) {
	p := NewPeer(Config{})
	id, _ := p.Connect(0, time.Second)
	assert.Equal(t, NoDeadline, p.Cancel(0, id).Deadline)
	assert.Empty(t, p.Tick(time.Hour).Events)
}
