package lib_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/luavm"
)

func TestMath(t *testing.T) {
	check(t, []row{
		{`math.abs(-3), math.ceil(1.2), math.floor(-1.2), math.sqrt(16), math.pi`, "3 2 -2 4 3.1415926535898"},
		{`1 / math.ceil(-0.5), 1 / math.floor(-0), 1 / math.abs(-0), 1 / math.max(-0, -1)`, "inf inf inf inf"},
		{`math.atan(1) * 4 == math.pi, math.atan(1, 1) == math.atan2(1, 1), math.atan2(-0, -1)`, "true true 3.1415926535898"},
		{`math.log(8, 2), math.log(1), math.log10(1000), math.log10(1e-5), math.log(100, 10), math.exp(0)`, "3 0 3 -5 2 1"},
		{`math.pow(2, 10), math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(1, 0), math.fmod(5, math.huge)`,
			"1024 1 -1 1 nan nan"},
		{`math.mod == math.fmod, math.huge, -math.huge`, "true inf -inf"},
		{`return math.modf(3.7)`, "3 0.7"},
		{`return math.modf(-3.75)`, "-3 -0.75"},
		{`return math.frexp(8)`, "0.5 4"},
		{`return math.frexp(-0.3)`, "-0.6 -1"},
		{`return math.frexp(0)`, "0 0"},
		{`math.ldexp(0.5, 4), math.ldexp(1, -3), math.ldexp(3, 1.5)`, "8 0.125 12"},
		{`math.max(1, 5, 3), math.min(1, 5, 3), math.max(2), math.max(1, 0/0)`, "5 1 2 nan"},
		{`math.deg(math.pi), math.rad(180) == math.pi, math.floor("3.7")`, "180 true 3"},
		{`math.sin(0), math.cos(0), math.tan(0), math.asin(1) * 2 == math.pi, math.acos(1), math.sinh(0), math.cosh(0), math.tanh(0)`,
			"0 1 0 true 0 0 1 0"},
		{`math.type, math.tointeger, math.ult, math.maxinteger`, "nil nil nil nil"},
		{`return pcall(math.floor)`, "false t:1: bad argument (number expected, got nil)"},
		{`return pcall(math.max)`, "false t:1: bad argument (number expected, got nil)"},
		{`return pcall(math.floor, "x")`, "false t:1: bad argument (number expected, got string)"},
		{`return pcall(math.sin, setmetatable({}, {__name = "Angle"}))`, "false t:1: bad argument (number expected, got Angle)"},
	})
}

func TestRandom(t *testing.T) {
	check(t, []row{
		{`math.randomseed(42) return math.random(), math.random(10), math.random(1, 2147483647)`, "0.93081217803957 2 599768396"},
		{`return math.randomseed(3.9)`, "3 0"},
		{`return math.randomseed(3, 4)`, "3 4"},
		{`return select("#", math.randomseed())`, "2"},
		{`for i = 1, 1000 do local r = math.random(6) if r < 1 or r > 6 or r ~= math.floor(r) then return r end end return "ok"`, "ok"},
		{`for i = 1, 1000 do local r = math.random(-3, 3) if r < -3 or r > 3 then return r end end return "ok"`, "ok"},
		{`return math.random(5, 5), math.random(1)`, "5 1"},
		{`return pcall(math.random, 0)`, "false t:1: bad argument #1 (interval is empty)"},
		{`return pcall(math.random, 2, 1)`, "false t:1: bad argument #2 (interval is empty)"},
		{`return pcall(math.random, 1, 2, 3)`, "false t:1: wrong number of arguments"},
	})
	draw := func(seed uint64) string {
		return eval(t, newState(luavm.Config{Seed: seed}), "return math.random(1, 2^53), (math.randomseed())")
	}
	assert.Equal(t, draw(1), draw(1), "the same computer draws the same")
	assert.NotEqual(t, draw(1), draw(2))
}

func TestBit32(t *testing.T) {
	check(t, []row{
		{`bit32.band(), bit32.bor(), bit32.bxor(), bit32.btest()`, "4294967295 0 0 true"},
		{`bit32.band(12, 10), bit32.bor(12, 10), bit32.bxor(12, 10), bit32.btest(12, 3), bit32.bnot(0)`, "8 14 6 false 4294967295"},
		{`bit32.band(2^33 + 5, 7), bit32.band(-1, 255), bit32.band(3.9, 255)`, "5 255 3"},
		{`bit32.lshift(1, 31), bit32.lshift(1, 32), bit32.lshift(8, -2), bit32.rshift(2^31, 31), bit32.rshift(1, -4)`,
			"2147483648 0 2 1 16"},
		{`bit32.arshift(-8, 1), bit32.arshift(-8, 32), bit32.arshift(8, 1), bit32.arshift(1, -3)`, "4294967292 4294967288 4 8"},
		{`bit32.lrotate(0x80000001, 1), bit32.rrotate(1, 1), bit32.lrotate(1, -1), bit32.lrotate(1, 33)`, "3 2147483648 2147483648 2"},
		{`bit32.extract(0xabcd, 4, 8), bit32.extract(5, 0), bit32.extract(-1, 0, 32)`, "188 1 4294967295"},
		{`bit32.replace(0, 255, 4, 4), bit32.replace(0xff, 0, 0)`, "240 254"},
		{`return pcall(bit32.extract, 1, -1)`, "false t:1: bad argument #2 (field cannot be negative)"},
		{`return pcall(bit32.extract, 1, 1, 0)`, "false t:1: bad argument #3 (width must be postive)"},
		{`return pcall(bit32.extract, 1, 30, 5)`, "false t:1: trying to access non-existent bits"},
		{`return pcall(bit32.replace, 1, 1, -1)`, "false t:1: bad argument #3 (field cannot be negative)"},
		{`return pcall(bit32.band, "x")`, "false t:1: bad argument (number expected, got string)"},
		{`return pcall(bit32.bnot)`, "false t:1: bad argument (number expected, got nil)"},
	})
}
