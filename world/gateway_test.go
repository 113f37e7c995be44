package world_test

import (
	"net/netip"
	"testing"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func allowed(t *testing.T, list ...string) world.Allowed {
	t.Helper()
	var out world.Allowed
	for _, text := range list {
		a, err := world.ParseAllowed(text)
		require.NoError(t, err)
		out = append(out, a)
	}
	return out
}

func TestAllowedNames(t *testing.T) {
	list := allowed(t, "example.org:7922", "*.lan.example:*", "10.1.0.0/16:50555", "127.0.0.1:*", "[2001:db8::/32]:80", "[::ffff:192.0.2.7]:1")
	for _, test := range []struct {
		host string
		port int
		want bool
	}{
		{"example.org", 7922, true},
		{"EXAMPLE.org.", 7922, true},
		{"example.org", 7923, false},
		{"www.example.org", 7922, false},
		{"badexample.org", 7922, false},
		{"a.lan.example", 1, true},
		{"a.b.lan.example", 65535, true},
		{"lan.example", 1, false},
		{".lan.example", 1, false},
		{"10.1.2.3", 50555, true},
		{"10.2.2.3", 50555, false},
		{"10.1.2.3", 80, false},
		{"::ffff:10.1.2.3", 50555, true},
		{"127.0.0.1", 9, true},
		{"127.1", 9, false},
		{"0x7f000001", 9, false},
		{"localhost", 9, false},
		{"2001:db8::5", 80, true},
		{"2001:db8::5%eth0", 80, false},
		{"192.0.2.7", 1, true},
		{"", 1, false},
		{"example.org\x00", 7922, false},
	} {
		assert.Equal(t, test.want, list.Names(test.host, test.port), "%s:%d", test.host, test.port)
	}
}

func TestAllowedReaches(t *testing.T) {
	list := allowed(t, "example.org:80", "10.1.0.0/16:80")
	for addr, want := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f::1": true, "10.1.9.9": true,
		"10.2.0.1": false, "127.0.0.1": false, "::1": false, "169.254.169.254": false, "192.168.1.1": false,
		"172.16.0.1": false, "0.0.0.0": false, "::": false, "224.0.0.1": false, "255.255.255.255": false,
		"100.64.0.1": false, "198.18.0.1": false, "fe80::1": false, "fc00::1": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.2.0.1": false, "64:ff9b::7f00:1": false, "::127.0.0.1": false,
		"2002:7f00:1::": false, "192.0.0.8": false, "240.0.0.1": false,
	} {
		assert.Equal(t, want, list.Reaches(netip.MustParseAddr(addr), 80), addr)
	}
	assert.False(t, list.Reaches(netip.MustParseAddr("10.1.9.9"), 81), "another port")
}

// TestWideNetworks: who allows everything has not named what is private.
func TestWideNetworks(t *testing.T) {
	list := allowed(t, "0.0.0.0/0:*", "[::/0]:*", "[fd00:1::/32]:*", "127.0.0.1:7922", "169.254.0.0/16:1")
	for addr, want := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f::1": true, "127.0.0.1": true, "fd00:1::1": true, "::ffff:127.0.0.1": true,
		"127.0.0.2": false, "10.1.1.1": false, "192.168.1.1": false, "169.254.169.254": false, "0.0.0.0": false,
		"::1": false, "fe80::1": false, "fd00:2::1": false, "224.0.0.1": false, "64:ff9b::7f00:1": false,
	} {
		assert.Equal(t, want, list.Names(addr, 7922), addr)
		assert.Equal(t, want, list.Reaches(netip.MustParseAddr(addr), 7922), addr)
	}
	assert.True(t, list.Names("169.254.169.254", 1))
}

func TestParseAllowedRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"example.org":        "is not HOST:PORT",
		"example.org:":       "is not HOST:PORT",
		":80":                "is not HOST:PORT",
		"example.org:0":      "a port is a number",
		"example.org:65536":  "a port is a number",
		"example.org:http":   "a port is a number",
		"2001:db8::1:80":     "is not HOST:PORT",
		"[fe80::1%eth0]:80":  "no zone",
		"10.1.2.3/16:80":     "the network is called 10.1.0.0/16",
		"*:80":               "neither a host nor a network",
		"exa mple.org:80":    "neither a host nor a network",
		"1.2.3.4.5:80":       "neither a host nor a network",
		"999.1.1.1:80":       "neither a host nor a network",
		"http://a.b:80":      "is not HOST:PORT",
		"[example.org]:80":   "is not HOST:PORT",
		"user@example.org:1": "neither a host nor a network",
	} {
		_, err := world.ParseAllowed(text)
		assert.ErrorContains(t, err, want, text)
	}
}

func FuzzParseAllowed(f *testing.F) {
	f.Add("example.org:80", "example.org", 80)
	f.Add("[2001:db8::/32]:*", "2001:db8::1", 1)
	f.Fuzz(func(t *testing.T, text, host string, port int) {
		a, err := world.ParseAllowed(text)
		if err != nil {
			return
		}
		_ = world.Allowed{a}.Names(host, port)
		assert.Equal(t, a.Name == "", a.Prefix.IsValid())
	})
}

// outside notes the calls that reach it.
type outside struct{ calls []world.OutsideCall }

func (o *outside) Call(c world.OutsideCall) { o.calls = append(o.calls, c) }

