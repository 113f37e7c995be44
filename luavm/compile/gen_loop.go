package compile

import "ccnet/luavm/code"

// whileLoop puts the condition after the body, so that a round needs one jump.
func (g *generator) whileLoop(s *whileStat) {
	var entry jumpList
	endless := isTruth(s.cond)
	if endless {
		g.at = s.cond.(*constExpr).pos // where it runs too long if the body is empty
	} else {
		g.add(&entry, g.emitJump())
	}
	start := g.here()
	g.block(&s.body)
	if endless {
		g.add(&entry, g.emitJump())
		g.patch(entry, start)
	} else {
		g.patchHere(entry)
		g.patch(g.condition(s.cond, false), start)
	}
	g.placeLabel(s.exit)
}

// isTruth tells whether a condition is a constant that holds.
func isTruth(tree expr) bool {
	c, ok := tree.(*constExpr)
	return ok && c.kind != code.ConstNil && c.kind != code.ConstFalse
}

func (g *generator) repeatLoop(s *repeatStat) {
	outer := g.nLocals
	start := g.here()
	g.statements(s.body.stats)
	g.patch(g.condition(s.cond, true), start)
	g.endLocals(outer)
	g.placeLabel(s.exit)
}

func (g *generator) numericFor(s *numericForStat) {
	g.at = s.pos
	base := g.free
	step := s.step
	if step == nil {
		step = &constExpr{kind: code.ConstNumber, num: 1, pos: s.doPos}
	}
	g.toNextEach([]expr{s.start, s.limit, step})
	g.beginLocal("(for index)", base, false)
	g.beginLocal("(for limit)", base+1, false)
	g.beginLocal("(for step)", base+2, false)
	prep := g.emitAt(code.OpForPrep, base, 0, 0, s.doPos)
	g.loopBody(&s.body, s.v)
	loop := g.here()
	g.setC(prep, loop-(prep+1))
	g.emitAt(code.OpForLoop, base, 0, prep-loop, s.pos)
	g.endLocals(base)
	g.placeLabel(s.exit)
}

// callRoom is how many registers TFORCALL may use above the hidden ones.
const callRoom = 3

func (g *generator) genericFor(s *genericForStat) {
	g.at = s.pos
	base := g.free
	g.adjust(s.values, hiddenLocals)
	g.reserve(callRoom)
	g.free -= callRoom
	const generator = "(for generator)"
	g.beginLocal(generator, base, false)
	g.beginLocal("(for state)", base+1, false)
	g.beginLocal("(for control)", base+2, false)
	prep := g.emitAt(code.OpJmp, 0, 0, 0, s.doPos)
	g.loopBody(&s.body, s.vars...)
	call := g.here()
	g.setC(prep, call-(prep+1))
	g.emitAt(code.OpTForCall, base, len(s.vars), 0, s.pos)
	g.note(call, code.OperandCallee, 0, operandName{namedLocal, generator})
	g.emitAt(code.OpTForLoop, base, 0, prep-(call+1), s.pos)
	g.endLocals(base)
	g.placeLabel(s.exit)
}

// loopBody writes the body of a for loop, whose variables the loop sets anew
// for each round.
func (g *generator) loopBody(body *block, vars ...*variable) {
	outer := g.nLocals
	g.here()
	for _, v := range vars {
		v.reg = g.free
		g.reserve(1)
	}
	g.activate(vars)
	g.statements(body.stats)
	g.endLocals(outer)
}
