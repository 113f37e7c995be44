package difftest

import (
	"bytes"
	"context"
	"flag"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

var (
	programs = flag.Int("programs", 300, "how many random programs to compare")
	first    = flag.Uint64("first", 1, "seed of the first program")
)

// TestAgainstReference runs random programs here and on PUC Lua 5.2 and wants
// the same lines from both. scripts and CI run it with more programs.
func TestAgainstReference(t *testing.T) {
	reference, err := exec.LookPath("lua5.2")
	if err != nil {
		t.Skip("lua5.2 is not installed")
	}
	for seed := *first; seed < *first+uint64(*programs); seed++ {
		program := Generate(seed)
		want, ok := runReference(t, reference, program)
		if !ok {
			continue // it ran out of time or memory there
		}
		got := runHere(program)
		if tooDeep(want) || tooDeep(got) {
			continue
		}
		if got != want {
			line, w, g := firstDifference(want, got)
			t.Fatalf("program %d differs at line %d of the output\nreference: %s\nhere:      %s\nto see it: go test ./luavm/difftest -run TestAgainstReference -first %d -programs 1 -v", seed, line, w, g, seed)
		}
		if *programs == 1 {
			t.Log("\n" + program)
		}
	}
}

// tooDeep tells whether a program came upon a limit of depth.
func tooDeep(out string) bool {
	return strings.Contains(out, "DEPTH") || strings.Contains(out, "stack overflow")
}

func runReference(t *testing.T, reference, program string) (string, bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, reference, "-")
	cmd.Stdin = strings.NewReader(program)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		require.NotContains(t, stderr.String(), "lua5.2: stdin", "the reference refuses the program")
		return "", false
	}
	return stdout.String(), true
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
	require.Equal(t, Generate(3), Generate(3))
	require.NotEqual(t, Generate(3), Generate(4))
}
