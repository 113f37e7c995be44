package luavm

import "ccnet/luavm/code"

// concat does the concatenation in of frame f, whose operands from register
// last on are joined already. If done is false, a metamethod was put at stack
// index slot, and its result belongs at dst.
func (s *State) concat(th *Thread, f *frame, in code.Instr, last int) (slot, dst int, done bool, err error) {
	base := int(f.base)
	r := th.stack[base : base+f.cl.proto.nregs]
	first := in.B()
	for last > first {
		a, b := r[last-1], r[last]
		if !joins(a) || !joins(b) {
			mm := s.metamethod(a, metaConcat)
			if mm.n == 0 {
				mm = s.metamethod(b, metaConcat)
			}
			if mm.n == 0 {
				if joins(a) {
					return 0, 0, false, s.operandError(th, "concatenate", b, code.OperandRight, last)
				}
				return 0, 0, false, s.operandError(th, "concatenate", a, code.OperandLeft, last-1)
			}
			slot = th.end()
			st := th.stack
			st[slot], st[slot+1], st[slot+2] = mm, a, b
			return slot, base + last - 1, false, nil
		}
		n := 2
		for last-n >= first && joins(r[last-n]) {
			n++
		}
		last -= n - 1
		if err := s.join(r[last : last+n]); err != nil {
			return 0, 0, false, err
		}
	}
	r[in.A()] = r[first]
	return 0, 0, true, nil
}

func joins(v Value) bool { return v.n >= minNumber || v.isString() }

// join puts the concatenation of vs, strings and numbers, at vs[0].
func (s *State) join(vs []Value) error {
	buf := s.scratch[:0]
	total := 0
	for i, v := range vs {
		if v.n >= minNumber {
			from := len(buf)
			buf = AppendNumber(buf, v.num())
			vs[i] = bytesValue(buf[from:]) // for the moment
		}
		total += int(vs[i].n & lenMask)
	}
	s.scratch = buf
	if uint64(total) >= maxString {
		return errMemory
	}
	if err := s.alloc(int64(total)); err != nil {
		return err
	}
	s.budget -= int64(total) >> 6
	var out string
	if len(buf) > 0 { // joining a number with nothing would share the scratch space
		for _, v := range vs {
			if n := int(v.n & lenMask); n == total {
				vs[0] = String(string([]byte(v.str())))
				return nil
			}
		}
	}
	switch len(vs) {
	case 2:
		out = vs[0].str() + vs[1].str()
	case 3:
		out = vs[0].str() + vs[1].str() + vs[2].str()
	case 4:
		out = vs[0].str() + vs[1].str() + vs[2].str() + vs[3].str()
	case 5:
		out = vs[0].str() + vs[1].str() + vs[2].str() + vs[3].str() + vs[4].str()
	default:
		b := make([]byte, 0, total)
		for _, v := range vs {
			b = append(b, v.str()...)
		}
		vs[0] = bytesValue(b)
		return nil
	}
	vs[0] = String(out)
	return nil
}

// maxString is the longest string that can be made, in bytes.
const maxString = 1 << 31
