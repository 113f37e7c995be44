package compile

import (
	"fmt"

	"ccnet/luavm/code"
)

// parser reads a chunk by recursive descent, one token ahead and now and then
// two.
type parser struct {
	resolver
	token    token
	ahead    token // the one after it, if hasAhead
	hasAhead bool
	last     code.Pos // where the token before ended
	level    int      // of nested statements and expressions
}

// parse reads a whole chunk to its main function.
func parse(source, short string) *function {
	p := &parser{}
	p.lexer = newLexer(source, short)
	p.breaks = p.symbol(breakName)
	p.env = &variable{name: p.symbol(envName), captured: true, shared: true}
	p.env.name.binding = p.env
	main := p.enterFunction(0)
	main.isVararg = true
	main.upvalues = []upvalue{{v: p.env}}
	p.next()
	p.statements(&main.body)
	p.check(tokEOF)
	main.end = p.last
	main.end.Line = max(main.end.Line, 1)
	p.leaveFunction()
	return main
}

// next goes on to the next token.
func (p *parser) next() {
	p.last = p.pos()
	if p.hasAhead {
		p.token, p.hasAhead = p.ahead, false
		return
	}
	p.lexer.next(&p.token)
}

// lookahead is the kind of the token after the current one.
func (p *parser) lookahead() tokenKind {
	if !p.hasAhead {
		p.lexer.next(&p.ahead)
		p.hasAhead = true
	}
	return p.ahead.kind
}

// syntaxError complains about the current token.
func (p *parser) syntaxError(message string) {
	p.failNear(message, p.tokenText())
}

// tokenText is the current token as messages quote it.
func (p *parser) tokenText() string {
	t := &p.token
	switch t.kind {
	case tokName:
		return "'" + t.name.name + "'"
	case tokNumber:
		return "'" + p.source[t.start:t.end] + "'"
	case tokString:
		open := p.source[t.start : t.start+1]
		if open != "[" {
			return "'" + open + t.str + open + "'"
		}
		level := 1
		for p.source[t.start+level] == '=' {
			level++
		}
		return "'" + p.source[t.start:t.start+level+1] + t.str + p.source[t.end-level-1:t.end] + "'"
	}
	return t.kind.String()
}

func (p *parser) accept(kind tokenKind) bool {
	if p.token.kind == kind {
		p.next()
		return true
	}
	return false
}

func (p *parser) check(kind tokenKind) {
	if p.token.kind != kind {
		p.syntaxError(kind.String() + " expected")
	}
}

func (p *parser) expect(kind tokenKind) {
	p.check(kind)
	p.next()
}

// expectMatch expects the token that closes one on an earlier line.
func (p *parser) expectMatch(closing, opening tokenKind, line int32) {
	if p.accept(closing) {
		return
	}
	if line == p.token.pos.Line {
		p.check(closing)
	}
	p.syntaxError(fmt.Sprintf("%v expected (to close %v at line %d)", closing, opening, line))
}

func (p *parser) expectName() *symbol {
	p.check(tokName)
	name := p.token.name
	p.next()
	return name
}

// enterLevel counts nested statements and expressions, which bounds recursion.
func (p *parser) enterLevel() {
	if p.level++; p.level > maxLevels {
		p.failLimit(p.fn, maxLevels, "syntax levels")
	}
}

func (p *parser) leaveLevel() { p.level-- }
