package world

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// document is a TOML file that is read strictly: its errors say at which line and
// column what is wrong and what to write instead. Of several, the first is told.
type document struct {
	name  string
	root  map[string]any
	marks map[string]int // where each key stands in the file, by its path, as computer[1].modems.back
	lines []int          // where each line begins
	errs  []FileError
}

// FileError is something wrong in a world file.
type FileError struct {
	File         string
	Line, Column int // 0 if it is about the whole file
	Message      string
	missing      bool // something is not there: perhaps because it is misspelt
}

func (e *FileError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// parseDocument reads TOML.
func parseDocument(name string, data []byte) (*document, error) {
	d := &document{name: name, marks: make(map[string]int)}
	if err := toml.Unmarshal(data, &d.root); err != nil {
		e := &FileError{File: name, Message: err.Error()}
		var decode *toml.DecodeError
		if errors.As(err, &decode) {
			e.Line, e.Column = decode.Position()
			e.Message = strings.TrimPrefix(decode.Error(), "toml: ")
		}
		return nil, e
	}
	d.findMarks(data)
	return d, nil
}

// findMarks finds the places of all keys.
func (d *document) findMarks(data []byte) {
	d.lines = []int{0}
	for i, b := range data {
		if b == '\n' {
			d.lines = append(d.lines, i+1)
		}
	}
	var p unstable.Parser
	p.Reset(data)
	arrays := make(map[string]int) // arrays of tables: elements so far
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = ""
			for it := e.Key(); it.Next(); {
				table = joinPath(table, string(it.Node().Data))
				last := it.IsLast()
				if last && e.Kind == unstable.ArrayTable {
					arrays[table]++
				}
				if n := arrays[table]; n > 0 {
					table = fmt.Sprintf("%s[%d]", table, n-1)
				}
				d.mark(table, it.Node())
			}
		case unstable.KeyValue:
			d.markValue(table, e)
		}
	}
}

func joinPath(table, key string) string {
	if table == "" {
		return key
	}
	return table + "." + key
}

func (d *document) mark(path string, n *unstable.Node) {
	if _, ok := d.marks[path]; !ok {
		d.marks[path] = int(n.Raw.Offset)
	}
}

// place is the line and the column, from 1, of what stands at offset. The parser
// could tell too, but reads the file from its beginning for each.
func (d *document) place(offset int) (line, column int) {
	line, found := slices.BinarySearch(d.lines, offset)
	if found {
		line++
	}
	return line, offset - d.lines[line-1] + 1
}

func (d *document) markValue(table string, e *unstable.Node) {
	path := table
	for it := e.Key(); it.Next(); {
		path = joinPath(path, string(it.Node().Data))
		d.mark(path, it.Node())
	}
	d.markInside(path, e.Value())
}

func (d *document) markInside(path string, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			d.markValue(path, it.Node())
		}
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); {
			d.markInside(fmt.Sprintf("%s[%d]", path, i), it.Node())
			i++
		}
	}
}

// errorAt notes an error at the place of path, or of what holds it.
func (d *document) errorAt(path, format string, args ...any) {
	e := FileError{File: d.name, Message: fmt.Sprintf(format, args...)}
	for p := path; ; {
		if m, ok := d.marks[p]; ok {
			e.Line, e.Column = d.place(m)
			break
		}
		cut := strings.LastIndexAny(p, ".[")
		if cut < 0 {
			break
		}
		p = p[:cut]
	}
	d.errs = append(d.errs, e)
}

// missing notes that something is not there. It is told only if nothing is wrong
// with what is there.
func (d *document) missing(path, format string, args ...any) {
	d.errorAt(path, format, args...)
	d.errs[len(d.errs)-1].missing = true
}

