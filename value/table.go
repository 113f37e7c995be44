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
	name    string // the __name of the original's metatable, for error messages
	size    int    // approximate bytes if a Copier has counted them, else 0
	clean   bool   // made by a Copier or Freeze: holds nothing opaque
}

// NewTable returns an empty table with room for n entries.
func NewTable(n int) *Table { return &Table{entries: make([]Entry, 0, n)} }

// Add appends an entry. The caller sees to it that keys do not repeat.
func (t *Table) Add(key, v Value) { t.entries = append(t.entries, Entry{key, v}) }

// SetTypeName sets the name that argument errors give for this table.
func (t *Table) SetTypeName(name string) { t.name = name }

// Entries are the pairs of t in their order; not to be changed.
func (t *Table) Entries() []Entry { return t.entries }

// Len is the number of entries.
func (t *Table) Len() int { return len(t.entries) }

// Get returns the value at key, or nil. It looks at every entry.
func (t *Table) Get(key Value) Value {
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
