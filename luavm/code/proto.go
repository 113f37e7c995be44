package code

// Proto is the immutable compiled form of one function; all computers of a
// process share it.
type Proto struct {
	Source    string // chunk name, with its leading '@' or '='
	FirstLine int    // of the definition; 0 for a main chunk
	LastLine  int

	NumParams    int
	IsVararg     bool
	NumRegisters int // registers used, at least NumParams; includes arguments of calls

	Code   []Instr
	Consts []Const
	Protos []*Proto
	Upvals []Upval

	Pos    []Pos         // of each instruction
	Locals []Local       // sorted by StartPC
	Names  []OperandName // sorted by PC: how error messages call the operands
}

// Pos is a place in the source, both from 1. Col counts bytes.
type Pos struct{ Line, Col int32 }

// ConstKind is the type of a constant.
type ConstKind uint8

const (
	ConstNil ConstKind = iota
	ConstFalse
	ConstTrue
	ConstNumber
	ConstString
)

// Const is a constant.
type Const struct {
	Kind ConstKind
	Num  float64
	Str  string
}

// Upval tells how a closure gets one of its upvalues when it is made: from a
// register of the function around it, or from that function's own upvalues.
// Either way the word is copied, be it the value or the cell. A main chunk has
// one, _ENV, which its maker provides: a cell if the chunk assigns to it.
type Upval struct {
	Name       string
	FromParent bool // true: register Index of the enclosing function; false: its upvalue Index
	Index      int
	Cell       bool // holds a cell
}

// Local is the life of a local variable, for debug.getlocal and error messages:
// it is visible where StartPC <= pc < EndPC. The parameters come first; those in
// cells begin after the instructions that make the cells.
type Local struct {
	Name           string
	StartPC, EndPC int
	Reg            int
	Cell           bool
}

// Operand says which operand of an instruction a name belongs to.
type Operand uint8

const (
	// OperandCallee is what is called, or what is indexed in GETxxx, SETxxx and
	// SELF (the table, not the key).
	OperandCallee Operand = iota
	OperandLeft           // the left or only operand of arithmetic, length, comparison
	OperandRight
)

// OperandName is how an error message calls an operand: kind "local",
// "upvalue", "global", "field" or "method". A CONCAT has one entry per named
// operand, told apart by Reg. GETTABUP and SETTABUP have none if the upvalue is
// _ENV, nor have comparisons and the loops' checks.
type OperandName struct {
	PC      int
	Operand Operand
	Reg     int // CONCAT: the register; otherwise 0
	Kind    string
	Name    string
}
