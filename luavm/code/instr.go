// Package code is what the compiler hands to the machine: instructions,
// constants and prototypes. It is the specification of both.
//
// The machine has registers R[0..], local to a call, an array K of constants
// and an array U of upvalues, both local to a function. Registers hold values.
// A local variable that a closure captures lives in a cell, and its register
// holds that cell, unless nobody else knows the variable from then on and nobody
// assigns to it: then its value moves into the closure. An upvalue is either; U[B]
// stands for the value. No instruction ever closes anything, and nothing points into
// the stack.
package code

// Instr is one instruction: an opcode and three operands.
//
//	bits  0–7   op
//	bits  8–15  A  a register
//	bits 16–31  B  unsigned
//	bits 32–63  C  signed
type Instr uint64

// Make puts an instruction together. a must fit 8 bits, b 16 and c 32.
func Make(op Op, a, b, c int) Instr {
	return Instr(op) | Instr(uint8(a))<<8 | Instr(uint16(b))<<16 | Instr(uint32(int32(c)))<<32
}

func (i Instr) Op() Op { return Op(i & 0xff) }
func (i Instr) A() int { return int(uint8(i >> 8)) }
func (i Instr) B() int { return int(uint16(i >> 16)) }
func (i Instr) C() int { return int(int32(i >> 32)) }

// Limits of the format. The language's own limits (200 locals, 60 upvalues)
// are tighter.
const (
	MaxRegisters = 250     // registers of one function
	MaxB         = 1 << 15 // constants that a compare-and-jump can name
	// Flag is the top bit of B in EQ … GEK and TESTSET: the outcome that jumps.
	Flag = 1 << 15
	// MaxListItems is how many items one SETLIST stores from registers.
	MaxListItems = 50
)

// Op is an opcode.
type Op uint8

// pc is the index of the instruction after the one that runs, so a jump of 0
// goes on with the next. "top" is the end of an open result list, left by CALL,
// VARARG with an open count.
const (
	OpMove     Op = iota // A B     R[A] = R[B]
	OpLoadK              // A C     R[A] = K[C]
	OpLoadNil            // A B     R[A], …, R[A+B] = nil
	OpLoadBool           // A B     R[A] = B ~= 0
	OpGetUpval           // A B     R[A] = U[B]
	OpSetUpval           // A B     U[B] = R[A]                (a cell)
	OpNewCell            // A       R[A] = new cell holding R[A]
	OpGetCell            // A B     R[A] = value of cell R[B]
	OpSetCell            // A B     value of cell R[A] = R[B]
	OpGetTabUp           // A B C   R[A] = U[B][K[C]]          (globals; K[C] a string)
	OpSetTabUp           // A B C   U[B][K[C]] = R[A]
	OpGetField           // A B C   R[A] = R[B][K[C]]          (K[C] a string)
	OpGetInt             // A B C   R[A] = R[B][C]             (C a whole number)
	OpGetIndex           // A B C   R[A] = R[B][R[C]]
	OpSetField           // A B C   R[A][K[C]] = R[B]
	OpSetInt             // A B C   R[A][C] = R[B]
	OpSetIndex           // A B C   R[A][R[B]] = R[C]
	OpSelf               // A B C   R[A+1] = R[B]; R[A] = R[B][K[C]]
	OpNewTable           // A B C   R[A] = {}  room for B items and C pairs
	OpSetList            // A B C   R[A][C+i] = R[A+i], 1 <= i <= B; B = 0: up to top

	// Arithmetic. The K forms take a numeric constant on the right.
	OpAdd // A B C   R[A] = R[B] + R[C]
	OpSub
	OpMul
	OpDiv
	OpMod
	OpPow
	OpAddK // A B C   R[A] = R[B] + K[C]
	OpSubK
	OpMulK
	OpDivK
	OpModK
	OpPowK
	OpUnm    // A B     R[A] = -R[B]
	OpNot    // A B     R[A] = not R[B]
	OpLen    // A B     R[A] = #R[B]
	OpConcat // A B C   R[A] = R[B] .. … .. R[C]

	OpJmp     // C       pc += C
	OpTest    // A B C   if truth(R[A]) == (B ~= 0) then pc += C
	OpTestSet // A B C   if truth(R[B&0xff]) == flag(B) then R[A] = R[B&0xff]; pc += C

	// Comparisons: if the outcome equals flag(B) then pc += C.
	OpEq    // A B C   R[A] == R[B&0xff]
	OpLt    // A B C   R[A] <  R[B&0xff]
	OpLe    // A B C   R[A] <= R[B&0xff]
	OpEqK   // A B C   R[A] == K[B&0x7fff]     (any constant but nil: see EqNil)
	OpLtK   // A B C   R[A] <  K[B&0x7fff]     (numeric constant, as are the next three)
	OpLeK   // A B C   R[A] <= K[B&0x7fff]
	OpGtK   // A B C   R[A] >  K[B&0x7fff]     (that is K < R[A])
	OpGeK   // A B C   R[A] >= K[B&0x7fff]
	OpEqNil // A B C   R[A] == nil            (only the flag of B counts)

	OpCall     // A B C   R[A], …, R[A+C-2] = R[A](R[A+1], …, R[A+B-1]); B = 0: up to top; C = 0: open, sets top
	OpTailCall // A B     return R[A](R[A+1], …, R[A+B-1]); B as in CALL. Other than Lua functions are called as by CALL with C = 0: a RETURN of A up to top follows
	OpReturn   // A B     return R[A], …, R[A+B-2]; B = 0: up to top
	OpReturn0  //         return
	OpReturn1  // A       return R[A]

	OpForPrep  // A C     R[A], R[A+1], R[A+2] = start, limit, step, checked and made numbers; R[A] -= R[A+2]; pc += C (to its FORLOOP)
	OpForLoop  // A C     R[A] += R[A+2]; if within R[A+1] then R[A+3] = R[A]; pc += C
	OpTForCall // A B     R[A+3], …, R[A+2+B] = R[A](R[A+1], R[A+2])
	OpTForLoop // A C     if R[A+3] ~= nil then R[A+2] = R[A+3]; pc += C
	OpClosure  // A C     R[A] = closure of Protos[C]
	OpVararg   // A B     R[A], …, R[A+B-2] = ...; B = 0: open, sets top

	NumOps
)
