package cnet

import (
	"fmt"
	"testing"
	"time"

	"ccnet/value"
)

// FuzzPeer gives a peer whatever comes, and answers whatever it asks.
func FuzzPeer(f *testing.F) {
	const request = `{seqNumber=1,ackNumber=2,flags={},protocol="CTTP",payload={requestMethod="GET",path="/a/b",header={},data={1,{2}}}}`
	for _, s := range []string{
		`{protocol="CTCP",payload={seqNumber=1,ackNumber=0,flags={true}}}`,
		`{protocol="CTCP",payload=` + request + `}`,
		`{protocol="CTCP",payload={seqNumber=2,ackNumber=3,flags={},protocol="CTTP",payload={statusCode=200,statusMessage="OK",header={}}}}`,
		`{protocol="CTCP",payload={seqNumber=1/0,ackNumber=0/0,flags={[5]=true},payload={username="a",password="b"}}}`,
		`{protocol="CTCP",payload={seqNumber=1,ackNumber=2,flags={"FIN",[2]={}}}}`,
		`{status=200,headers={},body={}}`, `{status={code=0/0}}`,
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		peer := NewPeer(Config{MaxRequests: 4, IdleTimeout: time.Minute})
		_, step := peer.Connect(0, time.Second)
		peer.Request(0, Numbers{1, 2}, value.Nil, time.Second)
		done, sent := 0, 0
		for i, text := range []string{first, second, first} {
			v, err := value.Unserialise(text)
			if err != nil {
				return
			}
			now := time.Duration(i) * time.Second
			steps := []Step{peer.Handle(now, v)}
			for len(steps) > 0 {
				step, steps = steps[0], steps[1:]
				if sent += len(step.Send); sent > 20 {
					t.Fatal("too much is sent")
				}
				for _, out := range step.Send {
					if packet, err := ParsePacket(out); err != nil {
						t.Fatal(err)
					} else if _, err := ParseSegment(packet.Payload); err != nil {
						t.Fatal(err)
					}
				}
				for _, e := range step.Events {
					switch e := e.(type) {
					case RequestReceived:
						steps = append(steps, peer.Respond(now, e.ID, v))
					case RegistrationReceived:
						steps = append(steps, peer.AnswerRegistration(now, e.ID, true))
					case Done:
						done++
					}
				}
			}
		}
		for range 10 {
			step = peer.Tick(step.Deadline)
			for _, e := range step.Events {
				if _, ok := e.(Done); ok {
					done++
				}
			}
			if step.Deadline == NoDeadline {
				break
			}
		}
		if done != 2 || len(peer.open) > 0 {
			t.Fatal(fmt.Sprint("of 2 calls ended ", done, "; requests left: ", len(peer.open)))
		}
	})
}

// FuzzMessages reads messages of all layers, and what it has read again.
func FuzzMessages(f *testing.F) {
	f.Add(`{protocol="CTCP",payload={seqNumber=1,ackNumber=2,flags={true}}}`)
	f.Add(`{requestMethod="GET",path="/",header={}}`)
	f.Add(`{statusCode=404.5,statusMessage="NOT_FOUND",header={a=1},data="x"}`)
	f.Add(`{status=200,headers={},body=1}`)
	f.Fuzz(func(t *testing.T, text string) {
		v, err := value.Unserialise(text)
		if err != nil {
			return
		}
		if p, err := ParsePacket(v); err == nil {
			if again, err := ParsePacket(p.Value()); err != nil || again.Protocol != p.Protocol {
				t.Fatal(again, err)
			}
		}
		if s, err := ParseSegment(v); err == nil {
			if again, err := ParseSegment(s.Value()); err != nil || again.Flags != s.Flags {
				t.Fatal(again, err)
			}
		}
		if r, err := ParseRequest(v); err == nil {
			if again, err := ParseRequest(r.Value()); err != nil || again.Path != r.Path {
				t.Fatal(again, err)
			}
		}
		if r, err := ResultResponse(v); err == nil && !r.IsNil() {
			if _, err := ParseResponse(r); err != nil {
				t.Fatal(err)
			}
		}
	})
}
