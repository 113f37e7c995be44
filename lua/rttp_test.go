package lua_test

import (
	"testing"

	"ccnet/world"
)

// onNetwork adds a DHCP server to computers that join its network.
func onNetwork(t *testing.T, computers ...world.ComputerSpec) {
	t.Helper()
	runUntilExpected(t, nil, append(computers, world.ComputerSpec{
		ID: 100, Modems: wireless, Run: []string{"dhcp"}, Stay: true,
	})...)
}

// named is a computer that calls itself something.
func named(c world.ComputerSpec, config string) world.ComputerSpec {
	c.Files.Inline["home/.appdata/net.cfg"] = config
	return c
}

const echoServer = `
	local rttp = require "rttp"
	rttp.handleMsg(function(method, head, body, msg)
		if head.path == "/fail" then error("oh no", 0) end
		if head.path == "/nothing" then return end
		if head.path == "/bool" then return 200, "text/plain", true end
		if head.path == "/slow" then sleep(1) end
		return 200, head.contentType, body, { more = method .. " " .. rttp.stringMessage(msg):match("| (%u+)") }
	end)
`

const echoCalls = `
	sleep(2)
	local rttp = require "net.rttp"
	local function show(r) print(type(r) == "table" and r.header.code .. " " .. textutils.serialise(r.body, { compact = true }) or r) end
	local r = rttp.getSync("echo.lan", "/")
	print(r.header.type, r.header.method, r.header.rspDomain, r.header.more, rttp.valid(r))
	local id = rttp.get("echo.lan", "/later")
	local answer = rttp.waitForMsg(0)
	print(answer.msgid == id, answer.header.code)
	show(rttp.postSync("echo.lan", "/", "table", { 1, { a = "b" } }))
	show(rttp.postSync("echo.lan", "/", "text/plain", "text", { cookie = "c" }, 5))
	show(rttp.sendSync("echo.lan", "/", "PUT", "x", 7))
	show(rttp.getSync("echo.lan", "/fail"))
	show(rttp.getSync("echo.lan", "/nothing"))
	show(rttp.getSync("echo.lan", "/bool"))
	show(rttp.getSync("echo.lan", "/slow", nil, 0.5))
	show(rttp.getSync("echo.lan", "/slow"))
	show(rttp.getSync("192.168.0.77", "/"))
	show(rttp.getSync("nobody.lan", "/"))
	show(rttp.getSync("192.168.0." .. net.getIP() % 256, "/", nil, 1))
	print(rttp.codeName(404), rttp.codeName(307), rttp.codeName(1), rttp.responseCodes.imATeapot)
`

// echoAnswers is what echoCalls prints. A number that was encrypted arrives as a text.
func echoAnswers(c world.ComputerSpec, number string) world.ComputerSpec {
	c.Expect = []string{
		"rttp GET echo.lan GET GET true",
		"true 200",
		`200 {1,{a="b",},}`,
		`200 "text"`,
		"200 " + number,
		`500 "Something went wrong processing the request"`,
		`500 "Something went wrong processing the request"`,
		`500 "Something went wrong processing the request"`,
		"timeout",
		"200 {}",
		"timeout",
		"send_fail",
		"timeout",
		"Not Found Moved Temporarily Unknown 418",
	}
	return c
}

func TestRTTP(t *testing.T) {
	for name, c := range map[string]struct{ server, client, number string }{
		"plain":     {`{"hostname":"echo"}`, `{"hostname":"me"}`, "7"},
		"encrypted": {`{"hostname":"echo","encrypt":true}`, `{"hostname":"me","encrypt":true}`, `"7"`},
		"one only":  {`{"hostname":"echo","encrypt":true}`, `{"hostname":"me"}`, "7"},
	} {
		t.Run(name, func(t *testing.T) {
			onNetwork(t,
				named(station(1, echoServer+`rttp.runServer()`), c.server),
				echoAnswers(named(station(2, echoCalls), c.client), c.number),
			)
		})
	}
}

// TestRTTPInTheBackground: a server answers while its computer does something else, and
// one request while another one waits.
func TestRTTPInTheBackground(t *testing.T) {
	onNetwork(t,
		named(station(1, echoServer+`
			net.setup()
			print(rttp.registerHandler(), rttp.registerHandler())
			while true do os.pullEvent("never") end
		`, "true false"), `{"hostname":"echo"}`),
		named(station(2, `
			sleep(2)
			local rttp = require "rttp"
			local slow, fast = rttp.get("echo.lan", "/slow"), rttp.get("echo.lan", "/")
			local first, second = rttp.waitForMsg(5), rttp.waitForMsg(5)
			print(first.msgid == fast, second.msgid == slow)
			print(rttp.getSync("echo.lan", "/fail").header.code)
		`, "true true", "500"), `{}`),
	)
}

