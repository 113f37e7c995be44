package compile

import (
	"fmt"

	"ccnet/luavm/code"
)

// verify checks that the machine can run a prototype without looking whether
// its operands make sense.
func verify(p *code.Proto) error {
	if err := verifyTables(p); err != nil {
		return err
	}
	for pc := range p.Code {
		if err := verifyInstr(p, pc); err != nil {
			return fmt.Errorf("instruction %d: %w", pc, err)
		}
	}
	if last := p.Code[len(p.Code)-1].Op(); last != code.OpReturn0 {
		return fmt.Errorf("ends with %s", opcodes[last].name)
	}
	for i, child := range p.Protos {
		for _, u := range child.Upvals {
			switch {
			case u.FromParent && u.Index >= p.NumRegisters, !u.FromParent && u.Index >= len(p.Upvals):
				return fmt.Errorf("function %d: upvalue %s from %d", i, u.Name, u.Index)
			case !u.FromParent && p.Upvals[u.Index] != (code.Upval{Name: u.Name, FromParent: p.Upvals[u.Index].FromParent, Index: p.Upvals[u.Index].Index, Cell: u.Cell}):
				return fmt.Errorf("function %d: upvalue %s differs from the one around", i, u.Name)
			}
		}
		if err := verify(child); err != nil {
			return fmt.Errorf("function %d: %w", i, err)
		}
	}
	return nil
}

func verifyTables(p *code.Proto) error {
	if len(p.Code) == 0 || len(p.Pos) != len(p.Code) {
		return fmt.Errorf("%d instructions, %d positions", len(p.Code), len(p.Pos))
	}
	if p.NumRegisters < p.NumParams || p.NumRegisters > code.MaxRegisters {
		return fmt.Errorf("%d registers, %d parameters", p.NumRegisters, p.NumParams)
	}
	if len(p.Locals) < p.NumParams {
		return fmt.Errorf("%d locals, %d parameters", len(p.Locals), p.NumParams)
	}
	last := 0
	for _, l := range p.Locals {
		if l.StartPC < last || l.EndPC < l.StartPC || l.EndPC > len(p.Code) || l.Reg >= p.NumRegisters {
			return fmt.Errorf("local %+v", l)
		}
		last = l.StartPC
	}
	last = 0
	for _, n := range p.Names {
		if n.PC < last || n.PC >= len(p.Code) || n.Kind == "" {
			return fmt.Errorf("name %+v", n)
		}
		last = n.PC
	}
	for _, pos := range p.Pos {
		if pos.Line < 1 || pos.Col < 1 {
			return fmt.Errorf("position %v", pos)
		}
	}
	return nil
}

