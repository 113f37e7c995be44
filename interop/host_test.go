package interop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/cryptonet"
	"ccnet/host"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
	"ccnet/world"
)

// TestGo runs every scenario with a server or a client in Go. What the other side
// prints must not tell that from our modules, and a client in Go finds for itself
// whatever is wrong.
func TestGo(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			for _, lua := range s.sides(t) {
				t.Run("go-"+lua.name, func(t *testing.T) {
					assert.Equal(t, s.section(t, "ours-"+kind(lua), "client"), s.runGo(t, goServers[s.name], nil, lua))
				})
				t.Run(lua.name+"-go", func(t *testing.T) {
					want, got := s.section(t, kind(lua)+"-ours", "server"), s.runGo(t, nil, goClients[s.name], lua)
					if want[0] == "Failed to request certificate from server." {
						want = want[1:] // an authority in Go is there at once
					}
					assert.Equal(t, want, got[:min(len(want), len(got))])
				})
			}
			t.Run("go-go", func(t *testing.T) { s.runGo(t, goServers[s.name], goClients[s.name], side{}) })
		})
	}
}

// section is what one computer of a cell prints.
func (s scenario) section(t *testing.T, cell, role string) []string {
	text, err := os.ReadFile(filepath.Join("testdata", s.name, cell+".txt"))
	require.NoError(t, err)
	_, rest, _ := strings.Cut("\n"+string(text), "\n"+role+":\n")
	for _, other := range []string{"server", "client", "authority"} {
		rest, _, _ = strings.Cut("\n"+rest, "\n"+other+":\n")
		rest = strings.TrimPrefix(rest, "\n")
	}
	return strings.Split(strings.TrimRight(rest, "\n"), "\n")
}

// runGo runs a scenario whose server or client, or both, are in Go, and returns
// what the one in Lua prints. An authority is of Lua for a server in Go and of Go
// for a server in Lua.
func (s scenario) runGo(t *testing.T, server, client func(*host.Host) error, lua side) []string {
	inGo := func(id int, label string, main func(*host.Host) error) world.ComputerSpec {
		return world.ComputerSpec{
			ID: id, Label: label, Program: host.Program(main),
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		}
	}
	computers := make([]world.ComputerSpec, 2)
	if computers[0] = s.computer(1, "server", lua); server != nil {
		computers[0] = inGo(1, "server", server)
	}
	if computers[1] = s.computer(2, "client", lua); client != nil {
		computers[1] = inGo(2, "client", client)
	}
	if s.name == "cnet-v1" {
		authority := inGo(3, "authority", func(h *host.Host) error {
			_, err := h.ServeAuthority(cryptonet.HostOptions{})
			return err
		})
		if client == nil {
			authority = s.computer(3, "authority", lua)
			authority.Run = []string{"certAuth"}
			if lua.files != nil {
				authority.Run = []string{"startup.lua"}
			}
		}
		computers = append(computers, authority)
	}
	var rows []string
	engine := lua.lua
	if engine == nil {
		engine = onCraft
	}
	runtime := machines(t, engine)
	w, err := world.New(world.Spec{Until: world.UntilNever, Computers: computers}, world.Options{
		ROM:        runtime.ROM(),
		NewProgram: runtime.NewProgram,
		OnRow: func(c *world.Computer, row string) {
			row = strings.TrimRight(row, " ")
			if strings.Trim(row, ".-+") != "" && c.ID() < 3 {
				rows = append(rows, row)
			}
		},
	})
	require.NoError(t, err)
	defer w.Close()
	goClient, _ := w.Computer(2)
	for limit := world.Ticks(20 * time.Minute); w.Now() < limit; {
		require.NoError(t, w.Advance(context.Background(), w.Now()+world.TicksPerSecond))
		if client != nil && goClient.Outcome().Done || client == nil && len(rows) > 0 && rows[len(rows)-1] == "done" {
			break
		}
	}
	if client != nil {
		require.True(t, goClient.Outcome().Done, "the client still runs; the server printed:\n%s", strings.Join(rows, "\n"))
		require.True(t, goClient.Outcome().OK, "%s; the server printed:\n%s", goClient.Outcome().Text(), strings.Join(rows, "\n"))
	}
	return rows
}

