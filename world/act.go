package world

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"ccnet/value"
)

// checkActions sorts the script by time and makes sure that whom and what it names
// is there.
func (w *World) checkActions() error {
	w.actions = append([]ActionSpec(nil), w.spec.Actions...)
	for i, a := range w.actions {
		if err := w.checkAction(a); err != nil {
			return fmt.Errorf("action %d (at %v): %w", i+1, a.At, err)
		}
	}
	sortActions(w.actions)
	return nil
}

func (w *World) checkAction(a ActionSpec) error {
	c := w.byID.find(a.Computer)
	needsComputer := true
	var named string
	switch do := a.Do.(type) {
	case nil:
		return fmt.Errorf("it does nothing")
	case Storm:
		needsComputer = false
	case Cut:
		needsComputer = do.Network == "" && do.Name == "" && do.Cable == nil
		named = do.Name
	case Insert:
		needsComputer, named = do.Drive == "", do.Drive
	case Eject:
		needsComputer, named = do.Drive == "", do.Drive
	case Touch:
		needsComputer, named = do.Monitor == "", do.Monitor
	case Attach:
		needsComputer, named = do.Name == "", do.Name
	}
	if needsComputer && c == nil {
		return fmt.Errorf("there is no computer %d", a.Computer)
	}
	if named != "" && w.fixture(named, nil, 0) == nil {
		return fmt.Errorf("there is no peripheral %s", named)
	}
	return nil
}

// act does what the script does to the world.
func (w *World) act(computer int, action Action) {
	c := w.byID.find(computer)
	if w.recorder != nil {
		e := inputEntry(c, action)
		e.Payload = value.Nil // it is in the world's description
		w.record(&e)
	}
	w.do(c, action)
}

// do does something to the world, or to a computer of it.
func (w *World) do(c *Computer, action Action) {
	switch do := action.(type) {
	case refused:
		w.problem(errors.New(do.text))
		return
	case Storm:
		w.ether.SetStorm(dimensionOr(do.Dimension), do.On)
		return
	case Cut:
		w.cut(c, do)
		return
	case Insert:
		if f := w.fixture(do.Drive, c, do.Side); f != nil {
			if d, ok := f.peripheral.(*Drive); ok {
				d.insertSpec(&do.Disk)
			}
		}
		return
	case Eject:
		if f := w.fixture(do.Drive, c, do.Side); f != nil {
			if d, ok := f.peripheral.(*Drive); ok {
				d.eject()
			}
		}
		return
	case Touch:
		if f := w.fixture(do.Monitor, c, do.Side); f != nil {
			if m, ok := f.peripheral.(*Monitor); ok {
				m.touchAt(w, do.X, do.Y)
			}
		}
		return
	case Attach:
		if f := w.fixture(do.Name, c, do.Side); f != nil {
			if do.Detach {
				w.unplug(f)
			} else if err := w.plugIn(f); err != nil {
				w.problem(err)
			}
			w.announceChanges()
		}
		return
	}
	if c != nil {
		w.actOn(c, action)
	}
}

// actOn does something to a computer.
func (w *World) actOn(c *Computer, action Action) {
	switch do := action.(type) {
	case Type:
		for i := range len(do.Text) {
			w.typeByte(c, do.Text[i])
		}
	case Press:
		for _, code := range do.Keys {
			w.key(c, Key{Code: code})
			w.key(c, Key{Code: code, Up: true})
		}
	case Key:
		w.key(c, do)
	case Char:
		w.deliver(c, stringEvent("char", string([]byte{do.Char})))
	case Paste:
		if text := pasted(do.Text); text != "" {
			w.deliver(c, stringEvent("paste", text))
		}
	case Mouse:
		w.deliver(c, Event{Name: do.Event, Args: []value.Value{
			value.Int(do.Button), value.Int(do.X), value.Int(do.Y),
		}})
	case Terminate:
		w.deliver(c, Event{Name: "terminate"})
	case QueueEvent:
		w.deliver(c, Event{Name: do.Name, Args: value.FreezeAll(do.Args)})
	case Answer:
		c.calls = max(0, c.calls-1)
		args := append([]value.Value{value.Int(do.Task), value.Bool(true)}, do.Results...)
		w.deliver(c, Event{Name: "task_complete", Args: value.FreezeAll(args)})
	case TurnOn:
		c.turnOn()
	case Shutdown:
		c.interrupt(commandShutdown)
	case Reboot:
		c.interrupt(commandReboot)
	case Move:
		w.move(c, do)
	case RedstoneLevel:
		if int(do.Side) < NumSides {
			c.redstone.scripted[do.Side] = uint8(max(0, min(15, do.Level)))
			c.redstone.update()
		}
	}
}

// key queues the event of a key.
func (w *World) key(c *Computer, k Key) {
	if w.options.KeyCode != nil {
		k.Code = w.options.KeyCode(k.Code)
	}
	if k.Up {
		w.deliver(c, idEvent("key_up", k.Code))
		return
	}
	w.deliver(c, Event{Name: "key", Args: []value.Value{value.Int(k.Code), value.Bool(k.Repeat)}})
}

// keyEnter is the code of the enter key.
const keyEnter = 257

// typeByte presses the key of one character and, if it has a glyph that keyboards
// give, types it.
func (w *World) typeByte(c *Computer, b byte) {
	code := int(b)
	switch {
	case b == '\n':
		code = keyEnter
	case b == '\t':
		code = 258
	case b >= 'a' && b <= 'z':
		code = int(b) - 'a' + 'A'
	}
	w.key(c, Key{Code: code})
	if b >= 32 && b <= 126 || b >= 160 {
		w.deliver(c, stringEvent("char", string([]byte{b})))
	}
	w.key(c, Key{Code: code, Up: true})
}

// maxPaste is how much text can be pasted at once.
const maxPaste = 512

// pasted is what arrives of a text that is pasted: its first line.
func pasted(text string) string {
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	out := []byte(text)
	if len(out) > maxPaste {
		out = out[:maxPaste]
	}
	for i, b := range out {
		if !(b >= 32 && b <= 126 || b >= 160) {
			out[i] = '?'
		}
	}
	return string(out)
}

// cut takes something off a wired network, or puts it back.
func (w *World) cut(c *Computer, do Cut) {
	change := w.ether.Unplug
	if do.Reconnect {
		change = w.ether.Plug
	}
	switch {
	case do.Cable != nil:
		dimension := Overworld
		if net := w.wiredSpec(do.Network); net != nil {
			dimension = dimensionOr(net.Dimension)
		}
		var err error
		if do.Reconnect {
			err = w.ether.Cable(dimension, *do.Cable)
		} else {
			err = w.ether.Cut(dimension, *do.Cable)
		}
		if err != nil {
			w.problem(err)
		}
	case do.Name != "":
		if f := w.fixture(do.Name, nil, 0); f != nil && f.exposer != nil {
			change(f.exposer)
		}
	case c != nil:
		for _, m := range w.wired {
			if m.computer == c && (do.Network == "" || m.network == do.Network) {
				change(m.modem.ether)
			}
		}
	case do.Reconnect:
		w.ether.MendNetwork(do.Network)
	default:
		w.ether.CutNetwork(do.Network)
	}
	w.announceChanges()
}

// sortActions puts actions in the order of their times, and in that of the script
// where they are the same.
func sortActions(actions []ActionSpec) {
	slices.SortStableFunc(actions, func(a, b ActionSpec) int { return cmp.Compare(a.At, b.At) })
}
