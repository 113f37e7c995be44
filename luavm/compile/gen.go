package compile

import (
	"math"

	"ccnet/luavm/code"
)

// compiler writes the code of one chunk.
type compiler struct {
	source string
	chunk  string
	short  string
}

// generator writes the code of one function.
//
// Registers are a stack: the function's live locals at the bottom, temporaries
// above. Giving back a register gives back all above it.
type generator struct {
	*compiler
	fn      *function
	proto   *code.Proto
	free    int      // first register that is not in use
	nLocals int      // registers of live locals, hidden ones included
	live    []int    // live locals: indices in proto.Locals
	target  int      // last place that is jumped to
	at      code.Pos // where instructions that cannot fail are said to be
	spine   []expr   // stack of expressions that lean to the left

	strings map[string]int // indices of constants
	numbers map[uint64]int
	others  [3]int // nil, false and true, plus one
}

// function compiles a function; parent is nil for a main chunk.
func (c *compiler) function(parent *generator, fn *function) *code.Proto {
	g := &generator{compiler: c, fn: fn, proto: &code.Proto{
		Source:    c.chunk,
		FirstLine: fn.firstLine,
		LastLine:  fn.lastLine,
		NumParams: len(fn.params),
		IsVararg:  fn.isVararg,
	}}
	g.at = code.Pos{Line: int32(max(fn.firstLine, 1)), Col: 1}
	g.proto.Upvals = make([]code.Upval, len(fn.upvalues))
	for i, u := range fn.upvalues {
		up := code.Upval{Name: u.v.name.name, Index: u.index, Cell: u.v.isCell()}
		if parent != nil && u.v.fn == parent.fn {
			up.FromParent, up.Index = true, u.v.reg
		}
		g.proto.Upvals[i] = up
	}
	g.reserve(len(fn.params))
	for i, v := range fn.params {
		v.reg = i
	}
	g.activate(fn.params)
	g.statements(fn.body.stats)
	g.at = fn.end
	g.emit(code.OpReturn0, 0, 0, 0)
	g.endLocals(0)
	g.threadJumps()
	g.placeCells()
	return g.proto
}

// placeCells says that the making of a cell belongs to what comes next. It is no step
// that a debugger should see.
func (g *generator) placeCells() {
	for pc := g.pc() - 2; pc >= 0; pc-- {
		if g.proto.Code[pc].Op() == code.OpNewCell {
			g.proto.Pos[pc] = g.proto.Pos[pc+1]
		}
	}
}

// fail refuses a function that needs more than there is of something.
func (g *generator) fail(message string) {
	near := nearestToken(g.source, g.short, g.at)
	panic(&Error{Chunk: g.short, Line: int(g.at.Line), Message: message + " near " + near})
}

// nearestToken is the text of the first token that does not lie before pos, in
// a source that is known to be without errors.
func nearestToken(source, short string, pos code.Pos) string {
	p := &parser{}
	p.lexer = newLexer(source, short)
	for {
		p.next()
		at := p.token.pos
		if p.token.kind == tokEOF || at.Line > pos.Line || at.Line == pos.Line && at.Col >= pos.Col {
			return p.tokenText()
		}
	}
}

// reserve takes n registers.
func (g *generator) reserve(n int) {
	g.free += n
	if g.free > g.proto.NumRegisters {
		if g.free >= code.MaxRegisters {
			g.fail("function or expression too complex")
		}
		g.proto.NumRegisters = g.free
	}
}

// release gives back a register, unless it is a local's.
func (g *generator) release(reg int) {
	if reg >= g.nLocals && reg < g.free {
		g.free = reg
	}
}

// emit writes an instruction that belongs to the place g.at.
func (g *generator) emit(op code.Op, a, b, c int) int {
	return g.emitAt(op, a, b, c, g.at)
}

// emitAt writes an instruction and returns its index.
func (g *generator) emitAt(op code.Op, a, b, c int, pos code.Pos) int {
	g.proto.Code = append(g.proto.Code, code.Make(op, a, b, c))
	g.proto.Pos = append(g.proto.Pos, pos)
	return len(g.proto.Code) - 1
}

