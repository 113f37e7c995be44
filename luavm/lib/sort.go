package lib

import (
	"math/bits"
	"slices"

	"ccnet/luavm"
)

// sorter is a heap sort that can wait for a comparison. Its sequence of
// comparisons and exchanges is the game's, so that equal keys end up in the
// same order there and here. It sorts elements 1..n of table, or values.
type sorter struct {
	table  *luavm.Table
	values []luavm.Value
	less   luavm.Value // the comparator, or nil for the order of the values
	then   *access     // what goes on after sorting values

	building   int // roots that still have to be sifted before the heap is one
	end        int // last element of the heap, from 0
	root       int
	child      int
	rootValue  luavm.Value
	childValue luavm.Value
	other      luavm.Value // the sibling of the child
	step       sortStep
	result     bool // of the last comparison
}

// sortStep says what sifting down goes on with.
type sortStep uint8

const (
	sortChild   sortStep = iota // look at the next child
	sortSibling                 // the two children have been compared
	sortRoot                    // root and child have been compared
)

// tableSort is sort(t [, less]).
func tableSort(c *luavm.Call) error {
	v := checkTableLike(c)
	less := c.Arg(2)
	if !less.IsNil() {
		c.CheckFunction(2)
	}
	t, ok := plain(v)
	if !ok {
		return startAccess(c, &access{op: accessSort, obj: v, less: less})
	}
	n := t.Len()
	if less.IsNil() && sortPlain(c, t, n) {
		return c.Return()
	}
	return (&sorter{table: t, less: less}).start(c, n)
}

// sortPlain sorts tables of numbers or of strings alone: equal elements cannot
// be told apart, so that any way of sorting will do.
func sortPlain(c *luavm.Call, t *luavm.Table, n int) bool {
	if n < 2 {
		return true
	}
	switch t.GetInt(1).Kind() {
	case luavm.KindNumber:
		numbers := make([]float64, 0, n)
		for i := 1; i <= n; i++ {
			f, ok := t.GetInt(i).AsNumber()
			if !ok || f != f {
				return false
			}
			numbers = append(numbers, f)
		}
		c.Charge(n * bits.Len(uint(n)) >> 1)
		slices.Sort(numbers)
		for i, f := range numbers {
			t.SetInt(c.State(), i+1, luavm.Number(f))
		}
		return true
	case luavm.KindString:
		texts := make([]string, 0, n)
		for i := 1; i <= n; i++ {
			s, ok := t.GetInt(i).AsString()
			if !ok {
				return false
			}
			texts = append(texts, s)
		}
		c.Charge(n * bits.Len(uint(n)))
		slices.Sort(texts)
		for i, s := range texts {
			t.SetInt(c.State(), i+1, luavm.String(s))
		}
		return true
	}
	return false
}

func (s *sorter) at(i int) luavm.Value {
	if s.table != nil {
		return s.table.GetInt(i + 1)
	}
	return s.values[i]
}

func (s *sorter) put(c *luavm.Call, i int, v luavm.Value) {
	if s.table != nil {
		s.table.SetInt(c.State(), i+1, v)
	} else {
		s.values[i] = v
	}
}

func (s *sorter) start(c *luavm.Call, n int) error {
	s.building, s.end = n/2, n-1
	if n < 2 || !s.sift(c) {
		return s.finish(c)
	}
	return s.run(c)
}

// Continue takes the result of a comparison.
func (s *sorter) Continue(c *luavm.Call) error {
	s.result = c.Arg(1).Truthy()
	return s.run(c)
}

// Held reports what a suspended sort keeps alive.
func (s *sorter) Held(visit func(luavm.Value)) int {
	if s.table != nil {
		visit(s.table.Value())
	}
	visit(s.less)
	if s.then != nil {
		return s.then.Held(visit)
	}
	return 0
}

// sift begins to sift down the next root; false means that all is sorted.
func (s *sorter) sift(c *luavm.Call) bool {
	switch {
	case s.building > 0:
		s.building--
		s.root = s.building
	case s.end <= 0:
		return false
	default:
		last, first := s.at(s.end), s.at(0)
		s.put(c, s.end, first)
		s.put(c, 0, last)
		s.end--
		s.root = 0
	}
	s.rootValue = s.at(s.root)
	s.step = sortChild
	return true
}

// compare finds out whether a < b; waiting says that it has to be waited for.
func (s *sorter) compare(c *luavm.Call, a, b luavm.Value) (waiting bool, err error) {
	f := s.less
	if f.IsNil() {
		if s.result, f, err = less(c, a, b); err != nil || f.IsNil() {
			return false, err
		}
	}
	return true, c.CallThen(s, f, a, b)
}

func (s *sorter) run(c *luavm.Call) error {
	for {
		c.Charge(1)
		switch s.step {
		case sortChild:
			s.child = 2*s.root + 1
			if s.child > s.end {
				if !s.sift(c) {
					return s.finish(c)
				}
				continue
			}
			s.childValue = s.at(s.child)
			s.step = sortSibling
			s.result = false
			if s.child < s.end {
				s.other = s.at(s.child + 1)
				if waiting, err := s.compare(c, s.childValue, s.other); waiting || err != nil {
					return err
				}
			}
		case sortSibling:
			if s.result {
				s.child++
				s.childValue = s.other
			}
			s.step = sortRoot
			if waiting, err := s.compare(c, s.rootValue, s.childValue); waiting || err != nil {
				return err
			}
		case sortRoot:
			if s.result {
				s.put(c, s.root, s.childValue)
				s.put(c, s.child, s.rootValue)
				s.root = s.child
				s.step = sortChild
			} else if !s.sift(c) {
				return s.finish(c)
			}
		}
	}
}

// finish ends the call, or goes on to write the sorted values.
func (s *sorter) finish(c *luavm.Call) error {
	if s.then != nil {
		return s.then.run(c)
	}
	return c.Return()
}