// err is the first error in the file, nil if there is none.
func (d *document) err() error {
	if len(d.errs) == 0 {
		return nil
	}
	first := slices.MinFunc(d.errs, func(a, b FileError) int {
		if a.missing != b.missing {
			if b.missing {
				return -1
			}
			return 1
		}
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
	return &first
}

// section is a table of the document.
type section struct {
	d     *document
	path  string
	m     map[string]any
	known []string // keys that have been asked for
}

func (d *document) section(path string, v any) (*section, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		d.errorAt(path, "%s must be a table, not %s", lastKey(path), typeName(v))
	}
	return &section{d: d, path: path, m: m}, ok
}

func lastKey(path string) string {
	return path[strings.LastIndexByte(path, '.')+1:]
}

// typeName tells what a value of TOML is.
func typeName(v any) string {
	switch v := v.(type) {
	case string:
		return "a string"
	case int64:
		return "an integer"
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'g', -1, 64)
		}
		return "a number"
	case bool:
		return "a boolean"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a date"
}

// get returns the value at key.
func (s *section) get(key string) (any, bool) {
	s.known = append(s.known, key)
	v, ok := s.m[key]
	return v, ok
}

// has tells whether there is a value at key, without asking for it.
func (s *section) has(key string) bool { _, ok := s.m[key]; return ok }

func (s *section) at(key string) string { return joinPath(s.path, key) }

func (s *section) errorAt(key, format string, args ...any) {
	s.d.errorAt(s.at(key), format, args...)
}

func (s *section) wrong(key string, v any, want string) {
	s.errorAt(key, "%s must be %s, not %s", key, want, typeName(v))
}

func (s *section) text(key string) string {
	v, ok := s.get(key)
	if !ok {
		return ""
	}
	text, ok := v.(string)
	if !ok {
		s.wrong(key, v, "a string")
	}
	return text
}

func (s *section) boolean(key string, def bool) bool {
	v, ok := s.get(key)
	if !ok {
		return def
	}
	b, ok := v.(bool)
	if !ok {
		s.wrong(key, v, "true or false")
	}
	return b
}

func (s *section) integer(key string, def, least, most int64) int64 {
	v, ok := s.get(key)
	if !ok {
		return def
	}
	n, ok := v.(int64)
	if !ok {
		s.wrong(key, v, "an integer")
		return def
	}
	if n < least || n > most {
		s.errorAt(key, "%s must be from %d to %d", key, least, most)
		return def
	}
	return n
}

func asNumber(v any) (float64, bool) {
	switch n := v.(type) {
	case int64:
		return float64(n), true
	case float64:
		return n, !math.IsNaN(n) && !math.IsInf(n, 0)
	}
	return 0, false
}

func (s *section) number(key string, def, least, most float64) float64 {
	v, ok := s.get(key)
	if !ok {
		return def
	}
	n, ok := asNumber(v)
	switch {
	case !ok:
		s.wrong(key, v, "a number")
		return def
	case n < least || n > most:
		s.errorAt(key, "%s must be from %g to %g", key, least, most)
		return def
	}
	return n
}

func (s *section) list(key string) []any {
	v, ok := s.get(key)
	if !ok {
		return nil
	}
	l, ok := v.([]any)
	if !ok {
		s.errorAt(key, "%s must be a list, as in %s = […], not %s", key, key, typeName(v))
	}
	return l
}

func (s *section) texts(key string) []string {
	var out []string
	for _, v := range s.list(key) {
		text, ok := v.(string)
		if !ok {
			s.errorAt(key, "%s must be a list of strings; it holds %s", key, typeName(v))
			return nil
		}
		out = append(out, text)
	}
	return out
}

func (s *section) integers(key string, least, most int64) []int {
	return s.integersIn(key, s.list(key), least, most)
}

func (s *section) integersIn(key string, list []any, least, most int64) []int {
	var out []int
	for _, v := range list {
		n, ok := v.(int64)
		if !ok || n < least || n > most {
			s.errorAt(key, "%s must hold integers from %d to %d", key, least, most)
			return nil
		}
		out = append(out, int(n))
	}
	return out
}