// pc is the index of the next instruction.
func (g *generator) pc() int { return len(g.proto.Code) }

// setA, setB and setC change an operand of an instruction.
func (g *generator) setA(pc, a int) {
	i := g.proto.Code[pc]
	g.proto.Code[pc] = code.Make(i.Op(), a, i.B(), i.C())
}

func (g *generator) setB(pc, b int) {
	i := g.proto.Code[pc]
	g.proto.Code[pc] = code.Make(i.Op(), i.A(), b, i.C())
}

func (g *generator) setC(pc, c int) {
	i := g.proto.Code[pc]
	g.proto.Code[pc] = code.Make(i.Op(), i.A(), i.B(), c)
}

// emitNil writes nil to n registers, together with the instruction before if
// that does the same to their neighbours.
func (g *generator) emitNil(from, n int) {
	if pc := g.pc(); pc > g.target && pc > 0 {
		if last := g.proto.Code[pc-1]; last.Op() == code.OpLoadNil && last.A()+last.B()+1 == from {
			g.setB(pc-1, last.B()+n)
			return
		}
	}
	g.emit(code.OpLoadNil, from, n-1, 0)
}

func (g *generator) addConst(k code.Const) int {
	g.proto.Consts = append(g.proto.Consts, k)
	return len(g.proto.Consts) - 1
}

func (g *generator) stringConst(s string) int {
	i, ok := g.strings[s]
	if !ok {
		i = g.addConst(code.Const{Kind: code.ConstString, Str: s})
		if g.strings == nil {
			g.strings = make(map[string]int)
		}
		g.strings[s] = i
	}
	return i
}

func (g *generator) numberConst(n float64) int {
	bits := math.Float64bits(n)
	i, ok := g.numbers[bits]
	if !ok {
		i = g.addConst(code.Const{Kind: code.ConstNumber, Num: n})
		if g.numbers == nil {
			g.numbers = make(map[uint64]int)
		}
		g.numbers[bits] = i
	}
	return i
}

// boolConst is the index of a constant that is nil, false or true.
func (g *generator) boolConst(kind code.ConstKind) int {
	if g.others[kind] == 0 {
		g.others[kind] = g.addConst(code.Const{Kind: kind}) + 1
	}
	return g.others[kind] - 1
}

// activate begins the life of variables whose registers hold their values, and
// puts those that need it into cells.
func (g *generator) activate(vars []*variable) {
	for _, v := range vars {
		if v.isCell() {
			g.emit(code.OpNewCell, v.reg, 0, 0)
		}
	}
	for _, v := range vars {
		g.beginLocal(v.name.name, v.reg, v.isCell())
	}
}

func (g *generator) beginLocal(name string, reg int, cell bool) {
	g.live = append(g.live, len(g.proto.Locals))
	g.proto.Locals = append(g.proto.Locals, code.Local{Name: name, StartPC: g.pc(), Reg: reg, Cell: cell})
	g.nLocals++
}

// endLocals ends the life of all locals but the first n.
func (g *generator) endLocals(n int) {
	for _, i := range g.live[n:] {
		g.proto.Locals[i].EndPC = g.pc()
	}
	g.live = g.live[:n]
	g.nLocals, g.free = n, n
}

// nameKind says where an operand came from.
type nameKind uint8

const (
	unnamed nameKind = iota
	namedLocal
	namedUpvalue
	namedGlobal
	namedField
	namedMethod
)

var nameKinds = [...]string{"", "local", "upvalue", "global", "field", "method"}

// operandName is how messages call a value.
type operandName struct {
	kind nameKind
	text string
}

// note records the name of an instruction's operand, if it has one.
func (g *generator) note(pc int, operand code.Operand, reg int, name operandName) {
	if name.kind == unnamed {
		return
	}
	g.proto.Names = append(g.proto.Names, code.OperandName{
		PC: pc, Operand: operand, Reg: reg, Kind: nameKinds[name.kind], Name: name.text,
	})
}
