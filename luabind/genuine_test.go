package luabind_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// roms are our own ROM and those that CCNET_ROMS names, separated by colons.
func roms(t *testing.T) map[string]luabind.ROM {
	roms := map[string]luabind.ROM{"own": luabind.OwnROM()}
	for _, name := range strings.FieldsFunc(os.Getenv("CCNET_ROMS"), func(r rune) bool { return r == ':' }) {
		rom, err := luabind.OpenROM(name)
		require.NoError(t, err)
		roms[name] = rom
	}
	return roms
}

// programs runs a program on each of some computers that have one, and returns
// what each showed.
func programs(t *testing.T, rom luabind.ROM, spec world.Spec) (map[int][]string, *world.World) {
	t.Helper()
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: rom, Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	rows := map[int][]string{}
	w, err := world.New(spec, world.Options{
		NewProgram: runtime.NewProgram,
		ROM:        runtime.ROM(),
		KeyCode:    runtime.KeyCode,
		OnRow:      func(c *world.Computer, row string) { rows[c.ID()] = append(rows[c.ID()], row) },
	})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	return rows, w
}

func TestRun(t *testing.T) {
	for name, rom := range roms(t) {
		for what, test := range map[string]struct {
			run      []string
			program  string
			rows     []string
			ok       bool
			message  string
			kind     world.Kind
			contains bool // rows are some of those shown
		}{
			"hello":      {program: `print("hello")`, rows: []string{"hello"}, ok: true},
			"without":    {run: []string{"program"}, program: `print("hello")`, rows: []string{"hello"}, ok: true},
			"normal":     {program: `print("hello", term.isColour())`, rows: []string{"hello false"}, ok: true, kind: world.Normal},
			"pocket":     {program: `print(pocket ~= nil)`, rows: []string{"true"}, ok: true, kind: world.Pocket},
			"turtle":     {program: `print((turtle.forward()))`, rows: []string{"false"}, ok: true, kind: world.Turtle},
			"command":    {program: `print(commands ~= nil)`, rows: []string{"true"}, ok: true, kind: world.Command},
			"banner":     {program: `print("CraftOS 1.9")`, rows: []string{"CraftOS 1.9"}, ok: true},
			"arguments":  {run: []string{"program.lua", "a b", "c"}, program: `print(#arg, arg[0], ...)`, rows: []string{"2 program.lua a b c"}, ok: true},
			"shell":      {program: `print(shell.getRunningProgram(), type(require), ccnet_autorun)`, rows: []string{"program.lua function nil"}, ok: true},
			"error":      {program: `print("a") error("x")`, rows: []string{"a", "/program.lua:1: x"}, message: "/program.lua:1: x", contains: true},
			"no message": {program: `error()`, message: "the program failed"},
			"object":     {program: `error(setmetatable({}, { __tostring = function() return "obj" end }))`, rows: []string{"obj"}, message: "obj"},
			"syntax":     {program: "local = 5", message: "/program.lua:1:", contains: true},
			"missing":    {run: []string{"nothing"}, rows: []string{"No such program"}, message: "No such program: nothing"},
			"shutdown":   {program: `print("bye") os.shutdown()`, rows: []string{"bye"}, ok: true},
			"terminated": {program: `os.queueEvent("terminate") os.pullEvent()`, rows: []string{"Terminated"}, message: "Terminated"},
			"warning":    {program: `printError("careful") print("fine")`, rows: []string{"careful", "fine"}, ok: true},
			"last words": {program: `printError("careful") error("oh", 0)`, rows: []string{"careful", "oh"}, message: "oh"},
			"sleep":      {program: `sleep(3600) print(os.clock())`, rows: []string{"3600"}, ok: true},
			"many lines": {program: `for i = 1, 30 do print(i) end`, rows: strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30"), ok: true},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				run := test.run
				if run == nil {
					run = []string{"program.lua"}
				}
				rows, w := programs(t, rom, world.Spec{
					Limit: 20 * 7200,
					Computers: []world.ComputerSpec{{
						Kind: test.kind, Run: run,
						Files: world.Files{Inline: map[string]string{"program.lua": test.program}},
					}},
				})
				c := w.Computers()[0]
				if test.contains {
					assert.Subset(t, rows[0], test.rows)
				} else {
					assert.Equal(t, test.rows, rows[0])
				}
				outcome := c.Outcome()
				assert.True(t, outcome.Done)
				assert.Equal(t, test.ok, outcome.OK)
				assert.True(t, strings.HasPrefix(outcome.Message, test.message), outcome.Message)
				assert.False(t, c.IsOn())
				if t.Failed() {
					t.Log(screenText(c))
				}
			})
		}
	}
}

// TestBoot boots a computer without a program to its shell.
func TestBoot(t *testing.T) {
	for name, rom := range roms(t) {
		for _, kind := range []world.Kind{world.Advanced, world.Normal, world.Pocket, world.Turtle, world.Command} {
			t.Run(name+"/"+kind.String(), func(t *testing.T) {
				_, w := programs(t, rom, world.Spec{Until: world.UntilIdle, Computers: []world.ComputerSpec{{Kind: kind}}})
				c := w.Computers()[0]
				text := screenText(c)
				assert.True(t, c.IsOn())
				assert.True(t, strings.HasPrefix(text, "CraftOS 1."), text)
				assert.Contains(t, text, "\n>", text)
			})
		}
	}
}

// TestKeyboard types on every ROM, whatever its codes of keys are.
func TestKeyboard(t *testing.T) {
	for name, rom := range roms(t) {
		t.Run(name, func(t *testing.T) {
			rows, _ := programs(t, rom, world.Spec{
				Limit: 400,
				Computers: []world.ComputerSpec{{Run: []string{"ask"}, Files: world.Files{Inline: map[string]string{"ask.lua": `
					local text = read()
					local _, key = os.pullEvent("key")
					print(text:upper(), keys.getName(key))`}}}},
				Actions: []world.ActionSpec{
					{At: 20, Do: world.Type{Text: "hi\n"}},
					{At: 40, Do: world.Press{Keys: []int{265}}},
				},
			})
			assert.Contains(t, rows[0], "HI up")
		})
	}
}

// TestRednet lets two computers talk by rednet.
func TestRednet(t *testing.T) {
	modem := []world.ModemSpec{{Side: world.Back}}
	for name, rom := range roms(t) {
		t.Run(name, func(t *testing.T) {
			rows, w := programs(t, rom, world.Spec{
				Limit: 20 * 600,
				Computers: []world.ComputerSpec{
					{ID: 0, Run: []string{"server"}, Stay: true, Modems: modem, Files: world.Files{Inline: map[string]string{"server.lua": `
						peripheral.find("modem", rednet.open)
						rednet.host("echo", "home")
						while true do
							local id, message = rednet.receive("echo")
							rednet.send(id, { answer = message.question * 2 }, "echo")
						end`}}},
					{ID: 1, Run: []string{"client"}, Modems: modem, Files: world.Files{Inline: map[string]string{"client.lua": `
						peripheral.find("modem", rednet.open)
						sleep(5)
						local server = assert(rednet.lookup("echo", "home"))
						local sum = 0
						for i = 1, 100 do
							rednet.send(server, { question = i }, "echo")
							local _, message = rednet.receive("echo", 5)
							sum = sum + message.answer
						end
						print(server, sum)`}}},
				},
			})
			assert.Equal(t, []string{"0 10100"}, rows[1])
			c, _ := w.Computer(1)
			assert.True(t, c.Outcome().OK, c.Outcome().Message)
		})
	}
}