// vec reads a position [x, y, z].
func (s *section) vec(key string) (Vec, bool) {
	v, ok := s.get(key)
	if !ok {
		return Vec{}, false
	}
	at, ok := asVec(v)
	if !ok {
		s.errorAt(key, "%s must be a position, as in %s = [10, 64, -3]", key, key)
	}
	return at, ok
}

func asVec(v any) (Vec, bool) {
	l, _ := v.([]any)
	if len(l) != 3 {
		return Vec{}, false
	}
	var c [3]float64
	for i := range c {
		n, ok := asNumber(l[i])
		if !ok || math.Abs(n) > 3e7 {
			return Vec{}, false
		}
		c[i] = n
	}
	return Vec{X: c[0], Y: c[1], Z: c[2]}, true
}

// ticks reads a span of time, as "3s".
func (s *section) ticks(key string) Tick {
	v, ok := s.get(key)
	if !ok {
		return 0
	}
	if text, isText := v.(string); isText {
		t, err := ParseTicks(text)
		if err != nil {
			s.errorAt(key, "%s: %v", key, err)
		}
		return t
	}
	s.errorAt(key, `%s must be a time, as in %s = "3s", "250ms", "10m" or "5t" (ticks), not %s`, key, key, typeName(v))
	return 0
}

// ParseTicks reads a span of time: a duration of Go, as "1m30s", or a number of
// ticks, as "5t". It is rounded to ticks.
func ParseTicks(text string) (Tick, error) {
	wrong := fmt.Errorf(`%q is not a time; write "3s", "250ms", "10m" or "5t" (ticks)`, text)
	if number, ok := strings.CutSuffix(text, "t"); ok {
		var n int64
		if _, err := fmt.Sscanf(number, "%d", &n); err != nil || fmt.Sprint(n) != number || n < 0 || n > math.MaxInt64/2 {
			return 0, wrong
		}
		return Tick(n), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, wrong
	}
	return Ticks(d), nil
}

// date reads a date with or without a time.
func (s *section) date(key string) time.Time {
	v, ok := s.get(key)
	if !ok {
		return time.Time{}
	}
	switch d := v.(type) {
	case time.Time:
		return d
	case toml.LocalDateTime:
		return d.AsTime(time.UTC)
	case toml.LocalDate:
		return d.AsTime(time.UTC)
	}
	s.errorAt(key, "%s must be a date, as in %s = 2024-01-01T00:00:00Z", key, key)
	return time.Time{}
}

// sections reads an array of tables.
func (s *section) sections(key string) []*section {
	v, ok := s.get(key)
	if !ok {
		return nil
	}
	l, ok := v.([]any)
	if !ok {
		s.errorAt(key, "write [[%s]] for each %s; this is %s", key, key, typeName(v))
		return nil
	}
	var out []*section
	for i, v := range l {
		if sub, ok := s.d.section(fmt.Sprintf("%s[%d]", s.at(key), i), v); ok {
			out = append(out, sub)
		}
	}
	return out
}

// choice reads one of several words.
func (s *section) choice(key string, words ...string) string {
	word := s.text(key)
	if word != "" && !slices.Contains(words, word) {
		s.errorAt(key, "unknown %s %q%s; there are %s", key, word, suggest(word, words), strings.Join(words, ", "))
		return ""
	}
	return word
}

// done notes an error for every key that nobody has asked for.
func (s *section) done() {
	for key := range s.m {
		if !slices.Contains(s.known, key) {
			where := "here"
			if s.path != "" {
				where = "in " + strings.TrimRight(lastKey(s.path), "[0123456789]")
			}
			hint := suggest(key, s.known)
			if hint == "" {
				known := slices.Clone(s.known)
				slices.Sort(known)
				hint = "; there are " + strings.Join(slices.Compact(known), ", ")
			}
			s.errorAt(key, "unknown key %q %s%s", key, where, hint)
		}
	}
}
