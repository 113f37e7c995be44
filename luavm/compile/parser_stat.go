package compile

// blockEnds tells whether the current token ends a block. A block that until
// closes goes on in its condition, so it counts only if asked.
func (p *parser) blockEnds(withUntil bool) bool {
	switch p.token.kind {
	case tokElse, tokElseif, tokEnd, tokEOF:
		return true
	case tokUntil:
		return withUntil
	}
	return false
}

// statements reads statements to the end of a block.
func (p *parser) statements(b *block) {
	for !p.blockEnds(true) {
		last := p.token.kind == tokReturn
		p.statement(b)
		if last {
			return
		}
	}
}

// block reads a block with its own scope.
func (p *parser) block() block {
	var b block
	p.enterScope()
	p.statements(&b)
	p.leaveScope()
	return b
}

// statement reads one statement into a block.
func (p *parser) statement(b *block) {
	p.enterLevel()
	pos := p.token.pos
	var s stat
	switch p.token.kind {
	case ';':
		p.next()
	case tokIf:
		s = p.ifStatement()
	case tokWhile:
		s = p.whileStatement()
	case tokDo:
		p.next()
		s = &doStat{body: p.block()}
		p.expectMatch(tokEnd, tokDo, pos.Line)
	case tokFor:
		s = p.forStatement()
	case tokRepeat:
		s = p.repeatStatement()
	case tokFunction:
		s = p.functionStatement()
	case tokLocal:
		p.next()
		if p.accept(tokFunction) {
			s = p.localFunction()
		} else {
			s = p.localStatement()
		}
	case tokDoubleColon:
		p.next()
		p.labelStatement(b, p.expectName(), int(pos.Line))
	case tokReturn:
		s = p.returnStatement()
	case tokBreak:
		p.next()
		g := &gotoStat{name: p.breaks, pos: pos}
		p.jump(g)
		s = g
	case tokName:
		if p.token.name.name == gotoName && p.lookahead() == tokName {
			p.next()
			g := &gotoStat{name: p.expectName(), pos: pos}
			p.jump(g)
			s = g
		} else {
			s = p.expressionStatement()
		}
	default:
		s = p.expressionStatement()
	}
	if s != nil {
		b.stats = append(b.stats, s)
	}
	p.leaveLevel()
}

func (p *parser) ifStatement() stat {
	line := p.token.pos.Line
	s := &ifStat{}
	for {
		p.next() // if or elseif
		var c ifClause
		c.cond = p.expression()
		p.expect(tokThen)
		c.body = p.block()
		c.end = p.last
		s.clauses = append(s.clauses, c)
		if p.token.kind != tokElseif {
			break
		}
	}
	if p.accept(tokElse) {
		b := p.block()
		s.orElse = &b
	}
	p.expectMatch(tokEnd, tokIf, line)
	return s
}

func (p *parser) whileStatement() stat {
	line := p.token.pos.Line
	p.next()
	p.fn.loops++
	s := &whileStat{cond: p.expression()}
	p.enterScope()
	p.expect(tokDo)
	s.body = p.block()
	p.expectMatch(tokEnd, tokWhile, line)
	s.exit = p.leaveLoop()
	return s
}

func (p *parser) repeatStatement() stat {
	line := p.token.pos.Line
	p.next()
	s := &repeatStat{}
	p.fn.loops++
	p.enterScope() // the loop
	p.enterScope() // its body and condition
	p.statements(&s.body)
	p.expectMatch(tokUntil, tokRepeat, line)
	s.cond = p.expression()
	p.leaveScope()
	s.exit = p.leaveLoop()
	return s
}

// hiddenLocals is how many variables a for loop has for itself.
const hiddenLocals = 3

