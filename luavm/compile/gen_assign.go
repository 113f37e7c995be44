package compile

import "ccnet/luavm/code"

// adjust puts the values of a list into the next registers and makes them n.
func (g *generator) adjust(values []expr, n int) {
	base := g.free
	for i, tree := range values {
		var e exp
		g.expression(tree, &e)
		missing := n - i
		if i < len(values)-1 || !e.isOpen() || missing < 0 {
			g.toNext(&e)
			continue
		}
		if e.kind == inCall {
			g.release(g.proto.Code[e.n].A())
		}
		g.setResults(&e, missing)
		g.free = base + i
		g.reserve(missing)
	}
	if missing := n - (g.free - base); missing > 0 {
		reg := g.free
		g.reserve(missing)
		g.emitNil(reg, missing)
	}
	g.free = base + n
}

func (g *generator) localStatement(s *localStat) {
	g.at = s.pos
	base := g.free
	g.adjust(s.values, len(s.vars))
	for i, v := range s.vars {
		v.reg = base + i
	}
	g.activate(s.vars)
}

// localFunction writes a local function, which may refer to itself: by a cell,
// or by a copy that is made once it exists.
func (g *generator) localFunction(s *localFuncStat) {
	v := s.v
	v.reg = g.free
	g.reserve(1)
	if s.recursive {
		g.at = s.body.pos
		g.emitNil(v.reg, 1)
		g.activate([]*variable{v})
		g.reserve(1)
		reg := g.free - 1
		g.setA(g.closure(s.body), reg)
		g.emit(code.OpSetCell, v.reg, reg, 0)
		return
	}
	g.setA(g.closure(s.body), v.reg)
	g.activate([]*variable{v})
}

func (g *generator) functionStatement(s *funcStat) {
	var target, value exp
	g.assignable(s.target, nil, &target)
	target.pos = s.pos
	value.kind, value.n = inAnywhere, g.closure(s.body)
	g.assign(&target, &value)
}

// assignment evaluates targets and values from left to right and assigns from
// right to left.
func (g *generator) assignment(s *assignStat) {
	last := len(s.targets) - 1
	g.reserve(last) // needed below; refuses a list that is far too long at once
	g.free -= last
	targets := make([]exp, len(s.targets))
	for i, tree := range s.targets {
		g.assignable(tree, s.targets[i+1:], &targets[i])
	}
	if len(s.values) == len(s.targets) {
		g.toNextEach(s.values[:last])
		var value exp
		g.expression(s.values[last], &value)
		g.assign(&targets[last], &value)
		last--
	} else {
		g.adjust(s.values, len(s.targets))
	}
	for ; last >= 0; last-- {
		g.assign(&targets[last], &exp{kind: inRegister, n: g.free - 1})
	}
}

// assignable evaluates what an assignment needs to know of a target. A variable
// that holds its table or key, and that is assigned itself as one of the later
// targets, is copied: it will have changed by then.
func (g *generator) assignable(tree expr, later []expr, e *exp) {
	x, ok := tree.(*indexExpr)
	if !ok {
		g.leaf(tree, e)
		return
	}
	g.expression(x.table, e)
	if g.isAmong(later, e) {
		g.toNext(e)
	}
	table := g.toPlace(e, false)
	var key exp
	g.expression(x.key, &key)
	if g.isAmong(later, &key) {
		g.toNext(&key)
	}
	g.at = x.pos
	*e = exp{kind: inTable, table: table, key: g.toPlace(&key, true), pos: x.pos}
}

// isAmong tells whether an expression is one of the variables of a list.
func (g *generator) isAmong(list []expr, e *exp) bool {
	if e.hasJumps() {
		return false
	}
	for _, tree := range list {
		switch x := tree.(type) {
		case *localExpr:
			if (e.kind == inRegister || e.kind == inCell) && e.n == x.v.reg {
				return true
			}
		case *upvalueExpr:
			if e.kind == inUpvalue && e.n == x.index {
				return true
			}
		}
	}
	return false
}
