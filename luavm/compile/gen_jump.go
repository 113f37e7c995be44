package compile

import "ccnet/luavm/code"

// jumpList is a list of jumps to one place that is not yet known. It runs
// through the C operands of the jumps themselves. Both ends are the index of a
// jump plus one, 0 if the list is empty.
type jumpList struct{ head, tail int }

func (l jumpList) empty() bool { return l.head == 0 }

// noRegister stands for the destination of a TESTSET that has none yet.
const noRegister = 255

// emitJump writes an unconditional jump and returns its index.
func (g *generator) emitJump() int { return g.emit(code.OpJmp, 0, 0, 0) }

// add appends a jump, whose C must be 0.
func (g *generator) add(l *jumpList, pc int) { g.join(l, jumpList{pc + 1, pc + 1}) }

// join appends a list to another.
func (g *generator) join(l *jumpList, more jumpList) {
	switch {
	case more.empty():
	case l.empty():
		*l = more
	default:
		g.setC(l.tail-1, more.head)
		l.tail = more.tail
	}
}

// yieldsValue tells whether a jump brings the tested value along.
func (g *generator) yieldsValue(pc int) bool { return g.proto.Code[pc].Op() == code.OpTestSet }

// anyWithoutValue tells whether some jump of a list brings no value.
func (g *generator) anyWithoutValue(l jumpList) bool {
	for j := l.head; j != 0; j = g.proto.Code[j-1].C() {
		if !g.yieldsValue(j - 1) {
			return true
		}
	}
	return false
}

// aim makes a TESTSET put its value into a register, or only test.
func (g *generator) aim(pc, reg int) {
	i := g.proto.Code[pc]
	tested := i.B() & 0xff
	if reg != noRegister && reg != tested {
		g.proto.Code[pc] = code.Make(code.OpTestSet, reg, i.B(), i.C())
		return
	}
	outcome := 0
	if i.B()&code.Flag != 0 {
		outcome = 1
	}
	g.proto.Code[pc] = code.Make(code.OpTest, tested, outcome, i.C())
}

// dropValues makes sure that no jump of a list brings a value.
func (g *generator) dropValues(l jumpList) {
	for j := l.head; j != 0; j = g.proto.Code[j-1].C() {
		if g.yieldsValue(j - 1) {
			g.aim(j-1, noRegister)
		}
	}
}

// patchValues sends the jumps of a list that bring a value to one place, with
// the value in reg, and the others to another.
func (g *generator) patchValues(l jumpList, valueTarget, reg, target int) {
	for j := l.head; j != 0; {
		pc := j - 1
		j = g.proto.Code[pc].C()
		to := target
		if g.yieldsValue(pc) {
			g.aim(pc, reg)
			to = valueTarget
		}
		g.setC(pc, to-(pc+1))
	}
}

// patch sends all jumps of a list to a place.
func (g *generator) patch(l jumpList, target int) {
	g.patchValues(l, target, noRegister, target)
}

// patchHere sends all jumps of a list to the next instruction.
func (g *generator) patchHere(l jumpList) {
	if !l.empty() {
		g.patch(l, g.here())
	}
}

// here marks the next instruction as a place that is jumped to.
func (g *generator) here() int {
	g.target = g.pc()
	return g.target
}

// maxHops bounds how far a chain of jumps is followed.
const maxHops = 8

// threadJumps makes jumps to unconditional jumps go where those lead.
func (g *generator) threadJumps() {
	instrs := g.proto.Code
	for pc, i := range instrs {
		if op := i.Op(); op < code.OpJmp || op > code.OpEqNil {
			continue // no jump, or one of a for loop
		}
		to := pc + 1 + i.C()
		for hops := 0; hops < maxHops && instrs[to].Op() == code.OpJmp; hops++ {
			next := to + 1 + instrs[to].C()
			if next == to {
				break
			}
			to = next
		}
		g.setC(pc, to-(pc+1))
	}
}