func verifyInstr(p *code.Proto, pc int) error {
	i := p.Code[pc]
	a, b, c := i.A(), i.B(), i.C()
	var err error
	reg := func(r, n int) {
		if n > 0 && (r < 0 || r+n > p.NumRegisters) && err == nil {
			err = fmt.Errorf("%s %d %d %d: register %d+%d of %d", opcodes[i.Op()].name, a, b, c, r, n, p.NumRegisters)
		}
	}
	konst := func(k int, kinds ...code.ConstKind) {
		if k < 0 || k >= len(p.Consts) {
			err = fmt.Errorf("constant %d of %d", k, len(p.Consts))
			return
		}
		for _, kind := range kinds {
			if p.Consts[k].Kind == kind {
				return
			}
		}
		if len(kinds) > 0 {
			err = fmt.Errorf("constant %d is %v", k, p.Consts[k])
		}
	}
	up := func(u int, cell bool) {
		if u >= len(p.Upvals) || cell && !p.Upvals[u].Cell {
			err = fmt.Errorf("%s: upvalue %d of %v", opcodes[i.Op()].name, u, p.Upvals)
		}
	}
	jump := func() int {
		to := pc + 1 + c
		if to < 0 || to >= len(p.Code) {
			err = fmt.Errorf("jump to %d", to)
			return 0
		}
		return to
	}
	switch op := i.Op(); op {
	case code.OpMove, code.OpGetCell, code.OpSetCell, code.OpUnm, code.OpNot, code.OpLen:
		reg(a, 1)
		reg(b, 1)
	case code.OpLoadK:
		reg(a, 1)
		konst(c)
	case code.OpLoadNil:
		reg(a, b+1)
	case code.OpLoadBool, code.OpNewCell, code.OpReturn1, code.OpNewTable:
		reg(a, 1)
	case code.OpGetUpval:
		reg(a, 1)
		up(b, false)
	case code.OpSetUpval:
		reg(a, 1)
		up(b, true)
	case code.OpGetTabUp, code.OpSetTabUp:
		reg(a, 1)
		up(b, false)
		konst(c, code.ConstString)
	case code.OpGetField, code.OpSetField:
		reg(a, 1)
		reg(b, 1)
		konst(c, code.ConstString)
	case code.OpSelf:
		reg(a, 2)
		reg(b, 1)
		konst(c, code.ConstString)
	case code.OpGetInt, code.OpSetInt:
		reg(a, 1)
		reg(b, 1)
	case code.OpGetIndex, code.OpSetIndex, code.OpAdd, code.OpSub, code.OpMul, code.OpDiv, code.OpMod, code.OpPow:
		reg(a, 1)
		reg(b, 1)
		reg(c, 1)
	case code.OpAddK, code.OpSubK, code.OpMulK, code.OpDivK, code.OpModK, code.OpPowK:
		reg(a, 1)
		reg(b, 1)
		konst(c, code.ConstNumber)
	case code.OpConcat:
		reg(a, 1)
		reg(b, c-b+1)
		if c <= b {
			err = fmt.Errorf("CONCAT of %d", c-b+1)
		}
	case code.OpSetList:
		reg(a, b+1)
		if b > code.MaxListItems || c < 0 {
			err = fmt.Errorf("SETLIST %d %d", b, c)
		}
	case code.OpJmp:
		jump()
	case code.OpTest:
		reg(a, 1)
		jump()
		if b > 1 {
			err = fmt.Errorf("TEST %d", b)
		}
	case code.OpTestSet, code.OpEq, code.OpLt, code.OpLe:
		reg(a, 1)
		reg(b&0xff, 1)
		jump()
	case code.OpEqK, code.OpLtK, code.OpLeK, code.OpGtK, code.OpGeK:
		reg(a, 1)
		jump()
		if op == code.OpEqK {
			konst(b&^code.Flag, code.ConstFalse, code.ConstTrue, code.ConstNumber, code.ConstString)
		} else {
			konst(b&^code.Flag, code.ConstNumber)
		}
	case code.OpEqNil:
		reg(a, 1)
		jump()
	case code.OpCall:
		reg(a, max(b, c-1, 1))
	case code.OpTailCall:
		reg(a, max(b, 1))
		if p.Code[pc+1] != code.Make(code.OpReturn, a, 0, 0) {
			err = fmt.Errorf("TAILCALL without RETURN")
		}
	case code.OpReturn:
		reg(a, b-1)
	case code.OpReturn0:
	case code.OpForPrep:
		reg(a, 4)
		if to := jump(); p.Code[to].Op() != code.OpForLoop || p.Code[to].A() != a {
			err = fmt.Errorf("FORPREP to no FORLOOP")
		}
	case code.OpForLoop:
		reg(a, 4)
		jump()
	case code.OpTForCall:
		reg(a, 3+max(b, 3))
		if next := p.Code[pc+1]; b < 1 || next.Op() != code.OpTForLoop || next.A() != a {
			err = fmt.Errorf("TFORCALL without TFORLOOP")
		}
	case code.OpTForLoop:
		reg(a, 4)
		jump()
	case code.OpClosure:
		reg(a, 1)
		if c < 0 || c >= len(p.Protos) {
			err = fmt.Errorf("function %d of %d", c, len(p.Protos))
		}
	case code.OpVararg:
		reg(a, b-1)
	default:
		err = fmt.Errorf("opcode %d", op)
	}
	return err
}
