package luabind_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/value"
	"ccnet/world"
)

// counting collects the results of calling a function n times.
type counting struct {
	fn      value.Value
	left    int
	results []value.Value
}

func (k counting) Continue(c *luabind.Call) error {
	k.results = append(k.results, c.Args.At(1))
	return k.next(c)
}

func (k counting) next(c *luabind.Call) error {
	if k.left == 0 {
		return c.Return(value.List(k.results...), value.Int(len(k.results)))
	}
	k.left--
	return c.Call(k, k.fn, value.Int(k.left))
}

// answer goes on after an event.
type answer struct{ name string }

func (k answer) Continue(c *luabind.Call) error {
	if name, _ := c.Args.At(1).AsString(); name != k.name {
		return c.Yield(k, value.String(k.name))
	}
	return c.Return(c.Args[1:]...)
}

var tableIdentity = regexp.MustCompile(`table: [0-9a-f]+`)

// callAPI shows what native functions can do beside returning.
var callAPI = luabind.API{Globals: []string{"native"}, Functions: []luabind.Function{
	{Name: "await", Fn: func(c *luabind.Call) error {
		name, err := c.Args.String(1)
		if err != nil {
			return err
		}
		return c.Yield(answer{name}, value.String(name))
	}},
	{Name: "collect", Fn: func(c *luabind.Call) error {
		fn, err := c.Function(1)
		if err != nil {
			return err
		}
		n, err := c.Args.Int(2)
		if err != nil {
			return err
		}
		return counting{fn: fn, left: n}.next(c)
	}},
	{Name: "fail", Fn: func(c *luabind.Call) error {
		level, err := c.Args.Int(1)
		if err != nil {
			return err
		}
		return luabind.At(level, errors.New("failed"))
	}},
	{Name: "kinds", Fn: func(c *luabind.Call) error {
		for i := range c.Args {
			c.Out.Values = append(c.Out.Values, value.String(c.Args[i].TypeName()))
		}
		return nil
	}},
	{Name: "object", Fn: func(c *luabind.Call) error {
		counter := new(int)
		return c.Return((&luabind.Object{Self: counter, Methods: []luabind.Function{
			{Name: "add", Fn: func(c *luabind.Call) error {
				n, err := c.Args.Int(1)
				if err != nil {
					return err
				}
				*c.Self.(*int) += n
				return c.Return(value.Int(*c.Self.(*int)))
			}},
		}}).Value())
	}},
	{Name: "panic", Fn: func(*luabind.Call) error { panic("oh no") }},
	{Name: "same", Fn: func(c *luabind.Call) error { return c.Return(c.Args...) }},
	{Name: "tail", Fn: func(c *luabind.Call) error {
		fn, err := c.Function(1)
		if err != nil {
			return err
		}
		return c.Tail(fn, c.Args[1:]...)
	}},
}}

