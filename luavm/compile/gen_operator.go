package compile

import (
	"math"

	"ccnet/dialect"
	"ccnet/luavm/code"
)

// arithmetic is the opcodes of the operators up to opPow, with registers and
// with a constant on the right.
var arithmetic = [...]struct{ plain, constant code.Op }{
	opAdd: {code.OpAdd, code.OpAddK},
	opSub: {code.OpSub, code.OpSubK},
	opMul: {code.OpMul, code.OpMulK},
	opDiv: {code.OpDiv, code.OpDivK},
	opMod: {code.OpMod, code.OpModK},
	opPow: {code.OpPow, code.OpPowK},
}

func (g *generator) unary(x *unaryExpr, e *exp) {
	g.expression(x.x, e)
	op := code.OpLen
	switch x.op {
	case opNot:
		g.not(e)
		return
	case opMinus:
		if e.isNumeral() && e.num != 0 {
			e.num = -e.num
			return
		}
		op = code.OpUnm
	}
	reg := g.toAny(e)
	g.release(reg)
	pc := g.emitAt(op, 0, reg, 0, x.pos)
	g.note(pc, code.OperandLeft, 0, e.name)
	*e = exp{kind: inAnywhere, n: pc}
	g.at = x.pos
}

func (g *generator) not(e *exp) {
	g.discharge(e)
	switch e.kind {
	case inNil, inFalse:
		e.kind = inTrue
	case inTrue, inNumber, inString:
		e.kind = inFalse
	case inJump:
		g.negate(e.n)
	default:
		if e.kind != inRegister {
			g.reserve(1)
			g.load(e, g.free-1)
		}
		g.release(e.n)
		e.kind, e.n = inAnywhere, g.emit(code.OpNot, 0, e.n, 0)
	}
	e.onTrue, e.onFalse = e.onFalse, e.onTrue
	g.dropValues(e.onTrue)
	g.dropValues(e.onFalse)
	e.name = operandName{}
}

// negate turns the condition of a comparison round.
func (g *generator) negate(pc int) { g.setB(pc, g.proto.Code[pc].B()^code.Flag) }

// flag is the bit for an outcome.
func flag(outcome bool) int {
	if outcome {
		return code.Flag
	}
	return 0
}

// jumpIf writes a jump that is taken if e has the given truth, and returns its
// index.
func (g *generator) jumpIf(e *exp, truth bool) int {
	if last := g.pc() - 1; e.kind == inAnywhere && e.n == last && g.proto.Code[last].Op() == code.OpNot {
		tested := g.proto.Code[last].B()
		g.proto.Code, g.proto.Pos = g.proto.Code[:last], g.proto.Pos[:last]
		outcome := 1
		if truth {
			outcome = 0
		}
		return g.emit(code.OpTest, tested, outcome, 0)
	}
	if e.kind != inRegister {
		g.reserve(1)
		g.load(e, g.free-1)
	}
	g.release(e.n)
	return g.emit(code.OpTestSet, noRegister, e.n|flag(truth), 0)
}

// goOnIf lets control go on if e has the given truth; otherwise it jumps, which
// the list of jumps of the other outcome records.
func (g *generator) goOnIf(e *exp, truth bool) {
	g.discharge(e)
	leaving, staying := &e.onFalse, &e.onTrue
	if !truth {
		leaving, staying = staying, leaving
	}
	switch {
	case truth && (e.kind == inTrue || e.kind == inNumber || e.kind == inString):
	case !truth && (e.kind == inFalse || e.kind == inNil):
	case truth && e.kind == inFalse, !truth && e.kind == inTrue:
		g.add(leaving, g.emitJump())
	case e.kind == inJump:
		if truth {
			g.negate(e.n)
		}
		g.add(leaving, e.n)
	default:
		g.add(leaving, g.jumpIf(e, !truth))
	}
	g.patchHere(*staying)
	*staying = jumpList{}
}

// condition writes the code of a statement's condition, so that control goes on
// if it has the given truth. It returns the other jumps, which bring no value.
func (g *generator) condition(tree expr, truth bool) jumpList {
	var e exp
	g.expression(tree, &e)
	switch e.kind {
	case inNil:
		e.kind = inFalse
	case inNumber, inString:
		e.kind = inTrue
	}
	g.goOnIf(&e, truth)
	jumps := e.onFalse
	if !truth {
		jumps = e.onTrue
	}
	g.dropValues(jumps)
	g.free = g.nLocals
	return jumps
}

// binary goes on from the left operand of an operator to its result.
func (g *generator) binary(x *binaryExpr, e *exp) {
	switch x.op {
	case opAnd, opOr:
		g.goOnIf(e, x.op == opAnd)
		var right exp
		g.expression(x.right, &right)
		g.discharge(&right)
		if x.op == opAnd {
			g.join(&right.onFalse, e.onFalse)
		} else {
			g.join(&right.onTrue, e.onTrue)
		}
		*e = right
		return
	case opConcat:
		g.concat(x, e)
		return
	}
	g.settle(e)
	var right exp
	g.expression(x.right, &right)
	g.settle(&right)
	g.at = x.pos
	if x.op <= opPow {
		g.arithmetic(x, e, &right)
	} else {
		g.compare(x, e, &right)
	}
}

