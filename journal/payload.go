package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"ccnet/value"
)

// maxPayload is how many bytes of a payload the journal takes, about: a table that
// is in itself many times over would else fill the disk.
const maxPayload = 64 << 10

const hexDigits = "0123456789abcdef"

// appendPayload appends v as JSON.
func appendPayload(out []byte, v value.Value) []byte {
	p := payloadWriter{end: len(out) + maxPayload}
	return p.append(out, v)
}

// appendWhole appends v as JSON, however long it is.
func appendWhole(out []byte, v value.Value) []byte {
	p := payloadWriter{end: math.MaxInt}
	return p.append(out, v)
}

type payloadWriter struct {
	end  int            // where out is to end
	path []*value.Table // the tables around
}

// maxDepth is how deep tables are written inside each other.
const maxDepth = 200

func (p *payloadWriter) append(out []byte, v value.Value) []byte {
	if len(out) > p.end {
		return append(out, `{"#":"cut"}`...)
	}
	switch v.Kind() {
	case value.KindBool:
		b, _ := v.AsBool()
		return strconv.AppendBool(out, b)
	case value.KindNumber:
		f, _ := v.AsNumber()
		return appendNumber(out, f)
	case value.KindString:
		s, _ := v.AsString()
		if room := p.end - len(out); len(s)-64 > room {
			s = s[:room] // the rest is told by what follows
			return append(append(append(out, `{"#":["cut",`...), appendBytes(nil, s)...), "]}"...)
		}
		return appendBytes(out, s)
	case value.KindTable:
		return p.appendTable(out, v.AsTable())
	}
	return append(out, "null"...)
}

func appendNumber(out []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(out, `{"#":"nan"}`...)
	case math.IsInf(f, 1):
		return append(out, `{"#":"inf"}`...)
	case math.IsInf(f, -1):
		return append(out, `{"#":"-inf"}`...)
	case f == math.Trunc(f) && math.Abs(f) < 1<<53:
		return strconv.AppendInt(out, int64(f), 10)
	}
	return strconv.AppendFloat(out, f, 'g', -1, 64)
}

// appendBytes appends a string of bytes, each of them as the character with its
// number.
func appendBytes(out []byte, s string) []byte {
	out = append(out, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c >= 32 && c < 127:
			out = append(out, c)
		case c == '\n':
			out = append(out, `\n`...)
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(out, '"')
}

func (p *payloadWriter) appendTable(out []byte, t *value.Table) []byte {
	for _, outer := range p.path {
		if outer == t {
			return append(out, `{"#":"cycle"}`...)
		}
	}
	if len(p.path) >= maxDepth {
		return append(out, `{"#":"cut"}`...)
	}
	p.path = append(p.path, t)
	switch shapeOf(t) {
	case shapeList:
		out = append(out, '[')
		for i := range t.Len() {
			e := t.At(i)
			if i > 0 {
				out = append(out, ',')
			}
			over := len(out) > p.end
			out = p.append(out, e.Value)
			if over {
				break // what was appended says that the rest is cut
			}
		}
		out = append(out, ']')
	case shapeObject:
		out = append(out, '{')
		for i := range t.Len() {
			e := t.At(i)
			if i > 0 {
				out = append(out, ',')
			}
			key, _ := e.Key.AsString()
			out = append(appendBytes(out, key), ':')
			over := len(out) > p.end
			out = p.append(out, e.Value)
			if over {
				break // what was appended says that the rest is cut
			}
		}
		out = append(out, '}')
	default:
		out = append(out, `{"#":[`...)
		for i := range t.Len() {
			e := t.At(i)
			if i > 0 {
				out = append(out, ',')
			}
			over := len(out) > p.end
			out = append(p.append(append(out, '['), e.Key), ',')
			out = append(p.append(out, e.Value), ']')
			if over {
				break
			}
		}
		out = append(out, "]}"...)
	}
	p.path = p.path[:len(p.path)-1]
	return out
}

// maxKey is the length of the longest key of an object; tables with longer ones are
// written as pairs, in which strings can be cut.
const maxKey = 1024

type shape int

const (
	shapePairs shape = iota
	shapeList
	shapeObject
)

func shapeOf(t *value.Table) shape {
	if _, ok := t.Packed(); ok {
		return shapeList
	}
	list, object := true, t.Len() > 0
	for i := range t.Len() {
		e := t.At(i)
		if f, ok := e.Key.AsNumber(); !ok || f != float64(i+1) {
			list = false
		}
		if s, ok := e.Key.AsString(); !ok || s == "#" || len(s) > maxKey {
			object = false
		}
		if !list && !object {
			return shapePairs
		}
	}
	if list {
		return shapeList
	}
	return shapeObject
}

// errPayload is told of a payload that the journal cannot have written.
var errPayload = errors.New("not a payload")

// parsePayload reads what appendPayload has written. What was cut off or cyclic
// comes back as a string in angle brackets.
func parsePayload(data []byte) (value.Value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := parseValue(d, 0)
	if err != nil {
		return value.Nil, err
	}
	if d.More() {
		return value.Nil, errPayload
	}
	return v, nil
}

func parseValue(d *json.Decoder, depth int) (value.Value, error) {
	if depth > 4*maxDepth {
		return value.Nil, errPayload
	}
	token, err := d.Token()
	if err != nil {
		return value.Nil, err
	}
	switch t := token.(type) {
	case nil:
		return value.Nil, nil
	case bool:
		return value.Bool(t), nil
	case json.Number:
		f, err := t.Float64()
		return value.Number(f), err
	case string:
		s, err := bytesOf(t)
		return value.String(s), err
	case json.Delim:
		if t == '[' {
			return parseList(d, depth)
		}
		return parseObject(d, depth)
	}
	return value.Nil, errPayload
}

// bytesOf turns characters back into the bytes that they stand for.
func bytesOf(s string) (string, error) {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 255 {
			return "", fmt.Errorf("%w: the character %q is no byte", errPayload, r)
		}
		out = append(out, byte(r))
	}
	return string(out), nil
}

