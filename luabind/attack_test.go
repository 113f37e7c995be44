//go:build unix

package luabind_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/journal"
	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// The attack table: every program in testdata/attacks tries to bring down the
// process, or its neighbour, or to break out. Its first lines say what it does and
// what must come of it:
//
//	-- What it tries.
//	-- expect: a regular expression for a row that it prints, or for what the run says
//	-- quick                    (it takes so little that ordinary test runs include it)
//	-- never: an expression that the rows must not match
//
// Ordinary runs take the quick ones, inside this process. With -ccnet all are run,
// by that binary, within bounds of time and memory: that is "make attacks".
var ccnet = flag.String("ccnet", "", "the `binary` that has to withstand the attacks; without it, only quick ones are made, here")

// What a run may take in the whole.
const (
	attackTime   = 10 * time.Second
	attackMemory = 512 << 20
)

// attack is one of the table's programs.
type attack struct {
	name, source string
	expects      []*regexp.Regexp // in this order
	forbids      []*regexp.Regexp
	quick        bool
}

func loadAttacks(t *testing.T) []attack {
	t.Helper()
	paths, err := filepath.Glob("testdata/attacks/*.lua")
	require.NoError(t, err)
	var attacks []attack
	for _, path := range paths {
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		a := attack{name: strings.TrimSuffix(filepath.Base(path), ".lua"), source: string(source)}
		for line := range strings.Lines(a.source) {
			text, ok := strings.CutPrefix(strings.TrimSpace(line), "-- ")
			if !ok {
				break
			}
			if pattern, ok := strings.CutPrefix(text, "expect: "); ok {
				a.expects = append(a.expects, regexp.MustCompile(pattern))
			}
			if pattern, ok := strings.CutPrefix(text, "never: "); ok {
				a.forbids = append(a.forbids, regexp.MustCompile(pattern))
			}
			a.quick = a.quick || text == "quick"
		}
		require.NotEmpty(t, a.expects, "%s says nothing about its end", path)
		attacks = append(attacks, a)
	}
	return attacks
}

// The world of every attack: the attacker, in whose directory a link leads outside;
// a neighbour that keeps a beat; and a listener on the attacker's channel.
const attackWorld = `
limit = "20s"

[[computer]]
id = 1
label = "attacker"
kind = "advanced"
at = [0, 64, 0]
files = "disk"
run = "attack.lua"
modems = { back = "wireless", left = "wired:cable" }

[[computer]]
id = 2
label = "neighbour"
at = [3, 64, 0]
run = "beat.lua"
modems = { back = "wireless", left = "wired:cable" }

[computer.files]
"beat.lua" = '''
local start = os.clock()
for _ = 1, 40 do sleep(0.25) end
print("40 beats in " .. os.clock() - start .. " s")
'''

[[computer]]
id = 3
label = "listener"
at = [6, 64, 0]
run = "listen.lua"
stay = true
modems = { back = "wireless" }

[computer.files]
"listen.lua" = '''
peripheral.call("back", "open", 1)
while true do os.pullEvent("modem_message") end
'''

[[peripheral]]
type = "monitor"
computer = 1
side = "right"
network = "cable"
size = [8, 6]

[[peripheral]]
type = "drive"
computer = 1
side = "top"
disk = { label = "notes", files = { "a.txt" = "text" } }

[[peripheral]]
type = "printer"
network = "cable"
computer = 1
side = "bottom"

[[peripheral]]
type = "speaker"
computer = 1
side = "front"
`

// prepare writes the world of an attack and returns its file.
func (a *attack) prepare(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	disk := filepath.Join(dir, "disk")
	require.NoError(t, os.Mkdir(disk, 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "secret"), []byte("the secret"), 0o666))
	require.NoError(t, os.Symlink("../secret", filepath.Join(disk, "link")))
	require.NoError(t, os.Symlink("..", filepath.Join(disk, "up")))
	require.NoError(t, os.Symlink("/", filepath.Join(disk, "root")))
	require.NoError(t, os.WriteFile(filepath.Join(disk, "attack.lua"), []byte(a.source), 0o666))
	file := filepath.Join(dir, "world.toml")
	require.NoError(t, os.WriteFile(file, []byte(attackWorld), 0o666))
	return file
}

