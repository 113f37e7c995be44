package luabind

import (
	"io/fs"
	"regexp"
	"strings"

	"ccnet/world"
)

// The game's keys have had other codes before Minecraft 1.13, which the ROM of
// CraftOS-PC still has. Such a ROM lists their names in its keys API, each at the place
// of its code.
var (
	keyList  = regexp.MustCompile(`(?s)\btKeys\s*=\s*\{(.*?)\}`)
	keyNames = regexp.MustCompile(`--[^\n]*|\bnil\b|"(\w+)"`)
)

// oldKeyNames are those that have another name now.
var oldKeyNames = map[string]string{
	"semiColon": "semicolon", "multiply": "numPadMultiply", "numPadEquals": "numPadEqual",
}

// romKeys are the codes that a ROM has for keys, by those of the game now, or nil if they
// are the same.
func romKeys(files fs.FS) map[int]int {
	text, err := fs.ReadFile(files, "apis/keys.lua")
	list := keyList.FindSubmatch(text)
	if err != nil || list == nil {
		return nil
	}
	codes := make(map[int]int)
	place := 0
	for _, m := range keyNames.FindAllStringSubmatch(string(list[1]), -1) {
		if strings.HasPrefix(m[0], "--") {
			continue
		}
		place++
		name := m[1]
		if now, renamed := oldKeyNames[name]; renamed {
			name = now
		}
		if code, known := world.KeyCode(name); known {
			codes[code] = place
		}
	}
	if len(codes) == 0 {
		return nil
	}
	return codes
}

// KeyCode is the code by which the ROM knows a key, which is another one than the game's
// if the ROM is CraftOS-PC's or old. It fits world.Options.
func (r *Runtime) KeyCode(code int) int {
	if own, ok := r.keys[code]; ok {
		return own
	}
	return code
}
