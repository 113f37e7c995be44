package lib

import (
	"math"

	"ccnet/luavm"
)

// maxUnpack is how many values unpack may return.
const maxUnpack = 2_000_000

// OpenTable installs the library table, and unpack as a global too.
func OpenTable(s *luavm.State) {
	functions := []function{
		{"getn", tableGetn}, {"maxn", tableMaxn}, {"remove", tableRemove}, {"concat", tableConcat},
		{"insert", tableInsert}, {"move", tableMove}, {"pack", tablePack}, {"sort", tableSort},
		{"foreach", tableForeach}, {"foreachi", tableForeachi}, {"unpack", tableUnpack},
	}
	t := s.NewTable(0, len(functions))
	register(s, t, nil, functions)
	s.Globals().SetStr(s, "unpack", t.GetStr("unpack"))
	enter(s, "table", t)
}

// plain returns v if it is a table whose elements and length need no
// metamethods.
func plain(v luavm.Value) (*luavm.Table, bool) {
	t, ok := v.AsTable()
	if !ok {
		return nil, false
	}
	mt := t.Meta()
	if mt == nil {
		return t, true
	}
	return t, mt.GetStr("__index").IsNil() && mt.GetStr("__newindex").IsNil() && mt.GetStr("__len").IsNil()
}

// checkTableLike raises an error unless argument 1 is a table, or something
// that may stand for one. The game asks for a __len, and (oddly) for no
// __index or __newindex, of which there is always the value itself.
func checkTableLike(c *luavm.Call) luavm.Value {
	v := c.Arg(1)
	if _, ok := v.AsTable(); !ok && (c.Metafield(v, "__len").IsNil() ||
		!c.Metafield(v, "__index").IsNil() || !c.Metafield(v, "__newindex").IsNil()) {
		c.CheckTable(1)
	}
	return v
}

// moveWithin moves the elements from..from+n-1 of t to to, in the order that is
// safe for overlapping ranges.
func moveWithin(c *luavm.Call, t *luavm.Table, from, to, n int) {
	if n <= 0 {
		return
	}
	c.Charge(2*n + 1)
	s := c.State()
	if to >= from+n || to <= from {
		for i := 0; i < n; i++ {
			t.SetInt(s, to+i, t.GetInt(from+i))
		}
		return
	}
	for i := n - 1; i >= 0; i-- {
		t.SetInt(s, to+i, t.GetInt(from+i))
	}
}

func tableGetn(c *luavm.Call) error { return c.Return1(luavm.Int(c.CheckTable(1).Len())) }

// tableMaxn is maxn(t): the largest positive number that is a key.
func tableMaxn(c *luavm.Call) error {
	t := c.CheckTable(1)
	largest := 0.0
	for k := luavm.Nil; ; {
		key, _, ok, err := t.Next(k)
		if err != nil {
			return positioned(c, err)
		}
		if !ok {
			return c.Return1(luavm.Number(largest))
		}
		c.Charge(1)
		k = key
		if n, ok := k.AsNumber(); ok {
			largest = max(largest, n)
		}
	}
}

// tableInsert is insert(t, [position,] v).
func tableInsert(c *luavm.Call) error {
	v := checkTableLike(c)
	n := c.NArgs()
	if n != 2 && n != 3 {
		return c.Errorf(`wrong number of arguments to "insert"`)
	}
	t, ok := plain(v)
	if n == 2 {
		if !ok {
			return startCopier(c, &copier{op: copyInsert, src: v, dst: v, atEnd: true, v: c.Arg(2)})
		}
		t.SetInt(c.State(), t.Len()+1, c.Arg(2))
		return c.Return()
	}
	at := c.CheckInt(2)
	if !ok {
		return startCopier(c, &copier{op: copyInsert, src: v, dst: v, at: at, v: c.Arg(3)})
	}
	end := max(t.Len()+1, at)
	moveWithin(c, t, at, at+1, end-at)
	t.SetInt(c.State(), at, c.Arg(3))
	return c.Return()
}

// tableRemove is remove(t [, position]). Beyond the end it returns nothing.
func tableRemove(c *luavm.Call) error {
	v := checkTableLike(c)
	t, ok := plain(v)
	if !ok {
		s := &copier{op: copyRemove, src: v, dst: v, atEnd: c.Arg(2).IsNil()}
		if !s.atEnd {
			s.at = c.CheckInt(2)
		}
		return startCopier(c, s)
	}
	size := t.Len()
	at := c.OptInt(2, size)
	if at > size {
		return c.Return()
	}
	removed := t.GetInt(at)
	moveWithin(c, t, at+1, at, size-at)
	t.SetInt(c.State(), size, luavm.Nil)
	return c.Return1(removed)
}

