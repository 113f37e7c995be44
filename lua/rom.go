// Package lua holds the Lua side of a computer: bios.lua, which is the first
// thing a machine runs, and the read-only rom directory that every computer
// sees at /rom. Both are this project's own CraftOS: written from the
// behaviour that programs rely on, not from the game's files.
//
// The tree is embedded, so a binary boots without anything beside it. The
// package knows nothing of engines; it hands out text.
package lua

import (
	"embed"
	"io/fs"
)

//go:embed bios.lua all:rom
var tree embed.FS

// ROM is the tree mounted read-only at /rom. Its root is the content of the
// rom directory, so the shell is "programs/shell.lua".
func ROM() fs.FS {
	rom, err := fs.Sub(tree, "rom")
	if err != nil {
		// fs.Sub fails on malformed names only, and this one is a constant.
		panic("lua: the embedded rom directory: " + err.Error())
	}
	return rom
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
