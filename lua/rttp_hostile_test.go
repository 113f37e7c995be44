package lua_test

import (
	"strings"
	"testing"

	"ccnet/world"
)

// attacker is a computer that sends what it likes: send(channel, message) fills in who it
// is, and that the message is for 192.168.0.1, the victim.
func attacker(program string, expect ...string) world.ComputerSpec {
	return station(66, `
		local modem, number = peripheral.wrap("back"), 0
		for _, port in ipairs { 10000, 10080 } do modem.open(port) end
		local function send(port, message)
			number = number + 1
			message.origin = message.origin or 0xC0A80042
			message.dest = message.dest or 0xC0A80001
			message.port, message.msgid = port, message.msgid or number
			modem.transmit(port, port, message)
		end
	`+program, expect...)
}

// victim is a computer at 192.168.0.1.
func victim(program string, expect ...string) world.ComputerSpec {
	return station(1, `
		local net, rttp = require "net", require "rttp"
		net.setup(nil, "192.168.0.1")
	`+program, expect...)
}

// askTwice asks the victim for a page, before the attack and after it.
func askAfter(seconds string, expect ...string) world.ComputerSpec {
	return station(2, `
		local net, rttp = require "net", require "rttp"
		net.setup(nil, "192.168.0.2")
		sleep(`+seconds+`)
		local reply = rttp.getSync("192.168.0.1", "/hello")
		print(type(reply) == "table" and reply.header.code .. " " .. tostring(reply.body) or reply)
	`, expect...)
}

const helloServer = `
	rttp.handleMsg(function(method, head, body)
		if method == "ECHO" then return 200, "text/plain", body .. body end
		if method ~= "GET" then error("oh no") end
		return 200, "text/plain", "hello"
	end)
	rttp.runServer()
`

func TestServersStandAttacks(t *testing.T) {
	for name, attack := range map[string]string{
		"long fields that replies repeat": `
			local long = ("x"):rep(9e6)
			send(10080, { header = { type = "rttp", method = long } })
			send(10080, { header = { type = "rttp", method = "GET", domain = long } })
			send(10080, { header = { type = "rttp", method = "GET", conId = long } })
			send(10000, { header = { type = "ping", domain = long } })`,
		"a reply that is too large": `
			send(10080, { header = { type = "rttp", method = "ECHO" }, body = ("x"):rep(9e6) })`,
		"a failure that is long to tell": `
			local body, line = {}, ("x"):rep(1000)
			for i = 1, 1500 do body[i] = line end
			send(10080, { header = { type = "rttp", method = "FAIL", path = ("y\n"):rep(1e6) }, body = body })`,
		"messages that are no requests": `
			for i = 1, 40 do
				send(10080, { header = { type = "rttp", code = 200 }, body = ("x"):rep(5e6) })
				send(10080, { header = { type = "other" }, body = ("x"):rep(5e6) })
				sleep(0)
			end`,
		"many long requests at once": `
			for i = 1, 40 do
				send(10080, { header = { type = "rttp", method = "GET" }, body = ("x"):rep(5e6) })
				send(10080, { header = { type = "rttp", method = "GET" }, body = ("x"):rep(5e6) })
				send(10080, { header = { type = "rttp", method = "GET" }, body = ("x"):rep(5e6) })
				sleep(0)
			end`,
		"answers to everybody": `
			send(10080, { origin = -1, header = { type = "rttp", method = "GET" } })
			send(10000, { origin = -1, header = { type = "ping" } })
			print(parallel.waitForAny(function() while select(5, os.pullEvent("modem_message")).dest ~= -1 do end end, function() sleep(1) end))`,
	} {
		t.Run(name, func(t *testing.T) {
			var expect []string
			if strings.Contains(attack, "print") {
				expect = []string{"2"}
			}
			runUntilExpected(t, nil, victim(helloServer), attacker("sleep(1)\n"+attack, expect...), askAfter("10", "200 hello"))
		})
	}
}

// TestSlowServersStandLongRequests: while one request is answered, others wait, but not
// more than the computer can hold.
func TestSlowServersStandLongRequests(t *testing.T) {
	runUntilExpected(t, nil, victim(`
		rttp.handleMsg(function(method, head, body)
			if method == "SLOW" then sleep(5) end
			return 200, "text/plain", "hello"
		end)
		rttp.runServer()`),
		attacker(`
			sleep(1)
			for i = 1, 30 do
				send(10080, { header = { type = "rttp", method = "SLOW" }, body = ("x"):rep(5e6) })
				sleep(0.1)
			end`),
		askAfter("60", "200 hello"))
}

