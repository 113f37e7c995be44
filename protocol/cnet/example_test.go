package cnet_test

import (
	"fmt"
	"strings"

	"ccnet/protocol/cnet"
	"ccnet/value"
)

// A client asks a server for /greet/world. What one end wants sent is here given to
// the other directly; in a world it goes through CryptoNet.
func Example() {
	var mux cnet.Mux
	mux.Handle(cnet.MethodGet, "/greet", func(c *cnet.Call) (cnet.Response, error) {
		return cnet.Response{Status: cnet.OK, Data: value.String("Hello, " + strings.Join(c.Args, " "))}, nil
	})
	client, server := cnet.NewPeer(cnet.Config{}), cnet.NewPeer(cnet.Config{})

	var deliver func(step cnet.Step, from, to *cnet.Peer)
	deliver = func(step cnet.Step, from, to *cnet.Peer) {
		for _, message := range step.Send {
			deliver(to.Handle(0, message), to, from)
		}
		for _, event := range step.Events {
			switch e := event.(type) {
			case cnet.RequestReceived:
				deliver(mux.Serve(0, from, e, nil), from, to)
			case cnet.Done:
				if r, err := cnet.ParseResponse(e.Response); err == nil {
					text, _ := r.Data.AsString()
					fmt.Println(r.Status.Code, r.Status.Text, text)
				} else {
					fmt.Println("connected:", e.Numbers)
				}
			}
		}
	}

	_, step := client.Connect(0, cnet.DefaultTimeout)
	deliver(step, client, server)
	request := cnet.Request{Method: cnet.MethodGet, Path: "/greet/world"}
	_, step = client.Request(0, cnet.Numbers{Seq: 1, Ack: 2}, request.Value(), cnet.DefaultTimeout)
	deliver(step, client, server)
	// Output:
	// connected: {1 2}
	// 200 OK Hello, world
}
