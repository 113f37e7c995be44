package world

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"ccnet/value"
)

// Input is something that somebody did to a running world from outside, by Do. In the
// journal it is an entry of the kind EntryInput which is OK; N is the Round. Entries
// that are not OK are what the world's own script did.
type Input struct {
	Tick     Tick
	Round    int // how many rounds of the tick were over
	Computer int // NoComputer for none
	Do       Action
	Line     int // of the journal it was read from, for errors; 0 for none
}

// MaxInput is how many bytes of files, or of an event's arguments, an action from
// outside may bring, about.
const MaxInput = 1 << 20

// maxInputDepth is how deep tables may be inside each other in an event from outside.
const maxInputDepth = 100

// fromOutside does what came in by Do, or in the run that is repeated, and takes down
// all that it brings.
func (w *World) fromOutside(computer int, action Action) {
	if w.tickIsOver() {
		w.publish() // now, however late the input comes
	}
	w.walkOn()
	action, written := seal(action)
	c := w.byID.find(computer)
	if w.recorder != nil {
		e := inputEntry(c, written)
		e.OK, e.N = true, w.rounds
		w.record(&e)
	}
	w.do(c, action)
}

// refused is an action from outside that cannot be done; the text tells why.
type refused struct{ text string }

func (refused) action() {}

// seal returns what to do, and what to write down: the same, but with the content of
// files in the place of their names.
func seal(action Action) (do, written Action) {
	refuse := func(what string, why error) (do, written Action) {
		no := refused{fmt.Sprintf("%s from outside: %v", what, why)}
		return no, no
	}
	switch a := action.(type) {
	case nil:
		return refuse("an action", errors.New("it does nothing"))
	case Insert:
		sealed, err := sealFiles(a.Disk.Files)
		if err != nil {
			return refuse("a disk", err)
		}
		full := a
		full.Disk.Files = sealed
		if a.Disk.Files.Dir != "" { // programs write into the directory itself
			return a, full
		}
		return full, full
	case QueueEvent:
		if err := plain(a.Args); err != nil {
			return refuse("an event "+strconv.Quote(a.Name), err)
		}
	case Answer: // the computer waits for one
		if err := plain(a.Results); err != nil {
			a.Results = []value.Value{value.Nil, value.String("The answer cannot be taken: " + err.Error())}
			return a, a
		}
	case Move:
		for _, f := range [...]float64{a.To.X, a.To.Y, a.To.Z} {
			if math.IsNaN(f) || math.IsInf(f, 0) {
				return refuse("a move", errors.New("there is no such place"))
			}
		}
	}
	return action, action
}

