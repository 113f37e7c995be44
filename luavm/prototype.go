package luavm

import (
	"fmt"
	"math/bits"

	"ccnet/luavm/code"
)

// Prototype is the form of a function that the machine runs. It is immutable
// and shared by all states.
type Prototype struct {
	src     *code.Proto
	code    []code.Instr
	consts  []konst
	protos  []*Prototype
	upvals  []upvalSource
	nparams int
	nregs   int // and callSlack more
	vararg  bool
	cost    int64 // steps that a call is charged
	bytes   int64 // about what it takes, without its protos
}

// callSlack is room above the registers for the function and the arguments of
// a metamethod.
const callSlack = 5

// konst is a constant; strings come with their hash.
type konst struct {
	v    Value
	hash uint32
}

type upvalSource struct {
	parent bool // from a register of the function around, otherwise from its upvalues
	index  uint8
}

// Source returns what the compiler made.
func (p *Prototype) Source() *code.Proto { return p.src }

// Prototype makes src ready to run. An error means that src is not well formed.
func (c *Cache) Prototype(src *code.Proto) (*Prototype, error) {
	if err := verify(src); err != nil {
		return nil, err
	}
	p := &Prototype{
		src:     src,
		code:    make([]code.Instr, len(src.Code)+1),
		consts:  make([]konst, len(src.Consts)),
		protos:  make([]*Prototype, len(src.Protos)),
		upvals:  make([]upvalSource, len(src.Upvals)),
		nparams: src.NumParams,
		nregs:   max(src.NumRegisters, 2),
		vararg:  src.IsVararg,
		cost:    4 + int64(len(src.Code))/8,
	}
	p.bytes = 256 + int64(len(src.Code))*24 + int64(len(src.Consts))*64 +
		int64(len(src.Locals)+len(src.Names)+len(src.Upvals))*40
	for _, k := range src.Consts {
		p.bytes += int64(len(k.Str))
	}
	copy(p.code, src.Code)
	for i, in := range p.code {
		if in.Op() == code.OpNewTable {
			p.code[i] = code.Make(code.OpNewTable, in.A(), roundSize(in.B()), roundSize(in.C()))
		}
	}
	p.code[len(src.Code)] = code.Make(code.OpReturn0, 0, 0, 0)
	for i, k := range src.Consts {
		switch k.Kind {
		case code.ConstNil:
		case code.ConstFalse:
			p.consts[i].v = Bool(false)
		case code.ConstTrue:
			p.consts[i].v = Bool(true)
		case code.ConstNumber:
			p.consts[i].v = Number(k.Num + 0)
		case code.ConstString:
			p.consts[i] = c.constant(k.Str)
		}
	}
	for i, u := range src.Upvals {
		p.upvals[i] = upvalSource{parent: u.FromParent, index: uint8(u.Index)}
	}
	for i, child := range src.Protos {
		var err error
		if p.protos[i], err = c.Prototype(child); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// size is about how many bytes the prototype takes, and those in it.
func (p *Prototype) size() int64 {
	n := p.bytes
	for _, child := range p.protos {
		n += child.size()
	}
	return n
}

// roundSize rounds a size up as PUC Lua's NEWTABLE does, whose operand is a
// small floating point number: three bits of mantissa.
func roundSize(n int) int {
	if n < 16 {
		return n
	}
	shift := bits.Len(uint(n)) - 4
	up := (n + 1<<shift - 1) >> shift << shift
	return min(up, 1<<16-1)
}

// verify checks what the loop takes for granted: every operand within bounds.
func verify(p *code.Proto) error {
	bad := func(pc int, what string) error {
		return fmt.Errorf("luavm: malformed code in %s: instruction %d: %s", p.Source, pc, what)
	}
	if p.NumRegisters > code.MaxRegisters || p.NumParams > p.NumRegisters || len(p.Upvals) > 255 || len(p.Code) == 0 {
		return bad(0, "header")
	}
	for pc, in := range p.Code {
		op, a, b, c := in.Op(), in.A(), in.B(), in.C()
		if op >= code.NumOps {
			return bad(pc, "unknown opcode")
		}
		use := operands[op]
		reg := func(r int) bool { return r < max(p.NumRegisters, 2) }
		ok := reg(a + int(use.extraA))
		switch use.b {
		case inReg:
			ok = ok && reg(b)
		case inReg8:
			ok = ok && reg(b&0xff)
		case inConst:
			ok = ok && b&0x7fff < len(p.Consts)
		case inUpval:
			ok = ok && b < len(p.Upvals)
		case inRange:
			ok = ok && reg(a+b)
		case inArgs:
			ok = ok && (b == 0 || reg(a+b-1))
		case inList:
			ok = ok && (b < 2 || reg(a+b-2))
		case inResults:
			ok = ok && (b < 2 || reg(a+b-2))
		}
		switch use.c {
		case inReg:
			ok = ok && c >= 0 && reg(c)
		case inConst:
			ok = ok && c >= 0 && c < len(p.Consts)
		case inString:
			ok = ok && c >= 0 && c < len(p.Consts) && p.Consts[c].Kind == code.ConstString
		case inNumber:
			ok = ok && c >= 0 && c < len(p.Consts) && p.Consts[c].Kind == code.ConstNumber
		case inJump:
			ok = ok && pc+1+c >= 0 && pc+1+c < len(p.Code)
		case inProto:
			ok = ok && c >= 0 && c < len(p.Protos)
		case inResults:
			ok = ok && c >= 0 && (c < 2 || reg(a+c-2))
		case inSize:
			ok = ok && c >= 0
		}
		if op == code.OpTForCall {
			ok = ok && b > 0 && reg(a+2+b)
		}
		if op == code.OpTailCall {
			ok = ok && c == 0 && pc+1 < len(p.Code) && p.Code[pc+1] == code.Make(code.OpReturn, a, 0, 0)
		}
		if op >= code.OpLtK && op <= code.OpGeK {
			ok = ok && p.Consts[b&0x7fff].Kind == code.ConstNumber
		}
		if !ok {
			return bad(pc, fmt.Sprintf("operand of op %d (%d, %d, %d)", op, a, b, c))
		}
	}
	switch p.Code[len(p.Code)-1].Op() {
	case code.OpReturn, code.OpReturn0, code.OpReturn1, code.OpJmp:
	default:
		return bad(len(p.Code)-1, "runs off the end")
	}
	return nil
}

// operand tells what an operand of an instruction refers to.
type operand uint8

const (
	inNone operand = iota
	inReg
	inReg8
	inConst
	inString
	inNumber
	inUpval
	inRange
	inArgs // of a call
	inList // of RETURN and VARARG
	inResults
	inJump
	inProto
	inSize
)

type use struct {
	extraA uint8 // registers after A
	b, c   operand
}

var operands = [code.NumOps]use{
	code.OpMove: {b: inReg}, code.OpLoadK: {c: inConst}, code.OpLoadNil: {b: inRange},
	code.OpGetUpval: {b: inUpval}, code.OpSetUpval: {b: inUpval},
	code.OpGetCell: {b: inReg}, code.OpSetCell: {b: inReg},
	code.OpGetTabUp: {b: inUpval, c: inString}, code.OpSetTabUp: {b: inUpval, c: inString},
	code.OpGetField: {b: inReg, c: inString}, code.OpGetInt: {b: inReg}, code.OpGetIndex: {b: inReg, c: inReg},
	code.OpSetField: {b: inReg, c: inString}, code.OpSetInt: {b: inReg}, code.OpSetIndex: {b: inReg, c: inReg},
	code.OpSelf: {extraA: 1, b: inReg, c: inString}, code.OpNewTable: {c: inSize}, code.OpSetList: {b: inRange, c: inSize},
	code.OpAdd: {b: inReg, c: inReg}, code.OpSub: {b: inReg, c: inReg}, code.OpMul: {b: inReg, c: inReg},
	code.OpDiv: {b: inReg, c: inReg}, code.OpMod: {b: inReg, c: inReg}, code.OpPow: {b: inReg, c: inReg},
	code.OpAddK: {b: inReg, c: inNumber}, code.OpSubK: {b: inReg, c: inNumber}, code.OpMulK: {b: inReg, c: inNumber},
	code.OpDivK: {b: inReg, c: inNumber}, code.OpModK: {b: inReg, c: inNumber}, code.OpPowK: {b: inReg, c: inNumber},
	code.OpUnm: {b: inReg}, code.OpNot: {b: inReg}, code.OpLen: {b: inReg}, code.OpConcat: {b: inReg, c: inReg},
	code.OpJmp: {c: inJump}, code.OpTest: {c: inJump}, code.OpTestSet: {b: inReg8, c: inJump},
	code.OpEq: {b: inReg8, c: inJump}, code.OpLt: {b: inReg8, c: inJump}, code.OpLe: {b: inReg8, c: inJump},
	code.OpEqK: {b: inConst, c: inJump}, code.OpLtK: {b: inConst, c: inJump}, code.OpLeK: {b: inConst, c: inJump},
	code.OpGtK: {b: inConst, c: inJump}, code.OpGeK: {b: inConst, c: inJump}, code.OpEqNil: {c: inJump},
	code.OpCall: {b: inArgs, c: inResults}, code.OpTailCall: {b: inArgs}, code.OpReturn: {b: inResults},
	code.OpForPrep: {extraA: 3, c: inJump}, code.OpForLoop: {extraA: 3, c: inJump},
	code.OpTForCall: {extraA: 3}, code.OpTForLoop: {extraA: 3, c: inJump},
	code.OpClosure: {c: inProto}, code.OpVararg: {b: inList},
}
