package gateway_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/gateway"
	"ccnet/protocol/cp"
	"ccnet/protocol/ctrp"
)

// serve starts something on an address of the machine, and returns the address.
func serve(t *testing.T, run func(net.Listener) error, stop func() error) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = run(ln)
	}()
	t.Cleanup(func() {
		_ = stop()
		<-done
	})
	return ln.Addr().String()
}

const caller = `
[gateway]
allow = %s
[[computer]]
id = 1
run = "call.lua"
stay = true
files = { "call.lua" = """
local gateway = peripheral.find("gateway")
print(gateway.isOpen())
%s
print("done")
os.pullEvent("never")
""" }
[[peripheral]]
type = "gateway"
computer = 1
side = "left"
`

// call runs Lua on a computer with a gateway peripheral, and returns what it shows.
func call(t *testing.T, config gateway.Config, allow []string, lua string) string {
	t.Helper()
	list := `["` + strings.Join(allow, `", "`) + `"]`
	if allow == nil {
		list = "[]"
	}
	h := openLua(t, fmt.Sprintf(caller, list, lua), config)
	h.awaitScreen(1, "done")
	shown := h.ask("SCREEN 1")
	h.replay()
	return strings.TrimSuffix(strings.TrimPrefix(shown, "20 OK\ntrue\n"), "done\n.\n")
}

func TestTheWayOutToCTRP(t *testing.T) {
	var calls atomic.Int32
	server := &ctrp.Server{}
	server.Handler = ctrp.HandlerFunc(func(_ context.Context, req ctrp.Request) ctrp.Response {
		calls.Add(1)
		switch req.Command {
		case "MOVE":
			return ctrp.Response{Status: ctrp.Moved, Content: "ctrp://127.0.0.2:9/GET"}
		case "LONG":
			return ctrp.Text(strings.Repeat("x\n", 200_000))
		}
		return ctrp.Text("you asked for " + req.Arguments)
	})
	address := serve(t, server.Serve, server.Close)
	_, port, _ := net.SplitHostPort(address)

	ask := func(address, request string) string {
		return fmt.Sprintf("print(gateway.ctrp(%q, %q))", address, request)
	}
	got := call(t, gateway.Config{}, []string{address}, ask(address, "GET this"))
	assert.Equal(t, "20 OK you asked for this\n\n", got)

	before := calls.Load()
	for name, test := range map[string]struct {
		allow         []string
		request, want string
	}{
		"nothing is allowed":     {nil, ask(address, "GET this"), "nil Address not permitted"},
		"another port":           {[]string{"127.0.0.1:1"}, ask(address, "GET this"), "nil Address not permitted"},
		"another host":           {[]string{"127.0.0.9:*"}, ask(address, "GET this"), "nil Address not permitted"},
		"no address":             {[]string{address}, ask("nonsense", "GET this"), "nil Bad address"},
		"two lines":              {[]string{address}, `print(gateway.ctrp("` + address + `", "GET\\r\\nGET"))`, "nil the request"},
		"a name that leads here": {[]string{"trap.example:*"}, ask("trap.example:"+port, "GET this"), "Address not\npermitted"},
		"nobody there":           {[]string{"127.0.0.1:1"}, ask("127.0.0.1:1", "GET this"), "connection refused"},
	} {
		config := gateway.Config{Resolve: func(context.Context, string) ([]net.IP, error) { return []net.IP{net.IPv4(127, 0, 0, 1)}, nil }}
		assert.Contains(t, call(t, config, test.allow, test.request), test.want, name)
	}
	assert.Equal(t, before, calls.Load(), "nothing of that came to the server")

	assert.Contains(t, call(t, gateway.Config{}, []string{address}, ask(address, "MOVE")), "Address not permitted", "a redirection")
	assert.Contains(t, call(t, gateway.Config{}, []string{address}, ask(address, "LONG")), "nil ")
}

// TestNamesAreLookedUpOnce has a name that means something else each time.
func TestNamesAreLookedUpOnce(t *testing.T) {
	server := &ctrp.Server{Handler: ctrp.HandlerFunc(func(context.Context, ctrp.Request) ctrp.Response { return ctrp.Text("inside") })}
	address := serve(t, server.Serve, server.Close)
	var lookups atomic.Int32
	var dialled atomic.Value
	config := gateway.Config{
		Resolve: func(_ context.Context, host string) ([]net.IP, error) {
			if lookups.Add(1) == 1 {
				return []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(93, 184, 215, 14)}, nil
			}
			return []net.IP{net.IPv4(127, 0, 0, 1)}, nil
		},
		Dial: func(ctx context.Context, network, to string) (net.Conn, error) {
			dialled.Store(to)
			return (&net.Dialer{}).DialContext(ctx, network, address) // stands for the one outside
		},
	}
	got := call(t, config, []string{"*.example:80"}, `print(gateway.ctrp("rebind.example:80", "GET"))`)
	assert.Equal(t, "20 OK inside\n\n", got)
	assert.Equal(t, int32(1), lookups.Load())
	assert.Equal(t, "93.184.215.14:80", dialled.Load(), "the address that was checked")
}

func TestTheWayOutToCP(t *testing.T) {
	server := &cp.Server{Hub: cp.NewHub(cp.Config{})}
	address := serve(t, server.Serve, server.Close)
	member, err := server.Hub.Join("bob", nil)
	require.NoError(t, err)
	got := call(t, gateway.Config{}, []string{address}, fmt.Sprintf(`
local chat = require("cp").open(%q)
print(chat:setName("alice"))
print(chat:tell("bob", "h\\228llo\\nyou"))
print(chat:tell("nobody", "x"))
print(chat:poll())
print(gateway.cp(%[1]q, "bad\\r\\ntoken", "Poll"))
`, address))
	assert.Equal(t, "true\ntrue\nfalse There is no such user\nnil\nnil the token holds characters that no token has\n", got)
	m, ok := member.Poll()
	require.True(t, ok)
	assert.Equal(t, cp.Message{From: "alice", To: "bob", Text: "hällo\nyou"}, m)
}

func TestCallsThatHangEndWithTheDoors(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	require.NoError(t, err)
	defer ln.Close()
	lua := fmt.Sprintf(`
for i = 1, 12 do
  calls = calls or {}
  calls[i] = function() print(gateway.ctrp(%q, "GET")) end
end
parallel.waitForAll(table.unpack(calls))
`, ln.Addr())
	h := openLua(t, fmt.Sprintf(caller, `["127.0.0.1:*"]`, lua), gateway.Config{})
	h.awaitScreen(1, "nil Too many calls")
	h.replay()
}