// aftermath is what is left of a run.
type aftermath struct {
	rows    string        // what all computers printed, and what the run said at the end
	journal string        // its file
	took    time.Duration // of processors; more than what passed, if that was idle
	memory  int64         // bytes at the peak, 0 if nobody knows
}

func TestAttacks(t *testing.T) {
	for _, a := range loadAttacks(t) {
		t.Run(a.name, func(t *testing.T) {
			withstand := a.inside
			if *ccnet != "" {
				withstand = a.outside
			} else if t.Parallel(); !a.quick {
				t.Skip("make attacks")
			}
			first := withstand(t, 1)
			a.check(t, first)
			again := withstand(t, 2)
			assert.Equal(t, first.rows, again.rows)
			one, err := os.Open(first.journal)
			require.NoError(t, err)
			defer one.Close()
			two, err := os.Open(again.journal)
			require.NoError(t, err)
			defer two.Close()
			difference, err := journal.Compare(one, two)
			require.NoError(t, err)
			assert.Nil(t, difference, "the journals differ")
			t.Logf("%5.1f s %4d MB", max(first.took, again.took).Seconds(), max(first.memory, again.memory)>>20)
		})
	}
}

// check compares what is left with what the program says that must be.
func (a *attack) check(t *testing.T, left aftermath) {
	t.Helper()
	rows := left.rows
	assert.Contains(t, rows, "[neighbour] 40 beats in 10 s\n")
	assert.NotContains(t, rows, "internal error")
	assert.NotRegexp(t, "[\x00-\x09\x0b-\x1f\x7f]", rows, "control characters")
	rest := rows
	for _, expect := range a.expects {
		at := expect.FindStringIndex(rest)
		if at == nil {
			t.Errorf("no %q, or not in this place, in:\n%.4000s", expect, rows)
			break
		}
		rest = rest[at[1]:]
	}
	for _, forbid := range a.forbids {
		assert.NotRegexp(t, forbid, rows)
	}
}

// inside runs the world in this process.
func (a *attack) inside(t *testing.T, workers int) aftermath {
	file := a.prepare(t)
	spec, err := world.Load(file)
	require.NoError(t, err)
	machines, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	var rows strings.Builder
	record := filepath.Join(filepath.Dir(file), "journal")
	recorder, err := journal.Create(record)
	require.NoError(t, err)
	w, err := world.New(spec, world.Options{
		NewProgram: machines.NewProgram,
		ROM:        machines.ROM(),
		Recorder:   recorder,
		Workers:    workers,
		OnRow: func(c *world.Computer, row string) {
			label, _ := c.Label()
			fmt.Fprintf(&rows, "[%s] %s\n", label, row)
		},
	})
	require.NoError(t, err)
	start := time.Now()
	result, err := w.Run(context.Background())
	took := time.Since(start)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, recorder.Close())
	for _, failure := range result.Failures() {
		fmt.Fprintf(&rows, "%s\n", failure)
	}
	fmt.Fprintf(&rows, "end: %s\n", result.Reason)
	return aftermath{rows: rows.String(), journal: record, took: took}
}

// outside has the binary run the world, in a process of its own.
func (a *attack) outside(t *testing.T, workers int) aftermath {
	binary, err := filepath.Abs(filepath.Join("..", *ccnet))
	require.NoError(t, err)
	file := a.prepare(t)
	record := filepath.Join(filepath.Dir(file), "journal")
	ctx, cancel := context.WithTimeout(context.Background(), 4*attackTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, "run", "--journal", record, "--workers", fmt.Sprint(workers), file)
	var rows bytes.Buffer
	cmd.Stdout, cmd.Stderr = &rows, &rows
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.NoError(t, ctx.Err(), "it did not end:\n%.2000s", rows.String())
	fmt.Fprintf(&rows, "exit %d\n", cmd.ProcessState.ExitCode())
	left := aftermath{rows: rows.String(), took: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	left.memory = int64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS != "darwin" {
		left.memory <<= 10 // kilobytes
	}
	assert.LessOrEqual(t, left.took, attackTime)
	assert.LessOrEqual(t, left.memory, int64(attackMemory))
	left.journal = record
	return left
}
