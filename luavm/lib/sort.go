package lib

import (
	"math/bits"
	"slices"

	"ccnet/luavm"
)

// sorter is a heap sort that can wait for a comparison, and for a metamethod that
// reads or writes an element. Its sequence of all these is the game's, so that equal
// keys end up in the same order there and here.
type sorter struct {
	obj   luavm.Value
	table *luavm.Table // obj, if it needs no metamethods
	less  luavm.Value  // the comparator, or nil for the order of the values

	building   int // roots that still have to be sifted before the heap is one
	end        int // last element of the heap, from 0
	root       int
	child      int
	rootValue  luavm.Value
	childValue luavm.Value
	other      luavm.Value // the sibling of the child; the last element while that and the first change places
	step       sortStep
	result     luavm.Value // of the last step
}

// sortStep says what to do next; the result of the step before is known.
type sortStep uint8

const (
	sortLength      sortStep = iota // begin with this many elements
	sortNext                        // look for a root to sift down: the next one of a heap to be …
	sortFirst                       // … or the last element (read), which changes places with the first …
	sortWriteLast                   // … (read)
	sortWriteFirst                  // …
	sortExchanged                   // … and is the root now
	sortReadRoot                    // begin to sift down
	sortRoot                        // the root has been read
	sortChild                       // look at the next child
	sortSibling                     // the child has been read
	sortCompare                     // its sibling as well
	sortGreater                     // the two have been compared
	sortCompareRoot                 // the greater one is known
	sortWriteRoot                   // root and child have been compared
	sortWriteChild                  // they change places
	sortDown                        // go on below
)

