package luavm

import (
	"unsafe"

	"ccnet/luavm/code"
)

// envName is the upvalue through which a function reaches its globals.
const envName = "_ENV"

// NumUpvalues returns how many upvalues cl has.
func (cl *Closure) NumUpvalues() int { return int(cl.nup) }

// UpvalueName returns the name of upvalue i, counted from 0.
func (cl *Closure) UpvalueName(i int) string { return cl.proto.src.Upvals[i].Name }

// Upvalue returns upvalue i, counted from 0.
func (cl *Closure) Upvalue(i int) Value {
	if v := *cl.up(i); v.n == tagCell {
		return v.cell().v
	} else {
		return v
	}
}

// SetUpvalue assigns upvalue i of cl, for all functions that know the variable. It
// fails if there is no memory left.
func (s *State) SetUpvalue(cl *Closure, i int, v Value) error {
	c, err := s.cell(cl, i)
	if err == nil {
		c.v = v
	}
	return err
}

// cell returns the cell of upvalue i. A variable that has moved into cl gets one now:
// the instructions that read it look whether it has.
func (s *State) cell(cl *Closure, i int) (*cell, error) {
	u := cl.up(i)
	if u.n != tagCell {
		if err := s.alloc(cellBytes); err != nil {
			return nil, err
		}
		*u = newCell(*u)
	}
	return u.cell(), nil
}

// JoinUpvalue makes upvalue i of cl refer to upvalue j of other. It fails if there is
// no memory left.
func (s *State) JoinUpvalue(cl *Closure, i int, other *Closure, j int) error {
	c, err := s.cell(other, j)
	if err == nil {
		*cl.up(i) = Value{p: unsafe.Pointer(c), n: tagCell}
	}
	return err
}

// UpvalueID returns an object that is the same for upvalues that are the same
// variable, and for no others. It fails if there is no memory left.
func (s *State) UpvalueID(cl *Closure, i int) (*Userdata, error) {
	c, err := s.cell(cl, i)
	if err != nil {
		return nil, err
	}
	if c.id == nil {
		if err := s.alloc(userdataBytes); err != nil {
			return nil, err
		}
		c.id = s.NewUserdata(nil)
	}
	return c.id, nil
}

// Env returns the globals of cl: nil if it has no use for any.
func (cl *Closure) Env() *Table {
	if i := cl.envIndex(); i >= 0 {
		t, _ := cl.Upvalue(i).AsTable()
		return t
	}
	return nil
}

// SetEnv replaces the globals of cl, and of cl alone. It fails if there is no memory
// left.
func (s *State) SetEnv(cl *Closure, t *Table) error {
	i := cl.envIndex()
	if i < 0 {
		return nil
	}
	if err := s.alloc(cellBytes); err != nil {
		return err
	}
	*cl.up(i) = newCell(t.Value())
	return nil
}

func (cl *Closure) envIndex() int {
	for i := range cl.proto.src.Upvals {
		if cl.proto.src.Upvals[i].Name == envName {
			return i
		}
	}
	return -1
}

// local returns variable n (from 1) that is alive where f is, and its stack slot.
func (f *frame) local(n int) (*code.Local, int) {
	pc := int(f.pc) - 1
	locals := f.cl.proto.src.Locals
	for i := range locals {
		l := &locals[i]
		if l.StartPC > pc {
			break
		}
		if pc < l.EndPC {
			if n--; n == 0 {
				return l, int(f.base) + l.Reg
			}
		}
	}
	return nil, 0
}

// Local returns variable n (from 1) of a Lua function; the name is empty if
// there is none.
func (l Level) Local(n int) (name string, v Value) {
	f := l.lua()
	if f == nil || n < 1 {
		return "", Nil
	}
	info, slot := f.local(n)
	if info == nil || slot >= len(l.th.stack) { // a dead coroutine has none
		return "", Nil
	}
	if v = l.th.stack[slot]; v.n == tagCell {
		v = v.cell().v
	}
	return info.Name, v
}

// Register returns what is in register n (from 1) of a Lua function, whether or not it
// is a variable's; ok tells whether there is such a register.
func (l Level) Register(n int) (v Value, ok bool) {
	f := l.lua()
	if f == nil || n < 1 || n > f.cl.proto.nregs || int(f.base)+n > len(l.th.stack) {
		return Nil, false
	}
	if v = l.th.stack[int(f.base)+n-1]; v.n == tagCell {
		v = v.cell().v
	}
	return v, true
}

// SetLocal assigns variable n (from 1) of a Lua function and returns its name,
// which is empty if there is none.
func (l Level) SetLocal(n int, v Value) string {
	f := l.lua()
	if f == nil || n < 1 {
		return ""
	}
	info, slot := f.local(n)
	if info == nil || slot >= len(l.th.stack) || info.Name == "" || info.Name[0] == '(' {
		return "" // the hidden variables of loops are the machine's own
	}
	if u := &l.th.stack[slot]; u.n == tagCell {
		u.cell().v = v
	} else {
		*u = v
	}
	return info.Name
}
