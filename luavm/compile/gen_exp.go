package compile

import (
	"math"
	"strconv"

	"ccnet/luavm/code"
)

// expKind is where the value of an expression is.
type expKind uint8

const (
	inNil      expKind = iota // the constant
	inTrue                    // the constant
	inFalse                   // the constant
	inNumber                  // num
	inString                  // constant n
	inRegister                // register n, a local's or a temporary
	inCell                    // the cell in register n, a local's
	inUpvalue                 // upvalue n
	inTable                   // field key of table
	inAnywhere                // instruction n leaves it in its A, not yet set
	inJump                    // instruction n, a comparison, jumps if it is true
	inCall                    // result of instruction n, a CALL
	inVararg                  // result of instruction n, a VARARG
)

// place is where a table or key is: kinds up to inUpvalue. A key that is
// inNumber is the whole number n.
type place struct {
	kind expKind
	n    int
	name operandName
}

// exp is an expression whose code is written as far as need be. Variables and
// fields are read as late as possible: their registers may still change.
type exp struct {
	kind       expKind
	n          int
	num        float64
	table, key place
	name       operandName
	pos        code.Pos
	onTrue     jumpList // jumps taken if the value is true
	onFalse    jumpList // jumps taken if the value is false
}

func (e *exp) hasJumps() bool { return !e.onTrue.empty() || !e.onFalse.empty() }

func (e *exp) isNumeral() bool { return e.kind == inNumber && !e.hasJumps() }

func (e *exp) isOpen() bool { return e.kind == inCall || e.kind == inVararg }

// settled makes e the value of a register, without jumps.
func (e *exp) settled(reg int) {
	e.kind, e.n = inRegister, reg
}

// discharge reads a field or upvalue and closes an open expression, to one
// value. What it leaves is a constant, inRegister, inCell, inAnywhere or inJump.
func (g *generator) discharge(e *exp) {
	switch e.kind {
	case inUpvalue:
		e.kind, e.n = inAnywhere, g.emitAt(code.OpGetUpval, 0, e.n, 0, e.pos)
	case inTable:
		g.readField(e)
	case inCall:
		e.settled(g.proto.Code[e.n].A())
	case inVararg:
		g.setB(e.n, 2)
		e.kind = inAnywhere
	}
}

// fetch brings a table or key into a register.
func (g *generator) fetch(p *place, pos code.Pos) int {
	if p.kind == inRegister {
		return p.n
	}
	op := code.OpGetCell
	if p.kind == inUpvalue {
		op = code.OpGetUpval
	}
	reg := g.free
	g.reserve(1)
	g.emitAt(op, reg, p.n, 0, pos)
	return reg
}

// fieldName is how messages call a field.
func (g *generator) fieldName(e *exp) operandName {
	name := operandName{kind: namedField, text: "?"}
	switch e.key.kind {
	case inString:
		name.text = g.proto.Consts[e.key.n].Str
	case inNumber:
		name.text = strconv.Itoa(e.key.n)
	}
	if t := e.table.name; t.text == envName && t.kind <= namedUpvalue {
		name.kind = namedGlobal
	}
	return name
}

// readField reads table[key].
func (g *generator) readField(e *exp) {
	name := g.fieldName(e)
	if e.table.kind == inUpvalue && e.key.kind == inString {
		pc := g.emitAt(code.OpGetTabUp, 0, e.table.n, e.key.n, e.pos)
		e.kind, e.n, e.name = inAnywhere, pc, name
		return
	}
	table := g.fetch(&e.table, e.pos)
	var pc int
	switch e.key.kind {
	case inString:
		pc = g.emitAt(code.OpGetField, 0, table, e.key.n, e.pos)
	case inNumber:
		pc = g.emitAt(code.OpGetInt, 0, table, e.key.n, e.pos)
	default:
		key := g.fetch(&e.key, e.pos)
		pc = g.emitAt(code.OpGetIndex, 0, table, key, e.pos)
		g.release(key)
	}
	g.release(table)
	g.noteTable(pc, e)
	e.kind, e.n, e.name = inAnywhere, pc, name
}

// noteTable names the table of a field access, unless that is an upvalue: the game
// has no name for one there.
func (g *generator) noteTable(pc int, e *exp) {
	if e.table.name.kind != namedUpvalue {
		g.note(pc, code.OperandCallee, 0, e.table.name)
	}
}

// load puts the value of e into a register, but not yet what its jumps bring;
// a comparison stays as it is.
func (g *generator) load(e *exp, reg int) {
	g.discharge(e)
	switch e.kind {
	case inNil:
		g.emitNil(reg, 1)
	case inTrue:
		g.emit(code.OpLoadBool, reg, 1, 0)
	case inFalse:
		g.emit(code.OpLoadBool, reg, 0, 0)
	case inNumber:
		g.emit(code.OpLoadK, reg, 0, g.numberConst(e.num))
	case inString:
		g.emit(code.OpLoadK, reg, 0, e.n)
	case inRegister:
		if e.n != reg {
			g.emit(code.OpMove, reg, e.n, 0)
		}
	case inCell:
		g.emit(code.OpGetCell, reg, e.n, 0)
	case inAnywhere:
		g.setA(e.n, reg)
	case inJump:
		return
	}
	e.settled(reg)
}

