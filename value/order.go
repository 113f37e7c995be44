package value

import (
	"cmp"
	"math"
	"strings"
)

// The game carries a table from one computer to another in a Java HashMap, and
// the receiver inserts its entries in that map's order. pairs() shows the
// difference: the array {1, …, 20} arrives with 17 after 19. This file knows
// that order.
//
// The map has 16 buckets and doubles them when it is more than three quarters
// full. A bucket is a chain in order of insertion; a chain that would get a
// ninth link doubles the buckets, or, where there are 64 already, becomes a
// red-black tree by (hash, key). Iteration still follows the chain, but a tree
// keeps its root first in the chain and puts a new link right behind its parent
// in the tree. Arrays of more than 128 numbers get there, so it matters.
const (
	firstBuckets = 16 // of a new map; a power of two, as always
	longestChain = 8  // links in a chain before it becomes a tree
	treeBuckets  = 64 // fewest buckets of a map that has trees
	untreeChain  = 6  // a tree split to this many links is a chain again
)

// hashString is Java's hash of a string whose characters are the bytes of s.
func hashString(s string) int32 {
	var h int32
	for i := range len(s) {
		h = 31*h + int32(s[i])
	}
	return h
}

// hashNumber is Java's hash of a double.
func hashNumber(f float64) int32 {
	b := math.Float64bits(f)
	if f != f {
		b = 0x7ff8000000000000 // Java knows one NaN
	}
	return int32(uint32(b>>32) ^ uint32(b))
}

// hashScalar is Java's hash of v, which is no table.
func hashScalar(v Value) int32 {
	switch v.kind {
	case KindString:
		return hashString(v.str)
	case KindNumber:
		return hashNumber(v.num)
	case KindBool:
		if v.num != 0 {
			return 1231
		}
		return 1237
	}
	return 0
}

// spread mixes the upper half of a hash into the lower one, which chooses the
// bucket.
func spread(h int32) int32 { return h ^ int32(uint32(h)>>16) }

// compareKeys orders two keys of equal hash inside a tree: by Java class, then
// by value. Tables have no order; the later of the two is the greater.
func compareKeys(a, b Value, later bool) int {
	if c := cmp.Compare(a.kind, b.kind); c != 0 {
		return c // Boolean, Double, String, HashMap: as the names of the classes
	}
	switch a.kind {
	case KindNumber:
		return cmp.Compare(a.num, b.num)
	case KindString:
		return strings.Compare(a.str, b.str)
	}
	if later {
		return 1
	}
	return -1
}

// none is the absent link.
const none = int32(-1)

// link is one entry of a javaMap. Links are numbered as the entries are.
type link struct {
	hash                int32 // spread
	next, prev          int32 // in the chain; prev is kept in trees only
	parent, left, right int32 // in the tree
	red                 bool
}

// javaMap replays the insertion of keys into a Java HashMap. It keeps its
// memory from one use to the next.
type javaMap struct {
	keys    []Entry
	links   []link
	heads   []int32 // first link of each bucket
	isTree  []bool  // for each bucket
	ordered []int32
}

// order returns the numbers of entries, whose keys are all different and hash
// to hashes (not yet spread), in the order in which the map would yield them.
// The result is valid until the next call.
func (m *javaMap) order(entries []Entry, hashes []int32) []int32 {
	m.keys = entries
	m.links = m.links[:0]
	m.reset(firstBuckets)
	for i, h := range hashes {
		m.links = append(m.links, link{spread(h), none, none, none, none, none, false})
		m.insert(int32(i))
		if 4*len(m.links) > 3*len(m.heads) {
			m.grow()
		}
	}
	m.ordered = m.ordered[:0]
	for _, l := range m.heads {
		for ; l != none; l = m.links[l].next {
			m.ordered = append(m.ordered, l)
		}
	}
	m.keys = nil
	return m.ordered
}

// reset makes n empty buckets.
func (m *javaMap) reset(n int) {
	m.heads = m.heads[:0]
	m.isTree = m.isTree[:0]
	for range n {
		m.heads = append(m.heads, none)
		m.isTree = append(m.isTree, false)
	}
}

func (m *javaMap) bucket(l int32) int { return int(m.links[l].hash) & (len(m.heads) - 1) }

// insert puts link l into its bucket.
func (m *javaMap) insert(l int32) {
	b := m.bucket(l)
	if m.isTree[b] {
		m.insertTree(b, l)
		return
	}
	if m.heads[b] == none {
		m.heads[b] = l
		return
	}
	last, length := m.heads[b], 1
	for m.links[last].next != none {
		last = m.links[last].next
		length++
	}
	m.links[last].next = l
	if length < longestChain {
		return
	}
	if len(m.heads) < treeBuckets {
		m.grow()
		return
	}
	m.linkBack(b)
	m.makeTree(b)
}

// linkBack sets prev along the chain of bucket b.
func (m *javaMap) linkBack(b int) {
	prev := none
	for l := m.heads[b]; l != none; l = m.links[l].next {
		m.links[l].prev = prev
		prev = l
	}
}