// tableConcat is concat(t [, separator [, i [, j]]]).
func tableConcat(c *luavm.Call) error {
	v := checkTableLike(c)
	t, ok := plain(v)
	if !ok {
		return startAccess(c, &access{op: accessConcat, obj: v, args: [3]luavm.Value{c.Arg(2), c.Arg(3), c.Arg(4)}})
	}
	sep := c.OptString(2, "")
	i := c.OptInt(3, 1)
	j := 0
	if c.Arg(4).IsNil() {
		j = t.Len()
	} else {
		j = c.CheckInt(4)
	}
	var small [256]byte
	out := small[:0]
	var size growth
	for k := i; k <= j; k++ {
		if k > i {
			out = append(out, sep...)
		}
		e := t.GetInt(k)
		if text, ok := e.AsString(); ok {
			out = append(out, text...)
		} else if text, ok := e.ToString(); ok {
			out = append(out, text...)
		} else {
			return typeError(c, e, "string")
		}
		size.reach(c, len(out))
	}
	c.Charge(max(0, j-i)>>2 + len(out)>>5)
	return c.Return1(newString(c, out))
}

// tableMove is move(from, first, last, to [, dest]).
func tableMove(c *luavm.Call) error {
	first, last, to := c.CheckInt(2), c.CheckInt(3), c.CheckInt(4)
	dest := c.Arg(5)
	if dest.IsNil() {
		dest = c.Arg(1)
	}
	v := checkTableLike(c)
	if last < first {
		return c.Return1(dest)
	}
	n := last - first + 1
	if first < 1 && last >= math.MaxInt32+first {
		return c.ArgError(3, "too many elements to move")
	}
	if to > math.MaxInt32-n+1 {
		return c.ArgError(4, "destination wrap around")
	}
	from, ok := plain(v)
	onto, ok2 := plain(dest)
	if !ok || !ok2 {
		s := &copier{op: copyMove, src: v, dst: dest, from: first, to: to, step: 1, left: n}
		if to > first && to <= last && luavm.RawEqual(v, dest) { // it would overwrite what is yet to be read
			s.from, s.to, s.step = last, to+n-1, -1
		}
		return startCopier(c, s)
	}
	if from == onto {
		moveWithin(c, from, first, to, n)
		return c.Return1(dest)
	}
	c.Charge(2*n + 1)
	for i := range n {
		onto.SetInt(c.State(), to+i, from.GetInt(first+i))
	}
	return c.Return1(dest)
}

// tablePack is pack(...).
func tablePack(c *luavm.Call) error {
	n := c.NArgs()
	c.Charge(n >> 2)
	t := c.State().NewTable(n, 1)
	for i := 1; i <= n; i++ {
		t.SetInt(c.State(), i, c.Arg(i))
	}
	t.SetStr(c.State(), "n", luavm.Int(n))
	return c.Return1(t.Value())
}

// tableUnpack is unpack(t [, i [, j]]); t may be anything that can be indexed.
func tableUnpack(c *luavm.Call) error {
	v := c.Arg(1)
	i := c.OptInt(2, 1)
	t, ok := plain(v)
	if !ok {
		a := &access{op: accessUnpack, obj: v, first: i, toEnd: c.Arg(3).IsNil()}
		if !a.toEnd {
			a.last = c.CheckInt(3)
		}
		return startAccess(c, a)
	}
	j := 0
	if c.Arg(3).IsNil() {
		j = t.Len()
	} else {
		j = c.CheckInt(3)
	}
	if i > j {
		return c.Return()
	}
	if j-i >= maxUnpack {
		return c.Errorf("too many results to unpack")
	}
	c.Charge((j - i) >> 2)
	for ; i <= j; i++ {
		c.Push(t.GetInt(i))
	}
	return c.ReturnPushed()
}

// foreach is a run of table.foreach or foreachi; it waits for what the
// function says about one element.
type foreach struct {
	t   *luavm.Table
	f   luavm.Value
	key luavm.Value // foreach: the element before
	i   int         // foreachi: the element before
	seq bool        // foreachi
}

func tableForeach(c *luavm.Call) error {
	return (&foreach{t: c.CheckTable(1), f: c.CheckFunction(2)}).step(c)
}

func tableForeachi(c *luavm.Call) error {
	return (&foreach{t: c.CheckTable(1), f: c.CheckFunction(2), seq: true}).step(c)
}

// Held reports what the loop keeps alive.
func (f *foreach) Held(visit func(luavm.Value)) int {
	visit(f.t.Value())
	visit(f.f)
	return 0
}

// Continue ends the loop with the first result that is not nil.
func (f *foreach) Continue(c *luavm.Call) error {
	if v := c.Arg(1); !v.IsNil() {
		return c.Return1(v)
	}
	return f.step(c)
}

func (f *foreach) step(c *luavm.Call) error {
	if f.seq {
		f.i++
		v := f.t.GetInt(f.i)
		if v.IsNil() {
			return c.Return1(luavm.Nil)
		}
		return c.CallThen(f, f.f, luavm.Int(f.i), v)
	}
	k, v, ok, err := f.t.Next(f.key)
	if err != nil {
		return positioned(c, err)
	}
	if !ok {
		return c.Return1(luavm.Nil)
	}
	f.key = k
	return c.CallThen(f, f.f, k, v)
}
