package gopher

import (
	"testing"

	"github.com/stretchr/testify/assert"
	lua "github.com/yuin/gopher-lua"
)

// A joined program asks a server on CraftOS for a page …
func TestJoinRTTPClient(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	_, result := joinWorld(t, L, doString(`
		local net, rttp, computer = require "net", require "rttp", require "computer"
		net.setup(nil, "192.168.0.1")
		computer.sleep(2)
		local reply = rttp.getSync("192.168.0.2", "/x")
		assert(type(reply) == "table", reply)
		assert(reply.header.code == 200 and reply.body == "hello /x", reply.body)
		assert(rttp.getSync("192.168.0.3", "/") == "timeout")
		done = true
		computer.shutdown()
	`), nil, `
		local net, rttp = require "net", require "rttp"
		net.setup(nil, "192.168.0.2")
		rttp.handleMsg(function(method, head) return 200, "text/plain", "hello " .. head.path end)
		rttp.runServer()
	`)
	assert.Empty(t, result.Failures())
	assert.Equal(t, lua.LTrue, L.GetGlobal("done"))
}

// … or is a server for programs there.
func TestJoinRTTPServer(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	_, result := joinWorld(t, L, doString(`
		local net, rttp, computer = require "net", require "rttp", require "computer"
		net.setup(nil, "192.168.0.1")
		rttp.handleMsg(function(method, head, body)
			if head.path == "/end" then computer.shutdown() end
			return 200, "table", { body.n + 1 }
		end)
		rttp.runServer()
	`), nil, `
		local net, rttp = require "net", require "rttp"
		net.setup(nil, "192.168.0.2")
		sleep(2)
		assert(rttp.postSync("192.168.0.1", "/", "table", { n = 41 }).body[1] == 42)
		rttp.post("192.168.0.1", "/end", "table", { n = 1 })
		sleep(1)
	`)
	assert.Empty(t, result.Failures())
}
