package luabind_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// bench is a computer without a ROM: its bios.lua is the test.
type bench struct {
	world *world.World
	said  []string // what the bios said, by say(...)
}

// say is an API that a test's bios reports with: bench.say(...) takes down its
// arguments as text.
func (b *bench) api() luabind.API {
	return luabind.API{Globals: []string{"bench"}, Functions: []luabind.Function{
		{Name: "say", Fn: func(c *luabind.Call) error {
			words := make([]string, len(c.Args))
			for i := range c.Args {
				words[i] = c.Text(i + 1)
			}
			b.said = append(b.said, strings.Join(words, " "))
			return nil
		}},
	}}
}

// prelude defines what most tests use.
const prelude = `
local say = bench.say
local function try(f, ...) say(select(2, pcall(f, ...))) end
local function show(...)
	local words = table.pack(...)
	for i = 1, words.n do words[i] = tostring(words[i]) end
	say(words.n .. ": " .. table.concat(words, " "))
end
`

// boot runs bios on the computers of a world until nothing more happens.
func boot(t testing.TB, bios string, computers ...world.ComputerSpec) (*bench, world.Result) {
	t.Helper()
	b := &bench{}
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM:     luabind.ROM{BIOS: bios, Files: fstest.MapFS{"hello.txt": {Data: []byte("hello")}}},
		Engines: craft.NewFactory(0),
	})
	require.NoError(t, err)
	if len(computers) == 0 {
		computers = []world.ComputerSpec{{}}
	}
	b.world, err = world.New(world.Spec{Computers: computers, Until: world.UntilIdle, Limit: 20 * 60},
		world.Options{
			ROM: runtime.ROM(),
			NewProgram: func(spec *world.ComputerSpec) (world.Program, error) {
				return luabind.NewMachine(runtime, nil, b.api()), nil
			},
		})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, b.world.Close()) })
	result, err := b.world.Run(context.Background())
	require.NoError(t, err)
	return b, result
}

// says checks what a bios says.
func says(t *testing.T, body, want string, computers ...world.ComputerSpec) {
	t.Helper()
	b, _ := boot(t, prelude+body+"\nos.shutdown() coroutine.yield()", computers...)
	c := b.world.Computers()[0]
	if !assert.Equal(t, strings.TrimSpace(want), strings.Join(b.said, "\n")) {
		t.Log(screenText(c))
	}
}

// lines joins lines without their indentation.
func lines(s string) string {
	var out []string
	for _, line := range strings.Split(strings.TrimSpace(s), "\n") {
		out = append(out, strings.TrimLeft(line, "\t"))
	}
	return strings.Join(out, "\n")
}

func TestGlobals(t *testing.T) {
	says(t, `
		say(_HOST) say(_CC_DEFAULT_SETTINGS == "")
		for _, api in ipairs { fs, os, peripheral, redstone, term } do say(type(api)) end
		say(redstone == rs, turtle, pocket, commands, http, ccnet_autorun)
		local names = {}
		for name in pairs(os) do names[#names + 1] = name end
		table.sort(names)
		say(table.concat(names, " "))
	`, lines(`
		ComputerCraft 1.113.1 (ccnet)
		true
		table
		table
		table
		table
		table
		true nil nil nil nil nil
		cancelAlarm cancelTimer clock computerID computerLabel date day epoch getComputerID getComputerLabel queueEvent reboot setAlarm setComputerLabel shutdown startTimer time
	`))
}

func TestEventFilter(t *testing.T) {
	says(t, `
		os.queueEvent("a", 1) os.queueEvent("b", 2) os.queueEvent("terminate") os.queueEvent("c", 3)
		show(coroutine.yield("b"))
		show(coroutine.yield("c"))
		show(coroutine.yield(5))
	`, lines(`
		2: b 2
		1: terminate
		2: c 3
	`))
}

func TestFailureScreens(t *testing.T) {
	for name, test := range map[string]struct{ bios, screen, message string }{
		"syntax": {
			"local = 1",
			"Error loading bios.lua\nbios.lua:1: ",
			"Error loading bios.lua: bios.lua:1: ",
		},
		"error": {
			"\nerror('oh')",
			"Error running computer\nbios.lua:2: oh\n",
			"Error running computer: bios.lua:2: oh",
		},
		"end": {
			"return 1",
			"Error running computer\nComputerCraft may be installed incorrectly\n",
			"Error running computer: bios.lua came to its end",
		},
		"abort": {
			"while true do pcall(function() while true do end end) end",
			"Error running computer\nToo long without yielding\nComputerCraft may be installed incorrectly\n",
			"Error running computer: Too long without yielding",
		},
	} {
		t.Run(name, func(t *testing.T) {
			runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
				ROM:     luabind.ROM{BIOS: test.bios, Files: fstest.MapFS{}},
				Engines: craft.NewFactory(0),
				Limits:  luabind.Limits{Soft: 10000, Hard: 2000},
			})
			require.NoError(t, err)
			w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{}}, Until: world.UntilIdle},
				world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
			require.NoError(t, err)
			defer w.Close()
			_, err = w.Run(context.Background())
			require.NoError(t, err)
			c := w.Computers()[0]
			assert.False(t, c.IsOn())
			assert.Contains(t, screenText(c), test.screen)
			assert.Contains(t, screenText(c), "ComputerCraft may be installed incorrectly")
			assert.Contains(t, c.Outcome().Message, test.message)
			assert.False(t, c.Outcome().OK)
		})
	}
}

