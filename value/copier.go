package value

import (
	"fmt"
	"slices"
)

// Limits bound what one copied argument may hold, so that no program can harm
// its neighbours with a monstrous payload. The game has no such limits beyond
// the memory and the stack of its host. A zero field means its default.
type Limits struct {
	Depth   int // tables inside tables, at most; 4,096 by default
	Entries int // entries of all tables together; 1,048,576 by default
	Bytes   int // approximate bytes, as Size counts them; 16 MiB by default
}

func (l Limits) withDefaults() Limits {
	if l.Depth == 0 {
		l.Depth = 4096
	}
	if l.Entries == 0 {
		l.Entries = 1 << 20
	}
	if l.Bytes == 0 {
		l.Bytes = 16 << 20
	}
	return l
}

// LimitError tells which of the Limits an argument exceeds.
type LimitError struct {
	What  string // "tables deep", "entries", "bytes", …
	Limit int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("value too large to copy: more than %d %s", e.Limit, e.What)
}

// Approximate sizes in bytes, for the limits and for Size.
const (
	scalarSize = 48 // any value; a string has its length besides
	tableSize  = 64
)

// Copier makes a frozen tree of an engine's tables, by the rules of the game:
//
//   - functions, coroutines and other opaque things vanish, together with their
//     entry when they stand in a table; metatables do not matter;
//   - a table that occurs twice inside one argument is one table in the copy,
//     so cycles survive; two arguments share nothing;
//   - the entries stand in the order of the Java map that carries them;
//   - keys that are different tables of equal content become one key, the first,
//     with the value of the last.
//
// The engine walks its tables and tells what it sees:
//
//	c.Reset() // a new argument
//	var freeze func(v lua.Value) (value.Value, error)
//	freeze = func(v lua.Value) (value.Value, error) {
//		t, ok := v.(*lua.Table)
//		if !ok {
//			return scalar(v), nil
//		}
//		copied, fresh, err := c.Begin(t, t.Len())
//		if err != nil || !fresh {
//			return copied, err
//		}
//		for k, v := range t.Raw {
//			key, err := freeze(k)
//			…
//			val, err := freeze(v)
//			…
//			if err := c.Add(key, val); err != nil …
//		}
//		return c.End(), nil
//	}
//
// A Copier keeps its memory from one argument to the next, and serves one
// goroutine at a time. After an error it must be Reset. The zero Copier is
// ready, with default limits.
type Copier struct {
	limits  Limits
	open    []building         // tables begun and not ended, outermost first …
	stack   []Entry            // … and their entries so far, one table's behind the other's
	ids     []any              // the engine's tables met in this argument …
	tables  []*Table           // … and their copies
	index   map[any]*Table     // both again once there are many
	hashes  map[*Table]int32   // content of ended tables without a cycle
	visited map[*Table]bool    // tables being hashed
	equals  map[[2]*Table]bool // pairs of tables being compared or found equal
	entries int
	bytes   int
	work    int // steps spent on tables as keys

	javaMap javaMap
	keyHash []int32
}

// building is a table between Begin and End.
type building struct {
	table     *Table
	first     int               // where its entries begin on the stack
	start     int               // bytes counted before it
	tableKeys map[int32][]int32 // content hash -> numbers of entries with such a key
}

const (
	fewTables  = 32   // above this many, tables are found in a map
	manyTables = 1024 // above this many, scratch memory is not kept
)

// NewCopier returns a Copier with the given limits.
func NewCopier(limits Limits) *Copier { return &Copier{limits: limits.withDefaults()} }

// Reset starts a new argument: tables met before are forgotten. It must be
// called between arguments, and may be before the first.
func (c *Copier) Reset() {
	if len(c.ids) == 0 && len(c.open) == 0 {
		return
	}
	if len(c.ids) > manyTables || cap(c.stack) > 4*manyTables {
		*c = Copier{limits: c.limits}
		return
	}
	clear(c.ids)
	clear(c.tables)
	clear(c.open)
	clear(c.stack)
	c.ids, c.tables, c.open, c.stack = c.ids[:0], c.tables[:0], c.open[:0], c.stack[:0]
	c.index, c.hashes, c.visited, c.equals = nil, nil, nil, nil
	c.entries, c.bytes, c.work = 0, 0, 0
}

// Begin starts the copy of the engine's table id, any comparable handle of it,
// which has n entries or more. If the argument has held that table before, fresh
// is false and copied is its copy, perhaps still unfinished; otherwise Add and
// End must follow.
func (c *Copier) Begin(id any, n int) (copied Value, fresh bool, err error) {
	if t := c.find(id); t != nil {
		return FromTable(t), false, nil
	}
	if c.limits.Depth == 0 {
		c.limits = c.limits.withDefaults()
	}
	if len(c.open) >= c.limits.Depth {
		return Nil, false, &LimitError{"tables deep", c.limits.Depth}
	}
	start := c.bytes
	if err := c.charge(tableSize); err != nil {
		return Nil, false, err
	}
	t := &Table{clean: true}
	c.remember(id, t)
	c.open = append(c.open, building{table: t, first: len(c.stack), start: start})
	c.stack = slices.Grow(c.stack, min(max(n, 0), manyTables))
	return FromTable(t), true, nil
}

