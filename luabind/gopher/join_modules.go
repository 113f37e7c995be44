package gopher

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"ccnet/luabind"
)

// libraries are the modules of network libraries that a joined program finds with
// require, as a program on CraftOS does.
var libraries = []string{
	"cryptoNet", "CryptoNet", "cNet", "CNet", "Cttp", "copperUtility", "Threading",
	"net", "net.rtml", "net.rttp", "rttp",
}

// library loads a module of a network library, or returns it if it is there. Its code
// lives on the engine's own libraries; what it prints goes where the program's own
// print goes.
func (j *joined) library(L *lua.LState, name string) lua.LValue {
	if j.libraryEnv == nil {
		j.romModule(L, "peripheral") // and all that it needs
		j.loaded.RawSetString("cc.expect", j.globals.RawGetString("checks"))
		j.globals.RawSetString("print", j.mother.GetGlobal("print"))
		j.globals.RawSetString("printError", j.mother.GetGlobal("print"))
		j.globals.RawSetString("textutils", j.romAPI(L, "textutils"))
		j.globals.RawSetString("require", j.mother.NewFunction(func(L *lua.LState) int {
			return give(L, j.library(L, j.checkString(L, 1)))
		}))
		meta := L.NewTable()
		meta.RawSetString("__index", j.globals)
		j.libraryEnv = L.NewTable()
		j.libraryEnv.Metatable = meta
		j.libraryEnv.RawSetString("_ENV", j.libraryEnv)
	}
	if loaded := j.loaded.RawGetString(name); loaded != lua.LNil {
		return loaded
	}
	text, err := luabind.ModuleText(name)
	if err != nil {
		L.RaiseError("%s", err)
	}
	module := j.chunk(L, text, "/rom/modules/main/"+strings.ReplaceAll(name, ".", "/")+".lua", j.libraryEnv)
	j.loaded.RawSetString(name, module)
	return module
}
