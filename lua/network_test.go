package lua_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/world"
)

var wireless = []world.ModemSpec{{Side: world.Back}}

// station is a computer with a wireless modem and a main.lua that it runs.
func station(id int, program string, expect ...string) world.ComputerSpec {
	return world.ComputerSpec{
		ID:     id,
		Modems: wireless,
		Run:    []string{"main.lua"},
		Files:  world.Files{Inline: map[string]string{"main.lua": program}},
		Expect: expect,
	}
}

func at(c world.ComputerSpec, x, y, z float64) world.ComputerSpec {
	c.At = &world.Vec{X: x, Y: y, Z: z}
	return c
}

// runUntilExpected runs a world until all that its computers are to show has been
// seen, or for ten minutes.
func runUntilExpected(t *testing.T, actions []world.ActionSpec, computers ...world.ComputerSpec) {
	t.Helper()
	w := newWorldOn(t, luabind.OwnROM(), world.Spec{
		Until: world.UntilExpect, Limit: 12000, Computers: computers, Actions: actions,
	})
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	for _, failure := range result.Failures() {
		t.Error(failure)
	}
}

func TestRednetBetweenComputers(t *testing.T) {
	runUntilExpected(t, nil,
		station(1, `
			print(rednet.isOpen(), rednet.send(2, "lost"), rednet.lookup("echo", "localhost"))
			rednet.open("back")
			print(rednet.isOpen(), rednet.isOpen("back"), rednet.isOpen("left"))
			print(pcall(rednet.open, "left"))
			sleep(3)
			print(rednet.lookup("echo", "server"), rednet.lookup("echo"))
			print(rednet.lookup("echo", "nobody"))
			print(rednet.send(2, { n = 1 }, "echo"))
			local from, answer, protocol = rednet.receive("echo", 5)
			print(from, answer.n, protocol)
			rednet.send(1, "me", "self")
			print(rednet.receive("self"))
			print(rednet.receive("none", 0.5))
			print(pcall(rednet.host, "echo", "server"))
			print(rednet.broadcast("all", "news"))`,
			"false false nil", "true true false", "false No such modem: left", "2 2", "true",
			"2 2 echo", "1 me self", "false Hostname in use"),
		station(2, `
			rednet.open("back")
			rednet.host("echo", "server")
			print("hosting")
			while true do
				local from, message, protocol = rednet.receive()
				if protocol == "echo" then
					message.n = message.n + 1
					print("echo", from, rednet.send(from, message, protocol))
				elseif protocol == "news" then
					print("news", from, message)
				end
			end`,
			"hosting", "echo 1 true", "news 1 all"),
	)
}

func TestRepeaterReachesFurther(t *testing.T) {
	repeater := func(id int, x float64) world.ComputerSpec { return at(station(id, `shell.run("repeat")`), x, 64, 0) }
	runUntilExpected(t, nil,
		at(station(1, `
			rednet.open("back")
			sleep(2)
			rednet.send(70002, "far away")
			print(rednet.receive())`, "70002 thanks nil"), 0, 64, 0),
		repeater(2, 60), repeater(3, 120),
		at(station(70002, `
			rednet.open("back")
			local from, message = rednet.receive()
			print(from, message)
			rednet.send(from, "thanks")
			print(rednet.receive(nil, 12))`, "1 far away"), 180, 64, 0),
	)
}

func TestGPSFindsComputers(t *testing.T) {
	host := func(id int, x, y, z float64, args string) world.ComputerSpec {
		return at(station(id, `shell.run("gps host `+args+`")`), x, y, z)
	}
	runUntilExpected(t, nil,
		host(1, 0, 90, 0, "0 90 0"), host(2, 10, 90, 0, "10 90 0"), host(3, 0, 90, 10, "0 90 10"), host(4, 0, 80, 0, "0 80 0"),
		at(station(5, `sleep(1) print(gps.locate()) shell.run("gps locate")`, "5 70 -7", "Position is 5,70,-7"), 5, 70, -7),
		at(station(6, `sleep(1) print(gps.locate(1))`), 5000, 70, -7),
	)
}

func TestChat(t *testing.T) {
	typing := func(tick int, computer int, text string) world.ActionSpec {
		return world.ActionSpec{At: world.Tick(tick), Computer: computer, Do: world.Type{Text: text + "\n"}}
	}
	person := func(id int, name string) world.ComputerSpec {
		return station(id, `sleep(3) shell.run("chat join room `+name+`") print("left")`)
	}
	w := newWorldOn(t, luabind.OwnROM(), world.Spec{
		Until: world.UntilNever, Limit: 2000,
		Computers: []world.ComputerSpec{station(1, `shell.run("chat host room")`), person(2, "ann"), person(3, "bob")},
		Actions: []world.ActionSpec{
			typing(300, 2, "hello there"),
			typing(320, 3, "/me waves"),
			typing(340, 3, "/nick rob"),
			typing(360, 2, "/users"),
			typing(380, 2, "/dance"),
			typing(1500, 3, "/logout"), // having answered many pings
		},
	})
	_, err := w.Run(context.Background())
	require.NoError(t, err)

	ann := screen(w, 2)
	for _, line := range []string{
		"<ann> hello there", "* bob waves", "* bob is now known as rob", "* Connected Users:", "* ann rob",
		"* Unrecognised command: /dance", "* rob has left the chat",
	} {
		assert.Contains(t, ann, "\n"+line+"\n", ann)
	}
	assert.True(t, strings.HasPrefix(strings.TrimSpace(ann), "ann on room"), ann)
	assert.Contains(t, screen(w, 1), "1 user connected.")
	assert.Contains(t, screen(w, 3), "left")
}
