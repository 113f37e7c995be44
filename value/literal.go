package value

// packed is a list of bytes, in place of its entries. It is never written out: who
// knows what it is asks for the bytes.
type packed struct{ bytes string }

// get is the byte at key, or nil.
func (p *packed) get(key Value) Value {
	i, ok := key.AsNumber()
	if !ok || i < 1 || i > float64(len(p.bytes)) || i != float64(int(i)) {
		return Nil
	}
	return Number(float64(p.bytes[int(i)-1]))
}

// Bytes returns the list of bs as numbers, in the form in which protocols send
// bytes. It is ready to travel: it need be neither frozen nor measured again. Until a
// program gets it, it takes little more than its bytes, and that is its Size.
func Bytes(bs []byte) Value {
	return FromTable(&Table{
		packed: &packed{bytes: string(bs)},
		clean:  true,
		size:   tableSize + scalarSize + len(bs),
	})
}

// Packed returns the bytes of a list that Bytes has made.
func (t *Table) Packed() (bytes string, ok bool) {
	if t.packed == nil {
		return "", false
	}
	return t.packed.bytes, true
}

// Record returns a table of entries, which it takes over, and whose keys the caller
// sees to that they do not repeat; those with the value nil are left out. When all
// that it holds is ready to travel, so is the record.
func Record(entries ...Entry) Value {
	kept := entries[:0]
	ready, size := true, tableSize
	for i := range entries {
		e := &entries[i]
		if e.Value.kind == KindNil {
			continue
		}
		size += 2*scalarSize + len(e.Key.str) + len(e.Value.str)
		for _, v := range [2]*Value{&e.Key, &e.Value} {
			if inner := v.AsTable(); inner != nil {
				ready = ready && inner.clean && inner.size > 0
				size += inner.size
			} else if v.kind == KindOpaque {
				ready = false
			}
		}
		kept = append(kept, *e)
	}
	t := &Table{entries: kept}
	if ready {
		t.clean, t.size = true, size
	}
	return FromTable(t)
}

// Named is the entry of a Record at a string key.
func Named(name string, v Value) Entry { return Entry{String(name), v} }
