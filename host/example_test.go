package host_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ccnet/cryptonet"
	"ccnet/host"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
	"ccnet/world"
)

// run lets a server and a client live in a world until nothing happens any more.
func run(server, client func(h *host.Host) error) {
	modem := []world.ModemSpec{{Side: world.Top, Kind: world.Wireless}}
	w, err := world.New(world.Spec{
		Limit: world.Ticks(time.Hour),
		Computers: []world.ComputerSpec{
			{ID: 1, Program: host.Program(server), Modems: modem},
			{ID: 2, Program: host.Program(client), Modems: modem},
		},
	}, world.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	if _, err := w.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	for _, c := range w.Computers() {
		if o := c.Outcome(); o.Done && !o.OK {
			fmt.Println(o.Text())
		}
	}
}

// A cNet server with one route, and a client that asks it. Programs in Lua can do
// the same with cNet, on either side.
func Example() {
	server := func(h *host.Host) error {
		mux := new(cnet.Mux)
		mux.Handle(cnet.MethodGet, "/greet", func(c *cnet.Call) (cnet.Response, error) {
			return cnet.Response{Status: cnet.OK, Data: value.String("Hello, " + strings.Join(c.Args, " "))}, nil
		})
		_, err := h.ServeCTTP(cryptonet.HostOptions{Name: "greeter"}, mux)
		return err
	}
	client := func(h *host.Host) error {
		c, err := h.DialCTTP(cryptonet.ConnectOptions{Name: "greeter"})
		if err != nil {
			return err
		}
		for _, path := range []string{"/greet/world", "/leave"} {
			r, err := c.Get(path)
			if err != nil {
				return err
			}
			text, _ := r.Data.AsString()
			fmt.Println(path, r.Status.Code, text)
		}
		return c.Close()
	}
	run(server, client)
	// Output:
	// /greet/world 200 Hello, world
	// /leave 404 no route for /leave
}

// CryptoNet by itself: values go to and fro, sealed, and users log in.
func ExampleHost_Connect() {
	server := func(h *host.Host) error {
		door, err := h.Serve(cryptonet.HostOptions{Name: "door"}, func(e cryptonet.Event) {
			if e.Kind == cryptonet.EncryptedMessage {
				_ = e.Socket.Send(value.Bool(e.Socket.Permission() >= 2)) // fails only on closed sockets
			}
		})
		if err != nil {
			return err
		}
		return door.AddUser("Bobby", "mypass123", 2)
	}
	client := func(h *host.Host) error {
		c, err := h.Connect(cryptonet.ConnectOptions{Name: "door"})
		if err != nil {
			return err
		}
		defer c.Close()
		fmt.Println("connected after", h.Now())
		for range 2 {
			if err := c.Send(value.String("open")); err != nil {
				return err
			}
			open, err := c.Receive(host.DefaultTimeout)
			if err != nil {
				return err
			}
			fmt.Println("open:", open == value.Bool(true))
			if err := c.Login("Bobby", "mypass123", host.DefaultTimeout); err != nil {
				return err
			}
		}
		return nil
	}
	run(server, client)
	// Output:
	// connected after 1s
	// open: false
	// open: true
}

// CNet v1.0 with Cttp, whose paths are exact and whose requests have a body and no
// header.
func ExampleHost_DialCNet() {
	server := func(h *host.Host) error {
		_, err := h.ServeCNet(cryptonet.HostOptions{Name: "app"}, v1.NewMux())
		return err
	}
	client := func(h *host.Host) error {
		c, err := h.DialCNet(cryptonet.ConnectOptions{Name: "app"})
		if err != nil {
			return err
		}
		defer c.Close()
		r, err := c.Do(v1.Request{Method: "GET", Path: "/"})
		if err != nil {
			return err
		}
		text, _ := r.Body.AsString()
		fmt.Println(r.Status, text)
		return nil
	}
	run(server, client)
	// Output: 200 Hello World!
}

// Several functions of one program take turns. Here one waits while another goes on.
func ExampleHost_Go() {
	nobody := func(h *host.Host) error { return nil }
	program := func(h *host.Host) error {
		h.Go(func() error {
			h.Sleep(time.Second)
			fmt.Println("world at", h.Now())
			return nil
		})
		fmt.Println("hello at", h.Now())
		return nil
	}
	run(nobody, program)
	// Output:
	// hello at 0s
	// world at 1s
}
