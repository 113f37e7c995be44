package world

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"ccnet/value"
)

// ReadInput makes an Input of its entry in a journal. The error tells what no journal
// holds.
func ReadInput(e *Entry) (Input, error) {
	in := Input{Tick: e.Tick, Round: e.N, Computer: e.Computer}
	switch {
	case e.Kind != EntryInput || !e.OK:
		return in, errors.New("not an input from outside")
	case in.Tick < 0 || in.Round < 0 || in.Round > RoundsPerTick:
		return in, fmt.Errorf("there is no round %d of tick %d", in.Round, in.Tick)
	}
	read, ok := inputReaders[e.Name]
	if !ok {
		return in, fmt.Errorf("unknown input %q", e.Name)
	}
	words := words{rest: e.Text}
	in.Do = read(&words, e)
	if err := words.done(); err != nil {
		return in, fmt.Errorf("input %s: %w", e.Name, err)
	}
	if _, written := seal(in.Do); written != nil {
		if no, ok := written.(refused); ok && e.Name != "refused" {
			return in, fmt.Errorf("input %s: %s", e.Name, no.text)
		}
	}
	return in, nil
}

// inputReaders has a row for every name that inputEntry gives.
var inputReaders = map[string]func(*words, *Entry) Action{
	"type":      func(w *words, _ *Entry) Action { return Type{w.text()} },
	"press":     func(w *words, _ *Entry) Action { return Press{w.integers()} },
	"key":       func(w *words, _ *Entry) Action { return Key{w.integer(), w.truth(), w.truth()} },
	"char":      func(w *words, _ *Entry) Action { return Char{w.byte()} },
	"paste":     func(w *words, _ *Entry) Action { return Paste{w.text()} },
	"mouse":     func(w *words, _ *Entry) Action { return Mouse{w.text(), w.integer(), w.integer(), w.integer()} },
	"terminate": func(*words, *Entry) Action { return Terminate{} },
	"turn_on":   func(*words, *Entry) Action { return TurnOn{} },
	"shutdown":  func(*words, *Entry) Action { return Shutdown{} },
	"reboot":    func(*words, *Entry) Action { return Reboot{} },
	"move": func(w *words, _ *Entry) Action {
		return Move{Vec{X: w.number(), Y: w.number(), Z: w.number()}, w.text(), Tick(w.integer())}
	},
	"storm":     func(w *words, _ *Entry) Action { return Storm{w.text(), w.truth()} },
	"cut":       readCut,
	"reconnect": readCut,
	"insert":    readInsert,
	"eject":     func(w *words, _ *Entry) Action { return Eject{w.text(), w.side()} },
	"redstone":  func(w *words, _ *Entry) Action { return RedstoneLevel{w.side(), w.integer()} },
	"touch":     func(w *words, _ *Entry) Action { return Touch{w.text(), w.side(), w.integer(), w.integer()} },
	"queue":     readQueue,
	"answer":    readAnswer,
	"attach":    func(w *words, _ *Entry) Action { return Attach{w.text(), w.side(), false} },
	"detach":    func(w *words, _ *Entry) Action { return Attach{w.text(), w.side(), true} },
	"refused":   func(w *words, _ *Entry) Action { return refused{w.text()} },
}

func init() {
	for _, name := range mouseEvents {
		inputReaders[name] = func(w *words, _ *Entry) Action {
			return Mouse{name, w.integer(), w.integer(), w.integer()}
		}
	}
}

func readCut(w *words, e *Entry) Action {
	cut := Cut{Network: w.text(), Name: w.text(), Reconnect: e.Name == "reconnect"}
	if w.rest != "" {
		cut.Cable = &Block{X: w.integer(), Y: w.integer(), Z: w.integer()}
	}
	return cut
}

