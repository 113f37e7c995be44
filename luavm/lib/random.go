package lib

import (
	"ccnet/dialect"
	"ccnet/luavm"
)

// mathRandom is random([m [, n]]).
func mathRandom(c *luavm.Call) error {
	x := c.Self().Data.(*dialect.Random)
	switch c.NArgs() {
	case 0:
		return c.Return1(luavm.Number(x.Float()))
	case 1:
		high := c.CheckInt(1)
		if high < 1 {
			return c.ArgError(1, "interval is empty")
		}
		return c.Return1(luavm.Number(float64(1 + x.UpTo(uint64(high-1)))))
	case 2:
		low, high := c.CheckInt64(1), c.CheckInt64(2)
		if high < low {
			return c.ArgError(2, "interval is empty")
		}
		return c.Return1(luavm.Number(float64(low + int64(x.UpTo(uint64(high-low))))))
	}
	return c.Errorf("wrong number of arguments")
}

// mathRandomSeed is randomseed([a [, b]]); it returns the seeds.
func mathRandomSeed(c *luavm.Call) error {
	x := c.Self().Data.(*dialect.Random)
	var a, b int64
	if c.NArgs() == 0 {
		a, b = int64(x.NextSeed()), int64(x.NextSeed())
	} else {
		a = c.CheckInt64(1)
		if !c.Arg(2).IsNil() {
			b = c.CheckInt64(2)
		}
	}
	x.Seed(uint64(a), uint64(b))
	return c.Return2(luavm.Number(float64(a)), luavm.Number(float64(b)))
}
