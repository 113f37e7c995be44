package compile

import "ccnet/luavm/code"

// Chains that lean to the left, such as a+b+c… or a.b.c(d)(e)…, may be as deep
// as the source is long: whoever walks them must not recurse to the left. To
// the right the depth is bounded by the limit on syntax levels.

type expr interface{}

type (
	constExpr struct {
		kind code.ConstKind
		num  float64
		str  string
		pos  code.Pos
	}
	varargExpr struct{ pos code.Pos }
	funcExpr   struct {
		fn  *function
		pos code.Pos // of its end
	}
	// localExpr is a variable of the function it stands in.
	localExpr struct {
		v   *variable
		pos code.Pos
	}
	// upvalueExpr is a variable of a function around.
	upvalueExpr struct {
		v     *variable
		index int
		pos   code.Pos
	}
	// indexExpr is table[key]; a global is a field of _ENV.
	indexExpr struct {
		table, key expr
		pos        code.Pos
	}
	callExpr struct {
		callee expr
		args   []expr
		pos    code.Pos // where the arguments begin
	}
	methodExpr struct {
		receiver expr
		name     string
		args     []expr
		namePos  code.Pos
		pos      code.Pos
	}
	unaryExpr struct {
		op  unaryOp
		x   expr
		pos code.Pos
	}
	binaryExpr struct {
		op          binaryOp
		left, right expr
		pos         code.Pos
	}
	// parenExpr is a variable, call or vararg in parentheses: one value, and
	// nothing that could be assigned to.
	parenExpr struct{ x expr }
	tableExpr struct {
		fields []tableField
		pos    code.Pos
		end    code.Pos
	}
)

// tableField is one field of a constructor; list items have no key.
type tableField struct {
	key, value expr
	end        code.Pos
}

type unaryOp uint8

const (
	opMinus unaryOp = iota
	opNot
	opLen
)

// unaryPriority is how tightly unary operators bind.
const unaryPriority = 8

type binaryOp uint8

const (
	opAdd binaryOp = iota
	opSub
	opMul
	opDiv
	opMod
	opPow
	opConcat
	opEq
	opNe
	opLt
	opLe
	opGt
	opGe
	opAnd
	opOr
)

// binaryPriority is how tightly an operator binds on its left and right.
var binaryPriority = [...]struct{ left, right int }{
	opAdd: {6, 6}, opSub: {6, 6},
	opMul: {7, 7}, opDiv: {7, 7}, opMod: {7, 7},
	opPow:    {10, 9},
	opConcat: {5, 4},
	opEq:     {3, 3}, opNe: {3, 3}, opLt: {3, 3}, opLe: {3, 3}, opGt: {3, 3}, opGe: {3, 3},
	opAnd: {2, 2},
	opOr:  {1, 1},
}

type stat interface{}

// block is a list of statements with a scope of its own.
type block struct{ stats []stat }

type (
	localStat struct {
		vars   []*variable
		values []expr
		pos    code.Pos
	}
	localFuncStat struct {
		v         *variable
		body      *funcExpr
		recursive bool // refers to itself
	}
	assignStat struct {
		targets, values []expr
	}
	// funcStat is function a.b.c() … end.
	funcStat struct {
		target expr
		body   *funcExpr
		pos    code.Pos
	}
	callStat struct{ call expr }
	doStat   struct{ body block }
	ifStat   struct {
		clauses []ifClause
		orElse  *block
	}
	ifClause struct {
		cond expr
		body block
		end  code.Pos
	}
	whileStat struct {
		cond expr
		body block
		exit *label // where its breaks go; nil if it has none, as below
	}
	repeatStat struct {
		body block
		cond expr // sees the body's variables
		exit *label
	}
	numericForStat struct {
		v                  *variable
		start, limit, step expr // step may be nil
		body               block
		exit               *label
		pos, doPos         code.Pos
	}
	genericForStat struct {
		vars   []*variable
		values []expr
		body   block
		exit   *label
		pos    code.Pos // of the values
		doPos  code.Pos
	}
	returnStat struct {
		values []expr
		pos    code.Pos
	}
	labelStat struct{ label *label }
	// gotoStat is a goto or a break.
	gotoStat struct {
		target *label // set when it is known
		name   *symbol
		pos    code.Pos
		live   int       // variables that are live at the goto and at its target
		index  int       // in the list of gotos that wait
		prev   *gotoStat // the one before it that waits for the same name
	}
)
