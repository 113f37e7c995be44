package main

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"ccnet/cryptonet"
	"ccnet/host"
	"ccnet/protocol/cnet"
	"ccnet/value"
)

// row is something to be timed.
type row struct {
	name                string
	from                string // whose original it is
	original, lua, inGo work
}

var rows = []row{
	{"key pair", "cryptonet", work{1, luaAlone(keysLua)}, work{100, luaAlone(keysLua)}, work{200, goKeys}},
	{"handshake, both sides", "cryptonet", work{2, luaPair(serverLua, handshakeLua)}, work{200, luaPair(serverLua, handshakeLua)}, work{1000, goPair(goEcho, goHandshake)}},
	{"seal and open 100 B", "cryptonet", work{20, luaAlone(sealLua(100))}, work{}, work{20000, goSeal(100)}},
	{"seal and open 1 KB", "cryptonet", work{4, luaAlone(sealLua(1 << 10))}, work{}, work{5000, goSeal(1 << 10)}},
	{"seal and open 64 KB", "cryptonet", work{1, luaAlone(sealLua(64 << 10))}, work{}, work{100, goSeal(64 << 10)}},
	{"message and answer 100 B", "cryptonet", work{10, luaPair(serverLua, echoLua(100))}, work{500, luaPair(serverLua, echoLua(100))}, work{5000, goPair(goEcho, goSend(100))}},
	{"message and answer 1 KB", "cryptonet", work{4, luaPair(serverLua, echoLua(1<<10))}, work{200, luaPair(serverLua, echoLua(1<<10))}, work{2000, goPair(goEcho, goSend(1<<10))}},
	{"CTTP request and response", "copperos", work{4, luaPair(cnetServerLua, cnetClientLua)}, work{500, luaPair(cnetServerLua, cnetClientLua)}, work{5000, goPair(goCTTP, goRequests)}},
}

// keys are those of the server called bench, so that nobody waits for new ones.
var certificate, privateKey = cryptonet.GenerateCertificate(cryptonet.Seeded(1), "bench")

const keysLua = `
local cryptoNet = require "cryptoNet"
cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(function()
    for i = 1, N do cryptoNet.generateCertificate("x" .. i) end
    print("done")
end)
`

const serverLua = `
local cryptoNet = require "cryptoNet"
cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(function()
    cryptoNet.host("bench")
    print("ready")
end, function(event)
    if event[1] == "encrypted_message" then cryptoNet.send(event[3], event[2]) end
end)
`

const handshakeLua = `
local cryptoNet = require "cryptoNet"
cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(function()
    repeat until #cryptoNet.discover(1) > 0 -- the original's server loses what comes first
    for i = 1, N do cryptoNet.close(cryptoNet.connect("bench")) end
    print("done")
end)
`

// sealLua uses the original's cipher, which is a global of its module. More than
// 8 KB in one go takes it longer than a program may run without a pause.
func sealLua(size int) string {
	piece := min(size, 8<<10)
	return fmt.Sprintf(`
require "cryptoNet"
local key, iv = {}, {}
for i = 1, 16 do key[i], iv[i] = i, 17 - i end
local text = ("x"):rep(%d)
for i = 1, N * %d do
    assert(aes.decrypt_str(aes.encrypt_str(text, key, iv), key, iv) == text)
    os.queueEvent("next")
    os.pullEvent("next")
end
print("done")
`, piece, size/piece)
}

func echoLua(size int) string {
	return fmt.Sprintf(`
local cryptoNet = require "cryptoNet"
cryptoNet.setLoggingEnabled(false)
cryptoNet.startEventLoop(function()
    repeat until #cryptoNet.discover(1) > 0
    local socket = cryptoNet.connect("bench")
    local text = ("x"):rep(%d)
    for i = 1, N do
        cryptoNet.send(socket, text)
        os.pullEvent("encrypted_message")
    end
    print("done")
end)
`, size)
}