func TestNet(t *testing.T) {
	onNetwork(t,
		named(station(1, `
			local net = require "net"
			net.setup()
			net.open(10031)
			net.registerMsgHandler(function(msg)
				if msg.header.type == "ask" then
					sleep(0.5)
					msg:reply(msg.port, { type = "answer" }, { text = msg.body .. "!" })
				elseif msg.header.type == "fail" then
					error("broken", 0)
				end
			end)
			while true do os.pullEvent() end
		`, "NET Handler Error: broken"), `{"hostname":"one"}`),
		named(station(2, `
			sleep(2)
			local net = require "net"
			print(net.setup(), net.isSetup(), net.getHostname(), net.getIPV(), net.ipFormat(net.getIPMask()))
			local answer = net.sendSync(10021, "one.lan", "ask", "hello")
			print(answer.header.type, answer.body.text, answer.header.originDomain)
			print(net.sendSync(10021, "one.lan", "fail", "", 1))
			answer = net.sendAdvSync(10031, net.realizeHostname("one.lan"), { type = "ask", extra = 1 }, "hi")
			print(answer.body.text, net.ipFormat(answer.origin))
			net.ping("one.lan")
			print(pcall(net.ping, "nobody.lan"))
			print(net.send(10021, "nobody.lan", "x", ""), net.realizeHostname("nobody.lan"))
			net.setHostname("two")
			print(net.ipFormat(net.realizeHostname("two.lan")) == net.ipFormat(net.getIP()))
			print(net.waitForMsg(-1, 0.5), net.waitForMsgAdv(10021, 0.5, function() return true end))
			net.send(10021, net.getIP(), "self", 5)
			print(net.waitForMsg(-1, 1).body)
			print(net.splitUrl("rttp://a.lan/b/c"))
			print(net.ipToNumber("192.168.0.1"), net.ipToNumber("x"), net.ipFormat(-1), net.ipFormat("hw:1"))
			print(net.validMsg(10000, { dest = -1 }), net.validMsg(9, { dest = -1 }), net.validMsg(10000, 5))
			print(net.stringMessage({ origin = 1, dest = -1, port = 10000, msgid = 5, header = { type = "x" }, body = 1 }))
			print(require "net" == net, _G.net == net, net.standardPorts.rttp)
			print(pcall(net.send, "x"))
			print((select(2, pcall(net.reply, 1, {}, {}))):match("#.*"))
		`,
			"true true  IPV4 255.255.0.0",
			"answer hello! one.lan",
			"timeout",
			"hi! 192.168.0.2",
			"Received return from 192.168.0.2 after 0s",
			"false Error pinging -1: send_fail",
			"-1 -1",
			"true",
			"timeout timeout",
			"5",
			"rttp a.lan b/c",
			"3232235521 -1 -1 hw:1",
			"true false false",
			`0.0.0.1 -> -1:10000 | #5 | {"type":"x"} : 1`,
			"true true 10080",
			"false bad argument #1 (number expected, got string)",
			"#2 (not a message: no origin)",
		), `{}`),
	)
}

func TestNetWithoutNetwork(t *testing.T) {
	runUntilExpected(t, nil,
		world.ComputerSpec{ID: 1, Run: []string{"main.lua"}, Expect: []string{"false No Modem Attached"},
			Files: world.Files{Inline: map[string]string{"main.lua": `print(pcall(require("net").setup))`}}},
		station(2, `
			local net, rttp = require "net", require "rttp"
			print(net.setup(), net.ipFormat(net.getIP()))
			print(rttp.getSync("a.lan", "/"))
		`, "true 0.0.0.0", "send_fail"),
		station(3, `
			local net = require "net"
			print(net.setup(nil, "10.0.0.3"), net.ipFormat(net.getIP()))
			net.setServers("10.0.0.4")
			print(net.ipFormat(net.realizeHostname("a.lan")))
		`, "true 10.0.0.3", "-1"),
	)
}

