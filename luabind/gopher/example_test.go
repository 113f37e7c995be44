package gopher_test

import (
	"context"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/luabind/gopher"
	"ccnet/world"
)

// A Go program that embeds gopher-lua joins a world as computer 1. It asks computer
// 2, which runs CraftOS, and goes on in Go with the answer.
func ExampleJoin() {
	L := lua.NewState()
	defer L.Close()
	client := gopher.Join(L, func(L *lua.LState) error {
		if err := L.DoString(`
			local modem, computer = require "modem", require "computer"
			modem.open(1)
			computer.sleep(1) -- until the other one is up
			modem.transmit(2, 1, { question = "6 * 7", from = computer.getComputerID() })
			local channel, reply, message, distance = modem.receive(5)
			answer = message.answer
			print("computer 1 heard " .. answer .. " from " .. distance .. " blocks away")
		`); err != nil {
			return err
		}
		fmt.Println("Go got a", L.GetGlobal("answer").Type())
		return nil
	})

	modem := []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}}
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := world.New(world.Spec{Limit: 60 * world.TicksPerSecond, Computers: []world.ComputerSpec{
		{ID: 1, Program: client, Modems: modem, At: &world.Vec{X: 0, Y: 64, Z: 0}},
		{ID: 2, Run: []string{"server.lua"}, Modems: modem, At: &world.Vec{X: 3, Y: 64, Z: 4}, Files: world.Files{
			Inline: map[string]string{"server.lua": `
				local modem = peripheral.find("modem")
				modem.open(2)
				local _, _, _, reply, message = os.pullEvent("modem_message")
				modem.transmit(reply, 2, { answer = load("return " .. message.question)() })
			`}}},
	}}, world.Options{NewProgram: runtime.NewProgram, ROM: runtime.ROM()})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	result, err := w.Run(context.Background())
	fmt.Println(result.OK(), err)
	// Output:
	// computer 1 heard 42 from 5 blocks away
	// Go got a number
	// true <nil>
}

// Computers that boot a ROM run on gopher-lua too.
func ExampleNewFactory() {
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: gopher.NewFactory(0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{
		Run:   []string{"program.lua"},
		Files: world.Files{Inline: map[string]string{"program.lua": `print(_VERSION, os.version())`}},
	}}}, world.Options{
		NewProgram: runtime.NewProgram,
		ROM:        runtime.ROM(),
		OnRow:      func(c *world.Computer, row string) { fmt.Println(row) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	if _, err := w.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output: Lua 5.1 CraftOS 1.9
}
