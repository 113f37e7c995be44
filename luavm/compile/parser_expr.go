package compile

import "ccnet/luavm/code"

// binaryOperator is the operator that a token stands for.
func binaryOperator(kind tokenKind) (binaryOp, bool) {
	switch kind {
	case '+':
		return opAdd, true
	case '-':
		return opSub, true
	case '*':
		return opMul, true
	case '/':
		return opDiv, true
	case '%':
		return opMod, true
	case '^':
		return opPow, true
	case tokConcat:
		return opConcat, true
	case tokEq:
		return opEq, true
	case tokNe:
		return opNe, true
	case '<':
		return opLt, true
	case tokLe:
		return opLe, true
	case '>':
		return opGt, true
	case tokGe:
		return opGe, true
	case tokAnd:
		return opAnd, true
	case tokOr:
		return opOr, true
	}
	return 0, false
}

func unaryOperator(kind tokenKind) (unaryOp, bool) {
	switch kind {
	case '-':
		return opMinus, true
	case tokNot:
		return opNot, true
	case '#':
		return opLen, true
	}
	return 0, false
}

func (p *parser) expression() expr { return p.subExpression(0) }

// subExpression reads operators that bind tighter than limit.
func (p *parser) subExpression(limit int) expr {
	p.enterLevel()
	var e expr
	if op, ok := unaryOperator(p.token.kind); ok {
		pos := p.token.pos
		p.next()
		e = &unaryExpr{op: op, x: p.subExpression(unaryPriority), pos: pos}
	} else {
		e = p.simpleExpression()
	}
	for {
		op, ok := binaryOperator(p.token.kind)
		if !ok || binaryPriority[op].left <= limit {
			break
		}
		pos := p.token.pos
		p.next()
		e = &binaryExpr{op: op, left: e, right: p.subExpression(binaryPriority[op].right), pos: pos}
	}
	p.leaveLevel()
	return e
}

func (p *parser) simpleExpression() expr {
	pos := p.token.pos
	var e expr
	switch p.token.kind {
	case tokNumber:
		e = &constExpr{kind: code.ConstNumber, num: p.token.num, pos: pos}
	case tokString:
		e = &constExpr{kind: code.ConstString, str: p.token.str, pos: pos}
	case tokNil:
		e = &constExpr{kind: code.ConstNil, pos: pos}
	case tokTrue:
		e = &constExpr{kind: code.ConstTrue, pos: pos}
	case tokFalse:
		e = &constExpr{kind: code.ConstFalse, pos: pos}
	case tokDots:
		if !p.fn.isVararg {
			p.syntaxError("cannot use '...' outside a vararg function")
		}
		e = &varargExpr{pos: pos}
	case '{':
		return p.table()
	case tokFunction:
		p.next()
		return p.function(false, p.token.pos.Line)
	default:
		return p.suffixedExpression()
	}
	p.next()
	return e
}

// suffixedExpression reads a name or an expression in parentheses with its
// indices and calls.
func (p *parser) suffixedExpression() expr {
	e := p.primaryExpression()
	for {
		pos := p.token.pos
		switch p.token.kind {
		case '.':
			e = p.field(e)
		case '[':
			e = &indexExpr{table: e, key: p.index(), pos: pos}
		case ':':
			p.next()
			name := p.expectName()
			call := &methodExpr{receiver: e, name: name.name, namePos: p.last, pos: p.token.pos}
			call.args = p.arguments()
			e = call
		case '(', tokString, '{':
			call := &callExpr{callee: e, pos: pos}
			call.args = p.arguments()
			e = call
		default:
			return e
		}
	}
}

func (p *parser) primaryExpression() expr {
	pos := p.token.pos
	switch p.token.kind {
	case '(':
		p.next()
		e := p.expression()
		p.expectMatch(')', '(', pos.Line)
		switch e.(type) {
		case *localExpr, *upvalueExpr, *indexExpr, *callExpr, *methodExpr, *varargExpr:
			e = &parenExpr{x: e}
		}
		return e
	case tokName:
		name := p.token.name
		p.next()
		return p.name(name, pos)
	}
	p.syntaxError("unexpected symbol")
	return nil
}

// field reads .name or, of a method, :name.
func (p *parser) field(table expr) expr {
	pos := p.token.pos
	p.next()
	key := p.expectName()
	return &indexExpr{table: table, key: &constExpr{kind: code.ConstString, str: key.name, pos: pos}, pos: pos}
}

// index reads [key].
func (p *parser) index() expr {
	p.next()
	key := p.expression()
	p.expect(']')
	return key
}

func (p *parser) arguments() []expr {
	pos := p.token.pos
	switch p.token.kind {
	case '(':
		p.next()
		if p.accept(')') {
			return nil
		}
		args := p.expressionList()
		p.expectMatch(')', '(', pos.Line)
		return args
	case '{':
		return []expr{p.table()}
	case tokString:
		arg := &constExpr{kind: code.ConstString, str: p.token.str, pos: pos}
		p.next()
		return []expr{arg}
	}
	p.syntaxError("function arguments expected")
	return nil
}

func (p *parser) expressionList() []expr {
	list := []expr{p.expression()}
	for p.accept(',') {
		list = append(list, p.expression())
	}
	return list
}

func (p *parser) table() expr {
	t := &tableExpr{pos: p.token.pos}
	p.expect('{')
	for p.token.kind != '}' {
		var f tableField
		switch {
		case p.token.kind == '[':
			f.key = p.index()
			p.expect('=')
		case p.token.kind == tokName && p.lookahead() == '=':
			f.key = &constExpr{kind: code.ConstString, str: p.token.name.name, pos: p.token.pos}
			p.next()
			p.next()
		}
		f.value = p.expression()
		f.end = p.last
		t.fields = append(t.fields, f)
		if !p.accept(',') && !p.accept(';') {
			break
		}
	}
	p.expectMatch('}', '{', t.pos.Line)
	t.end = p.last
	return t
}

// function reads a function from its parameters to its end.
func (p *parser) function(method bool, line int32) *funcExpr {
	fn := p.enterFunction(int(line))
	p.expect('(')
	if method {
		fn.params = append(fn.params, p.declare(p.symbol(selfName)))
	}
	p.parameters(fn)
	p.activate(fn.params...)
	p.expect(')')
	p.statements(&fn.body)
	fn.lastLine = int(p.token.pos.Line)
	fn.end = p.token.pos
	p.expectMatch(tokEnd, tokFunction, line)
	p.leaveFunction()
	return &funcExpr{fn: fn, pos: p.last}
}

func (p *parser) parameters(fn *function) {
	if p.token.kind == ')' {
		return
	}
	for {
		switch p.token.kind {
		case tokName:
			fn.params = append(fn.params, p.declare(p.token.name))
			p.next()
		case tokDots:
			p.next()
			fn.isVararg = true
			return
		default:
			p.syntaxError("<name> or '...' expected")
		}
		if !p.accept(',') {
			return
		}
	}
}