// grow doubles the buckets. Every chain falls into two, each in its old order.
func (m *javaMap) grow() {
	n := len(m.heads)
	for range n {
		m.heads = append(m.heads, none)
		m.isTree = append(m.isTree, false)
	}
	for b := range n {
		var heads, tails = [2]int32{none, none}, [2]int32{none, none}
		var counts [2]int
		for l := m.heads[b]; l != none; l = m.links[l].next {
			half := 0
			if int(m.links[l].hash)&n != 0 {
				half = 1
			}
			if tails[half] == none {
				heads[half] = l
			} else {
				m.links[tails[half]].next = l
			}
			tails[half] = l
			counts[half]++
		}
		wasTree := m.isTree[b]
		for half, h := range heads {
			at := b + half*n
			m.heads[at], m.isTree[at] = h, false
			if h == none {
				continue
			}
			m.links[tails[half]].next = none
			if !wasTree || counts[half] <= untreeChain {
				continue
			}
			m.isTree[at] = true
			m.linkBack(at)
			if counts[1-half] > 0 { // otherwise the tree is whole and stays
				m.makeTree(at)
			}
		}
	}
}

// makeTree builds the tree of bucket b from its chain.
func (m *javaMap) makeTree(b int) {
	m.isTree[b] = true
	root := none
	for l := m.heads[b]; l != none; l = m.links[l].next {
		n := &m.links[l]
		n.parent, n.left, n.right, n.red = none, none, none, false
		if root == none {
			root = l
			continue
		}
		m.hang(root, l)
		root = m.rebalance(root, l)
	}
	m.rootFirst(b, root)
}

// insertTree puts l into the tree of bucket b, and into the chain behind its
// parent in the tree.
func (m *javaMap) insertTree(b int, l int32) {
	root := m.heads[b]
	for m.links[root].parent != none {
		root = m.links[root].parent
	}
	parent := m.hang(root, l)
	after := m.links[parent].next
	m.links[l].next, m.links[l].prev = after, parent
	m.links[parent].next = l
	if after != none {
		m.links[after].prev = l
	}
	m.rootFirst(b, m.rebalance(root, l))
}

// hang makes l a leaf of the tree under root, and returns its parent.
func (m *javaMap) hang(root, l int32) (parent int32) {
	n := &m.links[l]
	for p := root; ; {
		at := &m.links[p]
		side := cmp.Compare(n.hash, at.hash)
		if side == 0 {
			side = compareKeys(m.keys[l].Key, m.keys[p].Key, l > p)
		}
		child := &at.left
		if side > 0 {
			child = &at.right
		}
		if *child == none {
			*child, n.parent = l, p
			return p
		}
		p = *child
	}
}

// rootFirst moves root to the head of the chain of bucket b.
func (m *javaMap) rootFirst(b int, root int32) {
	first := m.heads[b]
	if first == root {
		return
	}
	prev, next := m.links[root].prev, m.links[root].next
	if next != none {
		m.links[next].prev = prev
	}
	if prev != none {
		m.links[prev].next = next
	}
	m.links[first].prev = root
	m.links[root].next, m.links[root].prev = first, none
	m.heads[b] = root
}

// rebalance restores the rules of a red-black tree after leaf x has been hung
// into it, and returns the root.
func (m *javaMap) rebalance(root, x int32) int32 {
	t := m.links
	t[x].red = true
	for {
		parent := t[x].parent
		if parent == none {
			t[x].red = false
			return x
		}
		grand := t[parent].parent
		if !t[parent].red || grand == none {
			return root
		}
		left := t[grand].left == parent
		uncle := t[grand].left
		if left {
			uncle = t[grand].right
		}
		if uncle != none && t[uncle].red {
			t[uncle].red, t[parent].red, t[grand].red = false, false, true
			x = grand
			continue
		}
		if left == (t[parent].right == x) { // x hangs on the inner side
			root = m.rotate(root, parent, left)
			x, parent = parent, x
		}
		t[parent].red, t[grand].red = false, true
		root = m.rotate(root, grand, !left)
	}
}

// rotate turns the tree around p, to the left or to the right, and returns the
// root.
func (m *javaMap) rotate(root, p int32, toLeft bool) int32 {
	t := m.links
	var up, inner int32
	if toLeft {
		up = t[p].right
		inner = t[up].left
		t[p].right, t[up].left = inner, p
	} else {
		up = t[p].left
		inner = t[up].right
		t[p].left, t[up].right = inner, p
	}
	if inner != none {
		t[inner].parent = p
	}
	grand := t[p].parent
	t[up].parent, t[p].parent = grand, up
	switch {
	case grand == none:
		return up
	case t[grand].left == p:
		t[grand].left = up
	default:
		t[grand].right = up
	}
	return root
}

// fewEntries is how many entries a map can take without a chain growing too
// long, so that their order is simply that of their buckets.
const fewEntries = longestChain

// sortFew puts at most fewEntries entries into the map's order.
func sortFew(entries []Entry, hashes []int32) {
	var buckets [fewEntries]int32
	for i := range entries {
		b := spread(hashes[i]) & (firstBuckets - 1)
		e := entries[i]
		j := i
		for ; j > 0 && buckets[j-1] > b; j-- {
			buckets[j], entries[j] = buckets[j-1], entries[j-1]
		}
		buckets[j], entries[j] = b, e
	}
}
