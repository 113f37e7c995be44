package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestShellRefuses(t *testing.T) {
	dir := t.TempDir()
	worldFile := filepath.Join(dir, "world.toml")
	require.NoError(t, os.WriteFile(worldFile, []byte("[[computer]]\nid = 4\nlabel = \"desk\"\n"), 0o644))
	for _, test := range []struct {
		name, message string
		args          []string
	}{
		{"no terminal", "needs a terminal", nil},
		{"no terminal, with a world", "needs a terminal", []string{worldFile, "desk"}},
		{"no terminal, with a directory", "needs a terminal", []string{"--dir", dir}},
		{"a program", "is not a world (*.toml)", []string{"prog.lua"}},
		{"no such world", "nothing.toml", []string{"nothing.toml"}},
		{"no such computer", `there is no computer "9"; there are 4 (desk)`, []string{worldFile, "9"}},
		{"too much", "at most 2", []string{worldFile, "desk", "more"}},
		{"a directory with a world", "--dir is for a computer without a world", []string{"--dir", dir, worldFile}},
		{"no such directory", "--dir", []string{"--dir", filepath.Join(dir, "nothing")}},
		{"a file for a directory", "it is not a directory", []string{"--dir", worldFile}},
		{"no such kind", "there is no such kind", []string{"--kind", "big"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), append([]string{"shell"}, test.args...), &stdout, &stderr)
			assert.Equal(t, exitUsage, code)
			assert.Contains(t, stderr.String(), test.message)
			assert.Empty(t, stdout.String())
		})
	}
}
