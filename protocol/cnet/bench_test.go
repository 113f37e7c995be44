package cnet

import (
	"testing"
	"time"

	"ccnet/value"
)

// BenchmarkRoundTrip is a request and its response, both ends, without CryptoNet.
func BenchmarkRoundTrip(b *testing.B) {
	client, server := NewPeer(Config{}), NewPeer(Config{})
	var mux Mux
	mux.Handle("GET", "/path", func(*Call) (Response, error) {
		return Response{Status: OK, Data: value.String("Hello")}, nil
	})
	n, now := Numbers{1, 2}, time.Duration(0)
	b.ReportAllocs()
	for b.Loop() {
		_, step := client.Request(now, n, Request{Method: "GET", Path: "/path/a"}.Value(), DefaultTimeout)
		received := server.Handle(now, step.Send[0])
		answer := mux.Serve(now, server, received.Events[0].(RequestReceived), nil)
		client.Handle(now, received.Send[0])
		step = client.Handle(now, answer.Send[0])
		if _, ok := step.Events[0].(Done); !ok {
			b.Fatal(step.Events)
		}
		server.Handle(now, step.Send[0])
		n, now = n.Next(), now+time.Second
	}
}
