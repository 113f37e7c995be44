package lib

import (
	"math"

	"ccnet/dialect"
	"ccnet/luavm"
)

// OpenMath installs the library math. The generator of math.random starts from
// the seed of s.
func OpenMath(s *luavm.State) {
	functions := []function{
		{"abs", mathAbs}, {"ceil", mathCeil}, {"cos", unary(math.Cos)},
		{"deg", unary(func(x float64) float64 { return x * (180 / math.Pi) })}, {"exp", unary(math.Exp)},
		{"floor", mathFloor}, {"rad", unary(func(x float64) float64 { return x * (math.Pi / 180) })},
		{"sin", unary(math.Sin)}, {"sqrt", mathSqrt}, {"tan", unary(math.Tan)}, {"acos", unary(math.Acos)},
		{"asin", unary(math.Asin)}, {"atan", mathAtan}, {"cosh", unary(math.Cosh)}, {"log10", unary(log10)},
		{"sinh", unary(math.Sinh)}, {"tanh", unary(math.Tanh)}, {"fmod", mathFmod}, {"ldexp", mathLdexp},
		{"pow", mathPow}, {"atan2", mathAtan2}, {"log", mathLog}, {"frexp", mathFrexp}, {"max", mathMax},
		{"min", mathMin}, {"modf", mathModf}, {"randomseed", mathRandomSeed}, {"random", mathRandom},
	}
	t := s.NewTable(0, len(functions)+3)
	register(s, t, dialect.NewRandom(s.Config().Seed), functions)
	t.SetStr(s, "pi", luavm.Number(math.Pi))
	t.SetStr(s, "huge", luavm.Number(math.Inf(1)))
	t.SetStr(s, "mod", t.GetStr("fmod"))
	enter(s, "math", t)
}

// unary makes a builtin of a function of one number. The game has no negative
// zero, neither in nor out.
func unary(f func(float64) float64) luavm.Func {
	return func(c *luavm.Call) error { return c.Return1(number(f(c.CheckNumber(1) + 0))) }
}

// number returns f as a value, without negative zero.
func number(f float64) luavm.Value { return luavm.Number(f + 0) }

func mathAbs(c *luavm.Call) error   { return c.Return1(luavm.Number(math.Abs(c.CheckNumber(1)))) }
func mathCeil(c *luavm.Call) error  { return c.Return1(number(math.Ceil(c.CheckNumber(1)))) }
func mathFloor(c *luavm.Call) error { return c.Return1(number(math.Floor(c.CheckNumber(1)))) }
func mathSqrt(c *luavm.Call) error  { return c.Return1(number(math.Sqrt(c.CheckNumber(1)))) }

// log10 is exact for powers of ten, where math.Log10 may be off by a bit.
func log10(x float64) float64 {
	l := math.Log10(x)
	if r := math.Round(l); r != l && math.Abs(r) <= 308 && math.Pow10(int(r)) == x {
		return r
	}
	return l
}

func mathAtan(c *luavm.Call) error {
	if c.Arg(2).IsNil() {
		return c.Return1(number(math.Atan(c.CheckNumber(1))))
	}
	return mathAtan2(c)
}

func mathAtan2(c *luavm.Call) error {
	y, x := c.CheckNumber(1), c.CheckNumber(2)
	return c.Return1(number(math.Atan2(y+0, x+0)))
}

func mathLog(c *luavm.Call) error {
	l := math.Log(c.CheckNumber(1))
	if !c.Arg(2).IsNil() {
		l /= math.Log(c.CheckNumber(2)) + 0
	}
	return c.Return1(number(l))
}

func mathPow(c *luavm.Call) error {
	x, y := c.CheckNumber(1), c.CheckNumber(2)
	return c.Return1(number(dialect.Pow(x, y)))
}

// mathFmod computes the remainder from the rounded quotient, as the game does:
// less exactly than C's fmod, and NaN for an infinite divisor.
func mathFmod(c *luavm.Call) error {
	x, y := c.CheckNumber(1), c.CheckNumber(2)
	q := math.Trunc(x / (y + 0))
	return c.Return1(number(x - float64(y*q)))
}

func mathFrexp(c *luavm.Call) error {
	x := c.CheckNumber(1)
	if x == 0 {
		return c.Return2(luavm.Int(0), luavm.Int(0))
	}
	// The game takes the bits apart without regard to denormals or infinities.
	bits := math.Float64bits(x)
	m := float64(bits&(1<<52-1)+1<<52) * (0.5 / (1 << 52))
	if x < 0 {
		m = -m
	}
	return c.Return2(luavm.Number(m), luavm.Int(int(bits>>52&0x7ff)-1022))
}

// mathLdexp multiplies by a power of two that is put together from bits, so
// that exponents outside -1023..1024 give nonsense, as in the game.
func mathLdexp(c *luavm.Call) error {
	x, y := c.CheckNumber(1), c.CheckNumber(2)+1023.5
	var e float64
	if i := luavm.ToInt(y); clampInt32(i)&1 != 0 {
		e = math.Floor(y)
	} else {
		e = math.Ceil(y - 1)
	}
	return c.Return1(number(x * math.Float64frombits(uint64(luavm.ToInt(e))<<52)))
}

func clampInt32(i int64) int64 { return max(math.MinInt32, min(math.MaxInt32, i)) }

func mathModf(c *luavm.Call) error {
	x := c.CheckNumber(1)
	whole := math.Trunc(x)
	return c.Return2(number(whole), number(x-whole))
}

func mathMax(c *luavm.Call) error {
	m := c.CheckNumber(1)
	for i := 2; i <= c.NArgs(); i++ {
		m = max(m, c.CheckNumber(i))
	}
	c.Charge(c.NArgs() >> 3)
	return c.Return1(number(m))
}

func mathMin(c *luavm.Call) error {
	m := c.CheckNumber(1)
	for i := 2; i <= c.NArgs(); i++ {
		m = min(m, c.CheckNumber(i))
	}
	c.Charge(c.NArgs() >> 3)
	return c.Return1(number(m))
}