func TestCall(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"callback": {
			`local list, n = native.collect(function(i) return i * i end, 4) say(table.concat(list, " "), n)
			show(native.collect(error, 0))
			try(native.collect, function() error("inside") end, 1)
			try(native.collect, 5)`,
			`9 4 1 0 4
			2: table: 1 0
			bios.lua:11: inside
			bios.lua:3: bad argument #1 (function expected, got number)`,
		},
		"callback that yields": {
			`os.queueEvent("a", 1) os.queueEvent("b", 2)
			local list = native.collect(function(i) return select(2, coroutine.yield()) end, 2)
			say(table.concat(list, " "))`,
			"1 2",
		},
		"tail": {
			`show(native.tail(select, 2, "a", "b")) show(native.tail(native.same, nil, nil))`,
			"1: b\n2: nil nil",
		},
		"await": {
			`os.queueEvent("a") os.queueEvent("terminate") os.queueEvent("b", 1, nil) show(native.await("b"))
			local co = coroutine.create(native.await)
			show(coroutine.resume(co, "x")) show(coroutine.resume(co, "y")) show(coroutine.resume(co, "x", 7))
			show(coroutine.status(co))`,
			"2: 1 nil\n2: true x\n2: true x\n2: true 7\n1: dead",
		},
		"levels": {
			`local function inner(level)
				local ok = native.fail(level)
				return ok
			end
			local function outer(level)
				local ok = inner(level)
				return ok
			end
			for level = 0, 3 do try(outer, level) end`,
			`failed
			bios.lua:10: failed
			bios.lua:14: failed
			failed`,
		},
		"object": {
			`local a, b = native.object(), native.object()
			a.add(2) b.add(5) say(a.add(1), b.add(1), getmetatable(a)) try(a.add, "1")
			say(type(a.add), next(a) == "add")`,
			`3 6 nil
			bios.lua:3: bad argument #1 (number expected, got string)
			function true`,
		},
		"types": {
			`show(native.kinds(nil, true, 1, "s", {}, print or say, coroutine.create(say), setmetatable({}, { __name = "thing" })))`,
			"8: nil boolean number string table function thread thing",
		},
		"identity": {
			`local co = coroutine.create(say)
			local f, t, table, again = native.same(say, co, co, say)
			say(f == say, t == co, table == co, again == say)
			local x = {} local y, z = native.same(x, x) say(x ~= y, y ~= z)`,
			"true true true true\ntrue true",
		},
		"panic": {
			`try(native.panic)`,
			"internal error: oh no",
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := &bench{}
			runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
				ROM:     luabind.ROM{BIOS: prelude + test.body + "\nos.shutdown() coroutine.yield()", Files: fstest.MapFS{}},
				Engines: craft.NewFactory(0),
			})
			require.NoError(t, err)
			w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{}}, Until: world.UntilIdle}, world.Options{
				NewProgram: func(*world.ComputerSpec) (world.Program, error) {
					return luabind.NewMachine(runtime, nil, b.api(), callAPI), nil
				},
			})
			require.NoError(t, err)
			defer w.Close()
			_, err = w.Run(context.Background())
			require.NoError(t, err)
			got := ""
			for i, line := range b.said {
				if i > 0 {
					got += "\n"
				}
				got += line
			}
			if name == "callback" {
				got = tableIdentity.ReplaceAllString(got, "table: 1")
			}
			assert.Equal(t, lines(test.want), got)
			if t.Failed() {
				t.Log(screenText(w.Computers()[0]))
			}
		})
	}
}

// TestMainThread waits for a method that takes effect between ticks.
func TestMainThread(t *testing.T) {
	b := &bench{}
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{
		ROM: luabind.ROM{BIOS: prelude + `
			show(peripheral.call("left", "slow", "a", 1))
			local function user(...)
				local function wrapper(...)
					local ok = peripheral.call(...)
					return ok
				end
				local ok = wrapper(...)
				return ok
			end
			try(user, "left", "slow")
			os.queueEvent("terminate")
			try(peripheral.call, "left", "slow", "a")
			os.shutdown() coroutine.yield()`, Files: fstest.MapFS{}},
		Engines: craft.NewFactory(0),
	})
	require.NoError(t, err)
	m := luabind.NewMachine(runtime, nil, b.api())
	m.SetPeripheral(world.Left, slow{})
	w, err := world.New(world.Spec{Computers: []world.ComputerSpec{{Program: m}}, Until: world.UntilIdle}, world.Options{})
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	assert.Equal(t, []string{"2: 1 a", "bios.lua:16: nothing to do", "Terminated"}, b.said)
}

// slow is a peripheral with a main-thread method, which swaps its arguments.
type slow struct{}

func (slow) Types() []string   { return []string{"slow"} }
func (slow) Methods() []string { return []string{"slow"} }

func (slow) Call(call *world.PeripheralCall) error {
	args := call.Args
	call.Task = true
	call.TaskID = call.Computer.Task(func() ([]value.Value, error) {
		if len(args) == 0 {
			return nil, errors.New("nothing to do")
		}
		return []value.Value{args.At(2), args.At(1)}, nil
	})
	return nil
}

// ExampleAPI adds a native function to a computer.
func ExampleAPI() {
	greet := luabind.API{Globals: []string{"greet"}, Functions: []luabind.Function{
		{Name: "hello", Fn: func(c *luabind.Call) error {
			name, err := c.Args.String(1)
			if err != nil {
				return err
			}
			return c.Return(value.String("hello, " + name))
		}},
	}}
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := world.New(
		world.Spec{Computers: []world.ComputerSpec{{
			Run:   []string{"program.lua"},
			Files: world.Files{Inline: map[string]string{"program.lua": `print(greet.hello("you")) greet.hello(5)`}},
		}}},
		world.Options{
			NewProgram: func(spec *world.ComputerSpec) (world.Program, error) {
				return luabind.NewMachine(runtime, spec.Run, greet), nil
			},
			ROM: runtime.ROM(),
		})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	if _, err := w.Run(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	c, _ := w.Computer(0)
	fmt.Println(c.Outcome().Message)
	// Output: /program.lua:1: bad argument #1 (string expected, got number)
}
