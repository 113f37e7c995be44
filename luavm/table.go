package luavm

import (
	"math/bits"
	"unsafe"
)

// Table is a Lua table: an array part for the keys 1 to n and a hash part of
// nodes, laid out as PUC Lua 5.1 lays them out, because programs see the layout
// in the order of pairs and in the length of sequences with holes.
//
// The size of the array part is cap(arr). Its slots from len(arr) on are nil,
// and if holes is false those before are not, so that the length of a sequence
// is len(arr) and appending is taking one more slot. When a key finds no free
// node, all keys are counted anew: the array gets the largest power of two of
// which more than half is in use, the nodes the rest.
type Table struct {
	arr      []Value
	node     *node // the first of mask+1 nodes
	meta     *Table
	mask     uint32
	lastFree uint32 // no node from here on is free
	id       uint32
	absent   uint16 // metamethods known not to be here, a bit for each metamethod
	holes    bool   // there may be nils in arr
}

const (
	tableBytes = int64(unsafe.Sizeof(Table{}))
	nodeBytes  = int64(unsafe.Sizeof(node{}))
	valueBytes = int64(unsafe.Sizeof(Value{}))
)

// NewTable returns an empty table with room for the keys 1 to narr and nhash
// others.
func (s *State) NewTable(narr, nhash int) *Table {
	t := &Table{node: &noNodes[0], id: s.newID()}
	s.charge(tableBytes)
	if narr > 0 {
		t.arr = make([]Value, 0, narr)
		s.charge(int64(narr) * valueBytes)
	}
	if nhash > 0 {
		t.setNodes(s, nhash)
	}
	return t
}

// Meta returns the metatable of t, nil if there is none.
func (t *Table) Meta() *Table { return t.meta }

// SetMeta sets the metatable of t; nil removes it.
func (t *Table) SetMeta(m *Table) { t.meta = m }

// Get returns the value of key k, raw.
func (t *Table) Get(k Value) Value { return t.get(nil, k) }

// get is Get; long chains of colliding keys are charged to s.
func (t *Table) get(s *State, k Value) Value {
	if k.n >= minNumber {
		f := k.num()
		i := int64(f)
		if uint64(i-1) < uint64(len(t.arr)) && float64(i) == f {
			return t.arr[i-1]
		}
		if t.mask == 0 && t.node == &noNodes[0] {
			return Nil
		}
		if nd := t.findNumber(s, k); nd != nil {
			return nd.val
		}
		return Nil
	}
	if k.isString() {
		return t.getStr(s, k, hashString(k.str()))
	}
	if nd := t.findObject(s, k); nd != nil {
		return nd.val
	}
	return Nil
}

// GetInt returns the value of key i, raw.
func (t *Table) GetInt(i int) Value {
	if uint(i-1) < uint(len(t.arr)) {
		return t.arr[i-1]
	}
	if uint(i-1) < uint(cap(t.arr)) || t.node == &noNodes[0] {
		return Nil
	}
	if nd := t.findNumber(nil, Int(i)); nd != nil {
		return nd.val
	}
	return Nil
}

// GetStr returns the value of key k, raw.
func (t *Table) GetStr(k string) Value { return t.getStr(nil, String(k), hashString(k)) }

// Set sets key k to v, raw. Nil and NaN cannot be keys.
func (t *Table) Set(s *State, k, v Value) error {
	if k.n >= minNumber {
		if k.n == nNaN {
			return errKeyNaN
		}
		f := k.num()
		if i := int64(f); uint64(i-1) < uint64(cap(t.arr)) && float64(i) == f {
			t.setSlot(int(i-1), v)
			return nil
		}
		if nd := t.findNumber(s, k); nd != nil {
			nd.val = v
			return nil
		}
		if f == 0 {
			k = Int(0)
		}
	} else if nd := t.findOther(s, k); nd != nil {
		nd.val = v
		t.absent = 0
		return nil
	} else if k.n == 0 {
		return errKeyNil
	}
	t.insert(s, k, v)
	return nil
}

// SetInt sets key i to v, raw.
func (t *Table) SetInt(s *State, i int, v Value) {
	if uint(i-1) < uint(cap(t.arr)) {
		t.setSlot(i-1, v)
		return
	}
	k := Int(i)
	if nd := t.findNumber(s, k); nd != nil {
		nd.val = v
		return
	}
	t.insert(s, k, v)
}

// SetStr sets key k to v, raw.
func (t *Table) SetStr(s *State, k string, v Value) {
	t.setStr(s, String(k), hashString(k), v)
}

