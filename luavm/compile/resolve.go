package compile

import (
	"fmt"

	"ccnet/luavm/code"
)

// variable is a local variable.
type variable struct {
	name     *symbol
	fn       *function // where it is declared; nil for the chunk's _ENV
	shadowed *variable // what the name meant before
	captured bool      // by a closure
	shared   bool      // and known to anybody else from then on
	assigned bool      // after its declaration
	loops    int       // of its function, around the declaration
	reg      int       // once code is written
}

// isCell tells whether the variable must live in a cell. Another one moves into the
// closure that captures it: from then on it is that closure's alone.
func (v *variable) isCell() bool { return v.captured && (v.assigned || v.shared) }

// upvalue is a variable of a function around, as seen by a function.
type upvalue struct {
	v     *variable
	index int // in the enclosing function's upvalues, unless that one declares it
}

// function is a function's body with all that was found out about it.
type function struct {
	parent    *function
	params    []*variable
	isVararg  bool
	upvalues  []upvalue
	body      block
	firstLine int
	lastLine  int
	end       code.Pos
	loops     int // around what is being read; a label is one to the function's end
}

// label is a place to jump to, named or the end of a loop.
type label struct {
	name     *symbol
	fn       *function
	line     int
	live     int    // variables that are live there
	shadowed *label // of an outer function
	pc       int    // once code is written: its place, or -1
	jumps    jumpList
}

// scope is a block while it is being parsed.
type scope struct {
	outer      *scope
	firstLive  int // index in parser.live
	firstLabel int // index in parser.labels
	firstGoto  int // index in parser.waiting
	function   bool
}

// resolver keeps the scopes and binds names, labels and gotos.
type resolver struct {
	*lexer
	fn       *function
	scope    *scope
	declared int         // variables, live or about to be
	live     []*variable // of all functions being parsed
	labels   []*label
	waiting  []*gotoStat // for their label, and some that no longer do
	nWaiting int
	env      *variable
	breaks   *symbol
}

func (r *resolver) failLimit(fn *function, limit int, what string) {
	where := mainFuncName
	if fn.firstLine != 0 {
		where = fmt.Sprintf("function at line %d", fn.firstLine)
	}
	r.fail(fmt.Sprintf("%s has more than %d %s", where, limit, what))
}

// enterFunction begins a function and its outermost scope.
func (r *resolver) enterFunction(line int) *function {
	fn := &function{parent: r.fn, firstLine: line}
	r.fn = fn
	r.enterScope()
	r.scope.function = true
	return fn
}

// leaveFunction ends the current function.
func (r *resolver) leaveFunction() {
	r.leaveScope()
	r.fn = r.fn.parent
}

func (r *resolver) enterScope() {
	r.scope = &scope{outer: r.scope, firstLive: len(r.live), firstLabel: len(r.labels), firstGoto: len(r.waiting)}
}

// leaveScope ends the scopes of the block's variables and labels, and hands the
// gotos that still wait to the block around.
func (r *resolver) leaveScope() {
	s := r.scope
	for i := len(r.live) - 1; i >= s.firstLive; i-- {
		r.live[i].name.binding = r.live[i].shadowed
	}
	r.declared -= len(r.live) - s.firstLive
	r.live = r.live[:s.firstLive]
	for _, l := range r.labels[s.firstLabel:] {
		l.name.label = l.shadowed
	}
	r.labels = r.labels[:s.firstLabel]

	still := r.waiting[:s.firstGoto]
	for _, g := range r.waiting[s.firstGoto:] {
		if g.target != nil {
			continue
		}
		if s.function {
			r.failGoto(g)
		}
		g.live = min(g.live, s.firstLive)
		g.index = len(still)
		still = append(still, g)
	}
	clear(r.waiting[len(still):])
	r.waiting = still
	r.scope = s.outer
}

func (r *resolver) failGoto(g *gotoStat) {
	message := fmt.Sprintf("no visible label '%s' for <goto> at line %d", g.name.name, g.pos.Line)
	if g.name == r.breaks {
		message = fmt.Sprintf("break outside loop at line %d", g.pos.Line)
	}
	panic(&Error{Chunk: r.short, Line: int(g.pos.Line), Message: message})
}

