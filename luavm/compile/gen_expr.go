package compile

import "ccnet/luavm/code"

// expression writes the code of an expression. It goes down chains that lean to
// the left without recursion, and comes back up link by link.
func (g *generator) expression(tree expr, e *exp) {
	bottom := len(g.spine)
	for {
		var left expr
		switch x := tree.(type) {
		case *indexExpr:
			left = x.table
		case *callExpr:
			left = x.callee
		case *methodExpr:
			left = x.receiver
		case *binaryExpr:
			left = x.left
		}
		if left == nil {
			break
		}
		g.spine = append(g.spine, tree)
		tree = left
	}
	g.leaf(tree, e)
	for i := len(g.spine) - 1; i >= bottom; i-- {
		tree := g.spine[i]
		g.spine = g.spine[:i]
		switch x := tree.(type) {
		case *indexExpr:
			g.index(x, e)
		case *callExpr:
			g.call(x, e)
		case *methodExpr:
			g.callMethod(x, e)
		case *binaryExpr:
			g.binary(x, e)
		}
	}
}

// leaf writes the code of an expression that does not lean to the left.
func (g *generator) leaf(tree expr, e *exp) {
	*e = exp{}
	switch x := tree.(type) {
	case *constExpr:
		g.at = x.pos
		g.constant(x, e)
	case *localExpr:
		g.at = x.pos
		g.local(x.v, e)
	case *upvalueExpr:
		g.at = x.pos
		e.kind, e.n = inUpvalue, x.index
		e.name = operandName{namedUpvalue, x.v.name.name}
	case *varargExpr:
		g.at = x.pos
		e.kind, e.n = inVararg, g.emit(code.OpVararg, 0, 2, 0)
	case *funcExpr:
		pc := g.closure(x)
		e.kind, e.n = inAnywhere, pc
	case *parenExpr:
		g.expression(x.x, e)
		if e.isOpen() {
			g.discharge(e)
		}
	case *unaryExpr:
		g.unary(x, e)
	case *tableExpr:
		g.table(x, e)
	}
	e.pos = g.at
}

func (g *generator) constant(x *constExpr, e *exp) {
	switch x.kind {
	case code.ConstNil:
		e.kind = inNil
	case code.ConstFalse:
		e.kind = inFalse
	case code.ConstTrue:
		e.kind = inTrue
	case code.ConstNumber:
		e.kind, e.num = inNumber, x.num
	case code.ConstString:
		e.kind, e.n = inString, g.stringConst(x.str)
	}
}

// local refers to a variable of this function.
func (g *generator) local(v *variable, e *exp) {
	e.kind, e.n = inRegister, v.reg
	if v.isCell() {
		e.kind = inCell
	}
	e.name = operandName{namedLocal, v.name.name}
}

// closure writes a CLOSURE whose destination is open and returns its index.
func (g *generator) closure(x *funcExpr) int {
	g.proto.Protos = append(g.proto.Protos, g.function(g, x.fn))
	g.at = x.pos
	return g.emit(code.OpClosure, 0, 0, len(g.proto.Protos)-1)
}

// index goes on from a table to one of its fields.
func (g *generator) index(x *indexExpr, e *exp) {
	table := g.toPlace(e, false)
	var key exp
	g.expression(x.key, &key)
	at := g.toPlace(&key, true)
	g.at = x.pos
	*e = exp{kind: inTable, table: table, key: at, pos: x.pos}
}

// call goes on from a function to its result.
func (g *generator) call(x *callExpr, e *exp) {
	base := g.toNext(e)
	g.finishCall(base, 0, x.args, x.pos, e)
}

// callMethod goes on from an object to the result of a method.
func (g *generator) callMethod(x *methodExpr, e *exp) {
	object := g.toAny(e)
	g.release(object)
	base := g.free
	g.reserve(2)
	pc := g.emitAt(code.OpSelf, base, object, g.stringConst(x.name), x.namePos)
	g.note(pc, code.OperandCallee, 0, e.name)
	e.name = operandName{namedMethod, x.name}
	g.finishCall(base, 1, x.args, x.pos, e)
}

// finishCall calls the function in base, after which given arguments already
// stand.
func (g *generator) finishCall(base, given int, args []expr, pos code.Pos, e *exp) {
	callee := e.name
	n := given + len(args) + 1
	if g.expressions(args) {
		n = 0
	}
	pc := g.emitAt(code.OpCall, base, n, 2, pos)
	g.note(pc, code.OperandCallee, 0, callee)
	g.free = base + 1
	g.at = pos
	*e = exp{kind: inCall, n: pc, pos: pos}
}

// expressions puts values into consecutive registers. It reports whether the
// last one is open, so that how many there are shows only at run time.
func (g *generator) expressions(list []expr) (open bool) {
	for i, tree := range list {
		var e exp
		g.expression(tree, &e)
		if i == len(list)-1 && e.isOpen() {
			g.setResults(&e, -1)
			return true
		}
		g.toNext(&e)
	}
	return false
}

// toNextEach puts one value of each expression into consecutive registers.
func (g *generator) toNextEach(list []expr) {
	for _, tree := range list {
		var e exp
		g.expression(tree, &e)
		g.toNext(&e)
	}
}

// setResults makes an open expression leave n values in the next registers, or
// all of them if n is -1. It reserves none but the first of a vararg.
func (g *generator) setResults(e *exp, n int) {
	if e.kind == inCall {
		g.setC(e.n, n+1)
		return
	}
	g.setB(e.n, n+1)
	g.setA(e.n, g.free)
	g.reserve(1)
}

// table builds a table in the next register.
func (g *generator) table(x *tableExpr, e *exp) {
	g.at = x.pos
	items := 0
	for _, f := range x.fields {
		if f.key == nil {
			items++
		}
	}
	pc := g.emit(code.OpNewTable, 0, 0, len(x.fields)-items)
	if len(x.fields) == 0 {
		e.kind, e.n = inAnywhere, pc
		return
	}
	reg := g.free
	g.reserve(1)
	g.setA(pc, reg)
	stored, pending := 0, 0
	var v exp
	for i, f := range x.fields {
		if f.key != nil {
			g.record(reg, f)
			continue
		}
		g.expression(f.value, &v)
		if i == len(x.fields)-1 && v.isOpen() {
			g.setResults(&v, -1)
			g.emitAt(code.OpSetList, reg, 0, stored, f.end)
			g.free = reg + 1
			items--
			pending = 0
			break
		}
		g.toNext(&v)
		if pending++; pending == code.MaxListItems {
			g.emitAt(code.OpSetList, reg, pending, stored, f.end)
			g.free = reg + 1
			stored, pending = stored+pending, 0
		}
	}
	if pending > 0 { // after all keys, so that items prevail
		g.emitAt(code.OpSetList, reg, pending, stored, x.end)
		g.free = reg + 1
	}
	g.setB(pc, min(items, 1<<16-1))
	g.at = x.end
	e.settled(reg)
}

// record writes one field of a constructor that has a key.
func (g *generator) record(table int, f tableField) {
	held := g.free
	var key, value exp
	g.expression(f.key, &key)
	e := exp{kind: inTable, table: place{kind: inRegister, n: table}, key: g.toPlace(&key, true), pos: f.end}
	g.expression(f.value, &value)
	g.writeField(&e, g.toAny(&value))
	g.free = held
}