const cnetServerLua = `
local cNet = require "cNet"
cNet.setLogger(function() end)
cNet.setRestApi("GET", "/path", function()
    return cNet.CttpResponse:new(cNet.CttpStatus.OK, {}, "Hello")
end)
cNet.startEventLoop(function()
    cNet.host("bench")
    print("ready")
end)
`

const cnetClientLua = `
local cNet = require "cNet"
cNet.setLogger(function() end)
cNet.startEventLoop(function()
    repeat until #cNet.CryptoNet.discover(1) > 0
    local connection = cNet.connectCtcp("bench")
    local request = cNet.CttpRequest:new("GET", "/path")
    for i = 1, N do
        local response = cNet.sendCttpRequest(connection, request, 60)
        assert(response and response.statusCode == 200, "no response")
    end
    print("done")
end)
`

// luaAlone runs a program on one computer.
func luaAlone(program string) func(int, map[string]string) error {
	return func(n int, files map[string]string) error {
		return runWorld(luaComputer(2, program, n, files))
	}
}

// luaPair runs a server and a client.
func luaPair(server, client string) func(int, map[string]string) error {
	return func(n int, files map[string]string) error {
		files = maps.Clone(files)
		files["bench.crt"] = certificate.Marshal()
		files["bench_private.key"] = privateKey.Marshal()
		return runWorld(luaComputer(1, server, n, files), luaComputer(2, "sleep(5)\n"+client, n, files))
	}
}

// goPair runs a server and a client in Go.
func goPair(server func(*host.Host) error, client func(h *host.Host, n int) error) func(int, map[string]string) error {
	return func(n int, _ map[string]string) error {
		return runWorld(goComputer(1, server), goComputer(2, func(h *host.Host) error { return client(h, n) }))
	}
}

func goKeys(n int, _ map[string]string) error {
	random := cryptonet.Seeded(1)
	for range n {
		cryptonet.GenerateCertificate(random, "x")
	}
	return nil
}

func goSeal(size int) func(int, map[string]string) error {
	return func(n int, _ map[string]string) error {
		key, iv := cryptonet.Key{1}, cryptonet.Key{2}
		text := strings.Repeat("x", size)
		for range n {
			c := cryptonet.NewCipher(key) // as the original expands the key each time
			if c.Open(iv, c.Seal(iv, text)) != text {
				return errors.New("what was sealed does not open")
			}
		}
		return nil
	}
}

var hosting = cryptonet.HostOptions{Name: "bench", Certificate: &certificate, PrivateKey: &privateKey}
var connecting = cryptonet.ConnectOptions{Certificate: &certificate}

func goEcho(h *host.Host) error {
	_, err := h.Serve(hosting, func(e cryptonet.Event) {
		if e.Kind == cryptonet.EncryptedMessage {
			_ = e.Socket.Send(e.Value) // fails only on closed sockets
		}
	})
	return err
}

func goHandshake(h *host.Host, n int) error {
	for range n {
		c, err := h.Connect(connecting)
		if err != nil {
			return err
		}
		c.Close()
	}
	return nil
}

func goSend(size int) func(*host.Host, int) error {
	return func(h *host.Host, n int) error {
		c, err := h.Connect(connecting)
		if err != nil {
			return err
		}
		text := value.String(strings.Repeat("x", size))
		for range n {
			if err := c.Send(text); err != nil {
				return err
			}
			if _, err := c.Receive(host.DefaultTimeout); err != nil {
				return err
			}
		}
		return nil
	}
}

func goCTTP(h *host.Host) error {
	mux := new(cnet.Mux)
	mux.Handle(cnet.MethodGet, "/path", func(*cnet.Call) (cnet.Response, error) {
		return cnet.Response{Status: cnet.OK, Data: value.String("Hello")}, nil
	})
	_, err := h.ServeCTTP(hosting, mux)
	return err
}

func goRequests(h *host.Host, n int) error {
	c, err := h.DialCTTP(connecting)
	if err != nil {
		return err
	}
	for range n {
		if _, err := c.Get("/path"); err != nil {
			return err
		}
	}
	return nil
}