func parseList(d *json.Decoder, depth int) (value.Value, error) {
	var items []value.Value
	for d.More() {
		v, err := parseValue(d, depth+1)
		if err != nil {
			return value.Nil, err
		}
		items = append(items, v)
	}
	_, err := d.Token()
	return value.List(items...), err
}

func parseObject(d *json.Decoder, depth int) (value.Value, error) {
	out := value.NewTable(0)
	special := false
	var inside value.Value
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return value.Nil, err
		}
		name, ok := token.(string)
		if !ok {
			return value.Nil, errPayload
		}
		v, err := parseValue(d, depth+1)
		if err != nil {
			return value.Nil, err
		}
		if name == "#" {
			special, inside = true, v
			continue
		}
		key, err := bytesOf(name)
		if err != nil {
			return value.Nil, err
		}
		out.Add(value.String(key), v)
	}
	if _, err := d.Token(); err != nil {
		return value.Nil, err
	}
	if !special {
		return value.FromTable(out), nil
	}
	if out.Len() > 0 {
		return value.Nil, errPayload
	}
	return parseSpecial(inside)
}

// parseSpecial reads what stands at "#".
func parseSpecial(v value.Value) (value.Value, error) {
	if s, ok := v.AsString(); ok {
		switch s {
		case "nan":
			return value.Number(math.NaN()), nil
		case "inf":
			return value.Number(math.Inf(1)), nil
		case "-inf":
			return value.Number(math.Inf(-1)), nil
		case "cut", "cycle":
			return value.String("<" + s + ">"), nil
		}
		return value.Nil, errPayload
	}
	pairs := v.AsTable()
	if pairs == nil {
		return value.Nil, errPayload
	}
	items := pairs.Entries()
	if len(items) == 2 {
		if s, ok := items[0].Value.AsString(); ok && s == "cut" {
			text, _ := items[1].Value.AsString()
			return value.String(text + "<cut>"), nil
		}
	}
	out := value.NewTable(len(items))
	for _, pair := range items {
		t := pair.Value.AsTable()
		if t == nil || t.Len() != 2 {
			return value.Nil, errPayload
		}
		out.Add(t.Entries()[0].Value, t.Entries()[1].Value)
	}
	return value.FromTable(out), nil
}
