package value

// Bytes returns the list of bs as numbers, in the form in which protocols send
// bytes. It is ready to travel: it need be neither frozen nor measured again.
func Bytes(bs []byte) Value {
	t := &Table{
		entries: make([]Entry, len(bs)),
		clean:   true,
		size:    tableSize + 2*scalarSize*len(bs),
	}
	for i, b := range bs {
		e := &t.entries[i]
		e.Key.kind, e.Key.num = KindNumber, float64(i+1)
		e.Value.kind, e.Value.num = KindNumber, float64(b)
	}
	return FromTable(t)
}

// Record returns a table of entries, whose keys the caller sees to that they do
// not repeat; those with the value nil are left out. When all that it holds is
// ready to travel, so is the record.
func Record(entries ...Entry) Value {
	t := NewTable(len(entries))
	ready, size := true, tableSize
	for _, e := range entries {
		if e.Value.kind == KindNil {
			continue
		}
		t.Add(e.Key, e.Value)
		for _, v := range [2]Value{e.Key, e.Value} {
			size += scalarSize + len(v.str)
			if inner := v.AsTable(); inner != nil {
				ready = ready && inner.clean && inner.size > 0
				size += inner.size
			} else if v.kind == KindOpaque {
				ready = false
			}
		}
	}
	if ready {
		t.clean, t.size = true, size
	}
	return FromTable(t)
}

// Named is the entry of a Record at a string key.
func Named(name string, v Value) Entry { return Entry{String(name), v} }