var goServers = map[string]func(*host.Host) error{
	"cryptonet": func(h *host.Host) error {
		server, err := h.Serve(cryptonet.HostOptions{Name: "interop"}, func(e cryptonet.Event) {
			var err error
			message := e.Value.AsTable()
			switch {
			case e.Kind == cryptonet.PlainMessage:
				err = e.Socket.SendUnencrypted(e.Value)
			case e.Kind != cryptonet.EncryptedMessage:
			case e.Value == value.String("who"):
				user := value.Nil
				if name, in := e.Socket.User(); in {
					user = value.String(name)
				}
				err = e.Socket.Send(value.Record(
					value.Named("user", user), value.Named("level", value.Number(e.Socket.Permission())), value.Named("server", value.String(e.Server.Name))))
			case e.Value == value.String("push"):
				err = e.Socket.SendUnencrypted(value.Record(value.Named("plain", value.Bool(true))))
			case e.Value == value.String("bye"):
				e.Socket.Close()
			case message != nil && !message.Field("send").IsNil():
				n, _ := message.Field("send").AsNumber()
				err = e.Socket.Send(value.String(strings.Repeat("0123456789", int(n)/10)))
			case message != nil && !message.Field("count").IsNil():
				s, _ := message.Field("count").AsString()
				err = e.Socket.Send(value.Int(len(s)))
			default:
				err = e.Socket.Send(e.Value)
			}
			if err != nil {
				h.Go(func() error { return err })
			}
		})
		if err != nil {
			return err
		}
		return server.AddUser("bob", "secret", 2)
	},
	"cnet-v0": func(h *host.Host) error {
		mux := new(cnet.Mux)
		mux.Handle(cnet.MethodGet, "/echo", func(c *cnet.Call) (cnet.Response, error) {
			return cnet.Response{Status: cnet.OK, Data: value.Record(
				value.Named("args", value.Strings(c.Args)), value.Named("header", c.Header), value.Named("data", c.Data))}, nil
		})
		mux.Handle(cnet.MethodGet, "/big", func(c *cnet.Call) (cnet.Response, error) {
			n, _ := value.ParseNumber(c.Args[0])
			return cnet.Response{Status: cnet.OK, Data: value.String(strings.Repeat("0123456789", int(n)/10))}, nil
		})
		mux.Handle(cnet.MethodPost, "/size", func(c *cnet.Call) (cnet.Response, error) {
			s, _ := c.Data.AsString()
			return cnet.Response{Status: cnet.Created, Data: value.Int(len(s))}, nil
		})
		mux.Handle(cnet.MethodDelete, "/thing", func(c *cnet.Call) (cnet.Response, error) {
			if c.Args[0] == "locked" {
				return cnet.Response{Status: cnet.Forbidden}, nil
			}
			return cnet.Response{Status: cnet.Accepted, Data: value.String(c.Args[0])}, nil
		})
		server, err := h.ServeCTTP(cryptonet.HostOptions{Name: "interop"}, mux)
		if err != nil {
			return err
		}
		return server.AddUser("bob", "secret", 2)
	},
	"cnet-v1": func(h *host.Host) error {
		mux := v1.NewMux()
		for _, r := range []struct {
			method, path string
			handler      v1.Handler
		}{
			{"GET", "/echo", func(body value.Value) (v1.Response, error) { return v1.Response{Status: 200, Body: body}, nil }},
			{"GET", "/big", func(body value.Value) (v1.Response, error) {
				n, _ := body.AsNumber()
				return v1.Response{Status: 200, Body: value.String(strings.Repeat("0123456789", int(n)/10))}, nil
			}},
			{"POST", "/size", func(body value.Value) (v1.Response, error) {
				s, _ := body.AsString()
				return v1.Response{Status: 201, Body: value.Int(len(s))}, nil
			}},
			{"DELETE", "/thing", func(body value.Value) (v1.Response, error) {
				if body == value.String("locked") {
					return v1.Response{Status: 403, Body: body}, nil
				}
				return v1.Response{Status: 202}, nil
			}},
		} {
			if err := mux.Set(r.method, r.path, r.handler); err != nil {
				return err
			}
		}
		server, err := h.ServeCNet(cryptonet.HostOptions{Name: "interop"}, mux)
		if err != nil {
			return err
		}
		h.Watch(server, func(e cryptonet.Event) {
			if e.Kind == cryptonet.PlainMessage {
				_ = e.Socket.SendUnencrypted(e.Value) // fails only on closed sockets
			}
		})
		if err := server.AddUser("bob", "secret", 3); err != nil {
			return err
		}
		return retry(h, func() error { return h.SignCertificate(server, cryptonet.ConnectOptions{}) })
	},
}