func TestTheGatewayPeripheral(t *testing.T) {
	call := func(o world.Outside, method string, args ...value.Value) (results []value.Value, err error) {
		s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
			results, err = worldtest.Call(c, world.Left, method, args...)
		}}}
		w := worldtest.NewSpec(t, world.Spec{
			Computers:   []world.ComputerSpec{{ID: 7, Program: s}},
			Peripherals: []world.PeripheralSpec{{Type: "gateway", Computer: 7, Side: world.Left, OnSide: true}},
			Gateway:     &world.GatewaySpec{Allow: allowed(t, "example.org:80")},
		}, world.Options{Outside: o})
		w.Until(1)
		return results, err
	}
	refused := func(why string) []value.Value { return []value.Value{value.Nil, str(why)} }

	results, err := call(nil, "isOpen")
	require.NoError(t, err)
	assert.Equal(t, []value.Value{value.Bool(false)}, results)
	o := &outside{}
	results, _ = call(o, "isOpen")
	assert.Equal(t, []value.Value{value.Bool(true)}, results)

	for _, address := range []string{"example.org:81", "example.com:80", "127.0.0.1:80"} {
		results, err = call(o, "ctrp", str(address), str("GET x"))
		require.NoError(t, err)
		assert.Equal(t, refused("Address not permitted"), results, address)
	}
	results, _ = call(o, "ctrp", str("example.org"), str("GET x"))
	assert.Equal(t, refused("Bad address: HOST:PORT is wanted"), results)
	results, _ = call(nil, "ctrp", str("example.org:80"), str("GET x"))
	assert.Equal(t, refused("The gateway is closed"), results)
	_, err = call(o, "ctrp", str("example.org:80"))
	assert.EqualError(t, err, "bad argument #2 (string expected, got nil)")
	_, err = call(o, "dance")
	assert.ErrorIs(t, err, world.ErrNoSuchMethod)
	assert.Empty(t, o.calls)

	results, err = call(o, "cp", str("example.org:80"), str("token"), str("Poll"))
	require.NoError(t, err)
	assert.Empty(t, results, "they come later")
	require.Len(t, o.calls, 1)
	assert.Equal(t, world.OutsideCall{Computer: 7, Task: 1, Service: "cp", Address: "example.org:80", Args: []string{"token", "Poll"}}, o.calls[0])
	assert.Equal(t, world.Answer{Task: 1, Results: []value.Value{value.Nil, str("no")}}, o.calls[0].Fail("no"))
}

func TestCallsOutsideAreAnsweredOneByOne(t *testing.T) {
	o := &outside{}
	var refused, begun int
	s := &worldtest.Script{On: on{worldtest.Boot: func(c *world.Computer, _ world.Event) {
		for range 20 {
			results, err := worldtest.Call(c, world.Left, "ctrp", str("example.org:80"), str("GET"))
			require.NoError(t, err)
			if len(results) == 0 {
				begun++
			} else {
				assert.Equal(t, str("Too many calls"), results[1])
				refused++
			}
		}
	}}}
	s.On["task_complete"] = func(c *world.Computer, _ world.Event) { s.On[worldtest.Boot](c, world.Event{}) }
	w := worldtest.NewSpec(t, world.Spec{
		Computers:   []world.ComputerSpec{{ID: 7, Program: s}},
		Peripherals: []world.PeripheralSpec{{Type: "gateway", Computer: 7, Side: world.Left, OnSide: true}},
		Gateway:     &world.GatewaySpec{Allow: allowed(t, "example.org:80")},
	}, world.Options{Outside: o})
	w.Until(1)
	assert.Equal(t, []int{8, 12}, []int{begun, refused})
	deep := value.Nil
	for range 101 {
		deep = value.List(deep, value.Int(1))
	}
	w.Do(7, o.calls[0].Answer(deep)) // not as such
	w.Until(2)
	assert.Equal(t, []int{9, 31}, []int{begun, refused}, "one has been answered")
	require.Len(t, s.Events, 1)
	assert.Equal(t, []value.Value{value.Int(1), value.Bool(true), value.Nil, str("The answer cannot be taken: its tables are more than 100 deep")}, s.Events[0].Args)
}

func TestWorldFilesNameTheirGateway(t *testing.T) {
	spec, err := world.Parse("w.toml", []byte("[gateway]\nid = 9\nchat = \"lobby\"\nrooms = [\"a\", \"b\"]\nallow = [\"example.org:*\"]\n[[computer]]\nid = 1\n"))
	require.NoError(t, err)
	assert.Equal(t, &world.GatewaySpec{Computer: 9, Chat: "lobby", Rooms: []string{"a", "b"}, Allow: allowed(t, "example.org:*")}, spec.Gateway)
	for toml, want := range map[string]string{
		"[gateway]\nid = 1\n[[computer]]\nid = 1":                       "w.toml:2",
		"[gateway]\nallow = [\"x\"]\n[[computer]]\nid = 1":              "\"x\" is not HOST:PORT",
		"[gateway]\nport = 1\n[[computer]]\nid = 1":                     "port",
		"[gateway]\nchat=\"a\"\nrooms=[\"a\"]\n[[computer]]\nid = 1":    "own room",
		"gateway = 1\n[[computer]]\nid = 1":                             "gateway",
		"[gateway]\nallow = [\"10.0.0.1/8:1\"]\n[[computer]]\nid = 1\n": "10.0.0.0/8",
	} {
		_, err := world.Parse("w.toml", []byte(toml))
		assert.ErrorContains(t, err, want, toml)
	}
}
