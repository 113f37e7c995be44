package gopher

import (
	"errors"
	"math"
	"slices"

	"ccnet/luabind"
	"ccnet/value"
	"ccnet/world"
)

// computerAPI is what CraftOS adds to os, for programs that run without it.
var computerAPI = luabind.API{Globals: []string{"os"}, Functions: []luabind.Function{
	{Name: "pullEvent", Fn: func(c *luabind.Call) error { return pull(c, false) }},
	{Name: "pullEventRaw", Fn: func(c *luabind.Call) error { return pull(c, true) }},
	{Name: "sleep", Fn: sleep},
}}

// pulling waits for an event; raw means that terminate is one like any other.
type pulling struct {
	filter string
	raw    bool
}

func pull(c *luabind.Call, raw bool) error {
	filter, err := c.Args.OptString(1, "")
	if err != nil {
		return err
	}
	return wait(c, pulling{filter, raw}, filter)
}

// wait yields for events of a name, or for all if it is empty.
func wait(c *luabind.Call, k luabind.Continuation, filter string) error {
	if filter == "" {
		return c.Yield(k)
	}
	return c.Yield(k, value.String(filter))
}

var errTerminated = luabind.At(0, errors.New("Terminated"))

// Continue implements luabind.Continuation.
func (p pulling) Continue(c *luabind.Call) error {
	name, _ := c.Args.At(1).AsString()
	switch {
	case name == "terminate" && !p.raw:
		return errTerminated
	case p.filter != "" && name != p.filter && name != "terminate":
		return wait(c, p, p.filter)
	}
	return c.Return(c.Args...)
}

// startTimer starts a timer of some seconds.
func startTimer(c *luabind.Call, seconds float64) int {
	return c.Computer().StartTimer(value.Saturate(math.Floor(seconds/0.05 + 0.5)))
}

// sleeping waits for a timer.
type sleeping struct{ timer int }

func sleep(c *luabind.Call) error {
	seconds, err := c.Args.OptNumber(1, 0)
	if err != nil {
		return err
	}
	return wait(c, sleeping{startTimer(c, seconds)}, "timer")
}

// Continue implements luabind.Continuation.
func (s sleeping) Continue(c *luabind.Call) error {
	switch name, _ := c.Args.At(1).AsString(); {
	case name == "terminate":
		return errTerminated
	case name == "timer" && c.Args.At(2) == value.Int(s.timer):
		return nil
	}
	return wait(c, s, "timer")
}

// modemAPI is a modem as a module.
var modemAPI = luabind.API{Globals: []string{"modem"}, Functions: append(slices.Clone(modemMethods),
	luabind.Function{Name: "on", Fn: modemOn},
)}.Sorted()

// modemMethods work on the modem of the side that is Self, or else on the first one.
var modemMethods = luabind.API{Functions: []luabind.Function{
	{Name: "close", Fn: modemMethod("close")},
	{Name: "closeAll", Fn: modemMethod("closeAll")},
	{Name: "isOpen", Fn: modemMethod("isOpen")},
	{Name: "isWireless", Fn: modemMethod("isWireless")},
	{Name: "open", Fn: modemMethod("open")},
	{Name: "receive", Fn: modemReceive},
	{Name: "transmit", Fn: modemMethod("transmit")},
}}.Sorted().Functions

// modemOn is on(side): the modem on that side.
func modemOn(c *luabind.Call) error {
	name, err := c.Args.String(1)
	if err != nil {
		return err
	}
	side, ok := world.ParseSide(name)
	if !ok || !isModem(c, side) {
		return errors.New("no modem on side " + name)
	}
	return c.Return((&luabind.Object{Methods: modemMethods, Self: side}).Value())
}

func isModem(c *luabind.Call, side world.Side) bool {
	p, ok := c.Computer().Peripheral(side)
	return ok && slices.Contains(p.Types(), "modem")
}

// modemSide is the side of the modem that a call is about.
func modemSide(c *luabind.Call) (world.Side, error) {
	if side, ok := c.Self.(world.Side); ok {
		return side, nil
	}
	for _, side := range world.Sides {
		if isModem(c, side) {
			return side, nil
		}
	}
	return 0, errors.New("this computer has no modem")
}

// modemMethod is a method of the peripheral.
func modemMethod(method string) luabind.Func {
	return func(c *luabind.Call) error {
		side, err := modemSide(c)
		if err != nil {
			return err
		}
		p, ok := c.Computer().Peripheral(side)
		if !ok {
			return errors.New("no modem on side " + side.String())
		}
		call := &world.PeripheralCall{Computer: c.Computer(), Name: side.String(), Method: method, Args: slices.Clone(c.Args)}
		if err := p.Call(call); err != nil {
			return err
		}
		return c.Return(call.Results...)
	}
}

// receiving waits for a message; timer is -1 for ever.
type receiving struct {
	side  string
	timer int
}

// modemReceive is receive([seconds]): the channel, the reply channel, the message and
// the distance of the next message, or nothing when the time is up. Other events that
// come meanwhile are lost.
func modemReceive(c *luabind.Call) error {
	side, err := modemSide(c)
	if err != nil {
		return err
	}
	k := receiving{side.String(), -1}
	if !c.Args.At(1).IsNil() {
		seconds, err := c.Args.Finite(1)
		if err != nil {
			return err
		}
		k.timer = startTimer(c, seconds)
	}
	return c.Yield(k)
}

// Continue implements luabind.Continuation.
func (r receiving) Continue(c *luabind.Call) error {
	switch name, _ := c.Args.At(1).AsString(); {
	case name == "terminate":
		return errTerminated
	case name == "timer" && c.Args.At(2) == value.Int(r.timer):
		return nil
	case name == "modem_message" && c.Args.At(2) == value.String(r.side):
		if r.timer >= 0 {
			c.Computer().CancelTimer(r.timer)
		}
		return c.Return(c.Args[2:]...)
	}
	return c.Yield(r)
}