// TestServerAfterServer: one that has been ended answers nothing any more, and leaves
// nothing behind.
func TestServerAfterServer(t *testing.T) {
	runUntilExpected(t, nil, victim(`
		for i = 1, 3 do
			rttp.handleMsg(function() print("asked " .. i) return 200, "text/plain", "server " .. i end)
			parallel.waitForAny(rttp.runServer, function() sleep(3) end)
		end
		print(net.getCIDofNetHandlers())
	`, "asked 1", "asked 3", "2"), station(2, `
		local net, rttp = require "net", require "rttp"
		net.setup(nil, "192.168.0.2")
		for i = 1, 2 do
			sleep(2)
			print(rttp.getSync("192.168.0.1", "/hello").body)
			sleep(3)
		end`, "server 1", "server 3"))
}

// TestWaitingStandsAttacks: who waits for a message keeps little of what comes before it.
func TestWaitingStandsAttacks(t *testing.T) {
	runUntilExpected(t, nil, victim(`
		print(net.waitForMsgAll(function(_, message) return message.header.type ~= "end" end, 60).body)
		print(net.waitForMsg(10080, 1).header.type)
	`, "done", "small"), attacker(`
		sleep(1)
		for i = 1, 40 do
			send(10080, { header = { type = "big" }, body = ("x"):rep(5e6) })
			send(10080, { header = { type = "big" }, body = ("x"):rep(5e6) })
			sleep(0)
		end
		send(10080, { header = { type = "small" } })
		sleep(0)
		send(10080, { header = { type = "end" }, body = "done" })`))
}

// TestTakenMessagesAreLetGo: what a program has had and forgotten is forgotten.
func TestTakenMessagesAreLetGo(t *testing.T) {
	runUntilExpected(t, nil, victim(`
		for i = 1, 40 do net.waitForMsg(10080, 60) end
		print("done")
	`, "done"), attacker(`
		sleep(1)
		for i = 1, 40 do
			send(10080, { header = { type = "big" }, body = ("x"):rep(5e6) })
			sleep(0.1)
		end`))
}

// TestEventsThatAreNoMessages: any program can queue them.
func TestEventsThatAreNoMessages(t *testing.T) {
	runUntilExpected(t, nil, victim(`
		local junk = { false, 5, "x", {}, { port = 10080, dest = 0xC0A80001 }, { port = 10080, dest = 0xC0A80001, header = 5 } }
		for i = 0, #junk do
			os.queueEvent("net_message", junk[i])
			os.queueEvent("modem_message", "back", junk[i], 1, {}, 0)
			os.queueEvent("modem_message", "back", 10080, 1, junk[i], 0)
		end
		for _, channel in ipairs { 0 / 0, 1 / 0, 0.5, -1, 1e300, {}, "10080" } do
			os.queueEvent("modem_message", "back", channel, 1, {}, 0)
		end
		print(rttp.getSync("192.168.0.9", "/"), net.waitForMsg(10080, 1), net.sendSync(10000, "192.168.0.9", "ping", {}))
	`, "timeout timeout timeout"))
}

// TestPortsThatAreNone are the sender's own fault, and hold up nothing else.
func TestPortsThatAreNone(t *testing.T) {
	runUntilExpected(t, nil, victim(`
		for _, port in ipairs { -1, 65536, 1e300 } do print((pcall(net.send, port, "192.168.0.9", "x", {}))) end
		net.send(10080, "192.168.0.1", "x", 7)
		print(net.waitForMsg(10080, 1).body)
	`, "false", "false", "false", "7"))
}

// TestSetupGoesOn: whatever has become of who began it.
func TestSetupGoesOn(t *testing.T) {
	runUntilExpected(t, nil, station(1, `
		local net = require "net"
		parallel.waitForAny(net.setup, function() sleep(1) end)
		print(net.setup())
	`, "true"))
}

// TestSetupIsNotEndedByOthers: by a message that gives no address.
func TestSetupIsNotEndedByOthers(t *testing.T) {
	runUntilExpected(t, nil,
		station(1, `
			local net = require "net"
			net.setup()
			print(net.ipFormat(net.getIP()))
		`, "192.168.0.2"),
		attacker(`
			while true do
				local _, _, _, _, message = os.pullEvent("modem_message")
				if message.header.type == "net.ip.req" then
					send(10000, { dest = message.origin, msgid = message.msgid, header = { type = "net.ip.acp.return" }, body = {} })
					send(10000, { dest = message.origin, msgid = message.msgid, header = { type = "net.ip.acp.return" }, body = { ip = 5 } })
				end
			end`),
		world.ComputerSpec{ID: 100, Modems: wireless, Run: []string{"dhcp"}, Stay: true})
}