// toRegister puts e into a register, whichever way its value comes about.
func (g *generator) toRegister(e *exp, reg int) {
	g.load(e, reg)
	if e.kind == inJump {
		g.add(&e.onTrue, e.n)
	}
	if e.hasJumps() {
		falls := e.kind != inJump // from above, with the value in reg
		wantFalse := !falls || g.anyWithoutValue(e.onFalse)
		wantTrue := g.anyWithoutValue(e.onTrue)
		atFalse, atTrue := 0, 0
		if wantFalse || wantTrue {
			var done jumpList
			if falls {
				g.add(&done, g.emitJump())
			}
			if wantFalse {
				atFalse = g.here()
				g.emit(code.OpLoadBool, reg, 0, 0)
				if wantTrue {
					g.add(&done, g.emitJump())
				}
			}
			if wantTrue {
				atTrue = g.here()
				g.emit(code.OpLoadBool, reg, 1, 0)
			}
			g.patchHere(done)
		}
		end := g.here()
		g.patchValues(e.onFalse, end, reg, atFalse)
		g.patchValues(e.onTrue, end, reg, atTrue)
		e.onFalse, e.onTrue = jumpList{}, jumpList{}
		e.name = operandName{}
	}
	e.settled(reg)
}

// toNext puts e into the next register.
func (g *generator) toNext(e *exp) int {
	g.discharge(e)
	if e.kind == inRegister {
		g.release(e.n)
	}
	g.reserve(1)
	g.toRegister(e, g.free-1)
	return e.n
}

// toAny puts e into some register, its own if it has one.
func (g *generator) toAny(e *exp) int {
	g.discharge(e)
	if e.kind == inRegister {
		if !e.hasJumps() {
			return e.n
		}
		if e.n >= g.nLocals {
			g.toRegister(e, e.n)
			return e.n
		}
	}
	return g.toNext(e)
}

// settle does what must be done to e before other code follows. Constants and
// locals stay where they are.
func (g *generator) settle(e *exp) {
	g.discharge(e)
	if e.hasJumps() || e.kind == inAnywhere || e.kind == inJump {
		g.toAny(e)
	}
}

// toPlace settles e to be indexed or to be a key.
func (g *generator) toPlace(e *exp, isKey bool) place {
	if !isKey && e.kind == inUpvalue && !e.hasJumps() {
		return place{kind: e.kind, n: e.n, name: e.name}
	}
	g.settle(e)
	p := place{kind: e.kind, n: e.n, name: e.name}
	switch {
	case e.kind == inRegister, e.kind == inCell:
	case isKey && e.kind == inString:
	case isKey && e.kind == inNumber && e.num == math.Trunc(e.num) && math.Abs(e.num) <= math.MaxInt32:
		p.n = int(e.num)
	default:
		p.kind, p.n = inRegister, g.toAny(e)
	}
	return p
}

// assign writes a value to a variable or field.
func (g *generator) assign(target, value *exp) {
	switch target.kind {
	case inRegister:
		g.discharge(value)
		if value.kind == inRegister {
			g.release(value.n)
		}
		g.toRegister(value, target.n)
	case inCell:
		reg := g.toAny(value)
		g.emitAt(code.OpSetCell, target.n, reg, 0, target.pos)
		g.release(reg)
	case inUpvalue:
		reg := g.toAny(value)
		g.emitAt(code.OpSetUpval, reg, target.n, 0, target.pos)
		g.release(reg)
	case inTable:
		g.writeField(target, g.toAny(value))
	}
}

// writeField writes a register to table[key] and gives it back.
func (g *generator) writeField(e *exp, reg int) {
	if e.table.kind == inUpvalue && e.key.kind == inString {
		g.emitAt(code.OpSetTabUp, reg, e.table.n, e.key.n, e.pos)
		g.release(reg)
		return
	}
	held := g.free
	table := g.fetch(&e.table, e.pos)
	var pc int
	switch e.key.kind {
	case inString:
		pc = g.emitAt(code.OpSetField, table, reg, e.key.n, e.pos)
	case inNumber:
		pc = g.emitAt(code.OpSetInt, table, reg, e.key.n, e.pos)
	default:
		key := g.fetch(&e.key, e.pos)
		pc = g.emitAt(code.OpSetIndex, table, key, reg, e.pos)
	}
	g.noteTable(pc, e)
	g.free = held
	g.release(reg)
}
