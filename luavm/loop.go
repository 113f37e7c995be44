package luavm

import (
	"math"
	"unsafe"

	"ccnet/dialect"
	"ccnet/luavm/code"
)

// execute runs the coroutine s.cur, and those it resumes, until the root
// yields, ends or fails; the error tells which.
//
// It is one loop for all Lua functions of all coroutines. What is short is done
// here; the rest is left to functions that may push frames or switch
// coroutines, after which everything is read anew from the top frame
// ("continue frames"). An error leaves the inner loop, is thrown, and whoever
// catches it has become the top frame.
func (s *State) execute() error {
	c := s.c
	var err error
frames:
	for {
		th := s.cur
		fr := &th.frames[len(th.frames)-1]
		cl := fr.cl
		base := int(fr.base)
		pc := int(fr.pc)
		r := unsafe.Pointer(&th.stack[base])
		ops := unsafe.Pointer(unsafe.SliceData(cl.proto.code))
		k := unsafe.Pointer(unsafe.SliceData(cl.proto.consts))
		if th.hooked {
			ops = s.hookedCode(len(cl.proto.code))
		}
	enter:
		for {
		run:
			for {
				i := *(*code.Instr)(unsafe.Add(ops, pc*8))
				pc++
			dispatch:
				switch i.Op() {
				case code.OpMove:
					*reg(r, regA(i)) = *reg(r, regB(i))
				case code.OpLoadK:
					*reg(r, regA(i)) = constant(k, i).v
				case code.OpLoadNil:
					for a, n := regA(i), int(regB(i)); n >= 0; n-- {
						*reg(r, a) = Nil
						a++
					}
				case code.OpLoadBool:
					*reg(r, regA(i)) = Bool(regB(i) != 0)
				case code.OpGetUpval:
					u := cl.up(int(regB(i)))
					if u.n == tagCell {
						u = &u.cell().v
					}
					*reg(r, regA(i)) = *u
				case code.OpSetUpval:
					cl.up(int(regB(i))).cell().v = *reg(r, regA(i))
				case code.OpNewCell:
					ra := reg(r, regA(i))
					*ra = newCell(*ra)
					s.used += cellBytes
				case code.OpGetCell:
					*reg(r, regA(i)) = reg(r, regB(i)).cell().v
				case code.OpSetCell:
					reg(r, regA(i)).cell().v = *reg(r, regB(i))

				case code.OpGetTabUp, code.OpGetField:
					var obj *Value
					if i.Op() == code.OpGetTabUp {
						if obj = cl.up(int(regB(i))); obj.n == tagCell {
							obj = &obj.cell().v
						}
					} else {
						obj = reg(r, regB(i))
					}
					kc := constant(k, i)
					if obj.n == tagTable {
						t := obj.table()
						nd := t.at(kc.hash & t.mask)
						if nd.key.p == kc.v.p && nd.key.n == kc.v.n && nd.val.n != 0 {
							*reg(r, regA(i)) = nd.val
							continue
						}
					}
					if v, ok := s.field(*obj, kc); ok {
						*reg(r, regA(i)) = v
						continue
					}
					fr.pc = int32(pc)
					if err = s.index(th, *obj, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpSelf:
					obj := *reg(r, regB(i))
					kc := constant(k, i)
					ra := reg(r, regA(i))
					*reg(r, regA(i)+1) = obj
					if v, ok := s.field(obj, kc); ok {
						*ra = v
						continue
					}
					fr.pc = int32(pc)
					if err = s.index(th, obj, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpSetTabUp, code.OpSetField:
					var obj, v *Value
					if i.Op() == code.OpSetTabUp {
						if obj, v = cl.up(int(regB(i))), reg(r, regA(i)); obj.n == tagCell {
							obj = &obj.cell().v
						}
					} else {
						obj, v = reg(r, regA(i)), reg(r, regB(i))
					}
					kc := constant(k, i)
					if obj.n == tagTable {
						t := obj.table()
						nd := t.at(kc.hash & t.mask)
						if nd.key.p == kc.v.p && nd.key.n == kc.v.n && nd.val.n != 0 {
							nd.val = *v
							continue
						}
						if s.setField(t, kc, *v) {
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.setIndex(th, *obj, kc.v, *v); err != nil {
						break run
					}
					continue frames
				case code.OpGetInt:
					obj := reg(r, regB(i))
					if obj.n == tagTable {
						t := obj.table()
						if j := uint64(i>>32) - 1; j < uint64(len(t.arr)) && t.arr[j].n != 0 {
							*reg(r, regA(i)) = t.arr[j]
							continue
						}
					}
					key := Int(jumpC(i))
					if v, ok := s.element(*obj, key); ok {
						*reg(r, regA(i)) = v
						continue
					}
					fr.pc = int32(pc)
					if err = s.index(th, *obj, key, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpGetIndex:
					obj, key := reg(r, regB(i)), reg(r, regC(i))
					if obj.n == tagTable {
						t := obj.table()
						if key.p == nil {
							f := key.num()
							j := int64(f)
							if uint64(j-1) < uint64(len(t.arr)) && float64(j) == f && t.arr[j-1].n != 0 {
								*reg(r, regA(i)) = t.arr[j-1]
								continue
							}
						}
					}
					if v, ok := s.element(*obj, *key); ok {
						*reg(r, regA(i)) = v
						continue
					}
					fr.pc = int32(pc)
					if err = s.index(th, *obj, *key, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpSetInt:
					obj, v := reg(r, regA(i)), reg(r, regB(i))
					if obj.n == tagTable && v.n != 0 {
						t := obj.table()
						if j := uint64(i>>32) - 1; j < uint64(len(t.arr)) && t.arr[j].n != 0 {
							t.arr[j] = *v
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.setIndex(th, *obj, Int(jumpC(i)), *v); err != nil {
						break run
					}
					continue frames
				case code.OpSetIndex:
					obj, key, v := reg(r, regA(i)), reg(r, regB(i)), reg(r, regC(i))
					if obj.n == tagTable {
						t := obj.table()
						if key.p == nil && v.n != 0 {
							f := key.num()
							j := int64(f) - 1
							if float64(j+1) == f {
								if uint64(j) < uint64(len(t.arr)) {
									if t.arr[j].n != 0 || t.meta == nil {
										t.arr[j] = *v
										continue
									}
								} else if j == int64(len(t.arr)) && j < int64(cap(t.arr)) && t.meta == nil {
									t.arr = t.arr[:j+1]
									t.arr[j] = *v
									continue
								}
							}
						}
					}
					fr.pc = int32(pc)
					if err = s.setIndex(th, *obj, *key, *v); err != nil {
						break run
					}
					continue frames
				case code.OpNewTable:
					*reg(r, regA(i)) = s.NewTable(int(regB(i)), jumpC(i)).Value()
					if s.used > s.ceiling {
						fr.pc = int32(pc)
						if err = s.overdrawn(th); err != nil {
							break run
						}
					}
				case code.OpSetList:
					a := int(regA(i))
					n := int(regB(i))
					if n == 0 {
						n = th.top - base - a - 1
					}
					t := reg(r, regA(i)).table()
					from := jumpC(i)
					t.grow(s, from+n)
					for j, v := range th.stack[base+a+1 : base+a+1+n] {
						t.SetInt(s, from+j+1, v)
					}

				case code.OpAdd:
					rb, rc := reg(r, regB(i)), reg(r, regC(i))
					if uintptr(rb.p)|uintptr(rc.p) == 0 {
						x, y := rb.num(), rc.num()
						if z := x + y; z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaAdd, *rb, *rc, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpSub:
					rb, rc := reg(r, regB(i)), reg(r, regC(i))
					if uintptr(rb.p)|uintptr(rc.p) == 0 {
						x, y := rb.num(), rc.num()
						if z := x - y; z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaSub, *rb, *rc, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpMul:
					rb, rc := reg(r, regB(i)), reg(r, regC(i))
					if uintptr(rb.p)|uintptr(rc.p) == 0 {
						x, y := rb.num(), rc.num()
						if z := x * y; z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaMul, *rb, *rc, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpDiv:
					rb, rc := reg(r, regB(i)), reg(r, regC(i))
					if uintptr(rb.p)|uintptr(rc.p) == 0 {
						x, y := rb.num(), rc.num()
						if z := fdiv(x, y); z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaDiv, *rb, *rc, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpMod:
					rb, rc := reg(r, regB(i)), reg(r, regC(i))
					if uintptr(rb.p)|uintptr(rc.p) == 0 {
						x, y := rb.num(), rc.num()
						if z := fmodFast(x, y); z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaMod, *rb, *rc, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpPow:
					rb, rc := reg(r, regB(i)), reg(r, regC(i))
					if uintptr(rb.p)|uintptr(rc.p) == 0 {
						x, y := rb.num(), rc.num()
						if z := dialect.Pow(x, y); z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaPow, *rb, *rc, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpAddK:
					rb := reg(r, regB(i))
					kc := constant(k, i)
					if rb.p == nil {
						x, y := rb.num(), kc.v.num()
						if z := x + y; z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaAdd, *rb, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpSubK:
					rb := reg(r, regB(i))
					kc := constant(k, i)
					if rb.p == nil {
						x, y := rb.num(), kc.v.num()
						if z := x - y; z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaSub, *rb, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpMulK:
					rb := reg(r, regB(i))
					kc := constant(k, i)
					if rb.p == nil {
						x, y := rb.num(), kc.v.num()
						if z := x * y; z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaMul, *rb, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpDivK:
					rb := reg(r, regB(i))
					kc := constant(k, i)
					if rb.p == nil {
						x, y := rb.num(), kc.v.num()
						if z := fdiv(x, y); z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaDiv, *rb, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpModK:
					rb := reg(r, regB(i))
					kc := constant(k, i)
					if rb.p == nil {
						x, y := rb.num(), kc.v.num()
						if z := fmodFast(x, y); z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaMod, *rb, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpPowK:
					rb := reg(r, regB(i))
					kc := constant(k, i)
					if rb.p == nil {
						x, y := rb.num(), kc.v.num()
						if z := dialect.Pow(x, y); z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaPow, *rb, kc.v, base+int(regA(i))); err != nil {
						break run
					}
					continue frames

				case code.OpUnm:
					rb := reg(r, regB(i))
					if rb.p == nil {
						if z := 0 - rb.num(); z == z {
							setNumber(reg(r, regA(i)), z)
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.arith(th, metaUnm, *rb, *rb, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpNot:
					*reg(r, regA(i)) = Bool(!reg(r, regB(i)).Truthy())
				case code.OpLen:
					rb := reg(r, regB(i))
					if rb.n == tagTable {
						if t := rb.table(); t.meta == nil {
							n := len(t.arr)
							if t.holes || n == cap(t.arr) {
								n = t.Len()
							}
							setNumber(reg(r, regA(i)), float64(n))
							continue
						}
					}
					fr.pc = int32(pc)
					if err = s.length(th, *rb, base+int(regA(i))); err != nil {
						break run
					}
					continue frames
				case code.OpConcat:
					fr.pc = int32(pc)
					slot, dst, done, cerr := s.concat(th, fr, i, jumpC(i))
					if err = cerr; err != nil {
						break run
					}
					if done {
						if s.budget < 0 {
							if err = s.overdrawn(th); err != nil {
								break run
							}
						}
						continue
					}
					if err = s.call(slot, 2, dst, 1, retConcat); err != nil {
						break run
					}
					continue frames

				case code.OpJmp:
					pc += jumpC(i)
					if i>>63 != 0 {
						if s.budget += int64(jumpC(i)); s.budget < 0 {
							fr.pc = int32(pc - jumpC(i))
							if err = s.overdrawn(th); err != nil {
								break run
							}
						}
					}
				case code.OpTest:
					if reg(r, regA(i)).Truthy() == (regB(i) != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpTestSet:
					if v := reg(r, uintptr(uint8(i>>16))); v.Truthy() == (i&flagB != 0) {
						*reg(r, regA(i)) = *v
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpEq:
					a, b := reg(r, regA(i)), reg(r, uintptr(uint8(i>>16)))
					var yes bool
					if a.n == b.n && a.p == b.p {
						yes = a.n != nNaN
					} else if a.n == b.n && a.p != nil || uintptr(a.p)|uintptr(b.p) == 0 {
						if a.n == b.n { // strings, tables, userdata
							fr.pc = int32(pc)
							var pending bool
							if yes, pending, err = s.equal(th, *a, *b); err != nil {
								break run
							}
							if pending {
								continue frames
							}
						} else {
							yes = RawEqual(*a, *b)
						}
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpEqK:
					a, b := reg(r, regA(i)), constantB(k, i)
					yes := a.n == b.v.n && a.p == b.v.p && a.n != nNaN
					if !yes && (a.n == b.v.n || uintptr(a.p)|uintptr(b.v.p) == 0) {
						yes = RawEqual(*a, b.v) // constants are short enough
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpEqNil:
					if (reg(r, regA(i)).n == 0) == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpLt:
					ra := reg(r, regA(i))
					other := *reg(r, uintptr(uint8(i>>16)))
					var yes bool
					if x, y := ra.num(), other.num(); uintptr(ra.p)|uintptr(other.p) == 0 && x < y {
						yes = true
					} else if uintptr(ra.p)|uintptr(other.p) == 0 && x >= y {
					} else {
						fr.pc = int32(pc)
						var pending bool
						yes, pending, err = s.less(th, *ra, other, false)
						if err != nil {
							break run
						}
						if pending {
							continue frames
						}
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpLe:
					ra := reg(r, regA(i))
					other := *reg(r, uintptr(uint8(i>>16)))
					var yes bool
					if x, y := ra.num(), other.num(); uintptr(ra.p)|uintptr(other.p) == 0 && x <= y {
						yes = true
					} else if uintptr(ra.p)|uintptr(other.p) == 0 && x > y {
					} else {
						fr.pc = int32(pc)
						var pending bool
						yes, pending, err = s.less(th, *ra, other, true)
						if err != nil {
							break run
						}
						if pending {
							continue frames
						}
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpLtK:
					ra := reg(r, regA(i))
					other := constantB(k, i).v
					var yes bool
					if x, y := ra.num(), other.num(); uintptr(ra.p)|uintptr(other.p) == 0 && x < y {
						yes = true
					} else if uintptr(ra.p)|uintptr(other.p) == 0 && x >= y {
					} else {
						fr.pc = int32(pc)
						var pending bool
						yes, pending, err = s.less(th, *ra, other, false)
						if err != nil {
							break run
						}
						if pending {
							continue frames
						}
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpLeK:
					ra := reg(r, regA(i))
					other := constantB(k, i).v
					var yes bool
					if x, y := ra.num(), other.num(); uintptr(ra.p)|uintptr(other.p) == 0 && x <= y {
						yes = true
					} else if uintptr(ra.p)|uintptr(other.p) == 0 && x > y {
					} else {
						fr.pc = int32(pc)
						var pending bool
						yes, pending, err = s.less(th, *ra, other, true)
						if err != nil {
							break run
						}
						if pending {
							continue frames
						}
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpGtK:
					ra := reg(r, regA(i))
					other := constantB(k, i).v
					var yes bool
					if x, y := ra.num(), other.num(); uintptr(ra.p)|uintptr(other.p) == 0 && x > y {
						yes = true
					} else if uintptr(ra.p)|uintptr(other.p) == 0 && x <= y {
					} else {
						fr.pc = int32(pc)
						var pending bool
						yes, pending, err = s.less(th, other, *ra, false)
						if err != nil {
							break run
						}
						if pending {
							continue frames
						}
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpGeK:
					ra := reg(r, regA(i))
					other := constantB(k, i).v
					var yes bool
					if x, y := ra.num(), other.num(); uintptr(ra.p)|uintptr(other.p) == 0 && x >= y {
						yes = true
					} else if uintptr(ra.p)|uintptr(other.p) == 0 && x < y {
					} else {
						fr.pc = int32(pc)
						var pending bool
						yes, pending, err = s.less(th, other, *ra, true)
						if err != nil {
							break run
						}
						if pending {
							continue frames
						}
					}
					if yes == (i&flagB != 0) {
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}

				case code.OpTailCall:
					if reg(r, regA(i)).n != tagBuiltin {
						slot := base + int(regA(i))
						n := int(regB(i)) - 1
						if n < 0 {
							n = th.top - slot - 1
						}
						fr.pc = int32(pc)
						if err = s.tailCall(th, fr, slot, n); err != nil {
							break run
						}
						if s.budget < 0 {
							if err = s.overdrawn(s.cur); err != nil {
								break run
							}
						}
						continue frames
					}
					fallthrough // an open CALL, and a RETURN follows
				case code.OpCall:
					ra := reg(r, regA(i))
					slot := base + int(regA(i))
					n := int(regB(i)) - 1
					if n < 0 {
						n = th.top - slot - 1
					}
					fr.pc = int32(pc)
					if ra.n == tagFunction {
						callee := ra.closure()
						p := callee.proto
						nf := len(th.frames)
						if !p.vararg && nf < th.room && slot+1+p.nregs+callSlack <= len(th.stack) {
							args := unsafe.Add(unsafe.Pointer(ra), unsafe.Sizeof(Value{}))
							for ; n < p.nparams; n++ {
								*reg(args, uintptr(n)) = Nil
							}
							th.frames = th.frames[:nf+1]
							nw := &th.frames[nf]
							nw.cl = callee
							nw.base, nw.dst, nw.want, nw.extra = int32(slot+1), int32(slot), int32(jumpC(i)-1), 0
							nw.pc, nw.ret, nw.flags = 0, retPlain, 0
							if s.budget -= p.cost; s.budget < 0 {
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
							fr, cl, base, pc, r = nw, callee, slot+1, 0, args
							ops = unsafe.Pointer(unsafe.SliceData(p.code))
							k = unsafe.Pointer(unsafe.SliceData(p.consts))
							continue enter
						}
					} else if ra.n == tagBuiltin {
						c.begin(s, th, ra.builtin(), slot+1, n)
						s.budget -= builtinCost
						if err = c.self.Fn(c); err != nil {
							break run
						}
						if c.action == actReturn && s.budget >= 0 && s.used <= s.ceiling {
							c.active = false
							switch i >> 32 {
							case 2:
								if c.n == 0 {
									th.stack[slot] = Nil
								} else if c.from != slot {
									th.stack[slot] = th.stack[c.from]
								}
							case 1:
							default:
								th.store(c.from, c.n, slot, jumpC(i)-1)
							}
							if unsafe.Pointer(&th.stack[base]) != r {
								continue frames // the stack has moved
							}
							continue
						}
						if hopped, herr := s.hop(th, c, slot, jumpC(i)-1); hopped {
							if err = herr; err != nil {
								break run
							}
							continue frames
						}
						if err = s.drive(modeAct, 0, 0, slot, jumpC(i)-1, retPlain); err != nil {
							break run
						}
						continue frames
					}
					if err = s.call(slot, n, slot, jumpC(i)-1, retPlain); err != nil {
						break run
					}
					if s.budget < 0 {
						if err = s.overdrawn(s.cur); err != nil {
							break run
						}
					}
					continue frames
				case code.OpReturn1:
					if fr.ret == retPlain {
						d := (*Value)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(th.stack)), int(fr.dst)*int(unsafe.Sizeof(Value{}))))
						*d = *reg(r, regA(i))
						nf := len(th.frames) - 1
						th.frames = th.frames[:nf]
						if want := int(fr.want); want != 1 {
							dst := int(fr.dst)
							if want < 0 {
								th.top = dst + 1
							}
							for j := 1; j < want; j++ {
								th.stack[dst+j] = Nil
							}
						}
						fr = &th.frames[nf-1]
						cl, base, pc = fr.cl, int(fr.base), int(fr.pc)
						r = unsafe.Pointer(&th.stack[base])
						ops = unsafe.Pointer(unsafe.SliceData(cl.proto.code))
						k = unsafe.Pointer(unsafe.SliceData(cl.proto.consts))
						continue enter
					}
					if err = s.finish(th, base+int(regA(i)), 1); err != nil {
						break run
					}
					continue frames
				case code.OpReturn0, code.OpReturn:
					from, n := base+int(regA(i)), 0
					if i.Op() == code.OpReturn {
						if n = int(regB(i)) - 1; n < 0 {
							n = th.top - from
						}
					}
					if fr.ret == retPlain {
						th.store(from, n, int(fr.dst), int(fr.want))
						th.frames = th.frames[:len(th.frames)-1]
						continue frames
					}
					if err = s.finish(th, from, n); err != nil {
						break run
					}
					continue frames

				case code.OpForPrep:
					ra, rl, rs := reg(r, regA(i)), reg(r, regA(i)+1), reg(r, regA(i)+2)
					if ra.n < minNumber || rl.n < minNumber || rs.n < minNumber {
						fr.pc = int32(pc)
						if err = s.forNumbers(th, ra, rl, rs); err != nil {
							break run
						}
					}
					*ra = Number(ra.num() - rs.num())
					pc += jumpC(i)
				case code.OpForLoop:
					ra := reg(r, regA(i))
					step := reg(r, regA(i)+2).num()
					x := ra.num() + step
					limit := reg(r, regA(i)+1).num()
					if step > 0 && x <= limit || step <= 0 && x >= limit {
						n := ^math.Float64bits(x) // which is not NaN
						ra.n = n
						rv := reg(r, regA(i)+3)
						if rv.p != nil {
							rv.p = nil
						}
						rv.n = n
						pc += jumpC(i)
						if s.budget += int64(jumpC(i)); s.budget < 0 {
							fr.pc = int32(pc - jumpC(i))
							if err = s.overdrawn(th); err != nil {
								break run
							}
						}
					}
				case code.OpTForCall:
					f := reg(r, regA(i))
					rv := reg(r, regA(i)+3)
					if f.n == tagBuiltin && f.builtin() == s.next && reg(r, regA(i)+1).n == tagTable {
						key, v, ok, nerr := reg(r, regA(i)+1).table().Next(*reg(r, regA(i)+2))
						if nerr == nil {
							*rv = key
							if ok {
								n := int(regB(i))
								if n > 1 {
									*reg(r, regA(i)+4) = v
									for ; n > 2; n-- {
										*reg(r, regA(i)+2+uintptr(n)) = Nil
									}
								}
							}
							continue
						}
					}
					slot := base + int(regA(i)) + 3
					*rv = *f
					*reg(r, regA(i)+4) = *reg(r, regA(i)+1)
					*reg(r, regA(i)+5) = *reg(r, regA(i)+2)
					fr.pc = int32(pc)
					if err = s.call(slot, 2, slot, int(regB(i)), retNested); err != nil {
						break run
					}
					continue frames
				case code.OpTForLoop:
					if rv := reg(r, regA(i)+3); rv.n != 0 {
						*reg(r, regA(i)+2) = *rv
						pc += jumpC(i)
						if i>>63 != 0 {
							if s.budget += int64(jumpC(i)); s.budget < 0 {
								fr.pc = int32(pc - jumpC(i))
								if err = s.overdrawn(th); err != nil {
									break run
								}
							}
						}
					}
				case code.OpClosure:
					n := s.newClosure(cl.proto.protos[jumpC(i)])
					for j, u := range n.proto.upvals {
						if u.parent {
							*n.up(j) = *reg(r, uintptr(u.index))
						} else {
							*n.up(j) = *cl.up(int(u.index))
						}
					}
					*reg(r, regA(i)) = n.Value()
					if s.used > s.ceiling {
						fr.pc = int32(pc)
						if err = s.overdrawn(th); err != nil {
							break run
						}
					}
				case code.OpVararg:
					n, want := int(fr.extra), int(regB(i))-1
					slot := base + int(regA(i))
					if want < 0 {
						fr.pc = int32(pc)
						th.need(slot + n + callSlack)
						r = unsafe.Pointer(&th.stack[base])
					}
					th.store(base-n, n, slot, want)
				case opHook:
					fr.pc = int32(pc)
					on := false
					if i, on, err = s.hooked(th, fr); err != nil {
						break run
					}
					if !on {
						continue frames
					}
					goto dispatch
				default:
					err = textError("internal error: unknown instruction")
					fr.pc = int32(pc)
					break run
				}
			}
			if err = s.throw(err); err != nil {
				return err
			}
			continue frames
		}
	}
}
