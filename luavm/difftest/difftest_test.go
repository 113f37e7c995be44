package difftest

import (
	"cmp"
	"flag"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

var (
	programs    = flag.Int("programs", 500, "how many random programs to compare")
	first       = flag.Uint64("first", 1, "seed of the first program")
	workers     = flag.Int("workers", 2, "how many programs to compare at a time")
	differences = flag.Int("differences", 1, "how many differences to report before the end")
	gameEngine  = flag.String("game-engine", "", "the `command` that serves the game's engine as server.lua does PUC Lua; then programs are in the game's dialect")
)

// TestAgainstReference runs random programs here and on PUC Lua 5.2 and wants
// the same lines from both. scripts and CI run it with more programs.
func TestAgainstReference(t *testing.T) {
	command, dialect := []string{"lua5.2", "-e" + server}, Portable
	if *gameEngine != "" {
		command, dialect = strings.Fields(*gameEngine), Game
	}
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skip(command[0] + " is not installed")
	}
	var (
		wait    sync.WaitGroup
		lock    sync.Mutex
		found   []difference
		skipped atomic.Int64
		next    atomic.Uint64
		enough  atomic.Bool
	)
	for range *workers {
		wait.Go(func() {
			r := &reference{command: command}
			defer r.stop()
			for !enough.Load() {
				n := next.Add(1) - 1
				if n >= uint64(*programs) {
					return
				}
				d, ok := compare(t, r, *first+n, dialect)
				if !ok {
					skipped.Add(1)
				}
				if d.what != "" {
					lock.Lock()
					found = append(found, d)
					enough.Store(len(found) >= *differences)
					lock.Unlock()
				}
			}
		})
	}
	wait.Wait()
	// The programs before one that differs have all been run, so the first one
	// is the same every time.
	slices.SortFunc(found, func(a, b difference) int { return cmp.Compare(a.seed, b.seed) })
	for _, d := range found {
		t.Errorf("program %d %s\nto see it: go test ./luavm/difftest -run TestAgainstReference -first %d -programs 1 -v", d.seed, d.what, d.seed)
	}
	require.LessOrEqual(t, skipped.Load(), 2+int64(*programs)/20, "so many met a limit")
	t.Logf("%d programs, %d of them met a limit", min(next.Load(), uint64(*programs)), skipped.Load())
	if *programs == 1 {
		t.Log("\n" + Generate(*first, dialect))
	}
}

// difference is a program that engines disagree on; what is empty if they agree.
type difference struct {
	seed uint64
	what string
}

// compare runs one program on both engines; ok is false if it came upon a limit.
func compare(t *testing.T, r *reference, seed uint64, dialect Dialect) (d difference, ok bool) {
	program := Generate(seed, dialect)
	want, failure, ok, err := r.run(program)
	switch {
	case err != nil:
		t.Error(err)
		return difference{seed, "was not run"}, true
	case !ok:
		return difference{}, false // it ran out of time or memory there
	case failure != "":
		return difference{seed, "is refused: " + failure}, true
	}
	got := runHere(program)
	if tooDeep(want) || tooDeep(got) {
		return difference{}, false
	}
	if strings.Contains(got, "Too long without yielding") {
		t.Logf("program %d took too long here, not there", seed) // there it is a matter of seconds
		return difference{}, false
	}
	if got != want {
		line, w, g := firstDifference(want, got)
		return difference{seed, fmt.Sprintf("differs at line %d of the output\nreference: %s\nhere:      %s", line, w, g)}, true
	}
	return difference{}, true
}

// tooDeep tells whether a program came upon a limit of depth.
func tooDeep(out string) bool {
	return strings.Contains(out, "DEPTH") || strings.Contains(out, "stack overflow")
}

// runHere returns what program writes, with the error that ended it, if any.
func runHere(program string) string {
	var out strings.Builder
	s := luavm.New(luavm.Config{SoftSteps: 500_000_000, HardSteps: 1})
	lib.Open(s)
	write := s.NewBuiltin("write", func(c *luavm.Call) error {
		for i := 1; i <= c.NArgs(); i++ {
			out.WriteString(c.CheckString(i))
		}
		return c.Return()
	})
	io := s.NewTable(0, 1)
	io.SetStr(s, "write", write.Value())
	s.Globals().SetStr(s, "io", io.Value())
	chunk, err := s.Compile(program, "=stdin")
	if err != nil {
		return "compile: " + err.Error()
	}
	if _, err := s.Call(s.Load(chunk, nil)); err != nil {
		out.WriteString("error: " + err.Error())
	}
	return out.String()
}

func firstDifference(want, got string) (line int, w, g string) {
	ws, gs := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range ws {
		if i >= len(gs) || ws[i] != gs[i] {
			if i < len(gs) {
				g = gs[i]
			}
			return i + 1, ws[i], g
		}
	}
	return len(ws), "(the end)", strings.Join(gs[len(ws):], "\n")
}

func TestGenerateIsRepeatable(t *testing.T) {
	require.Equal(t, Generate(3, Portable), Generate(3, Portable))
	require.NotEqual(t, Generate(3, Portable), Generate(4, Portable))
}

// TestReferenceComesBack: a program that kills the reference costs only itself,
// and no program sees what another one left behind.
func TestReferenceComesBack(t *testing.T) {
	if _, err := exec.LookPath("lua5.2"); err != nil {
		t.Skip("lua5.2 is not installed")
	}
	r := &reference{command: []string{"lua5.2", "-e" + server}}
	defer r.stop()
	run := func(program string) string {
		out, failure, ok, err := r.run(program)
		require.NoError(t, err)
		if !ok {
			return "died"
		}
		return out + failure
	}
	require.Equal(t, "1", run("x, string.y = 1, 2 io.write(x)"))
	require.Equal(t, "nil nil", run("io.write(tostring(x), ' ', tostring(('').y))"))
	require.Equal(t, "died", run("os.exit()"))
	require.Equal(t, "2", run("io.write(2)"))
	require.Equal(t, "aerror: stdin:1: b", run("io.write('a') error('b')"))
	require.Contains(t, run("x ="), "compile: stdin:1:")
}
