package luavm

import "unsafe"

// node is one entry of the hash part. Entries whose keys hash to the same
// place are chained. An entry set to nil keeps its key, so that a traversal
// can go on from it.
type node struct {
	val  Value
	key  Value
	next uint32 // index of the next node of the chain plus 1, or 0
}

// noNodes is the hash part of tables that have none. It is never written.
var noNodes [1]node

// chainFree is how many nodes of a chain a lookup visits for nothing; the rest
// is charged as steps, so that a program that makes its keys collide pays.
const chainFree = 16

// longKey is the length from which comparing keys is charged.
const longKey = 1 << 10

func (t *Table) at(i uint32) *node {
	return (*node)(unsafe.Add(unsafe.Pointer(t.node), uintptr(i)*unsafe.Sizeof(node{})))
}

func (t *Table) indexOf(nd *node) int {
	return int((uintptr(unsafe.Pointer(nd)) - uintptr(unsafe.Pointer(t.node))) / unsafe.Sizeof(node{}))
}

// hashString is PUC Lua 5.1's hash with the right shift of a signed word. Of
// long strings it looks at 32 bytes or so.
func hashString(s string) uint32 {
	h := int32(len(s))
	step := len(s)>>5 + 1
	for i := len(s); i >= step; i -= step {
		h ^= h<<5 + h>>2 + int32(s[i-1])
	}
	return uint32(h)
}

// hashNumber returns the hash of a number that is a key of the hash part.
func hashNumber(f float64, n uint64) uint32 {
	if i := int64(f); float64(i) == f && i == int64(int32(i)) {
		return uint32(i)
	}
	b := ^n
	return uint32(b>>32) | uint32(b)
}

// mod is the place of numbers and of objects with an identity.
func (t *Table) mod(h uint32) uint32 { return (h & 0x7fffffff) % (t.mask | 1) }

// hashObject returns the place of a boolean or an object.
func (t *Table) hashObject(k Value) uint32 {
	switch Kind(k.n >> kindShift) {
	case KindTable:
		return t.mod(k.table().id)
	case KindThread:
		return t.mod(k.thread().id)
	case KindUserdata:
		return t.mod(k.userdata().id)
	case KindFunction:
		return k.closure().id & t.mask
	case KindBuiltin:
		return k.builtin().id & t.mask
	}
	return uint32(k.n) & t.mask // booleans
}

// main returns the place where key k belongs.
func (t *Table) main(k Value) uint32 {
	if k.isString() {
		return hashString(k.str()) & t.mask
	}
	if k.n >= minNumber {
		return t.mod(hashNumber(k.num(), k.n))
	}
	return t.hashObject(k)
}

func (t *Table) getStr(s *State, k Value, h uint32) Value {
	if k.n > tagString+longKey && s != nil {
		s.budget -= int64(k.n&lenMask) >> 6 // for the comparison
	}
	nd := t.at(h & t.mask)
	for hops := 0; ; hops++ {
		if nd.key.n == k.n && (nd.key.p == k.p || nd.key.str() == k.str()) {
			return nd.val
		}
		if nd.next == 0 {
			return Nil
		}
		if hops > chainFree && s != nil {
			s.budget--
		}
		nd = t.at(nd.next - 1)
	}
}

func (t *Table) findStr(s *State, k Value, h uint32) *node {
	if k.n > tagString+longKey && s != nil {
		s.budget -= int64(k.n&lenMask) >> 6 // for the comparison
	}
	nd := t.at(h & t.mask)
	for hops := 0; ; hops++ {
		if nd.key.n == k.n && (nd.key.p == k.p || nd.key.str() == k.str()) {
			return nd
		}
		if nd.next == 0 {
			return nil
		}
		if hops > chainFree && s != nil {
			s.budget--
		}
		nd = t.at(nd.next - 1)
	}
}

func (t *Table) findNumber(s *State, k Value) *node {
	if k.n == 0xffffffffffffffff^(1<<63) { // minus zero
		k = Int(0)
	}
	nd := t.at(t.mod(hashNumber(k.num(), k.n)))
	for hops := 0; ; hops++ {
		if nd.key.n == k.n {
			return nd
		}
		if nd.next == 0 {
			return nil
		}
		if hops > chainFree && s != nil {
			s.budget--
		}
		nd = t.at(nd.next - 1)
	}
}

// findObject looks up a boolean or an object.
func (t *Table) findObject(s *State, k Value) *node {
	if k.n == 0 {
		return nil
	}
	nd := t.at(t.hashObject(k))
	for hops := 0; ; hops++ {
		if nd.key.n == k.n && nd.key.p == k.p {
			return nd
		}
		if nd.next == 0 {
			return nil
		}
		if hops > chainFree && s != nil {
			s.budget--
		}
		nd = t.at(nd.next - 1)
	}
}

// findOther looks up anything but a number.
func (t *Table) findOther(s *State, k Value) *node {
	if k.isString() {
		return t.findStr(s, k, hashString(k.str()))
	}
	return t.findObject(s, k)
}

