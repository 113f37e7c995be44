package host_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ccnet/cryptonet"
	"ccnet/host"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"
)

func computer(id int, main func(h *host.Host) error) world.ComputerSpec {
	return world.ComputerSpec{
		ID: id, Program: host.Program(main),
		Modems: []world.ModemSpec{{Side: world.Top, Kind: world.Ender}},
	}
}

// shop is a cNet server with a few routes.
func shop() *cnet.Mux {
	mux := new(cnet.Mux)
	mux.Handle(cnet.MethodGet, "/greet", func(c *cnet.Call) (cnet.Response, error) {
		return cnet.Response{Status: cnet.OK, Data: value.String("Hello, " + strings.Join(c.Args, " "))}, nil
	})
	mux.Handle(cnet.MethodGet, "/secret", func(c *cnet.Call) (cnet.Response, error) {
		if c.From.(*cryptonet.Socket).Permission() < 5 {
			return cnet.Response{Status: cnet.Forbidden}, nil
		}
		return cnet.Response{Status: cnet.OK, Data: value.Int(42)}, nil
	})
	mux.Handle(cnet.MethodGet, "/broken", func(*cnet.Call) (cnet.Response, error) { panic("broken") })
	mux.Handle(cnet.MethodPost, "/echo", func(c *cnet.Call) (cnet.Response, error) {
		return cnet.Response{Status: cnet.Created, Data: c.Data}, nil
	})
	mux.Handle(cnet.MethodDelete, "/echo", func(c *cnet.Call) (cnet.Response, error) {
		return cnet.Response{Status: cnet.Accepted}, nil
	})
	return mux
}

func serveShop(h *host.Host) error {
	server, err := h.ServeCTTP(cryptonet.HostOptions{Name: "shop"}, shop())
	if err != nil {
		return err
	}
	return server.AddUser("boss", "secret", 9)
}

// client lets a world of a shop and one client live until the client ends.
func client(t *testing.T, main func(h *host.Host) error) {
	t.Helper()
	w := worldtest.New(t, computer(1, serveShop), computer(2, func(h *host.Host) error {
		h.Sleep(time.Second)
		return main(h)
	}))
	w.Until(world.Ticks(10 * time.Minute))
	c, _ := w.Computer(2)
	require.True(t, c.Outcome().Done, "the client still runs")
	require.True(t, c.Outcome().OK, c.Outcome().Text())
	server, _ := w.Computer(1)
	require.False(t, server.Outcome().Done, "the server has ended: %s", server.Outcome().Text())
}