// leaveLoop ends a loop's scope. It returns the label its breaks go to, nil if
// there are none.
func (r *resolver) leaveLoop() *label {
	var exit *label
	if g := r.breaks.pending; g != nil && g.index >= r.scope.firstGoto {
		exit = &label{name: r.breaks, fn: r.fn, live: len(r.live), pc: -1}
		r.resolveGotos(exit)
	}
	r.leaveScope()
	r.fn.loops--
	return exit
}

// reserveLocals counts variables that are about to be live.
func (r *resolver) reserveLocals(n int) {
	if r.declared += n; r.declared > maxLocals {
		r.failLimit(r.fn, maxLocals, "local variables")
	}
}

// declare makes a variable; nothing sees it before activate.
func (r *resolver) declare(name *symbol) *variable {
	r.reserveLocals(1)
	return &variable{name: name, fn: r.fn, loops: r.fn.loops}
}

// activate begins the scope of variables.
func (r *resolver) activate(vars ...*variable) {
	for _, v := range vars {
		v.shadowed, v.name.binding = v.name.binding, v
		r.live = append(r.live, v)
	}
}

// name is the expression that a name stands for.
func (r *resolver) name(s *symbol, pos code.Pos) expr {
	if v := s.binding; v != nil {
		return r.variable(v, pos)
	}
	env := r.variable(r.env.name.binding, pos)
	return &indexExpr{table: env, key: &constExpr{kind: code.ConstString, str: s.name, pos: pos}, pos: pos}
}

func (r *resolver) variable(v *variable, pos code.Pos) expr {
	if v.fn == r.fn {
		v.shared = v.captured
		return &localExpr{v: v, pos: pos}
	}
	return &upvalueExpr{v: v, index: r.upvalue(r.fn, v), pos: pos}
}

// upvalue finds or makes a function's upvalue for a variable of a function
// around it.
func (r *resolver) upvalue(fn *function, v *variable) int {
	for i := range fn.upvalues {
		if fn.upvalues[i].v == v {
			return i
		}
	}
	index := -1
	if v.fn == fn.parent {
		v.shared = v.shared || v.captured || fn.parent.loops > v.loops
		v.captured = true
	} else {
		v.shared = true
		index = r.upvalue(fn.parent, v)
	}
	if len(fn.upvalues) > maxUpvalues { // one more than it says, as in the game
		r.failLimit(fn, maxUpvalues, "upvalues")
	}
	fn.upvalues = append(fn.upvalues, upvalue{v: v, index: index})
	return len(fn.upvalues) - 1
}

// assign notes that an expression is assigned to.
func (r *resolver) assign(target expr) {
	switch x := target.(type) {
	case *localExpr:
		x.v.assigned = true
	case *upvalueExpr:
		x.v.assigned = true
	}
}

// jump binds a goto to its label, if that stands before it, or lets it wait.
func (r *resolver) jump(g *gotoStat) {
	if l := g.name.label; l != nil && l.fn == r.fn {
		g.target = l
		return
	}
	if r.nWaiting++; r.nWaiting > maxLabels {
		r.failLimit(r.fn, maxLabels, "labels/gotos")
	}
	g.live, g.index, g.prev = len(r.live), len(r.waiting), g.name.pending
	g.name.pending = g
	r.waiting = append(r.waiting, g)
}

// checkLabel refuses a label whose name is taken.
func (r *resolver) checkLabel(name *symbol) {
	if l := name.label; l != nil && l.fn == r.fn {
		r.fail(fmt.Sprintf("label '%s' already defined on line %d", name.name, l.line))
	}
}

// defineLabel makes a label visible to gotos that follow.
func (r *resolver) defineLabel(name *symbol, line int) *label {
	if len(r.labels) >= maxLabels {
		r.failLimit(r.fn, maxLabels, "labels/gotos")
	}
	l := &label{name: name, fn: r.fn, line: line, live: len(r.live), shadowed: name.label, pc: -1}
	name.label = l
	r.fn.loops++
	r.labels = append(r.labels, l)
	return l
}

// resolveGotos binds the block's gotos that wait for a label.
func (r *resolver) resolveGotos(l *label) {
	g := l.name.pending
	for ; g != nil && g.index >= r.scope.firstGoto; g = g.prev {
		if g.live < l.live {
			r.fail(fmt.Sprintf("<goto %s> at line %d jumps into the scope of local '%s'",
				l.name.name, g.pos.Line, r.live[g.live].name.name))
		}
		g.target = l
		r.nWaiting--
	}
	l.name.pending = g
}
