package luabind

import (
	"ccnet/value"
	"ccnet/world"
)

// redstoneAPI reads and sets the signals on a computer's six sides.
var redstoneAPI = API{Globals: []string{"redstone", "rs"}, Functions: []Function{
	{"getSides", redstoneSides},
	{"setOutput", redstoneSetOutput},
	{"getOutput", redstoneGet(func(r *world.Redstone, s world.Side) value.Value { return value.Bool(r.Output(s) > 0) })},
	{"getInput", redstoneGet(func(r *world.Redstone, s world.Side) value.Value { return value.Bool(r.Input(s) > 0) })},
	{"setAnalogOutput", redstoneSetAnalog},
	{"setAnalogueOutput", redstoneSetAnalog},
	{"getAnalogOutput", redstoneAnalogOutput},
	{"getAnalogueOutput", redstoneAnalogOutput},
	{"getAnalogInput", redstoneAnalogInput},
	{"getAnalogueInput", redstoneAnalogInput},
	{"setBundledOutput", redstoneSetBundled},
	{"getBundledOutput", redstoneGet(func(r *world.Redstone, s world.Side) value.Value { return value.Int(r.BundledOutput(s)) })},
	{"getBundledInput", redstoneGet(func(r *world.Redstone, s world.Side) value.Value { return value.Int(r.BundledInput(s)) })},
	{"testBundledInput", redstoneTestBundled},
}}.Sorted()

// sideArg is argument i, the name of a side in any case.
func sideArg(args value.Args, i int) (world.Side, error) {
	name, err := args.String(i)
	if err != nil {
		return 0, err
	}
	side, ok := world.ParseSide(name)
	if !ok {
		return 0, option(i, name)
	}
	return side, nil
}

var sideNames = func() value.Value {
	var names []string
	for _, side := range world.Sides {
		names = append(names, side.String())
	}
	return value.Strings(names)
}()

func redstoneSides(c *Call) error { return c.Return(sideNames) }

// redstoneGet makes a function of one side.
func redstoneGet(get func(*world.Redstone, world.Side) value.Value) Func {
	return func(c *Call) error {
		side, err := sideArg(c.Args, 1)
		if err != nil {
			return err
		}
		return c.Return(get(c.Computer().Redstone(), side))
	}
}

var (
	redstoneAnalogOutput = redstoneGet(func(r *world.Redstone, s world.Side) value.Value { return value.Int(r.Output(s)) })
	redstoneAnalogInput  = redstoneGet(func(r *world.Redstone, s world.Side) value.Value { return value.Int(r.Input(s)) })
)

func redstoneSetOutput(c *Call) error {
	side, err := sideArg(c.Args, 1)
	if err != nil {
		return err
	}
	on, err := c.Args.Bool(2)
	if err != nil {
		return err
	}
	level := 0
	if on {
		level = 15
	}
	c.Computer().Redstone().SetOutput(side, level)
	return nil
}

var errAnalog = text("Expected number in range 0-15")

// sideAndInt is a side and an integer, as most setters take them.
func sideAndInt(c *Call) (world.Side, int, error) {
	side, err := sideArg(c.Args, 1)
	if err != nil {
		return 0, 0, err
	}
	n, err := c.Args.Int(2)
	return side, n, err
}

func redstoneSetAnalog(c *Call) error {
	side, level, err := sideAndInt(c)
	switch {
	case err != nil:
		return err
	case level < 0 || level > 15:
		return errAnalog
	}
	c.Computer().Redstone().SetOutput(side, level)
	return nil
}

func redstoneSetBundled(c *Call) error {
	side, mask, err := sideAndInt(c)
	if err == nil {
		c.Computer().Redstone().SetBundledOutput(side, mask)
	}
	return err
}

func redstoneTestBundled(c *Call) error {
	side, mask, err := sideAndInt(c)
	if err != nil {
		return err
	}
	return c.Return(value.Bool(c.Computer().Redstone().BundledInput(side)&mask == mask))
}
