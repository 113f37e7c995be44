// Command luabench times the workloads of testdata/bench/workloads.lua on luavm and
// on PUC Lua 5.2, turn about, and prints medians and ratios as a table.
//
//	go run ./scripts/luabench [-repeats 5] [-only NAME] [-cryptonet cryptoNet.lua]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

const workloadsPath = "testdata/bench/workloads.lua"

func main() {
	repeats := flag.Int("repeats", 5, "runs of each workload, of which the median counts")
	only := flag.String("only", "", "only workloads whose name contains this")
	cryptonet := flag.String("cryptonet", "", "path of an original cryptoNet.lua")
	flag.Parse()
	if err := compare(*repeats, *only, *cryptonet); err != nil {
		fmt.Fprintln(os.Stderr, "luabench:", err)
		os.Exit(1)
	}
}

func compare(repeats int, only, cryptonet string) error {
	source, err := os.ReadFile(workloadsPath)
	if err != nil {
		return err
	}
	var original []byte
	if cryptonet != "" {
		if original, err = os.ReadFile(cryptonet); err != nil {
			return err
		}
	}
	names, err := workloadNames(string(source), string(original))
	if err != nil {
		return err
	}
	fmt.Println("| workload | luavm ms | lua5.2 ms | ratio |")
	fmt.Println("| --- | ---: | ---: | ---: |")
	logs, n := 0.0, 0
	for _, name := range names {
		if !strings.Contains(name, only) {
			continue
		}
		var ours, theirs []float64
		for range repeats {
			t, err := runHere(string(source), string(original), name)
			if err != nil {
				return fmt.Errorf("%s on luavm: %w", name, err)
			}
			ours = append(ours, t)
			if t, err = runReference(cryptonet, name); err != nil {
				return fmt.Errorf("%s on lua5.2: %w", name, err)
			}
			theirs = append(theirs, t)
		}
		a, b := median(ours), median(theirs)
		fmt.Printf("| %s | %.1f | %.1f | %.2f |\n", name, a*1e3, b*1e3, a/b)
		logs += math.Log(a / b)
		n++
	}
	if n > 0 {
		fmt.Printf("| geometric mean | | | %.2f |\n", math.Exp(logs/float64(n)))
	}
	return nil
}

func median(ts []float64) float64 {
	slices.Sort(ts)
	return ts[len(ts)/2]
}

// newState returns a state and the list of workloads in it.
func newState(source, original string) (*luavm.State, *luavm.Table, error) {
	s := luavm.New(luavm.Config{Seed: 1})
	lib.Open(s)
	if original != "" {
		s.Globals().SetStr(s, "CRYPTONET", luavm.String(original))
	}
	chunk, err := s.Compile(source, "@workloads.lua")
	if err != nil {
		return nil, nil, err
	}
	results, err := s.Call(s.Load(chunk, nil))
	if err != nil {
		return nil, nil, err
	}
	list, ok := results[0].AsTable()
	if !ok {
		return nil, nil, fmt.Errorf("%s returns no list", workloadsPath)
	}
	return s, list, nil
}

func workloadNames(source, original string) ([]string, error) {
	_, list, err := newState(source, original)
	if err != nil {
		return nil, err
	}
	var names []string
	for i := 1; i <= list.Len(); i++ {
		entry, _ := list.GetInt(i).AsTable()
		name, _ := entry.GetInt(1).AsString()
		names = append(names, name)
	}
	return names, nil
}

// runHere returns the seconds of processor time that a workload takes on luavm.
func runHere(source, original, name string) (float64, error) {
	s, list, err := newState(source, original)
	if err != nil {
		return 0, err
	}
	for i := 1; i <= list.Len(); i++ {
		entry, _ := list.GetInt(i).AsTable()
		if n, _ := entry.GetInt(1).AsString(); n == name {
			runtime.GC()
			start := processorTime()
			_, err := s.Call(entry.GetInt(2))
			return processorTime() - start, err
		}
	}
	return 0, fmt.Errorf("no such workload")
}

// processorTime is what this process has used of the processors so far, in seconds,
// the garbage collector included. PUC Lua's os.clock tells the same.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it fails on bad arguments only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// runReference returns the seconds of processor time that a workload takes on PUC Lua
// 5.2.
func runReference(cryptonet, name string) (float64, error) {
	driver := `
local clock = os.clock
local path, want, cryptonet = ...
if cryptonet ~= "" then
  local f = assert(io.open(cryptonet)) CRYPTONET = f:read("*a") f:close()
end
for _, w in ipairs(dofile(path)) do
  if w[1] == want then
    local start = clock()
    w[2]()
    io.stdout:write(clock() - start)
  end
end`
	cmd := exec.Command("lua5.2", "-e", "arg = nil; "+"local function main(...) "+driver+" end main("+
		strconv.Quote(workloadsPath)+","+strconv.Quote(name)+","+strconv.Quote(cryptonet)+")")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, stderr.String())
	}
	return strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
}