func (t *Table) setStr(s *State, k Value, h uint32, v Value) {
	t.absent = 0
	if nd := t.findStr(s, k, h); nd != nil {
		nd.val = v
		return
	}
	t.insert(s, k, v)
}

// setSlot sets slot i of the array part, i < cap(t.arr).
func (t *Table) setSlot(i int, v Value) {
	n := len(t.arr)
	switch {
	case i < n:
		t.arr[i] = v
		if v.n != 0 {
			return
		}
		if i < n-1 {
			t.holes = true
			return
		}
		for n--; t.holes && n > 0 && t.arr[n-1].n == 0; n-- {
		}
		t.arr = t.arr[:n]
		if n == 0 {
			t.holes = false
		}
	case v.n != 0:
		t.arr = t.arr[:i+1]
		t.arr[i] = v
		if i > n {
			t.holes = true
		}
	}
}

// Len returns a border of t: some n with t[n] set and t[n+1] not.
func (t *Table) Len() int {
	n, size := len(t.arr), cap(t.arr)
	if n < size {
		if !t.holes {
			return n
		}
		lo, hi := 0, size+1
		for hi-lo > 1 {
			if mid := (lo + hi) / 2; mid > n || t.arr[mid-1].n == 0 {
				hi = mid
			} else {
				lo = mid
			}
		}
		return lo
	}
	if t.node == &noNodes[0] {
		return n
	}
	lo, hi := n, n+1
	for t.GetInt(hi).n != 0 {
		lo = hi
		if hi *= 2; uint64(hi) > 2*(1<<31-1)-2 {
			for lo = 1; t.GetInt(lo).n != 0; lo++ {
			}
			return lo - 1
		}
	}
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; t.GetInt(mid).n == 0 {
			hi = mid
		} else {
			lo = mid
		}
	}
	return lo
}

// Next returns the entry after key k, or the first for nil. ok is false at the
// end. A key that is not in t is an error, but one that was set to nil since
// it was returned is not.
func (t *Table) Next(k Value) (nk, nv Value, ok bool, err error) {
	i, err := t.position(k)
	if err != nil {
		return Nil, Nil, false, err
	}
	nk, nv, _, ok = t.entry(i)
	return nk, nv, ok, nil
}

// position returns the place in the order of pairs that follows key k.
func (t *Table) position(k Value) (int, error) {
	if k.n == 0 {
		return 0, nil
	}
	if k.n >= minNumber {
		f := k.num()
		if i := int64(f); uint64(i-1) < uint64(cap(t.arr)) && float64(i) == f {
			return int(i), nil
		}
	}
	var nd *node
	if k.n >= minNumber {
		nd = t.findNumber(nil, k)
	} else {
		nd = t.findOther(nil, k)
	}
	if nd == nil {
		return 0, errNextKey
	}
	return cap(t.arr) + t.indexOf(nd) + 1, nil
}

// entry returns the first entry at place i or after it, and the place that
// follows.
func (t *Table) entry(i int) (k, v Value, next int, ok bool) {
	if size := cap(t.arr); i < size {
		for ; i < len(t.arr); i++ {
			if t.arr[i].n != 0 {
				return Int(i + 1), t.arr[i], i + 1, true
			}
		}
		i = size
	}
	if t.node == &noNodes[0] {
		return Nil, Nil, i, false
	}
	for j := i - cap(t.arr); j <= int(t.mask); j++ {
		if nd := t.at(uint32(j)); nd.val.n != 0 {
			return nd.key, nd.val, cap(t.arr) + j + 1, true
		}
	}
	return Nil, Nil, i, false
}

// grow makes the array part at least n slots large, as a constructor does
// before it stores a list.
func (t *Table) grow(s *State, n int) {
	if n <= cap(t.arr) {
		return
	}
	if t.node == &noNodes[0] {
		t.setArray(s, n)
		return
	}
	t.resize(s, n, int(t.mask)+1)
}

// setArray makes the array part n slots large, n >= cap(t.arr).
func (t *Table) setArray(s *State, n int) {
	s.charge(int64(n-cap(t.arr)) * valueBytes)
	if len(t.arr) == 0 {
		t.arr = make([]Value, 0, n)
		return
	}
	grown := append(t.arr[:len(t.arr):len(t.arr)], make([]Value, n-len(t.arr))...)
	t.arr = grown[:len(t.arr):n]
}

func ceilLog2(n uint32) int { return bits.Len32(n - 1) }