// insert adds key k, which is not in t, neither nil nor NaN, and not within
// the array part. If the place of k is taken by a node that belongs elsewhere,
// that one moves to a free node; otherwise k goes to a free one.
func (t *Table) insert(s *State, k, v Value) {
	t.absent = 0
	if t.node == &noNodes[0] {
		if n := len(t.arr); !t.holes && n == cap(t.arr) && k.n == Int(n+1).n {
			t.setArray(s, 1<<ceilLog2(uint32(n+1))) // what counting would find
			t.setSlot(n, v)
			return
		}
		t.rehash(s, k, v)
		return
	}
	place := t.main(k)
	nd := t.at(place)
	if nd.val.n != 0 {
		free, ok := t.freeNode()
		if !ok {
			t.rehash(s, k, v)
			return
		}
		fn := t.at(free)
		if other := t.main(nd.key); other != place {
			prev := t.at(other)
			for prev.next-1 != place {
				prev = t.at(prev.next - 1)
			}
			prev.next = free + 1
			*fn = *nd
			nd.next = 0
		} else {
			fn.next = nd.next
			nd.next = free + 1
			nd = fn
		}
	}
	nd.key = k
	nd.val = v
}

func (t *Table) freeNode() (uint32, bool) {
	for t.lastFree > 0 {
		t.lastFree--
		if t.at(t.lastFree).key.n == 0 {
			return t.lastFree, true
		}
	}
	return 0, false
}

// setNodes gives t a new hash part with room for n keys.
func (t *Table) setNodes(s *State, n int) {
	if n == 0 {
		t.node, t.mask, t.lastFree = &noNodes[0], 0, 0
		return
	}
	size := 1 << ceilLog2(uint32(n))
	s.charge(int64(size) * nodeBytes)
	t.node = &make([]node, size)[0]
	t.mask = uint32(size - 1)
	t.lastFree = uint32(size)
}

// resize moves everything to new parts.
func (t *Table) resize(s *State, narr, nhash int) {
	oldNode, oldMask, had := t.node, t.mask, t.node != &noNodes[0]
	oldArr := t.arr
	if narr > cap(t.arr) {
		t.setArray(s, narr)
	}
	t.setNodes(s, nhash)
	if narr < cap(oldArr) {
		keep := oldArr[:min(len(oldArr), narr)]
		t.arr = make([]Value, 0, narr)
		t.holes = false
		for i, v := range keep {
			if v.n != 0 {
				t.setSlot(i, v)
			}
		}
		for i := narr; i < len(oldArr); i++ {
			if oldArr[i].n != 0 {
				t.SetInt(s, i+1, oldArr[i])
			}
		}
	}
	if !had {
		return
	}
	old := Table{node: oldNode}
	for i := int(oldMask); i >= 0; i-- {
		if nd := old.at(uint32(i)); nd.val.n != 0 {
			t.reinsert(s, nd.key, nd.val)
		}
	}
}

// reinsert sets a key while the table is being resized.
func (t *Table) reinsert(s *State, k, v Value) {
	if i, ok := arrayKey(k); ok && i <= cap(t.arr) {
		t.setSlot(i-1, v)
		return
	}
	t.insert(s, k, v)
}

// arrayKey returns k if it is a key that could be in an array part.
func arrayKey(k Value) (int, bool) {
	if k.n < minNumber {
		return 0, false
	}
	f := k.num()
	i := int64(f)
	return int(i), float64(i) == f && i > 0 && i <= 1<<31-1
}

// rehash counts all keys and k, resizes the parts, and sets k.
func (t *Table) rehash(s *State, k, v Value) {
	var nums [33]int // keys in (2^(i-1), 2^i]
	total, inArray := 1, 0
	count := func(k Value) {
		if i, ok := arrayKey(k); ok {
			nums[ceilLog2(uint32(i))]++
			inArray++
		}
	}
	if t.holes {
		for i, v := range t.arr {
			if v.n != 0 {
				nums[ceilLog2(uint32(i+1))]++
				inArray++
				total++
			}
		}
	} else {
		n := len(t.arr)
		for i, lo := 0, 0; lo < n; i++ {
			hi := min(1<<i, n)
			nums[i] = hi - lo
			lo = hi
		}
		inArray, total = n, n+1
	}
	if t.node != &noNodes[0] {
		for i := uint32(0); i <= t.mask; i++ {
			if nd := t.at(i); nd.val.n != 0 {
				count(nd.key)
				total++
			}
		}
	}
	count(k)
	narr, used, sum := 0, 0, 0
	for i, p := 0, 1; i < len(nums) && inArray > p/2; i, p = i+1, p*2 {
		if sum += nums[i]; nums[i] > 0 && sum > p/2 {
			narr, used = p, sum
		}
	}
	if s != nil {
		s.budget -= int64(total) / 4
	}
	t.resize(s, narr, total-used)
	t.reinsert(s, k, v)
}
