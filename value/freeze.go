package value

// Freeze returns v as it would arrive at another computer: nil if it is opaque,
// and, if it is a table, without the entries that hold something opaque. A value
// that holds nothing opaque is returned as it is; it is never changed.
func Freeze(v Value) Value {
	switch v.kind {
	case KindOpaque:
		return Nil
	case KindTable:
		if t := v.AsTable(); !t.clean && holdsOpaque(t, make(map[*Table]bool)) {
			return FromTable(strip(t, make(map[*Table]*Table)))
		}
	}
	return v
}

// FreezeAll is Freeze for a list of arguments. The list itself is reused when
// nothing in it had to be changed.
func FreezeAll(vs []Value) []Value {
	for i, v := range vs {
		if v.kind != KindOpaque && v.kind != KindTable {
			continue
		}
		frozen := Freeze(v)
		if frozen == v {
			continue
		}
		out := append([]Value(nil), vs...)
		for j := i; j < len(out); j++ {
			out[j] = Freeze(out[j])
		}
		return out
	}
	return vs
}

func holdsOpaque(t *Table, seen map[*Table]bool) bool {
	if t.clean || seen[t] {
		return false
	}
	seen[t] = true
	for _, e := range t.Entries() {
		for _, v := range [2]Value{e.Key, e.Value} {
			if v.kind == KindOpaque {
				return true
			}
			if inner := v.AsTable(); inner != nil && holdsOpaque(inner, seen) {
				return true
			}
		}
	}
	return false
}

// strip copies t without opaque entries; copies remembers what it has copied.
func strip(t *Table, copies map[*Table]*Table) *Table {
	if t.clean {
		return t
	}
	if done := copies[t]; done != nil {
		return done
	}
	out := NewTable(t.Len())
	out.clean = true
	copies[t] = out
	part := func(v Value) Value {
		if inner := v.AsTable(); inner != nil {
			return FromTable(strip(inner, copies))
		}
		return v
	}
	for _, e := range t.Entries() {
		if e.Key.kind != KindOpaque && e.Value.kind != KindOpaque {
			out.Add(part(e.Key), part(e.Value))
		}
	}
	return out
}

// Size is the approximate number of bytes that v takes, each table counted
// once. It costs nothing for what a Copier has made.
func Size(v Value) int {
	t := v.AsTable()
	if t == nil {
		return scalarSize + len(v.str)
	}
	if t.size > 0 {
		return scalarSize + t.size
	}
	size := scalarSize
	seen := map[*Table]bool{t: true}
	for todo := []*Table{t}; len(todo) > 0; {
		t := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if t.packed != nil {
			size += t.size
			continue
		}
		size += tableSize
		for _, e := range t.entries {
			for _, v := range [2]Value{e.Key, e.Value} {
				size += scalarSize + len(v.str)
				if inner := v.AsTable(); inner != nil && !seen[inner] {
					seen[inner] = true
					todo = append(todo, inner)
				}
			}
		}
	}
	return size
}