func readInsert(w *words, e *Entry) Action {
	in := Insert{Drive: w.text(), Side: w.side()}
	in.Disk.Label = w.text()
	t := e.Payload.AsTable()
	if t == nil {
		w.fail("its payload is no disk")
		return in
	}
	in.Disk.Files.Inline = make(map[string]string)
	for _, entry := range t.Entries() {
		key, _ := entry.Key.AsString()
		switch key {
		case "id":
			in.Disk.ID = w.whole(entry.Value)
		case "overfull":
			in.Disk.Files.overfull, _ = entry.Value.AsBool()
		case "unmetered":
			in.Disk.Files.Unmetered, _ = entry.Value.AsBool()
		case "files":
			files := entry.Value.AsTable()
			if files == nil {
				w.fail("its files are none")
				return in
			}
			for _, f := range files.Entries() {
				path, ok := f.Key.AsString()
				content, text := f.Value.AsString()
				if !ok || !text {
					w.fail("a file must be a name and a text")
					return in
				}
				in.Disk.Files.Inline[path] = content
			}
		default:
			w.fail(fmt.Sprintf("a disk has no %q", key))
		}
	}
	return in
}

// maxArgs is how many arguments an event from outside has at most.
const maxArgs = 256

func readQueue(w *words, e *Entry) Action {
	name := w.text()
	return QueueEvent{Name: name, Args: readList(w, e)}
}

func readAnswer(w *words, e *Entry) Action {
	task := w.integer()
	return Answer{Task: task, Results: readList(w, e)}
}

// readList reads what listPayload has written; the number of values is the next word.
func readList(w *words, e *Entry) []value.Value {
	n := w.integer()
	t := e.Payload.AsTable()
	if n < 0 || n > maxArgs || t == nil {
		w.fail("its payload is no list of arguments")
		return nil
	}
	if n == 0 {
		return nil
	}
	list := make([]value.Value, n)
	for _, entry := range t.Entries() {
		i := w.whole(entry.Key)
		if i < 1 || i > n {
			w.fail("its payload is no list of arguments")
			return nil
		}
		list[i-1] = entry.Value
	}
	return list
}

// words reads what join has written, word by word. The first error stays.
type words struct {
	rest string
	err  error
}

func (w *words) fail(text string) {
	if w.err == nil {
		w.err = errors.New(text)
	}
}

// done tells what was wrong, if only that something is left.
func (w *words) done() error {
	if w.err == nil && w.rest != "" {
		w.fail(fmt.Sprintf("%q is too much", w.rest))
	}
	return w.err
}

// next takes a word that is not in quotes.
func (w *words) next() string {
	word, rest, _ := strings.Cut(w.rest, " ")
	w.rest = rest
	if word == "" {
		w.fail("its text is too short")
	}
	return word
}

func (w *words) text() string {
	quoted, err := strconv.QuotedPrefix(w.rest)
	text := ""
	if err == nil {
		text, err = strconv.Unquote(quoted)
	}
	if err != nil || quoted[0] != '"' {
		w.fail(fmt.Sprintf("%q does not begin with a text in quotes", w.rest))
		w.rest = ""
		return ""
	}
	w.rest = strings.TrimPrefix(w.rest[len(quoted):], " ")
	return text
}

func (w *words) integer() int {
	word := w.next()
	n, err := strconv.Atoi(word)
	if err != nil {
		w.fail(fmt.Sprintf("%q is no whole number", word))
	}
	return n
}

func (w *words) integers() []int {
	list := []int{}
	for w.rest != "" && w.err == nil {
		list = append(list, w.integer())
	}
	return list
}

func (w *words) byte() byte {
	n := w.integer()
	if n < 0 || n > 255 {
		w.fail(fmt.Sprintf("%d is no character", n))
	}
	return byte(n)
}

func (w *words) number() float64 {
	word := w.next()
	f, err := strconv.ParseFloat(word, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		w.fail(fmt.Sprintf("%q is no number", word))
	}
	return f
}

func (w *words) truth() bool {
	word := w.next()
	if word != "true" && word != "false" {
		w.fail(fmt.Sprintf("%q is neither true nor false", word))
	}
	return word == "true"
}

func (w *words) side() Side {
	word := w.next()
	side, ok := ParseSide(word)
	if !ok {
		w.fail(fmt.Sprintf("%q is no side", word))
	}
	return side
}

// whole reads a whole number of a payload.
func (w *words) whole(v value.Value) int {
	f, ok := v.AsNumber()
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<31 {
		w.fail("a number in its payload is not whole")
		return 0
	}
	return int(f)
}
