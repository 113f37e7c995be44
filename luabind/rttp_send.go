package luabind

import (
	"cmp"
	"slices"

	"ccnet/protocol/rttp/net"
	"ccnet/value"
	"ccnet/world"
)

// sendBy sends a message through the modem at a side. It tells false if there is no such
// side, or no modem: the caller has another way then.
func (c *Call) sendBy(side string, m net.Message) (sent bool, err error) {
	at, ok := world.ParseSide(side)
	if !ok {
		return false, nil
	}
	modem := c.machine.fakes[at]
	if modem == nil {
		modem, ok = c.machine.computer.Peripheral(at)
	}
	if !ok {
		return false, nil
	}
	port := value.Int(m.Port)
	for _, call := range []world.PeripheralCall{
		{Method: "open", Args: []value.Value{port}},
		{Method: "transmit", Args: []value.Value{port, port, m.Value()}},
	} {
		call.Computer, call.Name = c.machine.computer, side
		if err := modem.Call(&call); err != nil {
			return true, err
		}
	}
	return true, nil
}

// inOrder is v with the entries of its tables in one order: numbers, texts, false and
// true, and the rest as it is. The order of pairs is an engine's own, and what is sent
// should not depend on it. A table that holds itself stays as it is.
func inOrder(v value.Value) value.Value {
	if t := v.AsTable(); t != nil {
		if ordered := (sorter{}).table(t); ordered != nil {
			return value.FromTable(ordered)
		}
	}
	return v
}

// sorter has the tables that have been put in order; nil for those that are being.
type sorter map[*value.Table]*value.Table

// table is t in order, or nil if it holds itself.
func (s sorter) table(t *value.Table) *value.Table {
	if done, met := s[t]; met {
		return done
	}
	if _, packed := t.Packed(); packed {
		return t
	}
	s[t] = nil
	entries := slices.Clone(t.Entries())
	for i := range entries {
		for _, v := range [...]*value.Value{&entries[i].Key, &entries[i].Value} {
			inner := v.AsTable()
			if inner == nil {
				continue
			}
			if inner = s.table(inner); inner == nil {
				return nil
			}
			*v = value.FromTable(inner)
		}
	}
	slices.SortStableFunc(entries, func(a, b value.Entry) int { return compareKeys(a.Key, b.Key) })
	s[t] = value.Record(entries...).AsTable()
	return s[t]
}

func compareKeys(a, b value.Value) int {
	if order := cmp.Compare(keyRank(a), keyRank(b)); order != 0 {
		return order
	}
	if x, ok := a.AsNumber(); ok {
		y, _ := b.AsNumber()
		return cmp.Compare(x, y)
	}
	x, _ := a.AsString()
	y, _ := b.AsString()
	return cmp.Compare(x, y)
}

func keyRank(key value.Value) int {
	switch key.Kind() {
	case value.KindNumber:
		return 0
	case value.KindString:
		return 1
	case value.KindBool:
		if key.Truthy() {
			return 3
		}
		return 2
	}
	return 4
}
