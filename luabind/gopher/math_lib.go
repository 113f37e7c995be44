package gopher

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"ccnet/dialect"
	"ccnet/value"
)

func (e *engine) openMath() {
	functions := map[string]lua.LGFunction{
		"atan":       e.mathAtan,
		"atan2":      e.mathAtan2,
		"fmod":       e.mathFmod,
		"frexp":      e.mathFrexp,
		"ldexp":      e.mathLdexp,
		"log":        e.mathLog,
		"max":        e.mathMax,
		"min":        e.mathMin,
		"modf":       e.mathModf,
		"pow":        e.mathPow,
		"random":     e.mathRandom,
		"randomseed": e.mathRandomSeed,
	}
	for name, f := range map[string]func(float64) float64{
		"abs": math.Abs, "ceil": math.Ceil, "floor": math.Floor, "sqrt": math.Sqrt,
		"acos": math.Acos, "asin": math.Asin, "cos": math.Cos, "cosh": math.Cosh, "exp": math.Exp,
		"log10": math.Log10, "sin": math.Sin, "sinh": math.Sinh, "tan": math.Tan, "tanh": math.Tanh,
		"deg": func(x float64) float64 { return x * (180 / math.Pi) },
		"rad": func(x float64) float64 { return x * (math.Pi / 180) },
	} {
		functions[name] = func(L *lua.LState) int { return give(L, number(f(e.checkNumber(L, 1)))) }
	}
	t := e.library("math", functions)
	t.RawSetString("pi", lua.LNumber(math.Pi))
	t.RawSetString("huge", lua.LNumber(math.Inf(1)))
	t.RawSetString("mod", t.RawGetString("fmod"))
}

func (e *engine) mathAtan(L *lua.LState) int {
	if L.Get(2) != lua.LNil {
		return e.mathAtan2(L)
	}
	return give(L, number(math.Atan(e.checkNumber(L, 1))))
}

func (e *engine) mathAtan2(L *lua.LState) int {
	return give(L, number(math.Atan2(e.checkNumber(L, 1)+0, e.checkNumber(L, 2)+0)))
}

func (e *engine) mathFmod(L *lua.LState) int {
	return give(L, number(math.Mod(e.checkNumber(L, 1), e.checkNumber(L, 2))))
}

func (e *engine) mathFrexp(L *lua.LState) int {
	m, exp := math.Frexp(e.checkNumber(L, 1))
	return give(L, number(m), lua.LNumber(exp))
}

func (e *engine) mathLdexp(L *lua.LState) int {
	return give(L, number(math.Ldexp(e.checkNumber(L, 1), e.checkInt(L, 2))))
}

func (e *engine) mathLog(L *lua.LState) int {
	f := math.Log(e.checkNumber(L, 1))
	if L.Get(2) != lua.LNil {
		f /= math.Log(e.checkNumber(L, 2))
	}
	return give(L, number(f))
}

func (e *engine) mathMax(L *lua.LState) int {
	f := e.checkNumber(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		f = max(f, e.checkNumber(L, i))
	}
	return give(L, number(f))
}

func (e *engine) mathMin(L *lua.LState) int {
	f := e.checkNumber(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		f = min(f, e.checkNumber(L, i))
	}
	return give(L, number(f))
}

func (e *engine) mathModf(L *lua.LState) int {
	x := e.checkNumber(L, 1)
	whole := math.Trunc(x)
	return give(L, number(whole), number(x-whole))
}

func (e *engine) mathPow(L *lua.LState) int {
	return give(L, number(dialect.Pow(e.checkNumber(L, 1), e.checkNumber(L, 2))))
}

// checkInt64 is a whole number of 64 bits.
func (e *engine) checkInt64(L *lua.LState, i int) int64 { return value.Saturate(e.checkNumber(L, i)) }

// mathRandom is random([m [, n]]).
func (e *engine) mathRandom(L *lua.LState) int {
	switch L.GetTop() {
	case 0:
		return give(L, lua.LNumber(e.random.Float()))
	case 1:
		high := e.checkInt64(L, 1)
		if high < 1 {
			e.fail(L, "bad argument #1 (interval is empty)")
		}
		return give(L, lua.LNumber(1+e.random.UpTo(uint64(high-1))))
	case 2:
		low, high := e.checkInt64(L, 1), e.checkInt64(L, 2)
		if high < low {
			e.fail(L, "bad argument #2 (interval is empty)")
		}
		return give(L, lua.LNumber(low+int64(e.random.UpTo(uint64(high-low)))))
	}
	e.fail(L, "wrong number of arguments")
	return 0
}

// mathRandomSeed is randomseed([a [, b]]); it returns the seeds.
func (e *engine) mathRandomSeed(L *lua.LState) int {
	var a, b int64
	if L.GetTop() == 0 {
		a, b = int64(e.random.NextSeed()), int64(e.random.NextSeed())
	} else {
		a = e.checkInt64(L, 1)
		if L.Get(2) != lua.LNil {
			b = e.checkInt64(L, 2)
		}
	}
	e.random.Seed(uint64(a), uint64(b))
	return give(L, lua.LNumber(a), lua.LNumber(b))
}