// sealFiles reads what a disk begins with from the host.
func sealFiles(files Files) (Files, error) {
	out := Files{Unmetered: files.Unmetered, overfull: files.overfull, Inline: make(map[string]string)}
	size := 0
	add := func(path, content string) error {
		if size += len(path) + len(content); size > MaxInput {
			return fmt.Errorf("its files are more than %d bytes, which is more than the journal takes", MaxInput)
		}
		out.Inline[path] = content
		return nil
	}
	for _, dir := range [...]string{files.Dir, files.Copy} {
		if dir == "" {
			continue
		}
		out.overfull = true
		if err := readDir(dir, add); err != nil {
			return Files{}, fmt.Errorf("files: %w", err)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(files.Inline)) {
		if err := add(path, files.Inline[path]); err != nil {
			return Files{}, err
		}
	}
	return out, nil
}

// readDir hands over the files and directories below a directory of the host, as
// copyDir would copy them.
func readDir(dir string, add func(path, content string) error) error {
	return walkDir(dir, func(path string) error {
		return add(path+"/", "")
	}, func(files fs.FS, path string, entry fs.DirEntry) error {
		if info, err := entry.Info(); err != nil || info.Size() > MaxInput {
			return errors.Join(err, add(path, strings.Repeat(" ", MaxInput+1)))
		}
		content, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		return add(path, string(content))
	})
}

// plain tells what of an event's arguments the journal cannot hold as it is.
func plain(args []value.Value) error {
	size := 0
	for _, v := range args {
		seen := make(map[*value.Table]bool)
		var check func(v value.Value, depth int) error
		check = func(v value.Value, depth int) error {
			switch v.Kind() {
			case value.KindString:
				s, _ := v.AsString()
				size += len(s)
			case value.KindOpaque:
				return errors.New("functions and the like stay outside")
			case value.KindTable:
				t := v.AsTable()
				switch {
				case seen[t]:
					return errors.New("a table occurs twice in it")
				case depth >= maxInputDepth:
					return fmt.Errorf("its tables are more than %d deep", maxInputDepth)
				}
				seen[t] = true
				for _, e := range t.Entries() {
					if err := check(e.Key, depth+1); err != nil {
						return err
					}
					if err := check(e.Value, depth+1); err != nil {
						return err
					}
				}
			}
			if size += 16; size > MaxInput {
				return fmt.Errorf("it is more than %d bytes", MaxInput)
			}
			return nil
		}
		if err := check(v, 0); err != nil {
			return err
		}
	}
	return nil
}

// inputEntry describes an action for the journal, from which ReadInput makes it again.
func inputEntry(c *Computer, action Action) Entry {
	e := Entry{Kind: EntryInput, Computer: NoComputer}
	if c != nil {
		e.Computer = c.id
	}
	switch do := action.(type) {
	case Type:
		e.Name, e.Text = "type", join(do.Text)
	case Press:
		e.Name, e.Text = "press", strings.Trim(fmt.Sprint(do.Keys), "[]")
	case Key:
		e.Name, e.Text = "key", join(do.Code, do.Up, do.Repeat)
	case Char:
		e.Name, e.Text = "char", join(do.Char)
	case Paste:
		e.Name, e.Text = "paste", join(do.Text)
	case Mouse:
		if slices.Contains(mouseEvents[:], do.Event) {
			e.Name, e.Text = do.Event, join(do.Button, do.X, do.Y)
		} else {
			e.Name, e.Text = "mouse", join(do.Event, do.Button, do.X, do.Y)
		}
	case Terminate:
		e.Name = "terminate"
	case TurnOn:
		e.Name = "turn_on"
	case Shutdown:
		e.Name = "shutdown"
	case Reboot:
		e.Name = "reboot"
	case Move:
		e.Name, e.Text = "move", join(do.To.X, do.To.Y, do.To.Z, do.Dimension, int64(do.Walk))
	case Storm:
		e.Name, e.Text = "storm", join(do.Dimension, do.On)
	case Cut:
		e.Name = "cut"
		if do.Reconnect {
			e.Name = "reconnect"
		}
		e.Text = join(do.Network, do.Name)
		if do.Cable != nil {
			e.Text += " " + join(do.Cable.X, do.Cable.Y, do.Cable.Z)
		}
	case Insert:
		e.Name, e.Text = "insert", join(do.Drive, do.Side, do.Disk.Label)
		e.Payload = diskPayload(&do.Disk)
	case Eject:
		e.Name, e.Text = "eject", join(do.Drive, do.Side)
	case RedstoneLevel:
		e.Name, e.Text = "redstone", join(do.Side, do.Level)
	case Touch:
		e.Name, e.Text = "touch", join(do.Monitor, do.Side, do.X, do.Y)
	case QueueEvent:
		e.Name, e.Text, e.Payload = "queue", join(do.Name, len(do.Args)), listPayload(do.Args)
	case Answer:
		e.Name, e.Text, e.Payload = "answer", join(do.Task, len(do.Results)), listPayload(do.Results)
	case Attach:
		e.Name = "attach"
		if do.Detach {
			e.Name = "detach"
		}
		e.Text = join(do.Name, do.Side)
	case refused:
		e.Name, e.Text = "refused", join(do.text)
	}
	return e
}

// mouseEvents are the events that mice make.
var mouseEvents = [...]string{"mouse_click", "mouse_up", "mouse_drag", "mouse_scroll"}

// join writes the details of an action: words with blanks between them, texts in
// quotes.
func join(parts ...any) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		if s, ok := p.(string); ok {
			words[i] = strconv.Quote(s)
		} else {
			words[i] = fmt.Sprint(p)
		}
	}
	return strings.Join(words, " ")
}

// listPayload is values for the journal, of which some may be nil.
func listPayload(list []value.Value) value.Value {
	t := value.NewTable(len(list))
	for i, v := range list {
		if !v.IsNil() {
			t.Add(value.Int(i+1), v)
		}
	}
	return value.FromTable(t)
}

// diskPayload is a disk for the journal.
func diskPayload(d *DiskSpec) value.Value {
	files := value.NewTable(len(d.Files.Inline))
	for _, path := range slices.Sorted(maps.Keys(d.Files.Inline)) {
		files.Add(value.String(path), value.String(d.Files.Inline[path]))
	}
	t := value.NewTable(4)
	t.Add(value.String("id"), value.Int(d.ID))
	t.Add(value.String("files"), value.FromTable(files))
	t.Add(value.String("overfull"), value.Bool(d.Files.overfull))
	t.Add(value.String("unmetered"), value.Bool(d.Files.Unmetered))
	return value.FromTable(t)
}