func (c *Copier) find(id any) *Table {
	if c.index != nil {
		return c.index[id]
	}
	for i, other := range c.ids {
		if other == id {
			return c.tables[i]
		}
	}
	return nil
}

func (c *Copier) remember(id any, t *Table) {
	c.ids, c.tables = append(c.ids, id), append(c.tables, t)
	switch {
	case c.index != nil:
		c.index[id] = t
	case len(c.ids) > fewTables:
		c.index = make(map[any]*Table, 4*fewTables)
		for i, id := range c.ids {
			c.index[id] = c.tables[i]
		}
	}
}

func (c *Copier) charge(bytes int) error {
	if c.bytes += bytes; c.bytes > c.limits.Bytes {
		return &LimitError{"bytes", c.limits.Bytes}
	}
	return nil
}

// Add adds an entry to the table begun last. Nothing happens when the key or
// the value is nil or opaque.
func (c *Copier) Add(key, v Value) error {
	if key.kind == KindNil || v.kind == KindNil || key.kind == KindOpaque || v.kind == KindOpaque {
		return nil
	}
	if c.entries++; c.entries > c.limits.Entries {
		return &LimitError{"entries", c.limits.Entries}
	}
	if err := c.charge(2*scalarSize + len(key.str) + len(v.str)); err != nil {
		return err
	}
	b := &c.open[len(c.open)-1]
	if key.kind == KindTable {
		if same, err := c.sameKey(b, key.AsTable()); err != nil || same != nil {
			if same != nil {
				same.Value = v
			}
			return err
		}
	}
	c.stack = append(c.stack, Entry{key, v})
	return nil
}

// sameKey returns the entry of b whose key is a table of the same content as
// key. If there is none, it notes that key is about to become the next entry.
func (c *Copier) sameKey(b *building, key *Table) (*Entry, error) {
	c.showOpen()
	h, err := c.hashTable(key)
	if err != nil {
		return nil, err
	}
	if b.tableKeys == nil {
		b.tableKeys = make(map[int32][]int32)
	}
	for _, i := range b.tableKeys[h] {
		e := &c.stack[b.first+int(i)]
		same, err := c.equalTables(e.Key.AsTable(), key)
		if err != nil {
			return nil, err
		}
		if same {
			return e, nil
		}
	}
	b.tableKeys[h] = append(b.tableKeys[h], int32(len(c.stack)-b.first))
	return nil, nil
}

// showOpen lets tables that are not ended be seen with the entries that they have so
// far: a key may hold them.
func (c *Copier) showOpen() {
	end := len(c.stack)
	for i := len(c.open) - 1; i >= 0; i-- {
		b := &c.open[i]
		b.table.entries = c.stack[b.first:end:end]
		end = b.first
	}
}

// End finishes the table begun last and returns it.
func (c *Copier) End() Value {
	b := &c.open[len(c.open)-1]
	t := b.table
	t.size = c.bytes - b.start
	t.entries = c.arranged(b)
	clear(c.stack[b.first:])
	c.stack = c.stack[:b.first]
	*b = building{}
	c.open = c.open[:len(c.open)-1]
	return FromTable(t)
}

// Copy copies a frozen value, as one argument: what an engine would make of it that had
// it as its own.
func (c *Copier) Copy(v Value) (Value, error) {
	c.Reset()
	return c.copy(v)
}

// copy goes no deeper than Begin allows.
func (c *Copier) copy(v Value) (Value, error) {
	t := v.AsTable()
	if t == nil {
		return v, nil
	}
	copied, fresh, err := c.Begin(t, t.Len())
	if err != nil || !fresh {
		return copied, err
	}
	for i := range t.Len() {
		e := t.At(i)
		if e.Key, err = c.copy(e.Key); err != nil {
			return Nil, err
		}
		if e.Value, err = c.copy(e.Value); err != nil {
			return Nil, err
		}
		if err = c.Add(e.Key, e.Value); err != nil {
			return Nil, err
		}
	}
	return c.End(), nil
}

// Cost is what the current argument has taken so far, in entries copied and
// compared, for an engine to charge to its program. A table costs as much as some
// entries.
func (c *Copier) Cost() int { return c.entries + tableCost*len(c.ids) + c.work }

const tableCost = 4

// arranged returns the entries of b in the map's order.
func (c *Copier) arranged(b *building) []Entry {
	entries := c.stack[b.first:]
	if len(entries) == 0 {
		return nil
	}
	out := make([]Entry, len(entries))
	c.keyHash = c.keyHash[:0]
	for i := range entries {
		c.keyHash = append(c.keyHash, hashScalar(entries[i].Key))
	}
	for h, numbers := range b.tableKeys { // the order of this walk does not show
		for _, i := range numbers {
			c.keyHash[i] = h
		}
	}
	if len(entries) <= fewEntries {
		copy(out, entries)
		sortFew(out, c.keyHash)
		return out
	}
	for to, from := range c.javaMap.order(entries, c.keyHash) {
		out[to] = entries[from]
	}
	if len(entries) > manyTables {
		c.javaMap, c.keyHash = javaMap{}, nil
	}
	return out
}