// tableSort is sort(t [, less]).
func tableSort(c *luavm.Call) error {
	v := checkTableLike(c)
	less := c.Arg(2)
	t, ok := plain(v)
	if !ok {
		s := &sorter{obj: v, less: less}
		if waiting, err := s.length(c); waiting || err != nil {
			return err
		}
		return s.run(c)
	}
	n := t.Len()
	if less.IsNil() && sortPlain(c, t, n) {
		return c.Return()
	}
	return (&sorter{obj: v, table: t, less: less, result: luavm.Int(n)}).run(c)
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

// Continue takes the result of a comparison or a metamethod.
func (s *sorter) Continue(c *luavm.Call) error {
	s.result = c.Arg(1)
	if s.step == sortLength {
		n, err := wholeLength(c, s.result)
		if err != nil {
			return err
		}
		s.result = luavm.Int(n)
	}
	return s.run(c)
}

// Held reports what a suspended sort keeps alive.
func (s *sorter) Held(visit func(luavm.Value)) int {
	visit(s.obj)
	visit(s.less)
	return 0
}

// length, read, write and compare do something whose result the next step has, unless
// they call for it.

func (s *sorter) length(c *luavm.Call) (waiting bool, err error) {
	n, h, err := length(c, s.obj)
	s.result = luavm.Int(n)
	if err != nil || h.IsNil() {
		return false, err
	}
	return true, c.CallThen(s, h, s.obj)
}

func (s *sorter) read(c *luavm.Call, i int) (waiting bool, err error) {
	if s.table != nil {
		s.result = s.table.GetInt(i + 1)
		return false, nil
	}
	v, p, err := index(c, s.obj, luavm.Int(i+1))
	s.result = v
	if err != nil || !p.ok() {
		return false, err
	}
	return true, c.CallThen(s, p.handler, p.self, luavm.Int(i+1))
}

func (s *sorter) write(c *luavm.Call, i int, v luavm.Value) (waiting bool, err error) {
	if s.table != nil {
		s.table.SetInt(c.State(), i+1, v)
		return false, nil
	}
	p, err := setIndex(c, s.obj, luavm.Int(i+1), v)
	if err != nil || !p.ok() {
		return false, err
	}
	return true, c.CallThen(s, p.handler, p.self, luavm.Int(i+1), v)
}

func (s *sorter) compare(c *luavm.Call, a, b luavm.Value) (waiting bool, err error) {
	f := s.less
	if f.IsNil() {
		var yes bool
		yes, f, err = less(c, a, b)
		s.result = luavm.Bool(yes)
		if err != nil || f.IsNil() {
			return false, err
		}
	}
	return true, c.CallThen(s, f, a, b)
}

// run goes from step to step, until something has to be waited for or all is sorted.
func (s *sorter) run(c *luavm.Call) error {
	for {
		switch s.step {
		case sortLength:
			if !s.less.IsNil() && !s.less.IsFunction() { // the game looks at it only now
				return typeError(c, s.less, "function")
			}
			n, _ := s.result.AsNumber()
			s.building, s.end = int(n)/2, int(n)-1
			s.step = sortNext
			fallthrough
		case sortNext:
			switch {
			case s.building > 0:
				s.building--
				s.root, s.step = s.building, sortReadRoot
				continue
			case s.end <= 0:
				return c.Return()
			}
			s.step = sortFirst
			if waiting, err := s.read(c, s.end); waiting || err != nil {
				return err
			}
			fallthrough
		case sortFirst:
			s.other, s.step = s.result, sortWriteLast
			if waiting, err := s.read(c, 0); waiting || err != nil {
				return err
			}
			fallthrough
		case sortWriteLast:
			s.step = sortWriteFirst
			if waiting, err := s.write(c, s.end, s.result); waiting || err != nil {
				return err
			}
			fallthrough
		case sortWriteFirst:
			s.step = sortExchanged
			if waiting, err := s.write(c, 0, s.other); waiting || err != nil {
				return err
			}
			fallthrough
		case sortExchanged:
			s.end--
			s.root = 0
			fallthrough
		case sortReadRoot:
			s.step = sortRoot
			if waiting, err := s.read(c, s.root); waiting || err != nil {
				return err
			}
			fallthrough
		case sortRoot:
			s.rootValue = s.result
			fallthrough
		case sortChild:
			c.Charge(1)
			if s.child = 2*s.root + 1; s.child > s.end {
				s.step = sortNext
				continue
			}
			if t := s.table; t != nil && s.child < s.end { // both at once
				c.Charge(1)
				s.childValue, s.other, s.step = t.GetInt(s.child+1), t.GetInt(s.child+2), sortGreater
				if waiting, err := s.compare(c, s.childValue, s.other); waiting || err != nil {
					return err
				}
				continue
			}
			s.step = sortSibling
			if waiting, err := s.read(c, s.child); waiting || err != nil {
				return err
			}
			fallthrough
		case sortSibling:
			s.childValue = s.result
			if s.child == s.end {
				s.step = sortCompareRoot
				continue
			}
			s.step = sortCompare
			if waiting, err := s.read(c, s.child+1); waiting || err != nil {
				return err
			}
			fallthrough
		case sortCompare:
			c.Charge(1)
			s.other, s.step = s.result, sortGreater
			if waiting, err := s.compare(c, s.childValue, s.other); waiting || err != nil {
				return err
			}
			fallthrough
		case sortGreater:
			if s.result.Truthy() {
				s.child++
				s.childValue = s.other
			}
			fallthrough
		case sortCompareRoot:
			c.Charge(1)
			s.step = sortWriteRoot
			if waiting, err := s.compare(c, s.rootValue, s.childValue); waiting || err != nil {
				return err
			}
			fallthrough
		case sortWriteRoot:
			if !s.result.Truthy() {
				s.step = sortNext
				continue
			}
			s.step = sortWriteChild
			if waiting, err := s.write(c, s.root, s.childValue); waiting || err != nil {
				return err
			}
			fallthrough
		case sortWriteChild:
			s.step = sortDown
			if waiting, err := s.write(c, s.child, s.rootValue); waiting || err != nil {
				return err
			}
			fallthrough
		case sortDown:
			s.root, s.step = s.child, sortChild
		}
	}
}
