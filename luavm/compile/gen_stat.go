package compile

import "ccnet/luavm/code"

// statements writes the code of statements in the current scope.
func (g *generator) statements(stats []stat) {
	for _, s := range stats {
		g.statement(s)
		g.free = g.nLocals
	}
}

// block writes the code of a block with its own scope.
func (g *generator) block(b *block) {
	outer := g.nLocals
	g.statements(b.stats)
	g.endLocals(outer)
}

func (g *generator) statement(s stat) {
	switch s := s.(type) {
	case *callStat:
		var e exp
		g.expression(s.call, &e)
		g.setC(e.n, 1)
	case *localStat:
		g.localStatement(s)
	case *assignStat:
		g.assignment(s)
	case *funcStat:
		g.functionStatement(s)
	case *localFuncStat:
		g.localFunction(s)
	case *ifStat:
		g.ifStatement(s)
	case *returnStat:
		g.returnStatement(s)
	case *doStat:
		g.block(&s.body)
	case *whileStat:
		g.whileLoop(s)
	case *repeatStat:
		g.repeatLoop(s)
	case *numericForStat:
		g.numericFor(s)
	case *genericForStat:
		g.genericFor(s)
	case *gotoStat:
		g.at = s.pos
		var jump jumpList
		g.add(&jump, g.emitJump())
		g.jumpTo(s.target, jump)
	case *labelStat:
		g.placeLabel(s.label)
	}
}

// jumpTo sends jumps to a label.
func (g *generator) jumpTo(l *label, jumps jumpList) {
	if l.pc >= 0 {
		g.patch(jumps, l.pc)
	} else {
		g.dropValues(jumps)
		g.join(&l.jumps, jumps)
	}
}

// placeLabel puts a label before the next instruction.
func (g *generator) placeLabel(l *label) {
	if l == nil {
		return
	}
	l.pc = g.here()
	g.patch(l.jumps, l.pc)
}

// ifStatement writes the clauses one after the other. A clause that only jumps
// needs no code but its condition.
func (g *generator) ifStatement(s *ifStat) {
	var done jumpList
	for i := range s.clauses {
		c := &s.clauses[i]
		if jump := soleJump(&c.body); jump != nil {
			g.jumpTo(jump.target, g.condition(c.cond, false))
			continue
		}
		skip := g.condition(c.cond, true)
		g.block(&c.body)
		g.at = c.end
		if (i < len(s.clauses)-1 || s.orElse != nil) && !endsInJump(&c.body) {
			g.add(&done, g.emitJump())
		}
		g.patchHere(skip)
	}
	if s.orElse != nil {
		g.block(s.orElse)
	}
	g.patchHere(done)
}

// soleJump is the goto or break that a block consists of.
func soleJump(b *block) *gotoStat {
	if len(b.stats) != 1 {
		return nil
	}
	jump, _ := b.stats[0].(*gotoStat)
	return jump
}

// endsInJump tells whether control never comes to the end of a block.
func endsInJump(b *block) bool {
	if len(b.stats) == 0 {
		return false
	}
	switch b.stats[len(b.stats)-1].(type) {
	case *gotoStat, *returnStat:
		return true
	}
	return false
}

func (g *generator) returnStatement(s *returnStat) {
	g.at = s.pos
	switch len(s.values) {
	case 0:
		g.emit(code.OpReturn0, 0, 0, 0)
	case 1:
		var e exp
		g.expression(s.values[0], &e)
		switch e.kind {
		case inCall:
			i := g.proto.Code[e.n]
			g.proto.Code[e.n] = code.Make(code.OpTailCall, i.A(), i.B(), 0)
			g.emitAt(code.OpReturn, i.A(), 0, 0, s.pos) // if it is no Lua function
		case inVararg:
			reg := g.free
			g.setResults(&e, -1)
			g.emitAt(code.OpReturn, reg, 0, 0, s.pos)
		default:
			g.emitAt(code.OpReturn1, g.toAny(&e), 0, 0, s.pos)
		}
	default:
		base, n := g.free, len(s.values)+1
		if g.expressions(s.values) {
			n = 0
		}
		g.emitAt(code.OpReturn, base, n, 0, s.pos)
	}
}
