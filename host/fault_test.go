package host_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"ccnet/cryptonet"
	"ccnet/host"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cnet/v1"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tally counts what happens to a client. Each has its own, for computers run at
// the same time.
type tally struct {
	requests  int      // that it has made
	answered  int      // of these, with the right response
	timeouts  int      // without a response, as documented
	refused   int      // connections that could not be made, as documented
	connected int      // connections that could
	other     []string // what should not have happened
}

// fleet is a server and its clients.
type fleet struct {
	handled map[int]int // how often each request came to its handler
	clients []*tally
}

// computers are the server, 1, and n clients, from 2.
func (f *fleet) computers(o cryptonet.HostOptions, n int, client func(*tally) func(*host.Host) error) []world.ComputerSpec {
	f.handled = make(map[int]int)
	specs := []world.ComputerSpec{computer(1, f.server(o))}
	for i := range n {
		s := new(tally)
		f.clients = append(f.clients, s)
		specs = append(specs, computer(2+i, client(s)))
	}
	return specs
}

// sum is the clients' tallies in one.
func (f *fleet) sum() (s tally) {
	for _, c := range f.clients {
		s.requests += c.requests
		s.answered += c.answered
		s.timeouts += c.timeouts
		s.refused += c.refused
		s.connected += c.connected
		s.other = append(s.other, c.other...)
	}
	return s
}

// server is a cNet server whose handler counts, and answers with what it got.
func (f *fleet) server(o cryptonet.HostOptions) func(*host.Host) error {
	return func(h *host.Host) error {
		mux := new(cnet.Mux)
		mux.Handle(cnet.MethodPost, "/count", func(c *cnet.Call) (cnet.Response, error) {
			n, _ := c.Data.AsNumber()
			f.handled[int(n)]++
			return cnet.Response{Status: cnet.OK, Data: c.Data}, nil
		})
		_, err := h.ServeCTTP(o, mux)
		return err
	}
}

// client connects again and again and makes some requests each time.
func (s *tally) client(sessions, requests int, pause time.Duration) func(*host.Host) error {
	return func(h *host.Host) error {
		h.Sleep(time.Second + time.Duration(h.Computer().ID())*100*time.Millisecond)
		for range sessions {
			if err := s.session(h, requests, pause); err != nil {
				s.other = append(s.other, err.Error())
			}
			h.Sleep(pause)
		}
		return nil
	}
}

func (s *tally) session(h *host.Host, requests int, pause time.Duration) error {
	c, err := h.DialCTTP(cryptonet.ConnectOptions{Name: "counter"})
	switch {
	case errors.Is(err, cryptonet.ErrNoCertificate), errors.Is(err, cryptonet.ErrNoResponse), errors.Is(err, host.ErrTimeout):
		s.refused++
		return nil
	case err != nil:
		return fmt.Errorf("connect: %w", err)
	}
	s.connected++
	for range requests {
		s.requests++
		data := value.Int(1_000_000*h.Computer().ID() + s.requests)
		r, err := c.Post("/count", data)
		switch {
		case errors.Is(err, host.ErrTimeout), errors.Is(err, host.ErrClosed), errors.Is(err, cryptonet.ErrClosed):
			s.timeouts++
		case err != nil:
			return fmt.Errorf("request: %w", err)
		case r.Status.Code != 200 || r.Data != data:
			return fmt.Errorf("request %v: the response is %v, %v", data, r.Status, r.Data)
		default:
			s.answered++
		}
		h.Sleep(pause)
	}
	if err := c.Close(); err != nil && !errors.Is(err, host.ErrTimeout) && !errors.Is(err, host.ErrClosed) {
		return fmt.Errorf("close: %w", err)
	}
	return nil
}

// Under each fault every call ends with a documented result, no request is handled
// twice, and when all is over no socket is left anywhere.
func TestFaults(t *testing.T) {
	partition := [][]int{{1}, {2, 3, 4, 5, 6}}
	for _, try := range []struct {
		name  string
		fault world.FaultSpec
		least int // per cent of the requests that are answered
	}{
		{"none", world.FaultSpec{}, 100},
		{"loss", world.FaultSpec{Loss: 0.1}, 50},
		{"heavy loss", world.FaultSpec{Loss: 0.5}, 0},
		{"duplication", world.FaultSpec{Duplicate: 0.5}, 100},
		{"reordering", world.FaultSpec{Jitter: world.Ticks(500 * time.Millisecond)}, 90},
		{"partition", world.FaultSpec{From: world.Ticks(5 * time.Second), To: world.Ticks(7 * time.Second), Partition: partition}, 80},
		{"all", world.FaultSpec{Loss: 0.1, Duplicate: 0.3, Jitter: world.Ticks(300 * time.Millisecond)}, 40},
	} {
		t.Run(try.name, func(t *testing.T) {
			var f fleet
			specs := f.computers(cryptonet.HostOptions{Name: "counter", IdleTimeout: 2 * time.Minute}, 5, func(s *tally) func(*host.Host) error {
				return s.client(4, 8, 200*time.Millisecond)
			})
			w := worldtest.NewSpec(t, world.Spec{Computers: specs, Faults: []world.FaultSpec{try.fault}}, world.Options{})
			w.Until(world.Ticks(20 * time.Minute))
			s := f.sum()
			require.Empty(t, s.other)
			for id := 2; id <= 6; id++ {
				c, _ := w.Computer(id)
				require.True(t, c.Outcome().Done, "client %d hangs", id)
				require.True(t, c.Outcome().OK, c.Outcome().Text())
			}
			for n, times := range f.handled {
				require.Equal(t, 1, times, "request %d", n)
			}
			require.Equal(t, s.requests, s.answered+s.timeouts)
			require.Equal(t, 20, s.connected+s.refused)
			require.GreaterOrEqual(t, 100*s.answered, try.least*s.requests, "%+v", s)
			if try.least > 0 {
				require.Greater(t, s.connected, 10)
			}
			t.Logf("%d of 20 connections, %d of %d requests answered", s.connected, s.answered, s.requests)
			require.Zero(t, openSockets(w, 1))
		})
	}
}

