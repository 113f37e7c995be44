// Command luabench times the workloads of testdata/bench/workloads.lua on luavm,
// PUC Lua 5.2 and gopher-lua, turn about, and prints medians and ratios as a table.
// luavm and gopher-lua have the setting of the garbage collector that ccnet has.
//
//	go run ./scripts/luabench [-repeats 5] [-only NAME] [-cryptonet cryptoNet.lua] [-gopher=false]
package main

import (
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

const workloadsPath = "testdata/bench/workloads.lua"

func main() {
	repeats := flag.Int("repeats", 5, "runs of each workload, of which the median counts")
	only := flag.String("only", "", "only workloads whose name contains this")
	cryptonet := flag.String("cryptonet", "", "path of an original cryptoNet.lua")
	gopher := flag.Bool("gopher", true, "time gopher-lua as well")
	flag.Parse()
	// As in ccnet: memory that is never touched but counts as live.
	ballast := make([]byte, 64<<20)
	err := compare(*repeats, *only, *cryptonet, *gopher)
	runtime.KeepAlive(ballast)
	if err != nil {
		fmt.Fprintln(os.Stderr, "luabench:", err)
		os.Exit(1)
	}
}

// engine times workloads.
type engine interface {
	name() string
	// time returns the seconds of processor time that a workload takes.
	time(workload string) (float64, error)
}

func compare(repeats int, only, cryptonet string, withGopher bool) error {
	source, err := os.ReadFile(workloadsPath)
	if err != nil {
		return err
	}
	in := input{path: cryptonet, source: string(source)}
	if cryptonet != "" {
		original, err := os.ReadFile(cryptonet)
		if err != nil {
			return err
		}
		in.original = string(original)
	}
	workloads, err := in.workloads()
	if err != nil {
		return err
	}
	engines := []engine{reference{in}, ours{in}}
	if withGopher {
		engines = append(engines, gopherLua{in})
	}
	t := newTable(engines)
	for _, workload := range workloads {
		if !strings.Contains(workload, only) {
			continue
		}
		times := make([][]float64, len(engines))
		for range repeats {
			for i, e := range engines {
				s, err := e.time(workload)
				if err != nil {
					return fmt.Errorf("%s on %s: %w", workload, e.name(), err)
				}
				times[i] = append(times[i], s)
			}
		}
		t.row(workload, times)
	}
	t.end()
	return nil
}

// table prints a row for each workload: milliseconds on all engines, and ratios of
// each engine to the one before it.
type table struct {
	engines []engine
	logs    []float64 // sums of the logarithms of the ratios
	rows    int
}

func newTable(engines []engine) *table {
	t := &table{engines: engines, logs: make([]float64, len(engines)-1)}
	fmt.Print("| workload |")
	for _, e := range engines {
		fmt.Printf(" %s |", e.name())
	}
	for i, e := range engines[1:] {
		fmt.Printf(" %s / %s |", e.name(), engines[i].name())
	}
	fmt.Print("\n| --- |", strings.Repeat(" ---: |", 2*len(engines)-1), "\n")
	return t
}

func (t *table) row(workload string, times [][]float64) {
	fmt.Printf("| %s |", workload)
	for _, ts := range times {
		fmt.Printf(" %.1f |", 1e3*median(ts))
	}
	for i, ts := range times[1:] {
		ratio := median(ts) / median(times[i])
		t.logs[i] += math.Log(ratio)
		fmt.Printf(" %.2f |", ratio)
	}
	fmt.Println()
	t.rows++
}

// end prints the geometric means.
func (t *table) end() {
	if t.rows == 0 {
		return
	}
	fmt.Print("| geometric mean |", strings.Repeat(" |", len(t.engines)))
	for _, sum := range t.logs {
		fmt.Printf(" %.2f |", math.Exp(sum/float64(t.rows)))
	}
	fmt.Println()
}

func median(ts []float64) float64 {
	slices.Sort(ts)
	return ts[len(ts)/2]
}

// stopwatch runs f and returns the processor time that this process has used
// meanwhile, in seconds, the garbage collector included. PUC Lua's os.clock tells
// the same of its own.
func stopwatch(f func() error) (float64, error) {
	runtime.GC()
	start := processorTime()
	err := f()
	return processorTime() - start, err
}

func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it fails on bad arguments only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}