func TestTooLongIsCatchable(t *testing.T) {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM: luabind.ROM{BIOS: prelude + `
			try(function()
				while true do local x = 1 end
			end)
			os.queueEvent("go") coroutine.yield()
			try(function() repeat until false end) -- each event has its own budget
			os.shutdown() coroutine.yield()`, Files: fstest.MapFS{}},
		Engines: craft.NewFactory(0),
		Limits:  luabind.Limits{Soft: 100000, Hard: 50000},
	})
	require.NoError(t, err)
	b := &bench{}
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{}}, Until: world.UntilIdle}, world.Options{
		NewProgram: func(*world.ComputerSpec) (world.Program, error) {
			return luabind.NewMachine(runtime, nil, b.api()), nil
		},
	})
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	assert.Equal(t, []string{
		"bios.lua:11: Too long without yielding",
		"bios.lua:14: Too long without yielding",
	}, b.said)
}

func TestCopying(t *testing.T) {
	says(t, `
		local function send(...)
			os.queueEvent("x", ...)
			return select(2, coroutine.yield())
		end
		show(send(nil, true, 0/0, 1/0, "a\0b", print, nil))
		local inner = {}
		local t = send({ a = inner, b = inner, f = say, [inner] = 1, list = { 1, 2, 3 } })
		say(t.a == t.b, t.a ~= inner, t.f, #t.list)
		local loop = {} loop.loop = loop
		local back = send(loop)
		say(back.loop == back, back ~= loop)
		local x, y = send(inner, inner)
		say(x == y, getmetatable(send(setmetatable({}, { __index = print }))))
		local order = {}
		for k in pairs(send({ nMessageID = 1, nRecipient = 1, nSender = 1, message = 1, sProtocol = 1 })) do
			order[#order + 1] = k
		end
		say(table.concat(order, " "))
		local deep = {}
		for i = 1, 100000 do deep = { deep } end
		try(os.queueEvent, "x", deep)
	`, lines(`
		7: nil true nan inf a`+"\x00"+`b nil nil
		true true nil 3
		true true
		false nil
		message sProtocol nMessageID nRecipient nSender
		bios.lua:3: value too large to copy: more than 4096 tables deep
	`))
}

func TestQueueLimit(t *testing.T) {
	says(t, `
		for i = 1, 300 do os.queueEvent("n", i) end
		os.startTimer(0)
		local last
		repeat
			local name, i = coroutine.yield()
			if name == "n" then last = i end
		until name == "timer"
		say(last)
	`, "256")
}

func ExampleRuntime() {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := world.New(
		world.Spec{Computers: []world.ComputerSpec{{
			Run:   []string{"hello.lua", "world"},
			Files: world.Files{Inline: map[string]string{"hello.lua": `print("hello, " .. ...)`}},
		}}},
		world.Options{
			NewProgram: runtime.NewProgram,
			ROM:        runtime.ROM(),
			OnRow:      func(_ *world.Computer, row string) { fmt.Println(row) },
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	if _, err := w.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: hello, world
}

func TestMemoryFromOutside(t *testing.T) {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM: luabind.ROM{BIOS: prelude + `
			local f = fs.open("big", "w") f.write(("x"):rep(500000)) f.close()
			local kept = {}
			say(select(2, pcall(function()
				while true do
					local f = fs.open("big", "r")
					kept[#kept + 1] = f.readAll()
					f.close()
				end
			end)))
			say(#kept > 5, #kept < 100)
			os.shutdown() coroutine.yield()`, Files: fstest.MapFS{}},
		Engines: craft.NewFactory(0),
		Limits:  luabind.Limits{Memory: 20 << 20},
	})
	require.NoError(t, err)
	b := &bench{}
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{}}, Until: world.UntilIdle}, world.Options{
		NewProgram: func(*world.ComputerSpec) (world.Program, error) {
			return luabind.NewMachine(runtime, nil, b.api()), nil
		},
	})
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	require.Len(t, b.said, 2, screenText(w.Computers()[0]))
	assert.Contains(t, b.said[0], "not enough memory")
	assert.Equal(t, "true true", b.said[1])
}
