package luavm

import (
	"sort"
	"strconv"
	"strings"

	"ccnet/luavm/code"
	"ccnet/luavm/compile"
)

// at returns where a Lua frame is.
func (f *frame) at() code.Pos {
	if pc := max(int(f.pc)-1, 0); pc < len(f.cl.proto.src.Pos) {
		return f.cl.proto.src.Pos[pc]
	}
	return code.Pos{}
}

func (f *frame) prefix() string {
	line := "?"
	if l := f.at().Line; l > 0 {
		line = strconv.Itoa(int(l))
	}
	return compile.ShortSource(f.cl.proto.src.Source) + ":" + line + ": "
}

// where returns the position of the nearest Lua function as a prefix for an
// error text.
func (s *State) where(th *Thread) string {
	for i := len(th.frames) - 1; i >= 0; i-- {
		if f := &th.frames[i]; f.cl != nil {
			return f.prefix()
		}
	}
	return ""
}

// whereLevel is where for the function at a level: 0 is the builtin that runs.
// It is empty for a builtin.
func (s *State) whereLevel(th *Thread, level int) string {
	if f := s.frameAt(th, level); f != nil && f.cl != nil {
		return f.prefix()
	}
	return ""
}

// frameAt returns the frame at a level of th; nil for the builtin that runs and
// beyond the end. Level 0 is the function that runs.
func (s *State) frameAt(th *Thread, level int) *frame {
	if level < 0 {
		return nil
	}
	if s.runsBuiltin(th) {
		if level == 0 {
			return nil
		}
		level--
	}
	for i := len(th.frames) - 1; i >= 0; i-- {
		if f := &th.frames[i]; !f.hidden() {
			if level == 0 {
				return f
			}
			level--
		}
	}
	return nil
}

// operandName returns what the instruction that the top frame is at calls an
// operand, such as "local 'x'", or nothing.
func (th *Thread) operandName(which code.Operand, reg int) string {
	if len(th.frames) == 0 {
		return ""
	}
	kind, name := th.frames[len(th.frames)-1].operandName(which, reg)
	if kind == "" {
		return ""
	}
	return kind + " '" + name + "'"
}

func (f *frame) operandName(which code.Operand, reg int) (kind, name string) {
	if f.cl == nil {
		return "", ""
	}
	pc := int(f.pc) - 1
	names := f.cl.proto.src.Names
	i := sort.Search(len(names), func(i int) bool { return names[i].PC >= pc })
	concat := pc >= 0 && f.cl.proto.code[pc].Op() == code.OpConcat
	for ; i < len(names) && names[i].PC == pc; i++ {
		n := &names[i]
		if concat && n.Reg == reg || !concat && n.Operand == which {
			return n.Kind, n.Name
		}
	}
	return "", ""
}

// runsBuiltin tells whether a builtin without a frame of its own runs on th.
func (s *State) runsBuiltin(th *Thread) bool { return s.c.active && !s.c.kept && s.c.th == th }

// Level is one function on the stack of a coroutine. It is valid until the
// coroutine goes on. The upvalues of a function are those of its Closure.
type Level struct {
	th     *Thread
	i      int // index of the frame; -1: the builtin that runs
	fn     Value
	caller *frame // the Lua function that called it, if that was a CALL
}

// Level returns the function at a level of th; 0 is the one that runs.
func (s *State) Level(th *Thread, level int) (Level, bool) {
	if level < 0 {
		return Level{}, false
	}
	i := len(th.frames) - 1
	if s.runsBuiltin(th) {
		if level == 0 {
			return Level{th: th, i: -1, fn: s.c.self.Value(), caller: th.luaFrame(i)}, true
		}
		level--
	}
	for ; i >= 0; i-- {
		f := &th.frames[i]
		if f.hidden() {
			continue
		}
		if level == 0 {
			l := Level{th: th, i: i, fn: f.function()}
			if i--; i >= 0 && th.frames[i].flags&flagHandler != 0 {
				i-- // a message handler seems to be called by what has failed
			}
			l.caller = th.luaFrame(i)
			return l, true
		}
		level--
	}
	return Level{}, false
}

func (f *frame) function() Value {
	if f.cl != nil {
		return f.cl.Value()
	}
	return f.fn.Value()
}

func (th *Thread) luaFrame(i int) *frame {
	if i >= 0 && th.frames[i].cl != nil {
		return &th.frames[i]
	}
	return nil
}

