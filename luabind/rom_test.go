package luabind

import (
	"archive/zip"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// writeTree writes files into a new directory.
func writeTree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
	return dir
}

// writeZip writes files into a new zip file.
func writeZip(t *testing.T, files map[string]string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "rom.zip")
	out, err := os.Create(name)
	require.NoError(t, err)
	defer out.Close()
	w := zip.NewWriter(out)
	for name, text := range files {
		part, err := w.Create(name)
		require.NoError(t, err)
		_, err = part.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return name
}

func TestOpenROM(t *testing.T) {
	for name, prefix := range map[string]string{
		"a ROM by itself":  "",
		"a jar":            "data/computercraft/lua/",
		"a resource tree":  "src/main/resources/data/computercraft/lua/",
		"a checkout":       "projects/core/src/main/resources/data/computercraft/lua/",
		"somewhere deeper": "download/craftos2-rom-main/",
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{
				prefix + "bios.lua":                "bios",
				prefix + "rom/programs/shell.lua":  "shell",
				prefix + "debug/bios.lua":          "not this one",
				prefix + "deeper/still/bios.lua":   "nor this",
				prefix + "deeper/still/rom/x.lua":  "x",
				"unrelated/rom/programs/shell.lua": "no bios here",
			}
			for _, path := range []string{writeTree(t, files), writeZip(t, files)} {
				rom, err := OpenROM(path)
				require.NoError(t, err)
				assert.Equal(t, "bios", rom.BIOS)
				shell, err := fs.ReadFile(rom.Files, "programs/shell.lua")
				require.NoError(t, err)
				assert.Equal(t, "shell", string(shell))
				assert.NoError(t, fstest.TestFS(rom.Files, "programs/shell.lua"))
			}
		})
	}
}

func TestOpenROMErrors(t *testing.T) {
	_, err := OpenROM(filepath.Join(t.TempDir(), "missing"))
	assert.ErrorIs(t, err, fs.ErrNotExist)

	_, err = OpenROM(writeTree(t, map[string]string{"bios.lua": "alone"}))
	assert.ErrorIs(t, err, errNoROM)

	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte("no archive"), 0o644))
	_, err = OpenROM(text)
	assert.ErrorContains(t, err, "neither a directory nor a zip file")

	_, err = OpenROM(writeZip(t, map[string]string{"rom/x.lua": ""}))
	assert.ErrorIs(t, err, errNoROM)
}

func FuzzReadROM(f *testing.F) {
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "rom.zip")
		require.NoError(t, os.WriteFile(name, data, 0o644))
		_, _ = OpenROM(name)
	})
}
