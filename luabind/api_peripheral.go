package luabind

import (
	"errors"
	"slices"

	"ccnet/value"
	"ccnet/world"
)

// peripheralAPI is the native peripheral table, which knows the six sides only.
// The ROM's peripheral API is built on it and adds remote names and wrapping.
var peripheralAPI = API{Globals: []string{"peripheral"}, Functions: []Function{
	{"call", peripheralCall},
	{"getMethods", peripheralMethods},
	{"getType", peripheralType},
	{"hasType", peripheralHasType},
	{"isPresent", peripheralIsPresent},
}}.Sorted()

// onSide is the peripheral on the side that argument 1 names, nil where there
// is none or no such side.
func onSide(c *Call) (world.Peripheral, world.Side, error) {
	name, err := c.Args.String(1)
	if err != nil {
		return nil, 0, err
	}
	side, ok := world.ParseSide(name)
	if !ok {
		return nil, 0, nil
	}
	if p := c.machine.fakes[side]; p != nil {
		return p, side, nil
	}
	p, _ := c.Computer().Peripheral(side)
	return p, side, nil
}

func peripheralIsPresent(c *Call) error {
	p, _, err := onSide(c)
	if err != nil {
		return err
	}
	return c.Return(value.Bool(p != nil))
}

func peripheralType(c *Call) error {
	p, _, err := onSide(c)
	if err != nil || p == nil {
		return err
	}
	c.Out.Values = c.Out.Values[:0]
	for _, t := range p.Types() {
		c.Out.Values = append(c.Out.Values, value.String(t))
	}
	return nil
}

func peripheralHasType(c *Call) error {
	p, _, err := onSide(c)
	if err != nil {
		return err
	}
	typeName, err := c.Args.String(2)
	if err != nil || p == nil {
		return err
	}
	return c.Return(value.Bool(slices.Contains(p.Types(), typeName)))
}

func peripheralMethods(c *Call) error {
	p, _, err := onSide(c)
	if err != nil || p == nil {
		return err
	}
	return c.Return(value.Strings(p.Methods()))
}

// deviceSteps is what calling a method of a peripheral is charged. What leaves the
// computer by it, such as a frame, costs the world more than the call.
const deviceSteps = 200

var errNoPeripheral = text("No peripheral attached")

func peripheralCall(c *Call) error {
	p, side, err := onSide(c)
	if err != nil {
		return err
	}
	method, err := c.Args.String(2)
	if err != nil {
		return err
	}
	if p == nil {
		return errNoPeripheral
	}
	// The call's memory is the machine's and is used again, unless the method
	// goes on after it has returned.
	m := c.machine
	call := m.peripheralCall
	if call == nil {
		call = new(world.PeripheralCall)
	}
	m.peripheralCall = nil
	*call = world.PeripheralCall{
		Computer: m.computer,
		Name:     side.String(),
		Method:   method,
		Args:     append(call.Args[:0], c.Args[2:]...),
		Results:  call.Results[:0],
	}
	c.Charge(deviceSteps)
	err = p.Call(call)
	switch {
	case errors.Is(err, world.ErrNoSuchMethod):
		err = errors.New("No such method " + method)
	case err == nil && call.Task:
		return c.Yield(taskWait{id: call.TaskID, level: 2}, taskComplete)
	}
	if err == nil {
		c.Out.Kind = Returned
		c.Out.Values = append(c.Out.Values[:0], call.Results...)
	}
	clear(call.Args)
	clear(call.Results)
	m.peripheralCall = call
	if err != nil {
		return At(2, err) // the caller of peripheral.call is to blame, not the ROM's wrapper
	}
	return nil
}

// taskWait waits for a task of the world to be done.
type taskWait struct {
	id    int
	level int // of the error if it failed
}

var (
	taskComplete  = value.String("task_complete")
	errTerminated = At(0, text("Terminated"))
)

func (w taskWait) Continue(c *Call) error {
	if name, _ := c.Args.At(1).AsString(); name == "terminate" {
		return errTerminated
	}
	id, isNumber := c.Args.At(2).AsNumber()
	ok, isBool := c.Args.At(3).AsBool()
	if !isNumber || !isBool || id != float64(w.id) {
		return c.Yield(w, taskComplete)
	}
	if ok {
		return c.Return(c.Args[3:]...)
	}
	message, isString := c.Args.At(4).AsString()
	if !isString {
		message = "error"
	}
	return At(w.level, errors.New(message))
}
