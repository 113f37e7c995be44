package compile

import (
	"fmt"
	"strconv"
	"strings"

	"ccnet/luavm/code"
)

// operandUse says which operands an opcode has and what C means.
type operandUse struct {
	name string
	args string // of A, B, C, K (C is a constant), J (C is a jump), L (B is a constant)
}

var opcodes = [code.NumOps]operandUse{
	code.OpMove: {"MOVE", "AB"}, code.OpLoadK: {"LOADK", "AK"}, code.OpLoadNil: {"LOADNIL", "AB"},
	code.OpLoadBool: {"LOADBOOL", "AB"}, code.OpGetUpval: {"GETUPVAL", "AB"},
	code.OpSetUpval: {"SETUPVAL", "AB"}, code.OpNewCell: {"NEWCELL", "A"}, code.OpGetCell: {"GETCELL", "AB"},
	code.OpSetCell: {"SETCELL", "AB"}, code.OpGetTabUp: {"GETTABUP", "ABK"}, code.OpSetTabUp: {"SETTABUP", "ABK"},
	code.OpGetField: {"GETFIELD", "ABK"}, code.OpGetInt: {"GETINT", "ABC"}, code.OpGetIndex: {"GETINDEX", "ABC"},
	code.OpSetField: {"SETFIELD", "ABK"}, code.OpSetInt: {"SETINT", "ABC"}, code.OpSetIndex: {"SETINDEX", "ABC"},
	code.OpSelf: {"SELF", "ABK"}, code.OpNewTable: {"NEWTABLE", "ABC"}, code.OpSetList: {"SETLIST", "ABC"},
	code.OpAdd: {"ADD", "ABC"}, code.OpSub: {"SUB", "ABC"}, code.OpMul: {"MUL", "ABC"}, code.OpDiv: {"DIV", "ABC"},
	code.OpMod: {"MOD", "ABC"}, code.OpPow: {"POW", "ABC"},
	code.OpAddK: {"ADDK", "ABK"}, code.OpSubK: {"SUBK", "ABK"}, code.OpMulK: {"MULK", "ABK"}, code.OpDivK: {"DIVK", "ABK"},
	code.OpModK: {"MODK", "ABK"}, code.OpPowK: {"POWK", "ABK"},
	code.OpUnm: {"UNM", "AB"}, code.OpNot: {"NOT", "AB"}, code.OpLen: {"LEN", "AB"}, code.OpConcat: {"CONCAT", "ABC"},
	code.OpJmp: {"JMP", "J"}, code.OpTest: {"TEST", "ABJ"}, code.OpTestSet: {"TESTSET", "AFJ"},
	code.OpEq: {"EQ", "AFJ"}, code.OpLt: {"LT", "AFJ"}, code.OpLe: {"LE", "AFJ"},
	code.OpEqK: {"EQK", "ALJ"}, code.OpLtK: {"LTK", "ALJ"}, code.OpLeK: {"LEK", "ALJ"}, code.OpGtK: {"GTK", "ALJ"},
	code.OpGeK: {"GEK", "ALJ"}, code.OpEqNil: {"EQNIL", "ANJ"},
	code.OpCall: {"CALL", "ABC"}, code.OpTailCall: {"TAILCALL", "AB"}, code.OpReturn: {"RETURN", "AB"},
	code.OpReturn0: {"RETURN0", ""}, code.OpReturn1: {"RETURN1", "A"},
	code.OpForPrep: {"FORPREP", "AJ"}, code.OpForLoop: {"FORLOOP", "AJ"}, code.OpTForCall: {"TFORCALL", "AB"},
	code.OpTForLoop: {"TFORLOOP", "AJ"}, code.OpClosure: {"CLOSURE", "AC"},
	code.OpVararg: {"VARARG", "AB"},
}

// Dump lists a function and those in it: for each instruction its index, line,
// opcode, operands, and after a semicolon constants, jump targets and names.
// An operand's "!" means that a comparison jumps if it does not hold.
func Dump(p *code.Proto) string {
	var out strings.Builder
	dump(&out, p)
	return out.String()
}

func dump(out *strings.Builder, p *code.Proto) {
	dots := ""
	if p.IsVararg {
		dots = "+"
	}
	fmt.Fprintf(out, "function %s:%d-%d params=%d%s registers=%d\n",
		ShortSource(p.Source), p.FirstLine, p.LastLine, p.NumParams, dots, p.NumRegisters)
	for i, u := range p.Upvals {
		from := "upvalue"
		if u.FromParent {
			from = "register"
		}
		fmt.Fprintf(out, "  upvalue %d %s = %s %d%s\n", i, u.Name, from, u.Index, cellMark(u.Cell))
	}
	for _, l := range p.Locals {
		fmt.Fprintf(out, "  local %s r%d %d-%d%s\n", l.Name, l.Reg, l.StartPC, l.EndPC, cellMark(l.Cell))
	}
	names := p.Names
	for pc := range p.Code {
		dumpInstr(out, p, pc)
		for ; len(names) > 0 && names[0].PC == pc; names = names[1:] {
			fmt.Fprintf(out, " (%s %s)", names[0].Kind, names[0].Name)
		}
		out.WriteByte('\n')
	}
	for _, child := range p.Protos {
		dump(out, child)
	}
}

func cellMark(cell bool) string {
	if cell {
		return " cell"
	}
	return ""
}

func dumpInstr(out *strings.Builder, p *code.Proto, pc int) {
	i := p.Code[pc]
	use := opcodes[i.Op()]
	name := use.name
	if use.args != "" {
		name = fmt.Sprintf("%-9s", name)
	}
	fmt.Fprintf(out, "  %3d [%d] %s", pc, p.Pos[pc].Line, name)
	note := ""
	for _, arg := range use.args {
		negated := ""
		if i.B()&code.Flag == 0 {
			negated = "!"
		}
		switch arg {
		case 'A':
			fmt.Fprintf(out, " %d", i.A())
		case 'B':
			fmt.Fprintf(out, " %d", i.B())
		case 'C':
			fmt.Fprintf(out, " %d", i.C())
		case 'F':
			fmt.Fprintf(out, " %s%d", negated, i.B()&0xff)
		case 'L':
			fmt.Fprintf(out, " %s%d", negated, i.B()&^code.Flag)
			note += " " + dumpConst(p.Consts[i.B()&^code.Flag])
		case 'N':
			out.WriteString(" " + negated)
		case 'K':
			fmt.Fprintf(out, " %d", i.C())
			note += " " + dumpConst(p.Consts[i.C()])
		case 'J':
			note += " to " + strconv.Itoa(pc+1+i.C())
		}
	}
	if note != "" {
		out.WriteString(" ;" + note)
	}
}

func dumpConst(k code.Const) string {
	switch k.Kind {
	case code.ConstFalse:
		return "false"
	case code.ConstTrue:
		return "true"
	case code.ConstNumber:
		return strconv.FormatFloat(k.Num, 'g', -1, 64)
	case code.ConstString:
		return strconv.Quote(k.Str)
	}
	return "nil"
}
