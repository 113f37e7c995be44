package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCertFilesAreWrittenWhole: a new file is only readable as it should be and
// replaces nothing; an old one keeps its place and its mode, also behind a link.
func TestCertFilesAreWrittenWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	require.NoError(t, writeNewFile(path, "one", 0o600))
	assert.ErrorContains(t, writeNewFile(path, "two", 0o644), "is there already")
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(path, link))
	assert.ErrorContains(t, writeNewFile(link, "two", 0o644), "is there already")
	require.NoError(t, os.Chmod(path, 0o640))
	require.NoError(t, replaceFile(link, "three"))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "three", string(text))
	info, err = os.Lstat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode().Perm())
	assert.Error(t, replaceFile(filepath.Join(dir, "none"), "x"))

	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 2, "nothing else is left")
}

func FuzzCertFile(f *testing.F) {
	f.Add(`{ name = "shop", key = { public = "\"3\"", shared = "35" }, signature = "2" }`)
	f.Add(`{ private = "5", shared = "35" }`)
	f.Add(`{ public = "5", shared = "0" }`)
	f.Fuzz(func(t *testing.T, text string) {
		file, err := parseCertFile(text)
		if err != nil {
			return
		}
		if lines, _, err := certLines("x", file, ""); err != nil || len(lines) == 0 {
			t.Fatal(lines, err)
		}
	})
}
