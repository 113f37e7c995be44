package craft

import (
	"ccnet/luabind"
	"ccnet/luavm"
	"ccnet/value"
)

// fromLua is v as an argument of a native function: scalars as they are, tables
// copied by the rules of the game, functions and coroutines opaque.
func (e *engine) fromLua(v luavm.Value) (value.Value, error) {
	switch v.Kind() {
	case luavm.KindTable:
		e.copier.Reset()
		copied, err := e.copy(v)
		e.copied += entrySteps * e.copier.Cost()
		if err == nil {
			e.nameTable(v, copied)
		}
		return copied, err
	case luavm.KindFunction, luavm.KindBuiltin:
		return value.Opaque("function", v), nil
	case luavm.KindThread:
		return value.Opaque("thread", v), nil
	}
	return e.scalar(v), nil
}

// scalar is v as a value if it is nil, a boolean, a number or a string, and
// something opaque otherwise.
func (e *engine) scalar(v luavm.Value) value.Value {
	switch v.Kind() {
	case luavm.KindNil:
		return value.Nil
	case luavm.KindBool:
		return value.Bool(v.Truthy())
	case luavm.KindNumber:
		f, _ := v.AsNumber()
		return value.Number(f)
	case luavm.KindString:
		s, _ := v.AsString()
		return value.String(s)
	}
	return value.Opaque(v.TypeName(), nil)
}

// copy copies a table, or anything inside one. It goes no deeper than the
// copier allows.
func (e *engine) copy(v luavm.Value) (value.Value, error) {
	t, ok := v.AsTable()
	if !ok {
		return e.scalar(v), nil
	}
	copied, fresh, err := e.copier.Begin(t, max(t.Len(), 4)) // fields are not counted by Len
	if err != nil || !fresh {
		return copied, err
	}
	var k, item luavm.Value
	for {
		k, item, ok, err = t.Next(k)
		if err != nil {
			return value.Nil, err
		}
		if !ok {
			return e.copier.End(), nil
		}
		key, err := e.copy(k)
		if err != nil {
			return value.Nil, err
		}
		val, err := e.copy(item)
		if err != nil {
			return value.Nil, err
		}
		if err := e.copier.Add(key, val); err != nil {
			return value.Nil, err
		}
	}
}

// nameTable gives the copy of a table the name that its metatable gives to the
// original, for error messages.
func (e *engine) nameTable(v luavm.Value, copied value.Value) {
	t, _ := v.AsTable()
	meta := t.Meta()
	if meta == nil {
		return
	}
	if name, ok := meta.GetStr("__name").AsString(); ok {
		copied.AsTable().SetTypeName(name)
	}
}

// entrySteps is how many steps an entry of a table is charged for that is copied
// out of a computer or into one.
const entrySteps = 25

// smallString is the length up to which strings from outside are not counted as
// memory of the computer.
const smallString = 64

// toLua is v as a result or an event's argument. Tables are rebuilt in the order
// of their entries; a table that is met twice since thaw.reset is one table.
func (e *engine) toLua(v value.Value) luavm.Value {
	switch v.Kind() {
	case value.KindNil:
		return luavm.Nil
	case value.KindBool:
		return luavm.Bool(v.Truthy())
	case value.KindNumber:
		f, _ := v.AsNumber()
		return luavm.Number(f)
	case value.KindString:
		s, _ := v.AsString()
		if len(s) > smallString {
			e.grown += len(s)
		}
		return luavm.String(s)
	case value.KindTable:
		return e.rebuild(v.AsTable()).Value()
	}
	switch ref := v.Ref().(type) {
	case luavm.Value:
		return ref
	case *luabind.Object:
		return e.methods(ref.Methods, ref.Self).Value()
	}
	return luavm.Nil
}

// rebuild makes a table of a frozen one. Copiers see to it that frozen tables
// are not too deep.
func (e *engine) rebuild(frozen *value.Table) *luavm.Table {
	if t := e.thaw.find(frozen); t != nil {
		return t
	}
	if bytes, ok := frozen.Packed(); ok {
		t := e.state.NewTable(len(bytes), 0)
		e.thaw.remember(frozen, t)
		e.copied += entrySteps * (1 + len(bytes))
		for i := range len(bytes) {
			t.SetInt(e.state, i+1, luavm.Number(float64(bytes[i])))
		}
		return t
	}
	t := e.state.NewTable(0, 0) // grown by insertion, whence the order of pairs
	e.thaw.remember(frozen, t)
	e.copied += entrySteps * (1 + len(frozen.Entries()))
	for _, entry := range frozen.Entries() {
		if name, ok := entry.Key.AsString(); ok {
			t.SetStr(e.state, name, e.toLua(entry.Value))
			continue
		}
		k, v := e.toLua(entry.Key), e.toLua(entry.Value)
		if !k.IsNil() && !v.IsNil() {
			_ = t.Set(e.state, k, v) // NaN as a key vanishes
		}
	}
	return t
}

// thawer remembers which tables were rebuilt, so that sharing and cycles
// survive. A few are looked for one by one, many in a map.
type thawer struct {
	frozen []*value.Table
	tables []*luavm.Table
	index  map[*value.Table]*luavm.Table
}

const fewTables = 32

func (r *thawer) reset() {
	if len(r.frozen) == 0 {
		return
	}
	if len(r.frozen) > 1024 {
		*r = thawer{}
		return
	}
	clear(r.frozen)
	clear(r.tables)
	r.frozen, r.tables, r.index = r.frozen[:0], r.tables[:0], nil
}

func (r *thawer) find(frozen *value.Table) *luavm.Table {
	if r.index != nil {
		return r.index[frozen]
	}
	for i, t := range r.frozen {
		if t == frozen {
			return r.tables[i]
		}
	}
	return nil
}

func (r *thawer) remember(frozen *value.Table, t *luavm.Table) {
	r.frozen, r.tables = append(r.frozen, frozen), append(r.tables, t)
	if r.index != nil {
		r.index[frozen] = t
		return
	}
	if len(r.frozen) > fewTables {
		r.index = make(map[*value.Table]*luavm.Table, 4*fewTables)
		for i, f := range r.frozen {
			r.index[f] = r.tables[i]
		}
	}
}