// check is what a client finds wrong: an error crashes its computer.
func check(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func TestRequests(t *testing.T) {
	client(t, func(h *host.Host) error {
		c, err := h.DialCTTP(cryptonet.ConnectOptions{Name: "shop"})
		if err != nil {
			return err
		}
		large := strings.Repeat("0123456789", 10_000)
		for range 3 {
			for _, try := range []struct {
				request cnet.Request
				status  int
				data    value.Value
			}{
				{cnet.Request{Method: cnet.MethodGet, Path: "/greet/big/world"}, 200, value.String("Hello, big world")},
				{cnet.Request{Method: cnet.MethodGet, Path: "/nowhere"}, 404, value.Nil},
				{cnet.Request{Method: cnet.MethodGet, Path: "/broken"}, 500, value.Nil},
				{cnet.Request{Method: cnet.MethodGet, Path: "/secret"}, 403, value.Nil},
				{cnet.Request{Method: cnet.MethodGet, Path: "/echo"}, 400, value.Nil},
				{cnet.Request{Method: cnet.MethodPost, Path: "/echo", Data: value.String(large)}, 201, value.String(large)},
				{cnet.Request{Method: cnet.MethodDelete, Path: "/echo"}, 202, value.Nil},
			} {
				r, err := c.Do(try.request)
				if err != nil {
					return fmt.Errorf("%s %s: %w", try.request.Method, try.request.Path, err)
				}
				if err := check(r.Status.Code == try.status && (try.data.IsNil() || r.Data == try.data),
					"%s %s: %v", try.request.Method, try.request.Path, r.Status); err != nil {
					return err
				}
			}
		}
		if err := c.Close(); err != nil {
			return err
		}
		_, err = c.Get("/greet")
		return check(errors.Is(err, host.ErrClosed) || errors.Is(err, cryptonet.ErrClosed), "a request on a closed connection: %v", err)
	})
}

func TestUsersOfCTTP(t *testing.T) {
	client(t, func(h *host.Host) error {
		c, err := h.DialCTTP(cryptonet.ConnectOptions{Name: "shop"})
		if err != nil {
			return err
		}
		if err := c.Register(" Bobby", "pass "); err != nil {
			return fmt.Errorf("register: %w", err)
		}
		err = c.Register("bobby", "other")
		if err := check(errors.Is(err, host.ErrTimeout), "registering twice: %v", err); err != nil {
			return err
		}
		if err := c.Login("bobby", "pass"); err != nil {
			return fmt.Errorf("log in: %w", err)
		}
		r, err := c.Get("/secret")
		if err := check(err == nil && r.Status == cnet.Forbidden, "a secret for bobby: %v %v", r, err); err != nil {
			return err
		}
		err = c.Login("boss", "wrong")
		if err := check(errors.Is(err, cnet.ErrLoginFailed), "a wrong password: %v", err); err != nil {
			return err
		}
		if err := c.Login("boss", "secret"); err != nil {
			return err
		}
		r, err = c.Get("/secret")
		if err := check(err == nil && r.Status.Code == 200 && r.Data == value.Int(42), "a secret for the boss: %v %v", r, err); err != nil {
			return err
		}
		if err := c.Logout(); err != nil {
			return err
		}
		r, err = c.Get("/secret")
		return check(err == nil && r.Status.Code == 403, "a secret for nobody: %v %v", r, err)
	})
}

func TestPlainCryptoNet(t *testing.T) {
	var events []string
	server := func(h *host.Host) error {
		v, err := h.Serve(cryptonet.HostOptions{Name: "echo"}, func(e cryptonet.Event) {
			events = append(events, e.Kind.String())
			if e.Kind == cryptonet.EncryptedMessage {
				h.Go(func() error {
					h.Sleep(time.Second)
					return e.Socket.Send(e.Value)
				})
			}
		})
		if err != nil {
			return err
		}
		return v.AddUser("u", "p", 2)
	}
	w := worldtest.New(t, computer(1, server), computer(2, func(h *host.Host) error {
		h.Sleep(time.Second)
		found, err := h.Discover(cryptonet.SearchOptions{})
		if err := check(err == nil && len(found) == 1 && found[0].Name == "echo", "found %v, %v", found, err); err != nil {
			return err
		}
		c, err := h.Connect(cryptonet.ConnectOptions{Certificate: &found[0]})
		if err != nil {
			return err
		}
		if err := c.Send(value.String("hello")); err != nil {
			return err
		}
		_, err = c.Receive(500 * time.Millisecond)
		if err := check(errors.Is(err, host.ErrTimeout), "too early: %v", err); err != nil {
			return err
		}
		v, err := c.Receive(host.DefaultTimeout)
		if err := check(err == nil && v == value.String("hello"), "received %v, %v", v, err); err != nil {
			return err
		}
		if err := c.Login("u", "no", host.DefaultTimeout); !errors.Is(err, host.ErrLogin) {
			return fmt.Errorf("a wrong password: %w", err)
		}
		if err := c.Login("u", "p", host.DefaultTimeout); err != nil {
			return err
		}
		if err := check(c.Permission() == 2, "permission %v", c.Permission()); err != nil {
			return err
		}
		if err := c.Logout(host.DefaultTimeout); err != nil {
			return err
		}
		c.Close()
		_, err = c.Receive(host.DefaultTimeout)
		if err := check(errors.Is(err, host.ErrClosed), "after the end: %v", err); err != nil {
			return err
		}
		_, err = h.Connect(cryptonet.ConnectOptions{Name: "nobody"})
		return check(errors.Is(err, cryptonet.ErrNoCertificate), "nobody answers: %v", err)
	}))
	w.Until(world.Ticks(time.Minute))
	c, _ := w.Computer(2)
	require.True(t, c.Outcome().Done && c.Outcome().OK, c.Outcome().Text())
	require.Equal(t, []string{"connection_opened", "encrypted_message", "login_failed", "login", "logout", "connection_closed"}, events)
}

func TestCNet(t *testing.T) {
	mux := v1.NewMux()
	require.NoError(t, mux.Set("POST", "/double", func(body value.Value) (v1.Response, error) {
		n, ok := body.AsNumber()
		if !ok {
			return v1.Response{}, errors.New("not a number")
		}
		return v1.Response{Status: 200, Body: value.Number(2 * n)}, nil
	}))
	authority := computer(1, func(h *host.Host) error {
		_, err := h.ServeAuthority(cryptonet.HostOptions{})
		return err
	})
	server := computer(2, func(h *host.Host) error {
		h.Sleep(time.Second)
		v, err := h.ServeCNet(cryptonet.HostOptions{Name: "app"}, mux)
		if err != nil {
			return err
		}
		if err := h.SignCertificate(v, cryptonet.ConnectOptions{}); err != nil {
			return err
		}
		return check(v.Certificate.Signature != "", "the certificate has no signature")
	})
	thief := computer(3, func(h *host.Host) error {
		h.Sleep(10 * time.Second)
		v, err := h.ServeCNet(cryptonet.HostOptions{Name: "app"}, mux)
		if err != nil {
			return err
		}
		err = h.SignCertificate(v, cryptonet.ConnectOptions{})
		v.Close()
		var remote *v1.RemoteError
		return check(errors.As(err, &remote) && remote.Text == "Hostname already used!", "the thief's certificate: %v", err)
	})
	user := computer(4, func(h *host.Host) error {
		h.Sleep(20 * time.Second)
		c, err := h.DialCNet(cryptonet.ConnectOptions{Name: "app"})
		if err != nil {
			return err
		}
		for request, want := range map[v1.Request]v1.Response{
			{Method: "GET", Path: "/"}:                                {Status: 200, Body: value.String("Hello World!")},
			{Method: "POST", Path: "/double", Body: value.Int(21)}:    {Status: 200, Body: value.Int(42)},
			{Method: "GET", Path: "/none"}:                            v1.NotFound(),
			{Method: "POST", Path: "/double", Body: value.Bool(true)}: v1.Failed(),
		} {
			got, err := c.Do(request)
			if err := check(err == nil && got == want, "%v: %v, %v", request, got, err); err != nil {
				return err
			}
		}
		c.Close()
		_, err = c.Do(v1.Request{Method: "GET", Path: "/"})
		return check(err != nil, "a request on a closed connection")
	})
	w := worldtest.New(t, authority, server, thief, user)
	w.Until(world.Ticks(time.Minute))
	for id, ends := range map[int]bool{1: false, 2: false, 3: true, 4: true} {
		c, _ := w.Computer(id)
		require.Equal(t, ends, c.Outcome().Done, "computer %d: %s", id, c.Outcome().Text())
		require.Equal(t, ends, c.Outcome().OK, "computer %d: %s", id, c.Outcome().Text())
	}
	c, _ := w.Computer(1)
	require.True(t, c.Files().Exists("certMap.tbl"))
}

// Keys and users outlive a reboot, and whoever waits when the computer goes off is
// told nothing more.
func TestReboots(t *testing.T) {
	var keys []cryptonet.Certificate
	cleaned := 0
	server := func(h *host.Host) error {
		v, err := h.Serve(cryptonet.HostOptions{Name: "s"}, func(cryptonet.Event) {})
		if err != nil {
			return err
		}
		keys = append(keys, v.Certificate)
		if !v.UserExists("u") {
			if err := v.AddUser("u", "p", 1); err != nil {
				return err
			}
		}
		defer func() {
			cleaned++
			h.Sleep(time.Second)
			cleaned += 100
		}()
		h.Sleep(time.Hour)
		return nil
	}
	w := worldtest.New(t, computer(1, server))
	w.Until(10)
	w.Do(1, world.Reboot{})
	w.Until(100)
	c, _ := w.Computer(1)
	names, err := c.Files().List("")
	require.NoError(t, err)
	require.Equal(t, []string{"s.crt", "s_private.key", "s_users.tbl"}, names)
	w.Do(1, world.Shutdown{})
	w.Until(200)
	require.Len(t, keys, 2)
	require.Equal(t, keys[0], keys[1])
	require.Equal(t, 2, cleaned)
}

func TestErrorsCrashTheComputer(t *testing.T) {
	w := worldtest.New(t,
		computer(1, func(*host.Host) error { return errors.New("no luck") }),
		computer(2, func(h *host.Host) error {
			h.Go(func() error {
				h.Sleep(time.Second)
				return errors.New("later")
			})
			return nil
		}),
		world.ComputerSpec{ID: 3, Program: host.Program(func(h *host.Host) error {
			_, err := h.Serve(cryptonet.HostOptions{Name: "x"}, nil)
			return err
		})},
		computer(4, func(h *host.Host) error {
			for asked, text := range map[string]string{"inside": "inside is not a valid side.", "left": "No modem on side left."} {
				_, err := h.Discover(cryptonet.SearchOptions{Modem: asked})
				if err == nil || err.Error() != text {
					return fmt.Errorf("%s: %w", asked, err)
				}
			}
			return nil
		}),
	)
	w.Until(100)
	for id, text := range map[int]string{1: "no luck", 2: "later", 3: "Could not find a modem.", 4: ""} {
		c, _ := w.Computer(id)
		require.Equal(t, text == "", c.Outcome().OK)
		require.Equal(t, text, c.Outcome().Text())
	}
}