// retry tries until the other end is there.
func retry(h *host.Host, try func() error) (err error) {
	for range 500 {
		if err = try(); err == nil {
			return nil
		}
		h.Sleep(5 * time.Second)
	}
	return err
}

func check(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

var goClients = map[string]func(*host.Host) error{
	"cryptonet": goCryptoNetClient,
	"cnet-v0":   goCNetV0Client,
	"cnet-v1":   goCNetV1Client,
}

func goCryptoNetClient(h *host.Host) error {
	err := retry(h, func() error {
		found, err := h.Discover(cryptonet.SearchOptions{})
		if err != nil {
			return err
		}
		return check(len(found) == 1 && found[0].Name == "interop" && found[0].HasKey(), "found %v", found)
	})
	if err != nil {
		return err
	}
	c, err := h.Connect(cryptonet.ConnectOptions{Name: "interop"})
	if err != nil {
		return err
	}
	ask := func(v value.Value) (value.Value, error) {
		if err := c.Send(v); err != nil {
			return value.Nil, err
		}
		return c.Receive(time.Minute)
	}
	var bytes []byte
	for i := range 256 {
		bytes = append(bytes, byte(i))
	}
	for _, v := range []value.Value{
		value.Bool(true), value.Bool(false), value.Int(0), value.Number(-1.5), value.Number(1e15), value.String(""),
		value.String(string(bytes)), value.String("\x00\x00 nul inside\x00 and\r\nlines"), value.Nil,
	} {
		back, err := ask(v)
		if err := check(err == nil && back == v, "%v comes back as %v, %v", v, back, err); err != nil {
			return err
		}
	}
	if err := c.SendUnencrypted(value.String("hello")); err != nil {
		return err
	}
	h.Sleep(time.Second)
	for _, size := range []int{10_000, 100_000} {
		// The original cannot open or seal so much in the time that a computer gives it.
		for _, question := range []value.Entry{
			value.Named("send", value.Int(size)), value.Named("count", value.String(strings.Repeat("x", size))),
		} {
			answer, err := ask(value.Record(question))
			if errors.Is(err, host.ErrTimeout) && size == 100_000 {
				continue
			}
			text, _ := answer.AsString()
			if err := check(err == nil && (len(text) == size || answer == value.Int(size)), "%v: %d bytes, %v", question.Key, len(text), err); err != nil {
				return err
			}
		}
	}
	for _, user := range []string{"bob", "eve"} {
		err := c.Login(user, map[string]string{"bob": "wrong", "eve": "secret"}[user], time.Minute)
		if err := check(errors.Is(err, host.ErrLogin), "a wrong log-in of %s: %v", user, err); err != nil {
			return err
		}
	}
	if err := c.Login("bob", "secret", time.Minute); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	who, err := ask(value.String("who"))
	if err := check(err == nil && who.AsTable().Field("user") == value.String("bob") && c.Permission() == 2, "logged in: %v", err); err != nil {
		return err
	}
	if err := c.Logout(time.Minute); err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	c.Close()
	if c, err = h.Connect(cryptonet.ConnectOptions{Name: "interop"}); err != nil {
		return err
	}
	if err := c.Send(value.String("bye")); err != nil {
		return err
	}
	_, err = c.Receive(time.Minute)
	return check(errors.Is(err, host.ErrClosed), "after the server has closed: %v", err)
}

func goCNetV0Client(h *host.Host) error {
	var c *host.Client
	err := retry(h, func() (err error) {
		c, err = h.DialCTTP(cryptonet.ConnectOptions{Name: "interop"})
		return err
	})
	if err != nil {
		return err
	}
	c.Timeout = time.Minute
	text := func(n int) value.Value { return value.String(strings.Repeat("x", n)) }
	token := value.Record(value.Named("token", value.String("t")))
	for _, r := range []struct {
		method, path string
		header, data value.Value
		status       int
	}{
		{"GET", "/echo/a/b", token, value.List(value.Int(1), value.Int(2)), 200},
		{"GET", "/echo", value.Nil, value.Nil, 200},
		{"GET", "/echo/", value.Nil, value.Nil, 200},
		{"POST", "/size", value.Nil, text(0), 201},
		{"POST", "/size", value.Nil, text(10), 201},
		{"POST", "/size", value.Nil, text(1000), 201},
		{"DELETE", "/thing/a", value.Nil, value.Nil, 202},
		{"DELETE", "/thing/locked", value.Nil, value.Nil, 403},
		{"DELETE", "/thing/b", value.Nil, value.Nil, 202},
		{"GET", "/nowhere", value.Nil, value.Nil, 404},
		{"GET", "/big/10000", value.Nil, value.Nil, 200},
		{"POST", "/size", value.Nil, text(10_000), 201},
		{"GET", "/big/100000", value.Nil, value.Nil, 200},
		{"POST", "/size", value.Nil, text(100_000), 201},
	} {
		got, err := c.Do(cnet.Request{Method: r.method, Path: r.path, Header: r.header, Data: r.data})
		length := 0
		if s, ok := r.data.AsString(); ok {
			length = len(s)
		}
		// The original answers no unknown path and nothing so large.
		if errors.Is(err, host.ErrTimeout) && (r.status == 404 || length == 100_000 || r.path == "/big/100000") {
			continue
		}
		if err := check(err == nil && got.Status.Code == r.status, "%s %s: %v, %v", r.method, r.path, got.Status, err); err != nil {
			return err
		}
		switch {
		case r.status == 201 && got.Data != value.Int(length):
			return fmt.Errorf("POST of %d bytes: %v", length, got.Data)
		case r.path == "/echo/a/b":
			echo := got.Data.AsTable()
			args, header, data := echo.Field("args").AsTable(), echo.Field("header").AsTable(), echo.Field("data").AsTable()
			if err := check(args.Get(value.Int(2)) == value.String("b") && header.Field("token") == value.String("t") && data.Get(value.Int(2)) == value.Int(2), "the echo is another"); err != nil {
				return err
			}
		case strings.HasPrefix(r.path, "/big"):
			s, _ := got.Data.AsString()
			if err := check(fmt.Sprint("/big/", len(s)) == r.path, "%s: %d bytes", r.path, len(s)); err != nil {
				return err
			}
		}
	}
	err = c.Login("bob", "wrong")
	if err := check(errors.Is(err, cnet.ErrLoginFailed), "a wrong password: %v", err); err != nil {
		return err
	}
	if err := c.Login("bob", "secret"); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	if _, err := c.Get("/echo"); err != nil {
		return err
	}
	if err := c.Logout(); err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	if _, err := c.Get("/echo"); err != nil {
		return err
	}
	if err := c.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	for range 2 {
		if c, err = h.DialCTTP(cryptonet.ConnectOptions{Name: "interop"}); err != nil {
			return err
		}
		// The original's server fails at this, and at the second time every server does.
		if err := c.Register(" Carol ", "word"); err != nil && !errors.Is(err, host.ErrTimeout) {
			return fmt.Errorf("register: %w", err)
		}
		if err := c.Close(); err != nil {
			return fmt.Errorf("close: %w", err)
		}
	}
	if c, err = h.DialCTTP(cryptonet.ConnectOptions{Name: "interop"}); err != nil {
		return err
	}
	_, err = c.Get("/echo")
	return err
}

func goCNetV1Client(h *host.Host) error {
	var c *host.CNetClient
	err := retry(h, func() (err error) {
		c, err = h.DialCNet(cryptonet.ConnectOptions{Name: "interop"})
		return err
	})
	if err != nil {
		return err
	}
	c.Timeout = time.Minute
	text := func(n int) value.Value { return value.String(strings.Repeat("x", n)) }
	for _, r := range []struct {
		method, path string
		body         value.Value
		status       float64
		answer       value.Value
	}{
		{"GET", "/echo", value.String("text"), 200, value.String("text")},
		{"GET", "/echo", value.Nil, 200, value.Nil},
		{"POST", "/size", text(0), 201, value.Int(0)},
		{"POST", "/size", text(1000), 201, value.Int(1000)},
		{"DELETE", "/thing", value.String("a"), 202, value.Nil},
		{"DELETE", "/thing", value.String("locked"), 403, value.String("locked")},
		{"DELETE", "/thing", value.String("b"), 202, value.Nil},
		{"GET", "/nowhere", value.Nil, 404, value.String("Not Found")},
		{"GET", "/", value.Nil, 200, value.String("Hello World!")},
		{"GET", "/big", value.Int(10_000), 200, value.String(strings.Repeat("0123456789", 1000))},
		{"POST", "/size", text(10_000), 201, value.Int(10_000)},
		{"GET", "/big", value.Int(100_000), 200, value.String(strings.Repeat("0123456789", 10_000))},
		{"POST", "/size", text(100_000), 201, value.Int(100_000)},
	} {
		got, err := c.Do(v1.Request{Method: r.method, Path: r.path, Body: r.body})
		if s, _ := r.body.AsString(); errors.Is(err, host.ErrTimeout) && (r.body == value.Int(100_000) || len(s) == 100_000) {
			continue // too much for the original
		}
		if err := check(err == nil && got.Status == r.status && got.Body == r.answer, "%s %s: %v, %v", r.method, r.path, got.Status, err); err != nil {
			return err
		}
	}
	if err := c.Socket().SendUnencrypted(value.String("hello")); err != nil {
		return err
	}
	plain, err := c.ReceivePlain()
	if err := check(err == nil && plain == value.String("hello"), "a plain message: %v, %v", plain, err); err != nil {
		return err
	}
	if err := c.Login("bob", "wrong"); !errors.Is(err, host.ErrLogin) {
		return fmt.Errorf("a wrong password: %w", err)
	}
	if err := c.Login("bob", "secret"); err != nil {
		return err
	}
	if err := check(c.Socket().Permission() == 3, "permission %v", c.Socket().Permission()); err != nil {
		return err
	}
	if err := c.Logout(); err != nil {
		return err
	}
	c.Close()
	if c, err = h.DialCNet(cryptonet.ConnectOptions{Name: "interop"}); err != nil {
		return err
	}
	got, err := c.Do(v1.Request{Method: "GET", Path: "/echo", Body: value.String("back")})
	return check(err == nil && got.Body == value.String("back"), "connected again: %v, %v", got, err)
}
