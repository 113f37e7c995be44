package value

// Tables as keys are told apart by content while they travel. This file hashes
// and compares content. Both are graph walks over data that a hostile program
// chose, so results are remembered and every step is counted.

// step counts n steps of work on tables as keys.
func (c *Copier) step(n int) error {
	limit := 4 * c.limits.Entries
	if c.work += n; c.work > limit {
		return &LimitError{"steps to compare tables that are keys", limit}
	}
	return nil
}

// hashTable is Java's hash of a map: the sum over its entries of key hash xor
// value hash. Where the game would recurse without end, because t holds itself,
// the inner occurrence counts as 0.
func (c *Copier) hashTable(t *Table) (int32, error) {
	if c.hashes == nil {
		c.hashes = make(map[*Table]int32)
		c.visited = make(map[*Table]bool)
	}
	h, _, err := c.hashContent(t)
	return h, err
}

// hashContent is hashTable, and tells whether the hash will stay the same: not
// so while t reaches a table that is still being built or visited.
func (c *Copier) hashContent(t *Table) (hash int32, final bool, err error) {
	if h, ok := c.hashes[t]; ok {
		return h, true, nil
	}
	if c.visited[t] {
		return 0, false, nil
	}
	if len(c.visited) > c.limits.Depth {
		return 0, false, &LimitError{"tables deep", c.limits.Depth}
	}
	c.visited[t] = true
	defer delete(c.visited, t)
	if err := c.step(1 + t.Len()); err != nil {
		return 0, false, err
	}
	final = t.size > 0 // ended
	part := func(v Value) int32 {
		if v.kind != KindTable {
			if err == nil {
				err = c.step(len(v.str) / 64)
			}
			return hashScalar(v)
		}
		if err != nil {
			return 0
		}
		h, partFinal, partErr := c.hashContent(v.AsTable())
		final, err = final && partFinal, partErr
		return h
	}
	for i := range t.Len() {
		e := t.At(i)
		hash += part(e.Key) ^ part(e.Value)
	}
	if err == nil && final {
		c.hashes[t] = hash
	}
	return hash, final, err
}

// equalTables tells whether a and b have equal content. A pair that is met
// again while it is being compared counts as equal.
func (c *Copier) equalTables(a, b *Table) (bool, error) {
	if a == b {
		return true, nil
	}
	if a.Len() != b.Len() {
		return false, nil
	}
	pair := [2]*Table{a, b}
	if c.equals[pair] {
		return true, nil
	}
	if len(c.equals) > c.limits.Entries {
		return false, &LimitError{"pairs of tables that are keys", c.limits.Entries}
	}
	if c.equals == nil {
		c.equals = make(map[[2]*Table]bool)
	}
	c.equals[pair] = true
	same, err := c.equalContent(a, b)
	if !same || err != nil {
		delete(c.equals, pair)
	}
	return same, err
}

func (c *Copier) equalContent(a, b *Table) (bool, error) {
	if err := c.step(1 + a.Len() + b.Len()); err != nil {
		return false, err
	}
	values := make(map[Value]Value, b.Len())
	for i := range b.Len() {
		e := b.At(i)
		values[e.Key] = e.Value
	}
	for i := range a.Len() {
		e := a.At(i)
		other, ok := values[e.Key]
		if !ok && e.Key.kind == KindTable {
			var err error
			if other, ok, err = c.lookUp(b, e.Key.AsTable()); err != nil {
				return false, err
			}
		}
		if !ok {
			return false, nil
		}
		if same, err := c.equal(e.Value, other); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

// lookUp finds the value at a key of t that has the content of key.
func (c *Copier) lookUp(t, key *Table) (v Value, ok bool, err error) {
	h, err := c.hashTable(key)
	if err != nil {
		return Nil, false, err
	}
	for i := range t.Len() {
		e := t.At(i)
		if e.Key.kind != KindTable {
			continue
		}
		if err := c.step(1); err != nil {
			return Nil, false, err
		}
		other, err := c.hashTable(e.Key.AsTable())
		if err != nil {
			return Nil, false, err
		}
		if h != other {
			continue
		}
		if same, err := c.equalTables(e.Key.AsTable(), key); err != nil || same {
			return e.Value, same, err
		}
	}
	return Nil, false, nil
}

func (c *Copier) equal(a, b Value) (bool, error) {
	switch {
	case a.kind != b.kind:
		return false, nil
	case a.kind == KindTable:
		return c.equalTables(a.AsTable(), b.AsTable())
	case a.kind == KindNumber:
		return a.num == b.num || (a.num != a.num && b.num != b.num), nil
	}
	return a == b, nil
}
