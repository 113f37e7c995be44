package world

import (
	"math"
	"strings"

	"ccnet/value"
)

// actionVerbs has a row for every thing that can happen by script: the key that
// names it, and how the rest is read.
var actionVerbs = map[string]func(*loader, *section, string) Action{
	"type":      func(_ *loader, s *section, verb string) Action { return Type{glyphs(s.text(verb))} },
	"press":     (*loader).press,
	"paste":     func(_ *loader, s *section, verb string) Action { return Paste{glyphs(s.text(verb))} },
	"terminate": flag(Terminate{}),
	"turn_on":   flag(TurnOn{}),
	"shutdown":  flag(Shutdown{}),
	"reboot":    flag(Reboot{}),
	"move":      (*loader).moveAction,
	"storm":     (*loader).storm,
	"cut":       (*loader).cut,
	"reconnect": (*loader).cut,
	"insert":    (*loader).insert,
	"eject": func(l *loader, s *section, verb string) Action {
		name, side := l.target(s, verb, "drive")
		return Eject{Drive: name, Side: side}
	},
	"redstone": (*loader).redstone,
	"touch":    (*loader).touch,
	"queue":    (*loader).queue,
	"attach": func(l *loader, s *section, verb string) Action {
		name, side := l.target(s, verb, "")
		return Attach{Name: name, Side: side}
	},
	"detach": func(l *loader, s *section, verb string) Action {
		name, side := l.target(s, verb, "")
		return Attach{Name: name, Side: side, Detach: true}
	},
}

var actionNames = sortedKeys(actionVerbs)

// flag reads an action that has nothing to tell but itself.
func flag(a Action) func(*loader, *section, string) Action {
	return func(_ *loader, s *section, verb string) Action {
		if s.has(verb) && !s.boolean(verb, true) {
			s.errorAt(verb, "write %s = true, or leave the action out", verb)
		}
		return a
	}
}

// action reads one [[at]].
func (l *loader) action(s *section) (ActionSpec, bool) {
	a := ActionSpec{At: s.ticks("at"), Computer: NoComputer}
	if !s.has("at") {
		s.d.missing(s.path, `an action needs its time, as in at = "3s"`)
	}
	var verbs []string
	for _, verb := range actionNames {
		if s.has(verb) {
			verbs = append(verbs, verb)
		}
	}
	if len(verbs) != 1 {
		s.known = append(s.known, "computer")
		s.known = append(s.known, actionNames...)
		if len(verbs) == 0 {
			s.done() // perhaps a key is misspelt
			s.d.missing(s.path, "an action needs one of %s", strings.Join(actionNames, ", "))
		} else {
			s.errorAt(verbs[1], "an action does one thing; write an [[at]] each for %s", strings.Join(verbs, " and "))
		}
		return a, false
	}
	verb := verbs[0]
	if s.has("computer") || needsComputer(s, verb) {
		id, ok := l.computerID(s)
		if !ok {
			return a, false
		}
		a.Computer = id
	}
	a.Do = actionVerbs[verb](l, s, verb)
	s.known = append(s.known, "computer")
	s.done()
	return a, true
}

// needsComputer tells whether an action is nothing without a computer.
func needsComputer(s *section, verb string) bool {
	switch verb {
	case "storm", "cut", "reconnect":
		return false
	case "insert", "eject", "touch", "attach", "detach":
		name, _ := s.m[verb].(string)
		_, side := ParseSide(name)
		return side
	}
	return true
}

// target reads which peripheral is meant, by its name or by a side of the action's
// computer, and sees to it that it is of the given type, if any.
func (l *loader) target(s *section, verb, kind string) (name string, side Side) {
	name = s.text(verb)
	if side, ok := ParseSide(name); ok {
		id, _ := l.computerID(s)
		switch there := l.taken[id][side]; {
		case there == "":
			s.errorAt(verb, "computer %d has nothing on its %s", id, side)
		case kind != "" && there != "a "+kind:
			s.errorAt(verb, "computer %d has %s on its %s, not a %s", id, there, side, kind)
		}
		return "", side
	}
	if name != "" && !l.names[name] {
		names := sortedKeys(l.names)
		list := "none"
		if len(names) > 0 {
			list = strings.Join(names, ", ")
		}
		s.errorAt(verb, "there is no peripheral %q%s; there are %s, or a side of the computer", name, suggest(name, names), list)
	}
	return name, 0
}

