package value

import (
	"errors"
	"math"
)

// builder makes a table whose keys may be set twice, or back to nil.
type builder struct {
	table *Table
	at    map[Value]int // numbers of the entries, once there are many
}

const fewKeys = 8

var (
	errNilKey = errors.New("table index is nil")
	errNaNKey = errors.New("table index is NaN")
)

func (b *builder) find(key Value) int {
	if b.at != nil {
		if i, ok := b.at[key]; ok {
			return i
		}
		return -1
	}
	for i, e := range b.table.entries {
		if e.Key == key {
			return i
		}
	}
	return -1
}

// set is t[key] = v. A value of nil leaves a hole, which finish closes.
func (b *builder) set(key, v Value) error {
	if key.kind == KindNil {
		return errNilKey
	}
	if f, ok := key.AsNumber(); ok && math.IsNaN(f) {
		return errNaNKey
	}
	if i := b.find(key); i >= 0 {
		b.table.entries[i].Value = v
		return nil
	}
	if v.kind == KindNil {
		return nil
	}
	b.table.Add(key, v)
	switch n := b.table.Len(); {
	case b.at != nil:
		b.at[key] = n - 1
	case n > fewKeys:
		b.at = make(map[Value]int, 4*fewKeys)
		for i, e := range b.table.entries {
			b.at[e.Key] = i
		}
	}
	return nil
}

// finish returns the table without entries that were set to nil in the end.
func (b *builder) finish() Value {
	kept := b.table.entries[:0]
	for _, e := range b.table.entries {
		if e.Value.kind != KindNil {
			kept = append(kept, e)
		}
	}
	b.table.entries = kept
	b.table.clean = true
	return FromTable(b.table)
}
