package gopher

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/journal"
	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// different are the worlds whose journals are not the same on both engines, and why.
var different = map[string]string{
	"repeat": "a repeater passes on tables as it received them, and the order of pairs, which becomes the order of a payload's fields, is each engine's own",
}

// TestWorlds runs every world of testdata: its expectations hold, it does the same
// every time and on any number of cores, and the same as on the default engine.
func TestWorlds(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/worlds/*.toml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".toml")
		t.Run(name, func(t *testing.T) {
			one := journalOf(t, path, NewFactory(0), 1)
			assertSame(t, one, journalOf(t, path, NewFactory(0), 1))
			assertSame(t, one, journalOf(t, path, NewFactory(0), 2))
			byCraft := journalOf(t, path, craft.NewFactory(0), 1)
			if different[name] == "" {
				assertSame(t, byCraft, one)
				return
			}
			assert.False(t, bytes.Equal(byCraft, one), "the exception is one no longer: %s", different[name])
			assertSame(t, unordered(t, byCraft), unordered(t, one))
		})
	}
}

// journalOf runs a world on some cores and returns its journal.
func journalOf(t *testing.T, path string, engines luabind.EngineFactory, cores int) []byte {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	spec, err := world.Load(path)
	require.NoError(t, err)
	machines, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: engines})
	require.NoError(t, err)
	var record journal.Memory
	w, err := world.New(spec, world.Options{NewProgram: machines.NewProgram, ROM: machines.ROM(), Workers: cores, Recorder: &record})
	require.NoError(t, err)
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	assert.Empty(t, result.Failures())
	require.NoError(t, w.Close())
	require.Zero(t, record.Dropped())
	return record.Bytes()
}

// assertSame compares two journals and shows no more than the first line that
// differs.
func assertSame(t *testing.T, a, b []byte) {
	t.Helper()
	linesA, linesB := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(linesA), len(linesB)) {
		if !bytes.Equal(linesA[i], linesB[i]) {
			t.Errorf("the journals differ in line %d:\n%s\n%s", i+1, linesA[i], linesB[i])
			return
		}
	}
	assert.Len(t, linesB, len(linesA))
}

// unordered is a journal with the fields of its entries, and of the payloads in them,
// in the order of the alphabet.
func unordered(t *testing.T, journal []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	for line := range bytes.Lines(journal) {
		var entry any
		require.NoError(t, json.Unmarshal(line, &entry))
		text, err := json.Marshal(entry)
		require.NoError(t, err)
		out.Write(append(text, '\n'))
	}
	return out.Bytes()
}

// TestReboots boots a computer many times; TestMain sees that nothing is left.
func TestReboots(t *testing.T) {
	machines, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: NewFactory(0)})
	require.NoError(t, err)
	spec := world.Spec{Limit: 2000, Until: world.UntilNever, Computers: []world.ComputerSpec{{
		Files: world.Files{Inline: map[string]string{"startup.lua": `
			local function leave() while true do pcall(coroutine.yield) end end
			for i = 1, 50 do local co = coroutine.create(leave) coroutine.resume(co) end
			parallel.waitForAny(leave, function() sleep(1) end, function() rednet.receive() end)
			os.reboot()`}},
	}}}
	var record journal.Memory
	w, err := world.New(spec, world.Options{NewProgram: machines.NewProgram, ROM: machines.ROM(), Recorder: &record})
	require.NoError(t, err)
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	assert.Greater(t, bytes.Count(record.Bytes(), []byte(`"kind":"boot"`)), 30)
	assert.Less(t, runtime.NumGoroutine(), 500)
	require.NoError(t, w.Close())
}

// objectNumber is what tostring shows of an object beside its type.
var objectNumber = regexp.MustCompile(`(table|function|thread): [0-9a-f]+`)

// TestTour shows most of the ROM once, on both engines.
func TestTour(t *testing.T) {
	tour, err := os.ReadFile("testdata/tour.lua")
	require.NoError(t, err)
	rows := func(engines luabind.EngineFactory, kind world.Kind) []string {
		machines, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: engines})
		require.NoError(t, err)
		var rows []string
		w, err := world.New(world.Spec{Limit: 1000, Computers: []world.ComputerSpec{{
			Kind: kind, Run: []string{"tour.lua"}, Files: world.Files{Inline: map[string]string{"tour.lua": string(tour)}},
		}}}, world.Options{NewProgram: machines.NewProgram, ROM: machines.ROM(), OnRow: func(_ *world.Computer, row string) {
			rows = append(rows, objectNumber.ReplaceAllString(row, "$1: 1"))
		}})
		require.NoError(t, err)
		_, err = w.Run(context.Background())
		require.NoError(t, err)
		require.NoError(t, w.Close())
		return rows
	}
	for _, kind := range []world.Kind{world.Normal, world.Advanced, world.Pocket, world.Turtle, world.Command} {
		want := rows(craft.NewFactory(0), kind)
		assert.Greater(t, len(want), 20)
		assert.Equal(t, want, rows(NewFactory(0), kind), kind)
	}
}
