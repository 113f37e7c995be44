package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"ccnet/journal"
	"ccnet/protocol/conns"
	"ccnet/protocol/cp"
	"ccnet/protocol/ctrp"
	"ccnet/world"
)

// By is what the journals of worlds with a gateway name as Spec.By.
const By = "gateway"

// defaultChat is the name of the room where the world names none.
const defaultChat = "gateway"

// Config is how a gateway behaves. The zero value is ready.
type Config struct {
	// Token is what clients of the doors must know; empty for none. Clients of CTRP put
	// "TOKEN <token> " before each request, those of CP give it as the token of their
	// first Set-name.
	Token string
	// MaxCTRP and MaxCP are how many connections each door takes; 0 for 1024 and 4096.
	MaxCTRP, MaxCP int
	// PerAddress is how many connections one address may have to each door; 0 for a
	// quarter of them or less, as others leave it (see conns.Shares).
	PerAddress int
	// Rate is how many requests to servers of the world and lines of chat an address may
	// bring in, a second, in the long run; 0 for 10, less for as many as it likes.
	Rate float64
	// Log takes lines for people; they hold no control characters. May be nil.
	Log func(line string)
	// Resolve finds the IP addresses of a host outside, and Dial connects to an IP
	// address and port. Nil for those of the machine.
	Resolve func(ctx context.Context, host string) ([]net.IP, error)
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
}

// Gateway holds the doors of a world.
type Gateway struct {
	config   Config
	spec     world.GatewaySpec
	resident *resident
	recent   recent
	chat     *chat
	outward  *outward
	requests requests
	acts     *pace       // what enters the world
	looks    *pace       // what is only seen of it
	names    *pace       // of the chat
	lookers  conns.Turns // at the world while it stands still

	up     chan struct{} // closed when the resident hears events
	closes sync.Once     // closes it

	mu     sync.Mutex
	world  *world.World // nil until Serve, and in runs that are repeated
	search *search      // that is under way; nil if none is
}

// How much an address may do at once and in the long run, compared with Config.Rate: a
// script that asks some hundred times, and a whole class that comes to chat.
const (
	defaultRate = 10 // a second
	actBurst    = 60 // seconds' worth
	lookRate    = 10 // looks for each act
	lookBurst   = 100
	nameBurst   = 102.4
)

// New returns the gateway of a world, and the world with the gateway's own computer in
// it. The world is then made with what Options adds; a run is repeated with the same.
func New(spec world.Spec, config Config) (*Gateway, world.Spec, error) {
	rate := config.Rate
	if rate == 0 {
		rate = defaultRate
	}
	g := &Gateway{
		config: config, spec: world.GatewaySpec{Computer: -1}, up: make(chan struct{}),
		acts:  newPace(rate, actBurst*rate),
		looks: newPace(lookRate*rate, lookBurst*rate),
		names: newPace(rate, nameBurst*rate),
	}
	if spec.Gateway != nil {
		g.spec = *spec.Gateway
	}
	if g.spec.Chat == "" {
		g.spec.Chat = defaultChat
	}
	highest := -1
	for _, c := range spec.Computers {
		if c.ID == g.spec.Computer {
			return nil, spec, fmt.Errorf("the gateway is a computer of its own, but there is another one with the id %d", c.ID)
		}
		highest = max(highest, c.ID)
	}
	if g.spec.Computer < 0 {
		g.spec.Computer = highest + 1
	}
	g.resident = &resident{outlet: g, chat: bytesOf(g.spec.Chat)}
	for _, room := range g.spec.Rooms {
		g.resident.rooms = append(g.resident.rooms, bytesOf(room))
	}
	g.chat = newChat(g)
	g.outward = newOutward(g)

	spec.By = By
	spec.Until, spec.Limit = world.UntilNever, 0
	spec.Computers = append(slices.Clone(spec.Computers), world.ComputerSpec{
		ID:        g.spec.Computer,
		Label:     "gateway",
		Kind:      world.Advanced,
		At:        &world.Vec{Y: 64},
		Dimension: "outside", // where it is in nobody's way
		Modems:    []world.ModemSpec{{Side: world.Back, Kind: world.Ender}},
		Program:   g.resident,
		Stay:      true,
	})
	return g, spec, nil
}

// Options adds to a world's options what the gateway needs of it.
func (g *Gateway) Options(options *world.Options) {
	options.Outside = g.outward
	options.Recorder = journal.Tee(options.Recorder, &g.recent, g.chat)
}

