package gateway_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"ccnet/gateway"
	"ccnet/world"
	"ccnet/world/worldtest"
)

// A world of one computer, which somebody looks at by TCP.
func Example() {
	desk := worldtest.Func(func(c *world.Computer, _ world.Event) bool {
		c.Screen().SetCursor(0, 0)
		c.Screen().Write("good morning")
		return true
	})
	spec := world.Spec{Computers: []world.ComputerSpec{{ID: 1, Label: "desk", Program: desk.Program()}}}
	g, spec, err := gateway.New(spec, gateway.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	options := world.Options{Pacer: world.RealTime()}
	g.Options(&options)
	w, err := world.New(spec, options)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer w.Close()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}

	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := g.Serve(ctx, w, gateway.Doors{CTRP: door}); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	conn, err := net.Dial("tcp", door.Addr().String())
	if err == nil {
		_, _ = io.WriteString(conn, "SCREEN desk\r\n")
		answer, _ := io.ReadAll(conn)
		fmt.Print(strings.ReplaceAll(string(answer), "\r", ""))
		conn.Close()
	}
	stop()
	<-done
	// Output:
	// 20 OK
	// good morning
	// .
}