// arithmetic writes left op right.
func (g *generator) arithmetic(x *binaryExpr, e, right *exp) {
	if e.isNumeral() && right.isNumeral() {
		if n, ok := fold(x.op, e.num, right.num); ok {
			e.num = n
			return
		}
	}
	ops := arithmetic[x.op]
	var pc int
	if right.isNumeral() {
		k := g.numberConst(right.num)
		left := g.toAny(e)
		g.release(left)
		pc = g.emitAt(ops.constant, 0, left, k, x.pos)
		g.note(pc, code.OperandLeft, 0, e.name)
	} else {
		second := g.toAny(right)
		first := g.toAny(e)
		g.release(first)
		g.release(second)
		pc = g.emitAt(ops.plain, 0, first, second, x.pos)
		g.note(pc, code.OperandLeft, 0, e.name)
		g.note(pc, code.OperandRight, 0, right.name)
	}
	*e = exp{kind: inAnywhere, n: pc, pos: x.pos}
}

// maxExact bounds whole numbers that doubles hold exactly.
const maxExact = 1 << 53

// fold computes an operation on constants, if the machine is sure to come to
// the same.
func fold(op binaryOp, a, b float64) (float64, bool) {
	var n float64
	switch op {
	case opAdd:
		n = a + b
	case opSub:
		n = a - b
	case opMul:
		n = a * b
	case opDiv:
		if b == 0 {
			return 0, false
		}
		n = a / b
	case opMod:
		if b == 0 || a < 0 || b < 0 {
			return 0, false
		}
		n = math.Mod(a, b)
	case opPow:
		n = dialect.Pow(a, b)
		if n != math.Trunc(n) || math.Abs(n) > maxExact || b < 0 {
			return 0, false
		}
	}
	if math.IsNaN(n) || n == 0 && math.Signbit(n) {
		return 0, false
	}
	return n, true
}

// compare writes a comparison and leaves it inJump.
func (g *generator) compare(x *binaryExpr, e, right *exp) {
	a, b := e, right
	outcome := true
	var op, constant, mirrored code.Op
	switch x.op {
	case opEq, opNe:
		op, constant, mirrored = code.OpEq, code.OpEqK, code.OpEqK
		outcome = x.op == opEq
	case opGt, opGe:
		a, b = b, a
		fallthrough
	default:
		op, constant, mirrored = code.OpLt, code.OpLtK, code.OpGtK
		if x.op == opLe || x.op == opGe {
			op, constant, mirrored = code.OpLe, code.OpLeK, code.OpGeK
		}
	}
	pc := -1
	if k, ok := g.comparable(b, op, a); ok {
		pc = g.compareConst(constant, a, k, flag(outcome), x.pos)
	} else if k, ok := g.comparable(a, op, b); ok {
		pc = g.compareConst(mirrored, b, k, flag(outcome), x.pos)
	} else {
		// Registers are given back together, so their order is free.
		first, second := g.toAny(a), g.toAny(b)
		g.release(first)
		g.release(second)
		pc = g.emitAt(op, first, second|flag(outcome), 0, x.pos)
	}
	*e = exp{kind: inJump, n: pc, pos: x.pos}
}

// isNil stands for the constant that EQNIL compares with.
const isNil = -1

// comparable finds the constant that an operand of a comparison is, if the
// other operand is none.
func (g *generator) comparable(e *exp, op code.Op, other *exp) (k int, ok bool) {
	if other.kind != inRegister && other.kind != inCell {
		return 0, false
	}
	switch {
	case e.kind == inNumber:
		k = g.numberConst(e.num)
	case op != code.OpEq:
		return 0, false
	case e.kind == inString:
		k = e.n
	case e.kind == inNil:
		return isNil, true
	case e.kind == inTrue:
		k = g.boolConst(code.ConstTrue)
	case e.kind == inFalse:
		k = g.boolConst(code.ConstFalse)
	default:
		return 0, false
	}
	return k, k < code.MaxB
}

func (g *generator) compareConst(op code.Op, e *exp, k, outcome int, pos code.Pos) int {
	if k == isNil {
		op, k = code.OpEqNil, 0
	}
	reg := g.toAny(e)
	g.release(reg)
	return g.emitAt(op, reg, k|outcome, 0, pos)
}

// concat writes a chain of concatenations, which leans to the right, as one.
func (g *generator) concat(x *binaryExpr, e *exp) {
	first := g.toNext(e)
	names := []operandName{e.name}
	var operand exp
	for {
		rest, more := x.right.(*binaryExpr)
		more = more && rest.op == opConcat
		if more {
			g.expression(rest.left, &operand)
		} else {
			g.expression(x.right, &operand)
		}
		g.toNext(&operand)
		names = append(names, operand.name)
		if !more {
			break
		}
		x = rest
	}
	last := g.free - 1
	pc := g.emitAt(code.OpConcat, 0, first, last, x.pos)
	for i, name := range names {
		g.note(pc, code.OperandLeft, first+i, name)
	}
	g.release(first)
	g.at = x.pos
	*e = exp{kind: inAnywhere, n: pc, pos: x.pos}
}