// TestPrograms: what comes with the network.
func TestNetworkPrograms(t *testing.T) {
	site := station(1, `shell.run("rttp serve /www")`, "Serving /www at 192.168.0.2", "GET /", "GET /../secret", "GET /about")
	site.Files.Inline["www/index.rtml"] = `{ { type = "TEXT", x = 1, y = 1, text = "Welcome" } }`
	site.Files.Inline["www/about/index.txt"] = "About us"
	site.Files.Inline["www/broken.rtml"] = "no table"
	site.Files.Inline["secret"] = "secret"
	onNetwork(t, named(site, `{"hostname":"site"}`), station(2, `
		sleep(2)
		shell.run("rttp get rttp://site.lan")
		shell.run("rttp get rttp://site.lan/../secret")
		shell.run("rttp get rttp://site.lan/about")
		shell.run("rttp get rttp://site.lan/broken")
		shell.run("rttp post rttp://site.lan/ text")
		shell.run("rttp get http://site.lan/")
		shell.run("rttp get rttp://nobody.lan/")
		shell.run("net lookup site.lan")
		shell.run("net name me")
		shell.run("net ip")
		shell.run("net lookup me.lan")
	`,
		"Welcome", "Page not found", "404 Not Found", "About us", "The page is broken", "500 Internal Server Error",
		"Invalid method, must be GET", "405 Method Not Allowed",
		"Not a protocol of this program: http", "rttp://nobody.lan/: send_fail",
		"192.168.0.2", "me", "192.168.0.3", "192.168.0.3",
	))
}

// TestBrowser shows texts as the screen has them, and keeps cookies as they were.
func TestBrowser(t *testing.T) {
	onNetwork(t, station(1, `
		local rttp = require "rttp"
		require "net".setup(nil, "192.168.0.1")
		rttp.handleMsg(function(method, head)
			if head.path == "/in" then
				local cookies = { number = 5, yes = true, list = { 1 }, text = "a" }
				return 307, "text/plain", "", { redirect = "/page", cookies = cookies }
			end
			if head.path == "/long" then return 200, "text/plain", ("line\n"):rep(1500) end
			local c = head.cookies
			print(c.number, c.yes, c.list, c.text)
			return 200, "text/plain", "one\ttwo\7\r\nthree"
		end)
		rttp.runServer()
	`, "5 true nil a"), station(2, `
		require "net".setup(nil, "192.168.0.2")
		local screen = term.current()
		local view = window.create(screen, 1, 1, 51, 18, false)
		parallel.waitForAll(
			function() term.redirect(view) shell.run("rttp browse rttp://192.168.0.1/in") end,
			function()
				sleep(5)
				local row, next = view.getLine(2), view.getLine(3)
				os.queueEvent("char", "g") sleep(0.5)
				os.queueEvent("paste", "192.168.0.1/long") sleep(0.5)
				os.queueEvent("key", keys.enter) sleep(3)
				local bar = view.getLine(1)
				os.queueEvent("char", "q") sleep(0.5)
				term.redirect(screen)
				print((bar:gsub("%s+", " ")))
				print((row:gsub("%s+$", ""):gsub("%c", "bell")), (next:gsub("%s+$", "")))
			end)
	`, "192.168.0.1/long the first 1024 lines", "one twobell three"))
}

// TestPrograms of PeterOS run with what the library has of it.
func TestPeterOSPrograms(t *testing.T) {
	server := station(1, `shell.run("pos server.lua one")`, "args one true", "[INFO] ready 5", "asked")
	server.Files.Inline["server.lua"] = `
		pos.require("net.rttp")
		local log = pos.Logger("server.log", true)
		local helper = pos.require("lib.helper")
		print("args", ..., helper.works)
		log:info("ready %d", 5)
		log:debug("not shown")
		local config = pos.Config("%appdata%/server.json", { text = "configured" }, true)
		rttp.handleMsg(function(method, head)
			print("asked")
			return 200, "text/plain", config.data.text .. " " .. #("a.b"):split(".")
		end)
		rttp.registerHandler()
		net.setup()
		pos.addEventHandler(function(event) if event[1] == "ask" then print(fs.exists("%appdata%/server.json")) end end, "ask")
		while true do os.pullEvent("never") end
	`
	server.Files.Inline["os/lib/lib/helper.lua"] = `return { works = pos ~= nil }`
	beside := station(3, `shell.run("pos /os/bin/shop/main.lua")`, "beside: here nil 9f86d081", "true true", "DB: INFO ready")
	beside.Files.Inline["os/bin/shop/main.lua"] = `
		dofile("part.lua")
		local file = fs.open("note.txt", "w") file.write("x") file.close()
		print(fs.exists("/os/bin/shop/note.txt"), loadfile("os/bin/shop/part.lua") ~= nil)
		local log = pos.require("logger")("/home/shop.log")
		log:info("ready")
		for line in io.lines("/home/shop.log") do print("DB: " .. line:gsub("[%[%]]", "")) end
	`
	beside.Files.Inline["os/bin/shop/part.lua"] = `
		print("beside: here", fs.open("part.txt", "r"), pos.require("hash.sha256").hash("test"):sub(1, 8))`
	onNetwork(t, named(server, `{"hostname":"server"}`), beside, station(2, `
		sleep(2)
		print(require("rttp").getSync("server.lan", "/").body)
	`, "configured 2"))
}