func (p *parser) forStatement() stat {
	pos := p.token.pos
	p.next()
	p.fn.loops++
	p.enterScope()
	first := p.expectName()
	var s stat
	switch p.token.kind {
	case '=':
		p.reserveLocals(hiddenLocals)
		loop := &numericForStat{v: p.declare(first), pos: pos}
		p.next()
		loop.start = p.expression()
		p.expect(',')
		loop.limit = p.expression()
		if p.accept(',') {
			loop.step = p.expression()
		}
		p.expect(tokDo)
		loop.doPos = p.last
		loop.body = p.loopBody(loop.v)
		p.expectMatch(tokEnd, tokFor, pos.Line)
		loop.exit = p.leaveLoop()
		s = loop
	case ',', tokIn:
		p.reserveLocals(hiddenLocals)
		loop := &genericForStat{vars: []*variable{p.declare(first)}}
		for p.accept(',') {
			loop.vars = append(loop.vars, p.declare(p.expectName()))
		}
		p.expect(tokIn)
		loop.pos = p.token.pos
		loop.values = p.expressionList()
		p.expect(tokDo)
		loop.doPos = p.last
		loop.body = p.loopBody(loop.vars...)
		p.expectMatch(tokEnd, tokFor, pos.Line)
		loop.exit = p.leaveLoop()
		s = loop
	default:
		p.syntaxError("'=' or 'in' expected")
	}
	p.declared -= hiddenLocals
	return s
}

func (p *parser) loopBody(vars ...*variable) block {
	var b block
	p.enterScope()
	p.activate(vars...)
	p.statements(&b)
	p.leaveScope()
	return b
}

func (p *parser) functionStatement() stat {
	pos := p.token.pos
	p.next()
	namePos := p.token.pos
	target := p.name(p.expectName(), namePos)
	for p.token.kind == '.' {
		target = p.field(target)
	}
	method := p.token.kind == ':'
	if method {
		target = p.field(target)
	}
	p.assign(target)
	return &funcStat{target: target, body: p.function(method, pos.Line), pos: pos}
}

func (p *parser) localFunction() stat {
	v := p.declare(p.expectName())
	p.activate(v)
	s := &localFuncStat{v: v, body: p.function(false, p.token.pos.Line), recursive: v.captured}
	v.shared = v.captured
	return s
}

func (p *parser) localStatement() stat {
	s := &localStat{pos: p.token.pos}
	for {
		s.vars = append(s.vars, p.declare(p.expectName()))
		if !p.accept(',') {
			break
		}
	}
	if p.accept('=') {
		s.values = p.expressionList()
	}
	p.activate(s.vars...)
	return s
}

// labelStatement reads the rest of a label, and the labels and semicolons after
// it: if then the block ends, its variables are out of scope at the label.
func (p *parser) labelStatement(b *block, name *symbol, line int) {
	p.checkLabel(name)
	p.expect(tokDoubleColon)
	l := p.defineLabel(name, line)
	b.stats = append(b.stats, &labelStat{label: l})
	for p.token.kind == ';' || p.token.kind == tokDoubleColon {
		p.statement(b)
	}
	if p.blockEnds(false) {
		l.live = p.scope.firstLive
	}
	p.resolveGotos(l)
}

func (p *parser) returnStatement() stat {
	s := &returnStat{}
	p.next()
	if !p.blockEnds(true) && p.token.kind != ';' {
		s.values = p.expressionList()
	}
	s.pos = p.last
	p.accept(';')
	return s
}

// expressionStatement reads a call or an assignment.
func (p *parser) expressionStatement() stat {
	e := p.suffixedExpression()
	if p.token.kind != '=' && p.token.kind != ',' {
		switch e.(type) {
		case *callExpr, *methodExpr:
			return &callStat{call: e}
		}
		p.syntaxError("syntax error")
	}
	s := &assignStat{}
	for {
		switch e.(type) {
		case *localExpr, *upvalueExpr, *indexExpr:
		default:
			p.syntaxError("syntax error")
		}
		s.targets = append(s.targets, e)
		if !p.accept(',') {
			break
		}
		e = p.suffixedExpression()
	}
	p.expect('=')
	s.values = p.expressionList()
	for _, target := range s.targets {
		p.assign(target)
	}
	return s
}
