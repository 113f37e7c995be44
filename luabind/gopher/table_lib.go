package gopher

import (
	"sort"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

func (e *engine) openTable() {
	t := e.library("table", map[string]lua.LGFunction{
		"concat":   e.tableConcat,
		"foreach":  e.tableForeach,
		"foreachi": e.tableForeachi,
		"getn":     func(L *lua.LState) int { return give(L, lua.LNumber(e.checkTable(L, 1).Len())) },
		"insert":   e.tableInsert,
		"maxn":     e.tableMaxn,
		"move":     e.tableMove,
		"pack":     e.tablePack,
		"remove":   e.tableRemove,
		"sort":     e.tableSort,
		"unpack":   e.tableUnpack,
	})
	e.globals.RawSetString("unpack", t.RawGetString("unpack"))
}

// proxied tells whether the elements of t are asked from its metatable.
func (e *engine) proxied(t *lua.LTable) bool {
	return t.Metatable != lua.LNil && (e.meta(t, "__index") != lua.LNil ||
		e.meta(t, "__newindex") != lua.LNil || e.meta(t, "__len") != lua.LNil)
}

func (e *engine) element(L *lua.LState, t lua.LValue, i int) lua.LValue {
	if t, ok := t.(*lua.LTable); ok && t.Metatable == lua.LNil {
		return t.RawGet(lua.LNumber(i))
	}
	return L.GetTable(t, lua.LNumber(i))
}

func (e *engine) setElement(L *lua.LState, t *lua.LTable, i int, v lua.LValue) {
	if t.Metatable == lua.LNil {
		t.RawSet(lua.LNumber(i), v)
		return
	}
	L.SetTable(t, lua.LNumber(i), v)
}

// tableInsert is insert(t, [position,] v).
func (e *engine) tableInsert(L *lua.LState) int {
	t := e.checkTable(L, 1)
	n := L.GetTop()
	if n != 2 && n != 3 {
		e.fail(L, `wrong number of arguments to "insert"`)
	}
	end := L.ObjLen(t) + 1
	if n == 2 {
		e.setElement(L, t, end, L.Get(2))
		return 0
	}
	at := e.checkInt(L, 2)
	e.charge(L, max(0, end-at)>>2)
	if at >= 1 && at <= end && !e.proxied(t) {
		t.Insert(at, L.Get(3))
		return 0
	}
	for i := max(end, at); i > at; i-- {
		e.setElement(L, t, i, e.element(L, t, i-1))
	}
	e.setElement(L, t, at, L.Get(3))
	return 0
}

// tableRemove is remove(t [, position]).
func (e *engine) tableRemove(L *lua.LState) int {
	t := e.checkTable(L, 1)
	size := L.ObjLen(t)
	at := e.optInt(L, 2, size)
	if at > size {
		return 0
	}
	e.charge(L, max(0, size-at)>>2)
	if at >= 1 && !e.proxied(t) {
		return give(L, t.Remove(at))
	}
	removed := e.element(L, t, at)
	for i := at; i < size; i++ {
		e.setElement(L, t, i, e.element(L, t, i+1))
	}
	e.setElement(L, t, size, lua.LNil)
	return give(L, removed)
}

// tableConcat is concat(t [, separator [, i [, j]]]).
func (e *engine) tableConcat(L *lua.LState) int {
	t := e.checkTable(L, 1)
	sep := e.optString(L, 2, "")
	i := e.optInt(L, 3, 1)
	j := 0
	if L.Get(4) == lua.LNil {
		j = L.ObjLen(t)
	} else {
		j = e.checkInt(L, 4)
	}
	var out strings.Builder
	for k := i; k <= j; k++ {
		v := e.element(L, t, k)
		text, ok := asString(v)
		if !ok {
			e.fail(L, "bad argument (string expected, got %s)", e.typeName(v))
		}
		if k > i {
			out.WriteString(sep)
		}
		out.WriteString(text)
		if out.Len() > maxString {
			e.fail(L, "%s", tooLarge)
		}
	}
	e.charge(L, max(0, j-i)>>2+out.Len()>>5)
	return give(L, lua.LString(out.String()))
}

// tableMove is move(from, first, last, to [, dest]).
func (e *engine) tableMove(L *lua.LState) int {
	from := e.checkTable(L, 1)
	first, last, to := e.checkInt(L, 2), e.checkInt(L, 3), e.checkInt(L, 4)
	dest := from
	if L.Get(5) != lua.LNil {
		dest = e.checkTable(L, 5)
	}
	n := last - first + 1
	e.charge(L, max(0, n))
	if to > first && to <= last && dest == from {
		for i := n - 1; i >= 0; i-- {
			e.setElement(L, dest, to+i, e.element(L, from, first+i))
		}
		return give(L, dest)
	}
	for i := range max(0, n) {
		e.setElement(L, dest, to+i, e.element(L, from, first+i))
	}
	return give(L, dest)
}

func (e *engine) tablePack(L *lua.LState) int {
	n := L.GetTop()
	t := L.CreateTable(n, 1)
	for i := 1; i <= n; i++ {
		t.RawSetInt(i, L.Get(i))
	}
	t.RawSetString("n", lua.LNumber(n))
	return give(L, t)
}

// tableUnpack is unpack(t [, i [, j]]); t may be anything that can be indexed.
func (e *engine) tableUnpack(L *lua.LState) int {
	t := L.Get(1)
	i := e.optInt(L, 2, 1)
	j := 0
	if L.Get(3) == lua.LNil {
		j = L.ObjLen(t)
	} else {
		j = e.checkInt(L, 3)
	}
	e.manyResults(L, j-i+1, "too many results to unpack")
	for k := i; k <= j; k++ {
		L.Push(e.element(L, t, k))
	}
	return max(0, j-i+1)
}

func (e *engine) tableMaxn(L *lua.LState) int {
	t := e.checkTable(L, 1)
	largest := lua.LNumber(0)
	for k, _ := t.Next(lua.LNil); k != lua.LNil; k, _ = t.Next(k) {
		if n, ok := k.(lua.LNumber); ok {
			largest = max(largest, n)
		}
	}
	return give(L, largest)
}

func (e *engine) tableForeach(L *lua.LState) int {
	t, f := e.checkTable(L, 1), e.checkFunction(L, 2)
	for k, v := t.Next(lua.LNil); k != lua.LNil; k, v = t.Next(k) {
		if r := e.call1(L, f, k, v); r != lua.LNil {
			return give(L, r)
		}
	}
	return give(L, lua.LNil)
}

func (e *engine) tableForeachi(L *lua.LState) int {
	t, f := e.checkTable(L, 1), e.checkFunction(L, 2)
	for i := 1; ; i++ {
		v := t.RawGet(lua.LNumber(i))
		if v == lua.LNil {
			return give(L, lua.LNil)
		}
		if r := e.call1(L, f, lua.LNumber(i), v); r != lua.LNil {
			return give(L, r)
		}
	}
}

// tableSort is sort(t [, less]). The comparison may yield.
func (e *engine) tableSort(L *lua.LState) int {
	t := e.checkTable(L, 1)
	s := sorter{engine: e, state: L, less: lua.LNil}
	if L.Get(2) != lua.LNil {
		s.less = e.checkFunction(L, 2)
	}
	n := L.ObjLen(t)
	for i := 1; i <= n; i++ {
		s.values = append(s.values, e.element(L, t, i))
	}
	sort.Sort(&s)
	for i, v := range s.values {
		e.setElement(L, t, i+1, v)
	}
	return 0
}

type sorter struct {
	engine *engine
	state  *lua.LState
	values []lua.LValue
	less   lua.LValue
}

func (s *sorter) Len() int      { return len(s.values) }
func (s *sorter) Swap(i, j int) { s.values[i], s.values[j] = s.values[j], s.values[i] }

func (s *sorter) Less(i, j int) bool {
	a, b := s.values[i], s.values[j]
	if s.less != lua.LNil {
		return lua.LVAsBool(s.engine.call1(s.state, s.less, a, b))
	}
	s.engine.charge(s.state, 1)
	return s.state.LessThan(a, b)
}
