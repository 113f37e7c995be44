package gopher

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// joinWorld runs main on computer 1 of a world; programs are those of computers 2, 3,
// …, which stand in a row and go on until the world ends.
func joinWorld(t *testing.T, L *lua.LState, main func(*lua.LState) error, actions []world.ActionSpec, programs ...string) (*world.World, world.Result) {
	t.Helper()
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	modem := []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}}
	spec := world.Spec{Limit: 600 * world.TicksPerSecond, Actions: actions, Computers: []world.ComputerSpec{
		{ID: 1, Program: Join(L, main), Modems: modem, At: &world.Vec{X: 0, Y: 64, Z: 0}},
	}}
	for i, program := range programs {
		spec.Computers = append(spec.Computers, world.ComputerSpec{
			ID: i + 2, Run: []string{"program.lua"}, Stay: true, Modems: modem, At: &world.Vec{X: float64(3 * (i + 1)), Y: 64, Z: float64(i * i)},
			Files: world.Files{Inline: map[string]string{"program.lua": program}},
		})
	}
	w, err := world.New(spec, world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	return w, result
}

func doString(source string) func(*lua.LState) error {
	return func(L *lua.LState) error { return L.DoString(source) }
}

func TestJoinRednet(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	_, result := joinWorld(t, L, doString(`
		local rednet, computer = require "rednet", require "computer"
		rednet.open("back")
		rednet.host("answers", "deep")
		for i = 1, 3 do
			local sender, message = rednet.receive("answers", 60)
			assert(sender == 2 and message.n == i)
			rednet.send(sender, { n = message.n * 2 }, "answers")
		end
		assert(rednet.receive("other", 1) == nil)
		done = computer.clock()
	`), nil, `
		rednet.open("back")
		local server repeat server = rednet.lookup("answers", "deep") until server
		for i = 1, 3 do
			rednet.send(server, { n = i }, "answers")
			local _, reply = rednet.receive("answers", 5)
			assert(reply.n == 2 * i)
		end
	`)
	assert.True(t, result.OK(), result.Failures())
	assert.NotEqual(t, lua.LNil, L.GetGlobal("done"))
}

func TestJoinGPS(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	host := `shell.run("gps", "host", `
	_, result := joinWorld(t, L, doString(`
		require("computer").sleep(2)
		x, y, z = require("gps").locate(2)
		assert(x == 0 and y == 64 and z == 0, tostring(x) .. " " .. tostring(y) .. " " .. tostring(z))
	`), nil, host+`"3", "64", "0")`, host+`"6", "64", "1")`, host+`"9", "64", "4")`, host+`"12", "64", "9")`)
	// Four hosts of one height cannot tell above from below, but here both are the same.
	assert.True(t, result.OK(), result.Failures())
}

func TestJoinModules(t *testing.T) {
	for name, row := range map[string]struct{ source, failure string }{
		"computer": {`local c = require "computer"
			assert(c.getComputerID() == 1) c.queueEvent("a", 1, { x = 2 }) c.queueEvent("b", 5)
			local name, n, t = c.pullEvent("a") assert(name == "a" and n == 1 and t.x == 2)
			assert(select(2, c.pullEvent()) == 5) local before = c.clock() c.sleep(10) assert(c.clock() == before + 10)
			local timer = c.startTimer(1) local _, id = c.pullEventRaw("timer") assert(id == timer)`, ""},
		"in a coroutine and pcall": {`local c = require "computer"
			local co = coroutine.wrap(function() local ok, e = pcall(function() c.sleep(1) error("late") end) return ok, e end)
			local ok, e = co() assert(ok == false and e:find("late")) assert(c.clock() >= 1)`, ""},
		"modem": {`local modem = require "modem" modem.open(5) assert(modem.isOpen(5) and modem.isWireless()) assert(modem.receive(1) == nil)
			local back = modem.on("back") assert(back.isOpen(5)) back.closeAll() assert(not modem.isOpen(5))
			assert(not pcall(modem.on, "left")) assert(not pcall(modem.open, 70000))`, ""},
		"peripheral":  {`local p = require "peripheral" assert(p.getNames()[1] == "back") local m = p.find("modem") m.open(7) assert(m.isOpen(7)) assert(p.getType("back") == "modem")`, ""},
		"fs and term": {`local fs, term = require "fs", require "term" local h = fs.open("x", "w") h.write("hi") h.close() assert(fs.getSize("x") == 2) term.write("seen")`, ""},
		"redstone":    {`require("redstone").setOutput("left", true)`, ""},
		"an error":    {`require("modem").open("x")`, "bad argument #1 (number expected, got string)"},
		"own error":   {`error("mine")`, "mine"},
	} {
		t.Run(name, func(t *testing.T) {
			L := lua.NewState()
			defer L.Close()
			_, result := joinWorld(t, L, doString(row.source), nil)
			if row.failure == "" {
				assert.True(t, result.OK(), result.Failures())
			} else if assert.Len(t, result.Failures(), 1) {
				assert.Contains(t, result.Failures()[0], row.failure)
			}
		})
	}
}

func TestJoinGoCode(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	_, result := joinWorld(t, L, func(*lua.LState) error { return errors.New("no good") }, nil)
	assert.Equal(t, []string{"computer 1: no good"}, result.Failures())
	_, result = joinWorld(t, L, func(*lua.LState) error { panic("oh no") }, nil)
	assert.Equal(t, []string{"computer 1: panic: oh no"}, result.Failures())

	require.NoError(t, L.DoString(`modem = require "modem"`))
	assert.ErrorContains(t, L.DoString(`modem.open(1)`), "the computer is off")
	assert.ErrorContains(t, L.DoString(`require "rednet"`), "while the world runs")
}

// TestJoinOff switches the computer off in the middle of main: deferred calls run,
// no goroutine is left, and main starts anew.
func TestJoinOff(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	started, ended := 0, 0
	w, result := joinWorld(t, L, func(L *lua.LState) error {
		started++
		defer func() { ended++ }()
		return L.DoString(`local c, rednet = require "computer", require "rednet" pcall(function() c.pullEvent("never") end) error("killed code went on")`)
	}, []world.ActionSpec{
		{At: 100, Computer: 1, Do: world.Reboot{}},
		{At: 200, Computer: 1, Do: world.Reboot{}},
	})
	assert.Equal(t, world.ReasonLimit, result.Reason)
	assert.Equal(t, 3, started)
	assert.Empty(t, result.Failures())
	require.NoError(t, w.Close())
	assert.Equal(t, started, ended)
}

func TestJoinTerminate(t *testing.T) {
	L := lua.NewState()
	defer L.Close()
	_, result := joinWorld(t, L, doString(`require("modem").receive()`), []world.ActionSpec{
		{At: 20, Computer: 1, Do: world.Terminate{}},
	})
	require.Len(t, result.Failures(), 1)
	assert.Contains(t, result.Failures()[0], "Terminated")
}
