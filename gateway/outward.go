package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"ccnet/protocol/conns"
	"ccnet/protocol/cp"
	"ccnet/protocol/ctrp"
	"ccnet/value"
	"ccnet/world"
)

const (
	outwardTimeout = 30 * time.Second // for a whole call
	outwardContent = 256 << 10        // bytes of an answer
	maxCalls       = 64               // under way, shared out among computers, of which one may have eight
)

// outward makes the calls of the world's computers to servers outside.
type outward struct {
	g      *Gateway
	ctx    context.Context
	cancel context.CancelFunc
	wait   sync.WaitGroup

	mu     sync.Mutex
	closed bool
	calls  conns.Shares[int] // under way, by computer and 1
}

func newOutward(g *Gateway) *outward {
	ctx, cancel := context.WithCancel(context.Background())
	return &outward{g: g, ctx: ctx, cancel: cancel}
}

// Call begins a call. In a run that is repeated nothing happens: its answer is among the
// run's inputs.
func (o *outward) Call(call world.OutsideCall) {
	if o.g.isReplay() {
		return
	}
	if !o.begin(call.Computer) {
		o.g.doTo(call.Computer, call.Fail("Too many calls"))
		return
	}
	go func() {
		defer o.end(call.Computer)
		ctx, cancel := context.WithTimeout(o.ctx, outwardTimeout)
		defer cancel()
		answer, err := o.ask(ctx, call)
		if err != nil {
			answer = call.Fail(bytesOf(safeLine(cut(err.Error(), 500))))
		}
		o.g.doTo(call.Computer, answer)
	}()
}

func (o *outward) begin(computer int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed || o.calls.Take(computer+1, 1, conns.Limit{All: maxCalls}) != conns.Granted {
		return false
	}
	o.wait.Add(1)
	return true
}

func (o *outward) end(computer int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls.Give(computer+1, 1)
	o.wait.Done()
}

// close ends all calls.
func (o *outward) close() {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.cancel()
	o.wait.Wait()
}

func (o *outward) ask(ctx context.Context, call world.OutsideCall) (world.Action, error) {
	if call.Service == "ctrp" {
		return o.askCTRP(ctx, call)
	}
	return o.askCP(ctx, call)
}

func (o *outward) askCTRP(ctx context.Context, call world.OutsideCall) (world.Action, error) {
	host, port, err := net.SplitHostPort(call.Address)
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	request, err := ctrp.ParseRequest(call.Args[0])
	if err != nil {
		return nil, fmt.Errorf("the request: %w", err)
	}
	client := ctrp.Client{Dial: o.dial, Timeout: outwardTimeout, MaxContent: outwardContent}
	response, err := client.Do(ctx, ctrp.Address{Host: host, Port: number}, request)
	if err != nil {
		return nil, err
	}
	return call.Answer(value.Int(int(response.Status)), value.String(cut(response.Message, 1024)), value.String(response.Content)), nil
}

func (o *outward) askCP(ctx context.Context, call world.OutsideCall) (world.Action, error) {
	token, data := call.Args[0], call.Args[1]
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("the token holds characters that no token has")
	}
	conn, err := o.dial(ctx, "tcp", call.Address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	request := cp.AppendRequest(nil, cp.Request{Token: token, Data: cp.Escape(data)})
	if _, err := conn.Write(request); err != nil {
		return nil, err
	}
	var responses cp.Responses
	buffer := make([]byte, 4<<10)
	for read := 0; read < outwardContent; {
		n, readErr := conn.Read(buffer)
		responses.Feed(buffer[:n])
		read += n
		for {
			r, ok, err := responses.Next()
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			answer, err := cp.Unescape(r.Data)
			if err != nil {
				return nil, err
			}
			return call.Answer(value.Int(int(r.Status)), value.String(r.Token), value.String(answer)), nil
		}
		if errors.Is(readErr, io.EOF) {
			return nil, errors.New("the server closed the connection without an answer")
		}
		if readErr != nil {
			return nil, readErr
		}
	}
	return nil, errors.New("the answer is too long")
}

// errNotPermitted is the answer to addresses that the world does not allow.
var errNotPermitted = errors.New("Address not permitted") //nolint:staticcheck // as the peripheral says it

// dial connects to an address that the world allows. A name is looked up once, and the
// connection is made to the address that was found and checked, whatever the name means
// a moment later.
func (o *outward) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(portText)
	if err != nil || !o.g.spec.Allow.Names(host, port) {
		return nil, errNotPermitted
	}
	addresses, err := o.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	err = errNotPermitted
	for _, addr := range addresses {
		if !o.g.spec.Allow.Reaches(addr, port) {
			continue
		}
		var conn net.Conn
		dial := o.g.config.Dial
		if dial == nil {
			dial = (&net.Dialer{}).DialContext
		}
		if conn, err = dial(ctx, network, netip.AddrPortFrom(addr, uint16(port)).String()); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// resolve finds the IP addresses of a host.
func (o *outward) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr.Unmap()}, nil
	}
	lookup := o.g.config.Resolve
	if lookup == nil {
		lookup = func(ctx context.Context, host string) ([]net.IP, error) {
			return net.DefaultResolver.LookupIP(ctx, "ip", host)
		}
	}
	found, err := lookup(ctx, host)
	if err != nil {
		return nil, err
	}
	var out []netip.Addr
	for _, ip := range found {
		if addr, ok := netip.AddrFromSlice(ip); ok {
			out = append(out, addr.Unmap())
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no address", host)
	}
	return out, nil
}
