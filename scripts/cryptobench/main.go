// Command cryptobench times CryptoNet and cNet: the originals in Lua, our modules
// in Lua and our hosts in Go, all on the same machine and in one run, and prints a
// table of processor time and of how many times ours is faster.
//
//	go run ./scripts/cryptobench -cryptonet DIR -copperos DIR [-only NAME] [-repeats 3]
//
// The directories are checkouts of SiliconSloth/CryptoNet and Racooder/copper-os;
// without them their columns are empty. A row is timed as two worlds, one of which
// does the work some times more than the other: starting and connecting cancel out.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	cryptoNet := flag.String("cryptonet", "", "checkout of SiliconSloth/CryptoNet")
	copperOS := flag.String("copperos", "", "checkout of Racooder/copper-os")
	only := flag.String("only", "", "only rows whose name contains this")
	repeats := flag.Int("repeats", 3, "runs of each cell, of which the median counts")
	flag.Parse()
	// As in ccnet: memory that is never touched but counts as live.
	ballast := make([]byte, 64<<20)
	err := bench(*cryptoNet, *copperOS, *only, *repeats)
	runtime.KeepAlive(ballast)
	if err != nil {
		fmt.Fprintln(os.Stderr, "cryptobench:", err)
		os.Exit(1)
	}
}

func bench(cryptoNet, copperOS, only string, repeats int) error {
	originals, err := readOriginals(cryptoNet, copperOS)
	if err != nil {
		return err
	}
	fmt.Println("| what | original | in Lua | in Go | Lua faster | Go faster |")
	fmt.Println("| --- | --- | --- | --- | --- | --- |")
	for _, r := range rows {
		if !strings.Contains(r.name, only) {
			continue
		}
		original, err := r.original.time(repeats, originals[r.from])
		if err != nil {
			return fmt.Errorf("%s, the original: %w", r.name, err)
		}
		lua, err := r.lua.time(repeats, map[string]string{})
		if err != nil {
			return fmt.Errorf("%s, in Lua: %w", r.name, err)
		}
		inGo, err := r.inGo.time(repeats, map[string]string{})
		if err != nil {
			return fmt.Errorf("%s, in Go: %w", r.name, err)
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %s |\n",
			r.name, show(original), show(lua), show(inGo), factor(original, lua), factor(original, inGo))
	}
	return nil
}

// readOriginals reads the modules of the originals, by repository.
func readOriginals(cryptoNet, copperOS string) (map[string]map[string]string, error) {
	all := map[string]map[string]string{}
	for _, m := range []struct{ repo, dir, commit, path, name string }{
		{"cryptonet", cryptoNet, "HEAD", "cryptoNet.lua", "cryptoNet.lua"},
		{"copperos", copperOS, "e91e64e", "src/libraries/cryptoNet.lua", "cryptoNet.lua"},
		{"copperos", copperOS, "e91e64e", "src/libraries/cNet.lua", "cNet.lua"},
		{"copperos", copperOS, "e91e64e", "src/libraries/copperUtility.lua", "copperUtility.lua"},
		{"copperos", copperOS, "e91e64e", "src/libraries/copperLogger.lua", "copperLogger.lua"},
	} {
		if m.dir == "" {
			continue
		}
		text, err := exec.Command("git", "-C", m.dir, "show", m.commit+":"+m.path).Output()
		if err != nil {
			return nil, fmt.Errorf("reading %s of %s: %w", m.path, m.dir, err)
		}
		if all[m.repo] == nil {
			all[m.repo] = map[string]string{}
		}
		all[m.repo][m.name] = string(text)
	}
	return all, nil
}

// work is how a cell does its row's work.
type work struct {
	n  int // times
	do func(n int, files map[string]string) error
}

// time is the median of the processor time of one piece of work, 0 if there is no
// such cell or the originals are not there.
func (w work) time(repeats int, files map[string]string) (time.Duration, error) {
	if w.do == nil || files == nil {
		return 0, nil
	}
	var times []time.Duration
	for range repeats {
		var spent [2]time.Duration
		for i, n := range [2]int{0, w.n} {
			runtime.GC()
			begin := processorTime()
			if err := w.do(n, files); err != nil {
				return 0, err
			}
			spent[i] = processorTime() - begin
		}
		times = append(times, (spent[1]-spent[0])/time.Duration(w.n))
	}
	slices.Sort(times)
	return max(times[len(times)/2], 1), nil
}

// processorTime is what the process has used so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func show(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < 10*time.Microsecond:
		return fmt.Sprintf("%.2f µs", d.Seconds()*1e6)
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.0f µs", d.Seconds()*1e6)
	case d < 10*time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func factor(original, ours time.Duration) string {
	if original == 0 || ours == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f×", float64(original)/float64(ours))
}
