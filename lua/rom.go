// Package lua holds the Lua side of a computer: bios.lua, which is the first
// thing a machine runs, and the read-only rom directory that every computer
// sees at /rom. Both are this project's own CraftOS: written from the
// behaviour that programs rely on, not from the game's files.
//
// Beside them stand trees that are laid over any ROM, be it this one or the
// game's own: the modules of network libraries (cNet), which programs find with
// require although no file of theirs is on the computer's disk.
//
// All is embedded, so a binary boots without anything beside it. The package
// knows nothing of engines; it hands out text.
package lua

import (
	"embed"
	"io/fs"
)

//go:embed bios.lua all:rom all:cNet all:rttp all:cp
var tree embed.FS

// ROM is the tree mounted read-only at /rom. Its root is the content of the
// rom directory, so the shell is "programs/shell.lua".
func ROM() fs.FS { return sub("rom") }

// overlays are the directories that Overlays returns. Names that differ in nothing but
// their letters' case (cNet, CNet) stand apart, for there are file systems that take
// them for one.
var overlays = []string{"cNet/v0", "cNet/v1", "rttp", "cp"}

// Overlays are the trees that are laid over a ROM. Their files stand where they
// shall be seen below /rom: a module at "modules/main/NAME.lua", a program at
// "programs/NAME.lua".
func Overlays() []fs.FS {
	trees := make([]fs.FS, len(overlays))
	for i, name := range overlays {
		trees[i] = sub(name)
	}
	return trees
}

func sub(dir string) fs.FS {
	files, err := fs.Sub(tree, dir)
	if err != nil {
		// fs.Sub fails on malformed names only, and these are constants.
		panic("lua: the embedded directory " + dir + ": " + err.Error())
	}
	return files
}

// BIOS is the text of bios.lua, the chunk that a computer runs when it is
// turned on. Compile it under the name "@bios.lua".
func BIOS() string {
	text, err := tree.ReadFile("bios.lua")
	if err != nil {
		// The file is embedded at build time, so it is always there.
		panic("lua: the embedded bios.lua: " + err.Error())
	}
	return string(text)
}
