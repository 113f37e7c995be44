package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the transcripts of testdata/worlds anew")

// chance are the worlds in which something is random that a journal shows, such as
// the ids of rednet messages.
var chance = map[string]bool{
	"cnet-cttp": true, "cnet-door": true, "cnet-handler": true, "cnet-logger": true, "cnet-login": true, "cnet-loss": true,
	"cnet-request": true, "cnet-store": true,
	"chat": true, "gps": false, "loss": true, "ping": true, "repeat": true, "rttp-site": true,
}

// TestWorlds runs every world of testdata. Its expectations must hold, its
// transcript must be the one on file, and its journal must not depend on the number
// of cores, but on the seed where there is chance.
func TestWorlds(t *testing.T) {
	worlds, err := filepath.Glob("../../testdata/worlds/*.toml")
	require.NoError(t, err)
	require.NotEmpty(t, worlds)
	for _, path := range worlds {
		name := strings.TrimSuffix(filepath.Base(path), ".toml")
		t.Run(name, func(t *testing.T) {
			one, transcript := journalOf(t, path, 1)
			golden := strings.TrimSuffix(path, ".toml") + ".golden"
			if *update {
				require.NoError(t, os.WriteFile(golden, transcript, 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err, "write it with: go test ./cmd/ccnet -run TestWorlds -update")
			assert.Equal(t, string(want), string(transcript))

			two, again := journalOf(t, path, 2)
			assert.Equal(t, string(transcript), string(again))
			assertSame(t, one, two)

			other, _ := journalOf(t, path, 2, "--seed", "99")
			assert.Equal(t, chance[name], !bytes.Equal(body(one), body(other)), "the journal depends on the seed")
		})
	}
}

// journalOf runs a world on a number of cores and returns its journal and what the
// computers print.
func journalOf(t *testing.T, path string, cores int, flags ...string) (journal, transcript []byte) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	file := filepath.Join(t.TempDir(), "run.jsonl")
	args := append([]string{"run", "--journal", file, "--workers", fmt.Sprint(cores)}, flags...)
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), append(args, path), &stdout, &stderr)
	require.Zero(t, code, "%s%s", &stdout, &stderr)
	assert.Empty(t, stderr.String())
	journal, err := os.ReadFile(file)
	require.NoError(t, err)
	return journal, stdout.Bytes()
}

// assertSame compares two journals and shows no more than the first line that
// differs.
func assertSame(t *testing.T, a, b []byte) {
	t.Helper()
	if bytes.Equal(a, b) {
		return
	}
	linesA, linesB := bytes.Split(a, []byte("\n")), bytes.Split(b, []byte("\n"))
	for i := range min(len(linesA), len(linesB)) {
		if !bytes.Equal(linesA[i], linesB[i]) {
			t.Errorf("the journals differ in line %d:\n%s\n%s", i+1, linesA[i], linesB[i])
			return
		}
	}
	t.Errorf("one journal has %d lines, the other %d", len(linesA), len(linesB))
}

// body is a journal without its first line, which names the seed.
func body(journal []byte) []byte {
	_, rest, _ := bytes.Cut(journal, []byte("\n"))
	return rest
}
