package cp_test

import (
	"context"
	"fmt"
	"net"

	"ccnet/protocol/cp"
)

// Two users of a server chat, one of them without a connection.
func Example() {
	hub := cp.NewHub(cp.Config{})
	server := &cp.Server{Hub: hub}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go server.Serve(ln)
	defer server.Close()

	ctx := context.Background()
	client, err := cp.Dial(ctx, ln.Addr().String(), cp.ClientOptions{})
	if err != nil {
		panic(err)
	}
	defer client.Close()
	robot, err := hub.Join("robot", nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(client.SetName(ctx, "robot"))
	fmt.Println(client.SetName(ctx, "Sanya"))
	fmt.Println(client.Tell(ctx, "robot", "hello"))
	m, _ := robot.Poll()
	fmt.Println(m.From, "says", m.Text)
	fmt.Println(robot.Broadcast("hello all"))
	in, ok, err := client.Poll(ctx)
	fmt.Println(in.From, "says", in.Text, ok, err)
	// Output:
	// 400 Bad Request: Username is not unique.
	// <nil>
	// <nil>
	// Sanya says hello
	// <nil>
	// robot says hello all true <nil>
}

// Without any network: what a hub answers to bytes.
func ExampleConn() {
	hub := cp.NewHub(cp.Config{})
	conn := hub.Open(func() {})
	defer conn.Close()
	conn.Feed([]byte("\r\n\r\nPoll\r\n"))
	for conn.Next() {
		fmt.Printf("%q\n", conn.Output(1000))
	}
	// Output: "401 Unauthorized\r\n\r\n\r\n"
}
