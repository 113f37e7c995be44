package value

import (
	"math"
	"strconv"
)

// AppendJSON appends v as one line of JSON in pure ASCII, for journals: it takes
// every value, always writes valid JSON and always the same. Strings have a
// character for each byte.
//
//   - nil and opaque values are null; NaN and infinities are the strings "nan",
//     "inf" and "-inf"; whole numbers of 64 bits are written out, others with as
//     many digits as they need;
//   - a table whose keys are 1 … n is an array, any other, and the empty one, an
//     object in the order of its entries, where keys that are not strings are
//     written [1], [true] or [table];
//   - a table that has been met before is {"$table": n}, the n-th table of v
//     counted from 1 as they begin.
func AppendJSON(dst []byte, v Value) []byte {
	e := exporter{out: dst}
	e.value(v)
	return e.out
}

type exporter struct {
	out   []byte
	met   map[*Table]int
	depth int
}

func (e *exporter) value(v Value) {
	switch v.kind {
	case KindBool:
		e.out = appendBool(e.out, v.num != 0)
	case KindNumber:
		e.number(v.num)
	case KindString:
		e.out = appendJSONString(e.out, v.str, false)
	case KindTable:
		e.table(v.AsTable())
	default:
		e.out = append(e.out, "null"...)
	}
}

func (e *exporter) number(f float64) {
	i := Saturate(f)
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		e.out = append(AppendNumber(append(e.out, '"'), f), '"')
	case float64(i) == f && i != math.MaxInt64:
		e.out = strconv.AppendInt(e.out, i, 10)
	default:
		e.out = strconv.AppendFloat(e.out, f, 'g', -1, 64)
	}
}

func (e *exporter) table(t *Table) {
	if n := e.met[t]; n > 0 {
		e.out = append(strconv.AppendInt(append(e.out, `{"$table":`...), int64(n), 10), '}')
		return
	}
	if e.depth > maxNesting {
		e.out = append(e.out, `{"$table":null}`...)
		return
	}
	e.depth++
	defer func() { e.depth-- }()
	if e.met == nil {
		e.met = make(map[*Table]int)
	}
	e.met[t] = len(e.met) + 1
	if list := t.sequence(); len(list) > 0 && len(list) == t.Len() {
		for i, at := range list {
			e.out = append(e.out, "[,"[min(i, 1)])
			e.value(t.At(at).Value)
		}
		e.out = append(e.out, ']')
		return
	}
	e.out = append(e.out, '{')
	for i := range t.Len() {
		entry := t.At(i)
		if i > 0 {
			e.out = append(e.out, ',')
		}
		e.key(entry.Key)
		e.out = append(e.out, ':')
		e.value(entry.Value)
	}
	e.out = append(e.out, '}')
}

func (e *exporter) key(k Value) {
	switch k.kind {
	case KindString:
		e.value(k)
	case KindNumber:
		e.out = append(strconv.AppendFloat(append(e.out, `"[`...), k.num, 'g', -1, 64), `]"`...)
	case KindBool:
		e.out = append(appendBool(append(e.out, `"[`...), k.num != 0), `]"`...)
	default:
		e.out = append(e.out, `"[table]"`...)
	}
}
