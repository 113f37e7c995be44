package luabind_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/drive"
)

// The game's own test-suite, run on our machine with the game's own ROM. Both are
// taken from a checkout of CC: Tweaked, which the environment variable names; it
// is no part of this project. CCNET_CCTWEAKED_ROM=own runs it on our ROM, and
// CCNET_CCTWEAKED_FILTER runs the cases that contain a text.

// suite runs the test-suite on one computer.
type suite struct {
	*luabind.Machine
	testROM  drive.Drive
	computer *world.Computer
	filter   string

	waiting  []string // names of cases to run
	running  string
	counts   map[string]int
	failures []string
	finished bool
}

// Start implements world.Program.
func (s *suite) Start(c *world.Computer) (world.Status, error) {
	s.computer = c
	c.Screen().Resize(80, 100)
	if err := c.Files().Mount("test-rom", "test-rom", s.testROM); err != nil {
		return world.Ended, err
	}
	return s.Machine.Start(c)
}

// next queues the next case, or the end.
func (s *suite) next() {
	if len(s.waiting) == 0 {
		s.running = ""
		s.computer.Queue("cct_test_run", value.Nil)
		return
	}
	s.running, s.waiting = s.waiting[0], s.waiting[1:]
	s.computer.Queue("cct_test_run", value.String(s.running))
}

func (s *suite) api() luabind.API {
	return luabind.API{Globals: []string{"cct_test"}, Functions: []luabind.Function{
		{Name: "finish", Fn: func(c *luabind.Call) error {
			s.finished = true
			c.Computer().Shutdown()
			return nil
		}},
		{Name: "start", Fn: func(c *luabind.Call) error {
			tests, err := c.Args.Table(1)
			if err != nil {
				return err
			}
			for _, e := range tests.Entries() {
				name, _ := e.Key.AsString()
				if strings.Contains(readable(name), s.filter) {
					s.waiting = append(s.waiting, name)
				}
			}
			index := func(name string) float64 {
				n, _ := tests.Field(name).AsTable().Field("idx").AsNumber()
				return n
			}
			sort.Slice(s.waiting, func(i, j int) bool { return index(s.waiting[i]) < index(s.waiting[j]) })
			s.next()
			return nil
		}},
		{Name: "submit", Fn: func(c *luabind.Call) error {
			result, err := c.Args.Table(1)
			if err != nil {
				return err
			}
			field := func(name string) string {
				text, _ := result.Field(name).AsString()
				return text
			}
			name, status := field("name"), field("status")
			s.counts[status]++
			if status != "pass" && status != "pending" {
				s.failures = append(s.failures, fmt.Sprintf("%s: %s\n\t%s", status, readable(name),
					strings.ReplaceAll(field("message")+"\n"+field("trace"), "\n", "\n\t")))
			}
			if name == s.running {
				s.next()
			}
			return nil
		}},
	}}
}

func readable(name string) string { return strings.ReplaceAll(name, "\x00", " > ") }

// fake is a peripheral of the test-suite.
type fake struct {
	types   []string
	methods map[string]func(value.Args) []value.Value
	check   func(value.Args) error
}

func (f fake) Types() []string { return f.types }

func (f fake) Methods() []string {
	var names []string
	for name := range f.methods {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (f fake) Call(call *world.PeripheralCall) error {
	method := f.methods[call.Method]
	if method == nil {
		return world.ErrNoSuchMethod
	}
	if f.check != nil {
		if err := f.check(call.Args); err != nil {
			return err
		}
	}
	return call.Return(method(call.Args)...)
}

func fakeModem() world.Peripheral {
	return fake{
		types: []string{"modem"},
		methods: map[string]func(value.Args) []value.Value{
			"isOpen": func(value.Args) []value.Value { return []value.Value{value.Bool(false)} },
		},
		check: func(args value.Args) error {
			_, err := args.Int(1)
			return err
		},
	}
}

// fakeHub has one remote peripheral.
func fakeHub() world.Peripheral {
	remote := func(vs ...value.Value) func(value.Args) []value.Value {
		return func(args value.Args) []value.Value {
			if name, _ := args.At(1).AsString(); name != "remote_1" {
				return nil
			}
			return vs
		}
	}
	return fake{types: []string{"peripheral_hub"}, methods: map[string]func(value.Args) []value.Value{
		"getNamesRemote": func(value.Args) []value.Value { return []value.Value{value.Strings([]string{"remote_1"})} },
		"isPresentRemote": func(args value.Args) []value.Value {
			return []value.Value{value.Bool(args.At(1) == value.String("remote_1"))}
		},
		"getTypeRemote": remote(value.String("remote"), value.String("other_type")),
		"hasTypeRemote": func(args value.Args) []value.Value {
			if args.At(1) != value.String("remote_1") {
				return nil
			}
			what, _ := args.At(2).AsString()
			return []value.Value{value.Bool(what == "remote" || what == "other_type")}
		},
		"getMethodsRemote": remote(value.Strings([]string{"func"})),
	}}
}

func TestCCTweaked(t *testing.T) {
	checkout := os.Getenv("CCNET_CCTWEAKED")
	if checkout == "" {
		t.Skip("CCNET_CCTWEAKED does not name a checkout of CC: Tweaked")
	}
	rom := luabind.OwnROM()
	if os.Getenv("CCNET_CCTWEAKED_ROM") != "own" {
		var err error
		rom, err = luabind.OpenROM(checkout)
		require.NoError(t, err)
	}
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: rom, Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	testROM, err := drive.OpenReadOnly(filepath.Join(checkout, "projects/core/src/test/resources/test-rom"))
	require.NoError(t, err)

	s := &suite{testROM: testROM, counts: map[string]int{}, filter: os.Getenv("CCNET_CCTWEAKED_FILTER")}
	s.Machine = luabind.NewMachine(runtime, nil, s.api())
	s.Machine.SetPeripheral(world.Top, fakeModem())
	s.Machine.SetPeripheral(world.Bottom, fakeHub())
	w, err := world.New(world.Spec{
		Until: world.UntilIdle,
		Limit: 20 * 3600,
		Computers: []world.ComputerSpec{{
			Program: s,
			Quota:   10_000_000,
			Files: world.Files{Inline: map[string]string{
				"startup.lua": "loadfile('test-rom/mcfly.lua', nil, _ENV)('test-rom/spec') cct_test.finish()",
			}},
		}},
	}, world.Options{ROM: runtime.ROM()})
	require.NoError(t, err)
	defer w.Close()
	result, err := w.Run(context.Background())
	require.NoError(t, err)

	for _, failure := range s.failures {
		t.Log(failure)
	}
	t.Logf("%v, %d cases not run", s.counts, len(s.waiting))
	if !s.finished {
		c, _ := w.Computer(0)
		t.Logf("not finished; running %q; %v\n%s", readable(s.running), result, screenText(c))
	}
	if len(s.failures) > 0 || !s.finished {
		t.Fail()
	}
}

// screenText is what stands on a computer's screen.
func screenText(c *world.Computer) string {
	var b strings.Builder
	_, height := c.Screen().Size()
	for y := range height {
		text, _, _ := c.Screen().Line(y)
		if text = strings.TrimRight(text, " "); text != "" {
			b.WriteString(text + "\n")
		}
	}
	return b.String()
}
