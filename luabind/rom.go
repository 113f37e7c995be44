package luabind

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"ccnet/lua"
)

// ROM is what a computer boots from.
type ROM struct {
	BIOS  string // the text of bios.lua
	Files fs.FS  // what is mounted at rom; safe for concurrent use
}

// OwnROM is this project's own ROM, which is part of the binary.
func OwnROM() ROM { return ROM{BIOS: lua.BIOS(), Files: lua.ROM()} }

// ModuleText is the text of a module that is laid over every ROM, such as "cNet".
func ModuleText(name string) (string, error) {
	for _, files := range lua.Overlays() {
		text, err := fs.ReadFile(files, "modules/main/"+strings.ReplaceAll(name, ".", "/")+".lua")
		if !errors.Is(err, fs.ErrNotExist) {
			return string(text), err
		}
	}
	return "", fmt.Errorf("module '%s' not found", name)
}

// romPlaces are where a bios.lua lies, with rom beside it, in the trees that
// people have: a ROM by itself (such as CraftOS-PC's), CC: Tweaked's jar, a
// resource tree, a checkout of CC: Tweaked, and the jars of old.
var romPlaces = []string{
	".",
	"data/computercraft/lua",
	"resources/data/computercraft/lua",
	"src/main/resources/data/computercraft/lua",
	"projects/core/src/main/resources/data/computercraft/lua",
	"assets/computercraft/lua",
}

// Bounds for a ROM. The game's own is a megabyte in 300 files.
const (
	maxROMFile  = 16 << 20
	maxROMBytes = 64 << 20
	maxROMFiles = 20_000
	maxROMDepth = 16 // how far below the top bios.lua is looked for
)

// OpenROM reads a ROM from a directory, or from a zip file or jar. It looks for
// bios.lua with a directory rom beside it at the places where the game and its
// kin keep them, then anywhere else. The ROM is read into memory, so later
// changes do not matter.
func OpenROM(name string) (ROM, error) {
	rom, err := openROM(name)
	if err != nil {
		return ROM{}, fmt.Errorf("open ROM %s: %w", name, err)
	}
	return rom, nil
}

func openROM(name string) (ROM, error) {
	info, err := os.Stat(name)
	if err != nil {
		return ROM{}, err
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return ROM{}, err
		}
		defer root.Close()
		return readROM(root.FS())
	}
	archive, err := zip.OpenReader(name)
	if errors.Is(err, zip.ErrFormat) {
		return ROM{}, errors.New("it is neither a directory nor a zip file or jar")
	}
	if err != nil {
		return ROM{}, err
	}
	defer archive.Close()
	return readROM(archive)
}

var errNoROM = errors.New("no bios.lua with a directory rom beside it; give the directory that holds both, " +
	"the top of CC: Tweaked's source or resources, its jar, or a zip of any of them")

// readROM finds the ROM in files and reads it.
func readROM(files fs.FS) (ROM, error) {
	dir, err := findROM(files)
	if err != nil {
		return ROM{}, err
	}
	bios, err := readLimited(files, path.Join(dir, "bios.lua"))
	if err != nil {
		return ROM{}, err
	}
	tree, err := fs.Sub(files, path.Join(dir, "rom"))
	if err != nil {
		return ROM{}, err
	}
	loaded, err := loadTree(tree)
	if err != nil {
		return ROM{}, err
	}
	return ROM{BIOS: string(bios), Files: loaded}, nil
}

// findROM returns the directory in which bios.lua and rom are.
func findROM(files fs.FS) (string, error) {
	for _, dir := range romPlaces {
		if isROM(files, dir) {
			return dir, nil
		}
	}
	best := ""
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // an unreadable corner is not where the ROM is
		case entry.IsDir() && strings.Count(name, "/") >= maxROMDepth:
			return fs.SkipDir
		case entry.IsDir() || entry.Name() != "bios.lua":
			return nil
		}
		dir := path.Dir(name)
		if isROM(files, dir) && (best == "" || strings.Count(dir, "/") < strings.Count(best, "/")) {
			best = dir
		}
		return nil
	})
	switch {
	case err != nil:
		return "", err
	case best == "":
		return "", errNoROM
	}
	return best, nil
}

func isROM(files fs.FS, dir string) bool {
	bios, err := fs.Stat(files, path.Join(dir, "bios.lua"))
	if err != nil || !bios.Mode().IsRegular() {
		return false
	}
	rom, err := fs.Stat(files, path.Join(dir, "rom"))
	return err == nil && rom.IsDir()
}

func readLimited(files fs.FS, name string) ([]byte, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxROMFile+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxROMFile {
		return nil, fmt.Errorf("read %s: larger than %d bytes", name, maxROMFile)
	}
	return data, nil
}
