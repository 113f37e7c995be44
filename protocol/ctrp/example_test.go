package ctrp_test

import (
	"context"
	"fmt"
	"net"

	"ccnet/protocol/ctrp"
)

// A server answers a command of its own, a client asks.
func Example() {
	server := &ctrp.Server{Handler: ctrp.Commands{
		"GREET": func(_ context.Context, req ctrp.Request) ctrp.Response {
			return ctrp.Text("Hello, " + req.Arguments + "!")
		},
	}}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go server.Serve(ln)
	defer server.Close()

	to := ctrp.Address{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port}
	var client ctrp.Client
	for _, req := range []ctrp.Request{{Command: "greet", Arguments: "Alice"}, {Command: "WAVE"}} {
		r, err := client.Do(context.Background(), to, req)
		fmt.Printf("%s %q %v\n", r, r.Content, err)
	}
	// Output:
	// 20 OK "Hello, Alice!\n" <nil>
	// 51 NOT IMPLEMENTED "" <nil>
}

// Without any network: the bytes of a request and of its response.
func ExampleRequests() {
	var requests ctrp.Requests
	requests.Feed([]byte("GET notes.txt\r\nGET mo"))
	for {
		req, ok, err := requests.Next()
		if !ok || err != nil {
			break
		}
		fmt.Printf("%q\n", ctrp.AppendResponse(nil, ctrp.Text(req.Arguments+"\n.\n")))
	}
	// Output: "20 OK\r\nnotes.txt\r\n..\r\n.\r\n"
}

// Long content comes in pages.
func ExamplePage() {
	for n := 1; n <= 2; n++ {
		r := ctrp.Page("one\ntwo\nthree\n", 2, n)
		fmt.Printf("%s %q\n", r, r.Content)
	}
	// Output:
	// 21 OK+MORE "one\ntwo\n"
	// 20 OK "three\n"
}