// Computer is the id of the gateway's own computer.
func (g *Gateway) Computer() int { return g.spec.Computer }

// Doors are where the gateway listens. Those that are nil stay shut.
type Doors struct {
	CTRP, CP net.Listener
	TLS      *tls.Config // of CTRP; nil for plain text
}

// graceTime is how long requests that are under way may take when the doors are shut.
const graceTime = 2 * time.Second

// Serve lets the world live, which must be paced, with its doors open, until ctx is done
// or the world has ended. It closes the listeners. Then nothing of it is left but the
// world.
func (g *Gateway) Serve(ctx context.Context, w *world.World, doors Doors) (world.Result, error) {
	g.mu.Lock()
	g.world = w
	g.mu.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	front := &ctrp.Server{Handler: g.CTRP(), MaxConns: g.config.MaxCTRP, MaxPerPeer: g.config.PerAddress, Log: g.logError}
	talk := &cp.Server{Hub: g.chat.hub, MaxConns: g.config.MaxCP, MaxPerPeer: g.config.PerAddress, Log: g.logError}
	var doorsOpen, inside sync.WaitGroup
	failed := make(chan error, 2)
	serve := func(name string, ln net.Listener, serve func(net.Listener) error, closed error) {
		if ln == nil {
			return
		}
		doorsOpen.Go(func() {
			if err := serve(ln); err != nil && !errors.Is(err, closed) {
				failed <- fmt.Errorf("the door of %s: %w", name, err)
				cancel()
			}
		})
	}
	serve("CTRP", doors.CTRP, func(ln net.Listener) error {
		if doors.TLS != nil {
			return front.ServeTLS(ln, doors.TLS)
		}
		return front.Serve(ln)
	}, ctrp.ErrServerClosed)
	serve("CP", doors.CP, talk.Serve, cp.ErrServerClosed)
	inside.Go(func() { g.chat.run(ctx) })

	// The world goes on while the last requests are answered.
	worldCtx, stop := context.WithCancel(context.Background())
	defer stop()
	context.AfterFunc(ctx, func() {
		defer stop()
		grace, done := context.WithTimeout(context.Background(), graceTime)
		defer done()
		var both sync.WaitGroup
		both.Go(func() { _ = front.Shutdown(grace) }) // what is cut off has had its time
		both.Go(func() { _ = talk.Shutdown(grace) })
		both.Wait()
	})
	result, err := w.Run(worldCtx)
	cancel()
	<-worldCtx.Done()
	doorsOpen.Wait()
	inside.Wait()
	g.outward.close()
	select {
	case doorErr := <-failed:
		err = errors.Join(err, doorErr)
	default:
	}
	return result, err
}

// do does something to the gateway's computer, if the world lives.
func (g *Gateway) do(action world.Action) { g.doTo(g.spec.Computer, action) }

func (g *Gateway) doTo(computer int, action world.Action) {
	g.mu.Lock()
	w := g.world
	g.mu.Unlock()
	if w != nil {
		w.Do(computer, action)
	}
}

// waitingInside is how much of what came in the world has not taken yet.
func (g *Gateway) waitingInside() int {
	g.mu.Lock()
	w := g.world
	g.mu.Unlock()
	if w == nil {
		return 0
	}
	return w.Waiting()
}

func (g *Gateway) log(format string, args ...any) {
	if g.config.Log != nil {
		g.config.Log(safeLine(fmt.Sprintf(format, args...)))
	}
}

func (g *Gateway) logError(err error) { g.log("%v", err) }

// started opens the way for what comes in. What was under way before, if the computer
// had been on, it does not remember.
func (g *Gateway) started() {
	g.requests.endAll(answer{failure: failureTimeout, text: "the gateway's computer was switched off"})
	g.closes.Do(func() { close(g.up) })
}

// answer hands the answer to a request to whoever waits for it.
func (g *Gateway) answer(id int, a answer) { g.requests.answered(id, a) }

// ended tells that nothing of a request is left in the world.
func (g *Gateway) ended(id int) { g.requests.ended(id) }

// report takes down what happens in the world.
func (g *Gateway) report(what report) { g.chat.report(what) }

// living is the world, as soon as it lives.
func (g *Gateway) living(ctx context.Context) (*world.World, error) {
	select {
	case <-g.up:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.world, nil
}

// isReplay tells whether there is nobody outside: the run is repeated.
func (g *Gateway) isReplay() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.world == nil
}
