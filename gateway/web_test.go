package gateway_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/cryptonet"
	"ccnet/gateway"
	"ccnet/host"
	"ccnet/protocol/cnet"
	"ccnet/value"
	"ccnet/world"
)

const web = `
[[computer]]
id = 1
label = "shop"
modems = { top = "wireless" }
run = "shop.lua"
[computer.files]
"shop.lua" = '''
local cNet = require "cNet"
cNet.setLogger(function() end)
local function ok(data) return cNet.CttpResponse:new(cNet.CttpStatus.OK, nil, data) end
cNet.setRestApi("GET", "/hello", function(args) return ok("Hello, " .. table.concat(args, " ") .. "\n.\n\27[2J\n") end)
cNet.setRestApi("GET", "/glyphs", function() return ok("\200\27") end)
cNet.setRestApi("GET", "/table", function() return ok({ a = { 1, 2, "x" } }) end)
cNet.setRestApi("POST", "/echo", function(args, header, data) return ok(data) end)
cNet.setRestApi("GET", "/secret", function() return cNet.CttpResponse:new(cNet.CttpStatus.FORBIDDEN) end)
cNet.setRestApi("GET", "/broken", function() error("oh no") end)
cNet.setRestApi("GET", "/silent", function() return nil end)
cNet.startEventLoop(function() cNet.host("the shop") print("open") end)
'''

[[computer]]
id = 2
label = "dhcp"
modems = { top = "ender" }
run = "dhcp"

[[computer]]
id = 3
label = "site"
modems = { top = "ender" }
run = "late.lua"
[computer.files]
"late.lua" = "sleep(2) shell.run('rttp serve www')"
"home/.appdata/net.cfg" = '{"hostname":"site"}'
"www/index.rtml" = '{{ type = "TEXT", x = 3, y = 2, text = "Welcome" }, { type = "LINK", x = 1, y = 3, text = "more", href = "more.txt" }}'
"www/more.txt" = "plain text"
`

func TestServersOfTheWorldAreReached(t *testing.T) {
	h := openLua(t, web, gateway.Config{})
	h.awaitScreen(1, "open")
	h.awaitScreen(3, "Serving")
	for _, test := range []struct{ request, want string }{
		{"GET cttp://the%20shop/hello/you/there", "20 OK (200 OK)\nHello, you there\n..\n\\x1b[2J\n.\n"},
		{"GET cttp://the%20shop/glyphs", "20 OK (200 OK)\nÈ←\n.\n"},
		{"GET cttp://the%20shop/table", "20 OK (200 OK)\n{\n  a = {\n    1,\n    2,\n    \"x\",\n  },\n}\n.\n"},
		{"POST cttp://the%20shop/echo a text with blanks é", "20 OK (200 OK)\na text with blanks é\n.\n"},
		{"GET cttp://the%20shop/secret", "42 FORBIDDEN (403 Forbidden)\n.\n"},
		{"GET cttp://the%20shop/nothing", "41 NOT FOUND (404 Not Found)\n"},
		{"GET cttp://the%20shop/broken", "50 ERROR (500 Internal Server Error)\n"},
		{"GET rttp://site.lan/more.txt", "20 OK (200 Okay)\nplain text\n.\n"},
		{"GET rttp://site.lan/", "20 OK (200 Okay)\n"},
		{"GET rttp://site.lan/nothing", "41 NOT FOUND (404 Not Found)\n"},
		{"GET rttp://nobody.lan/", "41 NOT FOUND\n"},
		{"LIST servers", "20 OK\nserver cttp://the%20shop/\nhost rttp://192.168.0.0/\nhost rttp://192.168.0.2/\n.\n"},
	} {
		got := h.ask(test.request)
		if len(test.want) > 2 && test.want[len(test.want)-3:] == "\n.\n" {
			assert.Equal(t, test.want, got, test.request)
		} else {
			assert.Contains(t, got, test.want, test.request)
		}
	}
	h.replay()
}

// far has a host whose address is not beside the gateway's, and who speaks now and then.
const far = `
[[computer]]
id = 1
modems = { top = "ender" }
run = "dhcp"

[[computer]]
id = 2
modems = { top = "ender" }
run = "far.lua"
[computer.files]
"far.lua" = '''
local modem, ip = peripheral.wrap("top"), 3232236809
modem.open(10000)
local function say(dest, kind, id)
  modem.transmit(10000, 10000, { origin = ip, dest = dest, port = 10000, header = { type = kind }, body = {}, msgid = id })
end
local id, timer = 1, os.startTimer(0)
while true do
  local event, a, _, _, message = os.pullEvent()
  if event == "timer" and a == timer then
    say(-1, "hello", id)
    id, timer = id + 1, os.startTimer(0.5)
  elseif event == "modem_message" and message.dest == ip and message.header.type == "ping" then
    say(message.origin, "ping-return", message.msgid)
  end
end
'''
`

// TestHostsThatSpeakAreFound: wherever their address is.
func TestHostsThatSpeakAreFound(t *testing.T) {
	h := openLua(t, far, gateway.Config{})
	require.Eventually(t, func() bool {
		return h.ask("LIST servers") == "20 OK\nhost rttp://192.168.0.0/\nhost rttp://192.168.5.9/\n.\n"
	}, time.Minute, time.Millisecond)
	h.replay()
}

// TestAServerMayHaveAnotherCertificate: what the gateway remembers of a server is not
// true for ever.
func TestAServerMayHaveAnotherCertificate(t *testing.T) {
	h := open(t, func() world.Spec {
		return world.Spec{Name: "shop", Computers: []world.ComputerSpec{{
			ID: 1, Modems: []world.ModemSpec{{Side: world.Top, Kind: world.Wireless}},
			Program: host.Program(func(h *host.Host) error {
				var mux cnet.Mux
				boot := h.Computer().Now()
				mux.Handle("GET", "/boot", func(*cnet.Call) (cnet.Response, error) {
					return cnet.Response{Status: cnet.OK, Data: value.String(boot.String())}, nil
				})
				certificate, key := cryptonet.GenerateCertificate(cryptonet.Seeded(uint64(boot)), "shop")
				_, err := h.ServeCTTP(cryptonet.HostOptions{Name: "shop", Certificate: &certificate, PrivateKey: &key}, &mux)
				return err
			}),
		}}}
	}, gateway.Config{})
	first := h.ask("GET cttp://shop/boot")
	assert.Equal(t, "20 OK (200 OK)\n0.00s\n.\n", first)
	assert.Equal(t, first, h.ask("GET cttp://shop/boot"))
	h.world.Do(1, world.Reboot{})
	time.Sleep(100 * time.Millisecond)
	second := h.ask("GET cttp://shop/boot")
	assert.Contains(t, second, "20 OK (200 OK)\n")
	assert.NotEqual(t, first, second)
	h.replay()
}
