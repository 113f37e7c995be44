package gopher

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// place is one running function.
type place struct {
	fn   *lua.LFunction
	line int    // -1 in a function of Go
	name string // as its caller calls it, or empty
}

func (p place) isLua() bool { return !p.fn.IsG }

// source is the file and line, as error messages begin.
func (p place) source() string { return fmt.Sprintf("%s:%d:", p.fn.Proto.SourceName, p.line) }

// maxStackLevels bounds how far down a stack is looked through.
const maxStackLevels = maxFrames + 64

// walk visits the running functions from the innermost on L outwards, through the
// protected calls that it is in, as far as its coroutine goes. It ends when visit
// returns false.
func (e *engine) walk(L *lua.LState, visit func(place) bool) {
	for L != nil {
		bottom, _ := L.GetStack(-1)
		afterTail, atBottom := false, false
		for level := 0; level < maxStackLevels && !atBottom; level++ {
			d, ok := L.GetStack(level)
			if !ok {
				break
			}
			p := e.place(L, d)
			if p.fn == nil {
				return
			}
			if atBottom = d.What == "main"; atBottom && afterTail {
				// For the frames that tail calls have replaced gopher-lua shows
				// the bottom of the stack.
				atBottom = false
				continue
			}
			afterTail = d.What == "tail"
			if !visit(p) {
				return
			}
		}
		if p := e.place(L, bottom); !atBottom && (p.fn == nil || !visit(p)) {
			return
		}
		s, ok := L.Context().(*strand)
		if !ok {
			return
		}
		L = s.caller
	}
}

func (e *engine) place(L *lua.LState, d *lua.Debug) place {
	if d == nil || *d == (lua.Debug{}) {
		return place{} // nothing runs
	}
	fn, err := L.GetInfo("Slnf", d, lua.LNil)
	f, ok := fn.(*lua.LFunction)
	if err != nil || !ok {
		return place{}
	}
	p := place{fn: f, line: -1}
	if p.isLua() {
		p.line = d.CurrentLine
	}
	if name := d.Name; name != "?" && !strings.ContainsAny(name, "(< ") && name != "corountine" {
		p.name = name[strings.LastIndexAny(name, ".:")+1:]
	}
	return p
}

// where is the position of the nearest running Lua function, with a space behind.
func (e *engine) where(L *lua.LState) (text string) {
	e.walk(L, func(p place) bool {
		if p.isLua() {
			text = p.source() + " "
		}
		return !p.isLua()
	})
	return text
}

// fail raises an error with the position of the nearest Lua function.
func (e *engine) fail(L *lua.LState, format string, args ...any) {
	e.raise(L, lua.LString(e.where(L)+fmt.Sprintf(format, args...)))
}

// failArg raises the error of an argument of the wrong type.
func (e *engine) failArg(L *lua.LState, i int, want string) {
	e.fail(L, "bad argument (%s expected, got %s)", want, e.typeName(L.Get(i)))
}

// level finds the running function at a level as the debug library counts them: 0
// is the function on top.
func (e *engine) level(L *lua.LState, level int) (at place, ok bool) {
	e.walk(L, func(p place) bool {
		if level == 0 {
			at, ok = p, true
		}
		level--
		return level >= 0
	})
	return at, ok
}

// traceback lists the running functions from a level on.
func (e *engine) traceback(L *lua.LState, level int) string {
	const first, last = 10, 11 // of those shown when there are too many
	var rows []string
	e.walk(L, func(p place) bool {
		if level--; level >= 0 {
			return true
		}
		row := "\n\t"
		if p.isLua() {
			row += p.source()
		} else {
			row += "[C]:"
		}
		switch {
		case p.name != "":
			row += " in function '" + p.name + "'"
		case p.isLua() && p.fn.Proto.LineDefined == 0:
			row += " in main chunk"
		case p.isLua():
			row += fmt.Sprintf(" in function <%s:%d>", p.fn.Proto.SourceName, p.fn.Proto.LineDefined)
		default:
			row += " in ?"
		}
		rows = append(rows, row)
		return true
	})
	if len(rows) > first+last {
		rows = append(append(rows[:first:first], "\n\t..."), rows[len(rows)-last:]...)
	}
	return "stack traceback:" + strings.Join(rows, "")
}
