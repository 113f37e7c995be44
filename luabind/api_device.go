package luabind

import (
	"errors"
	"strconv"

	"ccnet/value"
	"ccnet/world"
)

// The APIs of particular devices. What they would do to the world around them
// (blocks, items, commands) is not simulated, and they say so: an action fails
// with notSimulated, a question is answered as for a turtle with an empty
// inventory in empty air. So a ROM boots and programs run, and whoever depends
// on more learns it.

const notSimulated = "Not simulated: there are no blocks or items in this world"

// deviceAPIs are the APIs that only some kinds of computer have.
func deviceAPIs(kind world.Kind) []API {
	switch kind {
	case world.Turtle:
		return []API{turtleAPI}
	case world.Pocket:
		return []API{pocketAPI}
	case world.Command:
		return []API{commandsAPI}
	}
	return nil
}

// fails is an action that cannot be done.
func fails(c *Call) error { return c.Return(value.Bool(false), value.String(notSimulated)) }

// answers makes a function with a fixed answer.
func answers(vs ...value.Value) Func {
	return func(c *Call) error { return c.Return(vs...) }
}

var pocketAPI = API{Globals: []string{"pocket"}, Functions: []Function{
	{"equipBack", fails},
	{"unequipBack", fails},
}}

// commandsAPI is the table of a command computer.
var commandsAPI = API{Globals: []string{"commands"}, Functions: []Function{
	{"exec", func(c *Call) error {
		if _, err := c.Args.String(1); err != nil {
			return err
		}
		return c.Return(value.Bool(false), value.List(value.String(notSimulated)), value.Int(0))
	}},
	{"execAsync", func(c *Call) error {
		if _, err := c.Args.String(1); err != nil {
			return err
		}
		return c.Return(value.Int(c.Computer().Task(func() ([]value.Value, error) {
			return nil, errors.New(notSimulated)
		})))
	}},
	{"getBlockInfo", func(c *Call) error { return errors.New(notSimulated) }},
	{"getBlockInfos", func(c *Call) error { return errors.New(notSimulated) }},
	{"getBlockPosition", func(c *Call) error {
		at, _ := c.Computer().Position()
		block := at.Block()
		return c.Return(value.Int(block.X), value.Int(block.Y), value.Int(block.Z))
	}},
	{"list", answers(value.List())},
}}.Sorted()

const turtleSlots = 16

// turtleAPI has the 42 functions of a turtle.
var turtleAPI = func() API {
	api := API{Globals: []string{"turtle"}, Functions: []Function{
		{"getFuelLevel", answers(value.String("unlimited"))},
		{"getFuelLimit", answers(value.String("unlimited"))},
		{"getSelectedSlot", func(c *Call) error { return c.Return(value.Int(c.machine.slot + 1)) }},
		{"select", turtleSelect},
		{"getItemCount", turtleSlot(value.Int(0))},
		{"getItemSpace", turtleSlot(value.Int(64))},
		{"getItemDetail", turtleSlot(value.Nil)},
		{"compareTo", turtleSlot(value.Bool(false))},
		{"transferTo", fails},
		{"refuel", fails},
		{"equipLeft", fails},
		{"equipRight", fails},
		{"forward", fails}, {"back", fails}, {"up", fails}, {"down", fails},
		{"turnLeft", fails}, {"turnRight", fails},
	}}
	for _, where := range []string{"", "Up", "Down"} {
		for _, action := range []string{"dig", "place", "drop", "suck", "attack"} {
			api.Functions = append(api.Functions, Function{action + where, fails})
		}
		for _, question := range []string{"detect", "compare"} {
			api.Functions = append(api.Functions, Function{question + where, answers(value.Bool(false))})
		}
		api.Functions = append(api.Functions, Function{"inspect" + where,
			answers(value.Bool(false), value.String("No block to inspect"))})
	}
	return api.Sorted()
}()

// slotArg is argument 1, a slot from 1 to 16, which is optional if def is not 0.
func slotArg(c *Call, def int) (int, error) {
	slot, err := c.Args.OptInt(1, def)
	if def == 0 {
		slot, err = c.Args.Int(1)
	}
	if err != nil {
		return 0, err
	}
	if slot < 1 || slot > turtleSlots {
		return 0, errors.New("Slot number " + strconv.Itoa(slot) + " out of range")
	}
	return slot, nil
}

func turtleSelect(c *Call) error {
	slot, err := slotArg(c, 0)
	if err != nil {
		return err
	}
	c.machine.slot = slot - 1
	return c.Return(value.Bool(true))
}

// turtleSlot makes a question about an (empty) slot.
func turtleSlot(answer value.Value) Func {
	return func(c *Call) error {
		if _, err := slotArg(c, 1); err != nil {
			return err
		}
		return c.Return(answer)
	}
}