func (l *loader) press(s *section, verb string) Action {
	var p Press
	names := s.texts(verb)
	for _, name := range names {
		code, ok := KeyCode(name)
		if !ok {
			s.errorAt(verb, "unknown key %q%s; keys are called as in the keys API, such as a, enter, leftCtrl, f5", name, suggest(name, sortedKeys(keyCodes)))
			continue
		}
		p.Keys = append(p.Keys, code)
	}
	return p
}

func (l *loader) moveAction(s *section, verb string) Action {
	to, ok := s.vec(verb)
	if id, known := l.computerID(s); ok && known {
		l.mayBe(s, verb, l.kinds[id], to)
	}
	return Move{To: to, Dimension: s.text("dimension"), Walk: s.ticks("walk")}
}

func (l *loader) storm(s *section, verb string) Action {
	return Storm{Dimension: s.text("dimension"), On: s.boolean(verb, true)}
}

func (l *loader) cut(s *section, verb string) Action {
	c := Cut{Network: s.text(verb), Name: s.text("name"), Reconnect: verb == "reconnect"}
	if at, ok := s.vec("cable"); ok {
		b := at.Block()
		c.Cable = &b
	}
	if c.Name != "" && !l.names[c.Name] {
		s.errorAt("name", "there is no peripheral %q%s", c.Name, suggest(c.Name, sortedKeys(l.names)))
	}
	return c
}

func (l *loader) insert(s *section, verb string) Action {
	name, side := l.target(s, verb, "drive")
	in := Insert{Drive: name, Side: side}
	if v, ok := s.get("disk"); ok {
		if disk := l.disk(s.at("disk"), v); disk != nil {
			in.Disk = *disk
		}
	}
	return in
}

func (l *loader) redstone(s *section, verb string) Action {
	side, _ := l.side(s, verb)
	return RedstoneLevel{Side: side, Level: int(s.integer("level", 15, 0, 15))}
}

func (l *loader) touch(s *section, verb string) Action {
	name, side := l.target(s, verb, "monitor")
	return Touch{
		Monitor: name, Side: side,
		X: int(s.integer("x", 1, 1, math.MaxInt32)),
		Y: int(s.integer("y", 1, 1, math.MaxInt32)),
	}
}

func (l *loader) queue(s *section, verb string) Action {
	list := s.list(verb)
	if len(list) == 0 {
		s.errorAt(verb, `queue must be an event with its arguments, as in queue = ["my_event", 1, true]`)
		return QueueEvent{}
	}
	name, ok := list[0].(string)
	if !ok {
		s.errorAt(verb, "the name of an event must be a string, not %s", typeName(list[0]))
	}
	q := QueueEvent{Name: name}
	for _, v := range list[1:] {
		arg, ok := asValue(v)
		if !ok {
			s.errorAt(verb, "the arguments of an event cannot be %s", typeName(v))
		}
		q.Args = append(q.Args, arg)
	}
	return q
}

// asValue makes a value of one of TOML.
func asValue(v any) (value.Value, bool) {
	switch v := v.(type) {
	case string:
		return value.String(v), true
	case bool:
		return value.Bool(v), true
	case int64:
		return value.Number(float64(v)), true
	case float64:
		return value.Number(v), true
	case []any:
		t := value.NewTable(len(v))
		for i, e := range v {
			item, ok := asValue(e)
			if !ok {
				return value.Nil, false
			}
			t.Add(value.Int(i+1), item)
		}
		return value.FromTable(t), true
	case map[string]any:
		t := value.NewTable(len(v))
		for _, key := range sortedKeys(v) {
			item, ok := asValue(v[key])
			if !ok {
				return value.Nil, false
			}
			t.Add(value.String(key), item)
		}
		return value.FromTable(t), true
	}
	return value.Nil, false
}

// glyphs turns text into the bytes that computers have for its characters; those
// that they do not have become question marks.
func glyphs(text string) string {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 255 {
			r = '?'
		}
		out = append(out, byte(r))
	}
	return string(out)
}
