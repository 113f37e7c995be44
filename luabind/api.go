package luabind

import (
	"errors"
	"sort"

	"ccnet/value"
)

// API is a table of native functions and the globals that hold it.
type API struct {
	Globals   []string   // all name one and the same table
	Functions []Function // sorted by name
}

// Function is one entry of an API or one method of an Object.
type Function struct {
	Name string
	Fn   Func
}

// Sorted puts the functions in the order of their names, in which an engine
// installs them: pairs over an API is the same in every run.
func (a API) Sorted() API {
	sort.Slice(a.Functions, func(i, j int) bool { return a.Functions[i].Name < a.Functions[j].Name })
	return a
}

// Object is a result with methods, such as a file handle. Lua sees a plain table
// of functions without a metatable, to be called with a dot.
type Object struct {
	Methods []Function // sorted by name; shared between objects of one kind
	Self    any        // what the methods find in Call.Self
}

// Value is o as a result.
func (o *Object) Value() value.Value { return value.Opaque("table", o) }

// text is an error of a fixed text.
func text(s string) error { return errors.New(s) }

// option is the game's answer to a word that is not among those allowed.
func option(i int, s string) error {
	return &value.ArgError{Index: i, Message: "unknown option " + s}
}
