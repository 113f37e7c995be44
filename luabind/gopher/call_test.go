package gopher

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"ccnet/luabind"
	"ccnet/value"
)

// summing adds up the results of a function that is called n times.
type summing struct {
	fn   value.Value
	left int
	sum  float64
}

func (k summing) Continue(c *luabind.Call) error {
	f, err := c.Args.Number(1)
	if err != nil {
		return err
	}
	k.sum += f
	return k.next(c)
}

func (k summing) next(c *luabind.Call) error {
	if k.left == 0 {
		return c.Return(value.Number(k.sum))
	}
	k.left--
	return c.Call(k, k.fn, value.Int(k.left))
}

// expecting waits for an event of a name.
type expecting struct{ name string }

func (k expecting) Continue(c *luabind.Call) error {
	if name, _ := c.Args.At(1).AsString(); name != k.name {
		return c.Yield(k, value.String(k.name))
	}
	return c.Return(c.Args[1:]...)
}

// nativeAPI shows what native functions can do beside returning.
var nativeAPI = luabind.API{Globals: []string{"native"}, Functions: []luabind.Function{
	{Name: "await", Fn: func(c *luabind.Call) error {
		name, err := c.Args.String(1)
		if err != nil {
			return err
		}
		return c.Yield(expecting{name}, value.String(name))
	}},
	{Name: "fail", Fn: func(c *luabind.Call) error {
		level, err := c.Args.Int(1)
		if err != nil {
			return err
		}
		return luabind.At(level, errors.New("failed"))
	}},
	{Name: "same", Fn: func(c *luabind.Call) error { return c.Return(c.Args...) }},
	{Name: "sum", Fn: func(c *luabind.Call) error {
		fn, err := c.Function(1)
		if err != nil {
			return err
		}
		n, err := c.Args.Int(2)
		if err != nil {
			return err
		}
		return summing{fn: fn, left: n}.next(c)
	}},
	{Name: "tail", Fn: func(c *luabind.Call) error {
		fn, err := c.Function(1)
		if err != nil {
			return err
		}
		return c.Tail(fn, c.Args[1:]...)
	}},
	{Name: "text", Fn: func(c *luabind.Call) error { return c.Return(value.String(c.Text(1) + " " + c.Text(9))) }},
	{Name: "types", Fn: func(c *luabind.Call) error {
		for _, v := range c.Args {
			c.Out.Values = append(c.Out.Values, value.String(v.TypeName()))
		}
		return nil
	}},
	{Name: "counter", Fn: func(c *luabind.Call) error {
		return c.Return((&luabind.Object{Self: new(int), Methods: []luabind.Function{
			{Name: "add", Fn: func(c *luabind.Call) error {
				n, err := c.Args.Int(1)
				*c.Self.(*int) += n
				if err != nil {
					return err
				}
				return c.Return(value.Int(*c.Self.(*int)))
			}},
		}}).Value())
	}},
}}

// TestNativeFunctions runs native functions of every kind on both engines.
func TestNativeFunctions(t *testing.T) {
	for name, bios := range map[string]string{
		"callback":        `say(native.sum(function(i) return i * i end, 4)) try(native.sum, function() error("inside") end, 1) try(native.sum, 5) try(native.sum, function() return "x" end, 2)`,
		"callback yields": `os.queueEvent("a", 1) os.queueEvent("b", 2) say(native.sum(function() return (select(2, coroutine.yield())) end, 2))`,
		"nested callback": `say(native.sum(function(i) return native.sum(function(j) return i * j end, 3) end, 3))`,
		"tail":            `say(native.tail(select, 2, "a", "b")) try(native.tail, error, "x", 0)`,
		"await": `os.queueEvent("a") os.queueEvent("b", 1, nil) say(native.await("b"))
			local co = coroutine.create(native.await) say(coroutine.resume(co, "x")) say(coroutine.resume(co, "y")) say(coroutine.resume(co, "x", 7)) say(coroutine.status(co))`,
		"levels":   `local function inner(n) local ok = native.fail(n) return ok end local function outer(n) local ok = inner(n) return ok end for n = 0, 4 do try(outer, n) end try(native.fail, 1)`,
		"object":   `local a, b = native.counter(), native.counter() a.add(2) b.add(5) say(a.add(1), b.add(1), getmetatable(a)) try(a.add, "1")`,
		"types":    `say(native.types(nil, true, 1, "s", {}, say, coroutine.create(say), setmetatable({}, { __name = "thing" })))`,
		"identity": `local co = coroutine.create(say) local f, t = native.same(say, co) say(f == say, t == co) local x = {} local y, z = native.same(x, x) say(x ~= y, y ~= z)`,
		"text":     `say(native.text(1.5), native.text(nil), native.text("x"), native.text(true), native.text(2^53))`,
		"numbers":  `say(native.same(-0, 1/0, 2^60, 0.1))`,
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, runCraft(t, bios, nativeAPI), run(t, bios, nativeAPI))
		})
	}
}

// FuzzConvert builds tables of any shape, copies them out and in again and out once
// more: nothing is added.
func FuzzConvert(f *testing.F) {
	f.Add([]byte{0, 2, 4, 1, 3, 6, 5, 7, 4})
	f.Add([]byte{8, 4, 8, 4, 8, 6, 14, 7, 2})
	f.Fuzz(func(t *testing.T, program []byte) {
		e := newTestEngine(luabind.Limits{Soft: 1e6, Hard: 1e6})
		defer e.Close()
		stack := []*lua.LTable{e.mother.NewTable()}
		var key lua.LValue = lua.LTrue
		for i, b := range program {
			top := stack[len(stack)-1]
			switch b % 7 {
			case 0:
				key = lua.LNumber(int(b / 8))
			case 1:
				key = lua.LString(program[i:min(i+3, len(program))])
			case 2:
				top.RawSet(key, lua.LNumber(float64(i)/3))
			case 3:
				top.RawSet(key, key)
			case 4:
				next := e.mother.NewTable()
				top.RawSet(key, next)
				stack = append(stack, next)
			case 5:
				top.RawSet(key, stack[int(b/8)%len(stack)])
			case 6:
				key = stack[int(b/8)%len(stack)]
			}
		}
		first, err := e.converter.fromLua(stack[0])
		if err != nil {
			return // too large
		}
		e.converter.reset()
		second, err := e.converter.fromLua(e.converter.toLua(value.Freeze(first)))
		require.NoError(t, err)
		assert.LessOrEqual(t, value.Size(second), value.Size(first))
	})
}
