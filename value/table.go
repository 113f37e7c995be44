package value

// Entry is one pair of a Table.
type Entry struct{ Key, Value Value }

// Table is a table of the tree. Its entries stand in the order in which a
// receiver must insert them (see order.go), so that pairs() runs there as it
// would in the game. A table may hold itself, directly or by way of others.
//
// A Table is built with Add, or by a Copier, and must not be changed once it
// has been handed on.
type Table struct {
	entries []Entry
	packed  *packed // a list of bytes: instead of entries
	name    string  // the __name of the original's metatable, for error messages
	size    int     // approximate bytes if a Copier has counted them, else 0
	clean   bool    // made by a Copier or Freeze: holds nothing opaque
}

// NewTable returns an empty table with room for n entries.
func NewTable(n int) *Table {
	if n == 0 {
		return new(Table)
	}
	return &Table{entries: make([]Entry, 0, n)}
}

// Add appends an entry. The caller sees to it that keys do not repeat.
func (t *Table) Add(key, v Value) {
	if t.entries == nil {
		t.entries = make([]Entry, 0, firstEntries)
	}
	t.entries = append(t.entries, Entry{key, v})
}

// firstEntries is for how many entries a table makes room when it gets the first:
// one that grows a step at a time is copied three times until there.
const firstEntries = 4

// SetTypeName sets the name that argument errors give for this table.
func (t *Table) SetTypeName(name string) { t.name = name }

// Entries are the pairs of t in their order; not to be changed. They are made anew
// each time if t is a list of Bytes; who only looks at them takes Len and At.
func (t *Table) Entries() []Entry {
	if t.packed == nil {
		return t.entries
	}
	entries := make([]Entry, t.Len())
	for i := range entries {
		entries[i] = t.At(i)
	}
	return entries
}

// At is entry number i in the order of Entries, from 0.
func (t *Table) At(i int) Entry {
	if t.packed == nil {
		return t.entries[i]
	}
	return Entry{
		Key:   Value{kind: KindNumber, num: float64(i + 1)},
		Value: Value{kind: KindNumber, num: float64(t.packed.bytes[i])},
	}
}

// Len is the number of entries.
func (t *Table) Len() int {
	if t.packed != nil {
		return len(t.packed.bytes)
	}
	return len(t.entries)
}

// Get returns the value at key, or nil. It looks at every entry.
func (t *Table) Get(key Value) Value {
	if t.packed != nil {
		return t.packed.get(key)
	}
	for _, e := range t.entries {
		if e.Key == key {
			return e.Value
		}
	}
	return Nil
}

// Field returns the value at the string key name, or nil.
func (t *Table) Field(name string) Value { return t.Get(String(name)) }

// FromTable returns t as a value.
func FromTable(t *Table) Value { return Value{kind: KindTable, ref: t} }

// List returns a table of vs at 1, 2, 3, ….
func List(vs ...Value) Value {
	t := NewTable(len(vs))
	for i, v := range vs {
		t.Add(Int(i+1), v)
	}
	return FromTable(t)
}

// Strings returns a list of strings.
func Strings(ss []string) Value {
	t := NewTable(len(ss))
	for i, s := range ss {
		t.Add(Int(i+1), String(s))
	}
	return FromTable(t)
}