// TestAddressServerOnFullDisk goes on with what it has in memory.
func TestAddressServerOnFullDisk(t *testing.T) {
	runUntilExpected(t, nil,
		world.ComputerSpec{ID: 100, Modems: wireless, Run: []string{"dhcp"}, Stay: true, Quota: 8000,
			Expect: []string{"Unable to keep leases and names:"}},
		attacker(`
			sleep(1)
			for i = 1, 300 do
				send(10000, { origin = 0xC0A80100 + i, dest = 0xC0A80000, header = { type = "net.ip.changeHost" }, body = { hostname = ("n"):rep(50) .. i } })
				if i % 100 == 0 then sleep(0) end
			end`),
		named(station(2, `
			local net = require "net"
			sleep(5)
			net.setup()
			print(net.ipFormat(net.getIP()), net.ipFormat(net.realizeHostname("me.lan")))
		`, "192.168.0.2 192.168.0.2"), `{"hostname":"me"}`))
}

// TestFileServerStandsAttacks: what is asked for is not shown at length.
func TestFileServerStandsAttacks(t *testing.T) {
	site := victim(`shell.run("rttp serve /www")`, "GET /", "GET "+strings.Repeat("y?", 23)+"y", "GET /hello")
	site.Files.Inline["www/hello/index.txt"] = "hello"
	runUntilExpected(t, nil, site, attacker(`
		sleep(1)
		send(10080, { header = { type = "rttp", method = "GET", path = "/" } })
		send(10080, { header = { type = "rttp", method = "GET", path = ("y\n"):rep(4e6) } })
		send(10080, { header = { type = "rttp", method = "GET", path = {} } })
		send(10080, { header = { type = "rttp", method = "GET", path = ("../"):rep(1e5) } })
		send(10080, { header = { type = "rttp", method = {} } })`),
		askAfter("10", "200 hello"))
}

// TestBrowserStandsPages that want to be rid of it.
func TestBrowserStandsPages(t *testing.T) {
	runUntilExpected(t, nil, victim(`
		local cookies = {}
		for i = 1, 20000 do cookies["cookie" .. i] = "content" end
		local elements = {
			{ type = "DOM-LINK", x = 1, y = 1, text = "elsewhere", href = "http://elsewhere/" },
			{ type = "INPUT", x = -3, y = 1e9, len = -1e9, text = {}, name = {} },
			{ type = "TEXT", x = 0 / 0, y = 2, text = "a\27b\nc", color = 0 / 0, bgColor = {} },
		}
		for i = 4, 5000 do elements[i] = { type = "TEXT", x = 1, y = i, text = ("x"):rep(100) } end
		local last
		rttp.handleMsg(function(method, head)
			local n = 0
			for _ in pairs(head.cookies or {}) do n = n + 1 end
			print(method, #head.path < 100 and head.path or #head.path, n)
			if head.path == "/page" then return 200, "table/rtml", elements end
			if head.path == "/lines" then return 200, "text/plain", ("\n"):rep(4e6) end
			if head.path == "/cookies" then return 200, "text/plain", "", { cookies = cookies } end
			if head.path == "/loop" then return 307, "text/plain", "", { redirect = "/loop" } end
			if head.path == "/code" then return 0 / 0, "\27[2J", {} end
			return 307, "text/plain", "", { redirect = ("x"):rep(1e6) }
		end)
		rttp.runServer()
	`, "GET /cookies 0", "GET /page 64"), station(2, `
		local net = require "net"
		net.setup(nil, "192.168.0.2")
		local function press(key) os.queueEvent("key", key) sleep(1) end
		local function open(url)
			os.queueEvent("char", "g") sleep(0.5)
			os.queueEvent("paste", url) sleep(0.5)
			press(keys.enter)
			sleep(3)
		end
		parallel.waitForAll(
			function() shell.run("rttp browse rttp://192.168.0.1/cookies") end,
			function()
				sleep(5)
				for _, path in ipairs { "page", "lines", "loop", "code", "far" } do open("192.168.0.1/" .. path) end
				open("http://192.168.0.1/")
				open("192.168.0.1/page")
				press(keys.down) press(keys.enter) press(keys.enter) press(keys.down) press(keys.pageDown)
				os.queueEvent("char", "r") sleep(3)
				press(keys.up)
				os.queueEvent("char", "q")
			end)
		print("left by q")
	`, "left by q"))
}
