package luavm_test

import "testing"

func TestErrorTexts(t *testing.T) {
	rows := []row{
		{`local x x.y = 1`, "attempt to index local 'x' (a nil value)"},
		{`local x = {} x.y.z = 1`, "attempt to index field 'y' (a nil value)"},
		{`g.x = 1`, "attempt to index global 'g' (a nil value)"},
		{`local x local f = function() return x.y end f()`, "attempt to index a nil value"}, // upvalues have names only elsewhere
		{`local x local f = function() x[f] = 1 end f()`, "attempt to index a nil value"},
		{`local x local f = function() return x:y() end f()`, "attempt to index upvalue 'x' (a nil value)"},
		{`local x local f = function() return x.y.z end x = {} f()`, "attempt to index field 'y' (a nil value)"},
		{`local x local f = function() return x() end f()`, "attempt to call upvalue 'x' (a nil value)"},
		{`local x local f = function() return x + 1 end f()`, "attempt to perform arithmetic on upvalue 'x' (a nil value)"},
		{`return (nil).x`, "attempt to index a nil value"},
		{`nofn()`, "attempt to call global 'nofn' (a nil value)"},
		{`local t = {} t.nofn()`, "attempt to call field 'nofn' (a nil value)"},
		{`local t = {} t:nofn()`, "attempt to call method 'nofn' (a nil value)"},
		{`local f = "x" f()`, "attempt to call local 'f' (a string value)"},
		{`("x")()`, "attempt to call a string value"},
		{`local q = {} return q + 1`, "attempt to perform arithmetic on local 'q' (a table value)"},
		{`local q = {} return 1 - q`, "attempt to perform arithmetic on local 'q' (a table value)"},
		{`return "abc" + 1`, "attempt to perform arithmetic on a string value"},
		{`local q return "a" .. q`, "attempt to concatenate local 'q' (a nil value)"},
		{`local q = {} return q .. "a"`, "attempt to concatenate local 'q' (a table value)"},
		{`local q return #q`, "attempt to get length of local 'q' (a nil value)"},
		{`return {} < {}`, "attempt to compare two table values"},
		{`return {} < 1`, "attempt to compare table with number"},
		{`return 1 <= "2"`, "attempt to compare number with string"},
		{`return nil > 1`, "attempt to compare number with nil"},
		{`for i = "x", 2 do end`, "'for' initial value must be a number"},
		{`for i = 1, {} do end`, "'for' limit must be a number"},
		{`for i = 1, 2, "z" do end`, "'for' step must be a number"},
		{`local t = {} t[nil] = 1`, "table index is nil"},
		{`local t = {} t[0/0] = 1`, "table index is NaN"},
		{`next({}, "nokey")`, "invalid key to 'next'"},
		{`for k in 5 do end`, "attempt to call local '(for generator)' (a number value)"},
		{`error("x")`, "x"},
		{`return (nil)()`, "attempt to call a nil value"},
		{`local function f() return string.rep() end f()`, "bad argument (string expected, got nil)"},
		{`local function f() return pcall(string.rep) end error(select(2, f()), 0)`, "bad argument (string expected, got nil)"},
		{`local o = setmetatable({}, {__call = string.rep}) local function f() return o() end f()`, "bad argument (string expected, got table)"},
		{`local function f() error("two", 2) end f()`, "two"},
	}
	for i := range rows {
		rows[i].want = "ERROR t.lua:1: " + rows[i].want
	}
	check(t, rows)
}

func TestErrorLevels(t *testing.T) {
	check(t, []row{
		{"local function f()\n error('x', 2)\nend\nf()", "ERROR t.lua:4: x"},
		{"local function f()\n error('x', 1)\nend\nf()", "ERROR t.lua:2: x"},
		{"local function f()\n error('x', 0)\nend\nf()", "ERROR x"},
		{"local function f()\n error(12)\nend\nf()", "ERROR 12"},
		{"print(pcall(error, 'x', 1), pcall(error, 'x', 2))", "false false t.lua:1: x"},
		{"local t = setmetatable({}, {__index = function(t, k) error('no ' .. k, 2) end})\nlocal x = t.foo", "ERROR t.lua:2: no foo"},
	})
}