// Function returns the function at the level.
func (l Level) Function() Value { return l.fn }

// TailCall tells whether the function was called in place of another one.
func (l Level) TailCall() bool { return l.i >= 0 && l.th.frames[l.i].flags&flagTail != 0 }

// Pos returns where a Lua function is; zero for builtins.
func (l Level) Pos() code.Pos {
	if f := l.lua(); f != nil {
		return f.at()
	}
	return code.Pos{}
}

func (l Level) lua() *frame {
	if l.i < 0 || l.i >= len(l.th.frames) {
		return nil
	}
	return l.th.luaFrame(l.i)
}

// Name returns how the caller calls the function: its name and what that is
// ("global", "local", "method", "field", "upvalue", "metamethod"), or nothing.
func (l Level) Name() (name, what string) {
	f := l.caller
	if l.i > 0 && l.th.frames[l.i-1].flags&flagHook != 0 {
		return "?", "hook"
	}
	if f == nil || l.TailCall() {
		return "", ""
	}
	pc := int(f.pc) - 1
	if pc < 0 {
		return "", ""
	}
	op := f.cl.proto.code[pc].Op()
	switch {
	case op == code.OpCall || op == code.OpTailCall:
		what, name = f.operandName(code.OperandCallee, 0)
		return name, what
	case op >= code.OpGetField && op <= code.OpGetIndex || op == code.OpSelf: // the game knows no name for what upvalues and _ENV call
		return "__index", "metamethod"
	case op >= code.OpSetField && op <= code.OpSetIndex:
		return "__newindex", "metamethod"
	case op >= code.OpAdd && op <= code.OpPow:
		return metaNames[metaAdd+meta(op-code.OpAdd)], "metamethod"
	case op >= code.OpAddK && op <= code.OpPowK:
		return metaNames[metaAdd+meta(op-code.OpAddK)], "metamethod"
	case op == code.OpUnm:
		return "__unm", "metamethod"
	case op == code.OpLen:
		return "__len", "metamethod"
	case op == code.OpConcat:
		return "__concat", "metamethod"
	case op == code.OpEq || op == code.OpEqK:
		return "__eq", "metamethod"
	case op == code.OpLt || op == code.OpLtK || op == code.OpGtK:
		return "__lt", "metamethod"
	case op == code.OpLe || op == code.OpLeK || op == code.OpGeK:
		return "__le", "metamethod"
	}
	return "", ""
}

// Levels returns how many functions are on the stack of th.
func (s *State) Levels(th *Thread) int {
	n := 0
	if s.runsBuiltin(th) {
		n++
	}
	for i := range th.frames {
		if !th.frames[i].hidden() {
			n++
		}
	}
	return n
}

// How much of a long stack a traceback shows.
const (
	tracebackFirst = 10
	tracebackLast  = 11
)

// Traceback describes the stack of th from a level on.
func (s *State) Traceback(th *Thread, level int) string {
	var b strings.Builder
	b.WriteString("stack traceback:")
	total := s.Levels(th)
	first := -1
	if total-1-level > tracebackFirst+tracebackLast {
		first = tracebackFirst
	}
	for {
		l, ok := s.Level(th, level)
		level++
		if !ok {
			return b.String()
		}
		if first == 0 {
			b.WriteString("\n\t...")
			level = total - tracebackLast
			first--
			continue
		}
		first--
		b.WriteString("\n\t")
		cl, lua := l.fn.AsClosure()
		if lua {
			b.WriteString(compile.ShortSource(cl.proto.src.Source))
		} else {
			b.WriteString("[C]")
		}
		b.WriteByte(':')
		if line := l.Pos().Line; line > 0 {
			b.WriteString(strconv.Itoa(int(line)))
			b.WriteByte(':')
		}
		b.WriteString(" in ")
		switch name, what := l.Name(); {
		case what != "":
			if what == "global" {
				what = "function"
			}
			b.WriteString(what + " '" + name + "'")
		case lua && cl.proto.src.FirstLine == 0:
			b.WriteString("main chunk")
		case lua:
			b.WriteString("function <" + compile.ShortSource(cl.proto.src.Source) + ":" + strconv.Itoa(cl.proto.src.FirstLine) + ">")
		default:
			b.WriteByte('?')
		}
		if l.TailCall() {
			b.WriteString("\n\t(...tail calls...)")
		}
	}
}