// openSockets are the sockets that the server on a computer holds.
func openSockets(w *worldtest.World, id int) int {
	c, _ := w.Computer(id)
	return host.Of(c.Spec().Program).OpenSockets()
}

// The same world runs the same way twice, faults and keys included.
func TestRunsAreReproducible(t *testing.T) {
	run := func() string {
		var f fleet
		specs := f.computers(cryptonet.HostOptions{Name: "counter"}, 3, func(s *tally) func(*host.Host) error {
			return s.client(2, 4, 100*time.Millisecond)
		})
		w := worldtest.NewSpec(t, world.Spec{
			Computers: specs,
			Faults:    []world.FaultSpec{{Loss: 0.1, Duplicate: 0.2, Jitter: 3}},
		}, world.Options{})
		w.Until(world.Ticks(5 * time.Minute))
		out := fmt.Sprintf("%+v\n", f.sum())
		for _, e := range w.Entries() {
			out += fmt.Sprintln(e.Tick, e.Computer, e.Kind, e.Name, e.Text, e.Channel, e.N, string(value.AppendJSON(nil, e.Payload)))
		}
		return out
	}
	require.Equal(t, run(), run())
}

var wholeDay = flag.Bool("soak", false, "let the soak test's clients send a request every 10 s, instead of every 20 min")

// Fifty clients come and go for a day, and nothing grows.
func TestSoak(t *testing.T) {
	pause := 20 * time.Minute
	if *wholeDay {
		pause = 10 * time.Second
	}
	const day = 24 * time.Hour
	perHour := int(time.Hour / pause)
	var f fleet
	specs := f.computers(cryptonet.HostOptions{Name: "counter", IdleTimeout: time.Hour}, 50, func(s *tally) func(*host.Host) error {
		return s.client(30, perHour, pause)
	})
	w, err := world.New(world.Spec{Computers: specs, Faults: []world.FaultSpec{{Loss: 0.01, Duplicate: 0.05, Jitter: 2}}}, world.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, w.Close()) }()
	measure := func() (heap uint64, goroutines int) {
		f.handled = make(map[int]int) // the test's own
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, runtime.NumGoroutine()
	}
	require.NoError(t, w.Advance(context.Background(), world.Ticks(day/4)))
	heap, goroutines := measure()
	require.NoError(t, w.Advance(context.Background(), world.Ticks(day)))
	laterHeap, laterGoroutines := measure()
	s := f.sum()
	t.Logf("%d connections, %d requests, %d answered; heap %d then %d KiB, goroutines %d then %d",
		s.connected, s.requests, s.answered, heap>>10, laterHeap>>10, goroutines, laterGoroutines)
	require.Empty(t, s.other)
	require.Greater(t, s.connected, 500)
	require.Greater(t, 100*s.answered, 90*s.requests)
	require.LessOrEqual(t, laterGoroutines, goroutines)
	require.Less(t, laterHeap, heap+heap/4+2<<20)
	c, _ := w.Computer(1)
	require.LessOrEqual(t, host.Of(c.Spec().Program).OpenSockets(), 2*50)
}

// A server closes what is silent for too long, and CNet's calls end too.
func TestCNetUnderFaults(t *testing.T) {
	answered, timeouts := 0, 0
	w := worldtest.NewSpec(t, world.Spec{
		Faults: []world.FaultSpec{{Loss: 0.1, Duplicate: 0.3}},
		Computers: []world.ComputerSpec{
			computer(1, func(h *host.Host) error {
				_, err := h.ServeCNet(cryptonet.HostOptions{Name: "app", IdleTimeout: time.Minute}, v1.NewMux())
				return err
			}),
			computer(2, func(h *host.Host) error {
				h.Sleep(time.Second)
				for range 20 {
					c, err := h.DialCNet(cryptonet.ConnectOptions{Name: "app"})
					if errors.Is(err, cryptonet.ErrNoCertificate) || errors.Is(err, cryptonet.ErrNoResponse) {
						continue
					}
					if err != nil {
						return err
					}
					for range 3 {
						switch _, err := c.Do(v1.Request{Method: "GET", Path: "/"}); {
						case err == nil:
							answered++
						case errors.Is(err, host.ErrTimeout):
							timeouts++
						default:
							return err
						}
					}
					c.Close()
				}
				return nil
			}),
		},
	}, world.Options{})
	w.Until(world.Ticks(20 * time.Minute))
	c, _ := w.Computer(2)
	require.True(t, c.Outcome().Done && c.Outcome().OK, c.Outcome().Text())
	require.Greater(t, answered, 10)
	require.Positive(t, timeouts)
	require.Zero(t, openSockets(w, 1))
}
