package world

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// maxWorldFile bounds a world file, in bytes.
const maxWorldFile = 16 << 20

// Load reads a world file. Paths in it are relative to its directory. The error
// names the file, the line, what is wrong there and what to write instead.
//
// Times are strings: "3s", "250ms", "10m", "1h30m", or "5t" for ticks of 50 ms.
// Positions and blocks are lists [x, y, z]. Where a computer is named, it is by its
// id or its label. The keys are
//
//	name, seed, limit, start, until ("programs", "expect", "idle", "never")
//	[range]       normal, high, storm, high_storm, in blocks
//	[[computer]]  id, label, kind, at, dimension, facing, on, quota, run, stay, expect,
//	              expose (as a peripheral of its wired networks),
//	              modems = {SIDE = "wireless" | "ender" | "wired:NETWORK" | "wired-full:NETWORK"},
//	              files = "DIRECTORY" | {PATH = "content", PATH = {file = "FILE"}},
//	              copy = "DIRECTORY" (the disk begins with a copy of it)
//	[[wired]]     name, dimension, cables = [[x, y, z], …], if distances along the
//	              cables of a network count
//	[[peripheral]] type, name, computer and side, network and cable, attached,
//	              size, scale, colour (monitors), disk = {id, label, files, copy}
//	              (drives), kind (modems)
//	[gateway]     id, chat = "ROOM", rooms = ["ROOM", …], allow = ["HOST:PORT", …], for
//	              ccnet gateway and for peripherals of the type gateway
//	[[fault]]     from, to, loss, duplicate, delay, jitter, partition = [[1, 2], [3]],
//	              computers, channels
//	[[at]]        at, computer and one of
//	              type = "text", press = ["enter", …], paste = "text", terminate, turn_on,
//	              shutdown, reboot (= true), move = [x, y, z] with dimension and walk,
//	              storm = true with dimension, cut and reconnect = "NETWORK" with name or
//	              cable, insert = "DRIVE" with disk, eject = "DRIVE", redstone = "SIDE" with
//	              level, touch = "MONITOR" with x and y, queue = ["event", …], attach and
//	              detach = "PERIPHERAL". A side of the computer can stand for a name.
func Load(path string) (Spec, error) {
	file, err := os.Open(path)
	if err != nil {
		return Spec{}, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxWorldFile+1))
	switch {
	case err != nil:
		return Spec{}, err
	case len(data) > maxWorldFile:
		return Spec{}, &FileError{File: path, Message: fmt.Sprintf("a world file has at most %d bytes; take large files from the host, as in files = \"DIR\"", maxWorldFile)}
	}
	return Parse(path, data)
}

// Parse reads the content of a world file of the given path. It reads the files
// that the world names, and nothing else.
func Parse(path string, data []byte) (Spec, error) {
	d, err := parseDocument(path, data)
	if err != nil {
		return Spec{}, err
	}
	l := &loader{d: d, dir: filepath.Dir(path), ids: make(map[int]string), labels: make(map[string]int), names: make(map[string]bool)}
	spec := l.world(&section{d: d, m: d.root})
	if spec.Name == "" {
		spec.Name = strings.TrimSuffix(filepath.Base(path), ".toml")
	}
	if err := d.err(); err != nil {
		return Spec{}, err
	}
	return spec, nil
}

// loader makes a Spec of a document.
type loader struct {
	d      *document
	dir    string
	ids    map[int]string          // where each computer is in the document
	kinds  map[int]Kind            // by computer
	wires  map[string]bool         // names of wired networks with a shape
	labels map[string]int          // the computer of each label
	names  map[string]bool         // of peripherals
	auto   map[string]int          // peripherals without names, by type
	taken  map[int]map[Side]string // what is on each computer's sides
}

func (l *loader) world(s *section) Spec {
	l.taken = make(map[int]map[Side]string)
	l.kinds = make(map[int]Kind)
	l.wires = make(map[string]bool)
	l.auto = make(map[string]int)
	spec := Spec{
		Name:  s.text("name"),
		Seed:  uint64(s.integer("seed", 0, 0, math.MaxInt64)),
		Limit: s.ticks("limit"),
		Until: Until(s.choice("until", string(UntilPrograms), string(UntilExpect), string(UntilIdle), string(UntilNever))),
		Start: s.date("start"),
	}
	if v, ok := s.get("range"); ok {
		if r, ok := s.d.section(s.at("range"), v); ok {
			spec.Range = loadRange(r)
		}
	}
	for _, c := range s.sections("computer") {
		spec.Computers = append(spec.Computers, l.computer(c))
	}
	for _, w := range s.sections("wired") {
		spec.Wired = append(spec.Wired, l.wired(w))
	}
	for _, p := range s.sections("peripheral") {
		spec.Peripherals = append(spec.Peripherals, l.peripheral(p))
	}
	for _, f := range s.sections("fault") {
		spec.Faults = append(spec.Faults, l.fault(f))
	}
	for _, a := range s.sections("at") {
		if action, ok := l.action(a); ok {
			spec.Actions = append(spec.Actions, action)
		}
	}
	if v, ok := s.get("gateway"); ok {
		if g, ok := s.d.section(s.at("gateway"), v); ok {
			spec.Gateway = l.gateway(g)
		}
	}
	s.done()
	l.whole(s, &spec)
	return spec
}

// loadRange reads how far wireless modems reach.
func loadRange(s *section) *RangeSpec {
	const most = 1e6 // blocks; no world is wider than 60 million, and no server allows this
	spec := &RangeSpec{
		Normal:    s.number("normal", 0, 0, most),
		High:      s.number("high", 0, 0, most),
		Storm:     s.number("storm", 0, 0, most),
		HighStorm: s.number("high_storm", 0, 0, most),
	}
	s.done()
	return spec
}

func (l *loader) wired(s *section) WiredSpec {
	spec := WiredSpec{Name: s.text("name"), Dimension: s.text("dimension")}
	if spec.Name == "" {
		s.d.missing(s.path, `a wired network needs a name, as in name = "office"`)
	} else if l.wires[spec.Name] {
		s.errorAt("name", "there is already a wired network %q; put all its cables into one [[wired]]", spec.Name)
	}
	l.wires[spec.Name] = true
	for i, v := range s.list("cables") {
		at, ok := asVec(v)
		if !ok {
			s.errorAt("cables", "cable %d must be a block, as in cables = [[10, 64, -3], [11, 64, -3]]", i+1)
			break
		}
		spec.Cables = append(spec.Cables, at.Block())
	}
	s.done()
	return spec
}

func (l *loader) peripheral(s *section) PeripheralSpec {
	spec := PeripheralSpec{
		Type:    s.choice("type", PeripheralTypes()...),
		Name:    s.text("name"),
		Network: s.text("network"),
		Scale:   s.number("scale", 0, 0.5, 5),
		Normal:  !s.boolean("colour", true),
		Off:     !s.boolean("attached", true),
	}
	if !s.has("type") {
		s.d.missing(s.path, `a peripheral needs a type, as in type = "monitor"`)
	}
	for _, only := range [...][2]string{{"size", "monitor"}, {"scale", "monitor"}, {"colour", "monitor"}, {"disk", "drive"}, {"kind", "modem"}} {
		if key, owner := only[0], only[1]; s.has(key) && spec.Type != owner && spec.Type != "" {
			s.errorAt(key, "a %s has no %s; only a %s has", spec.Type, key, owner)
		}
	}
	if spec.Scale*2 != math.Trunc(spec.Scale*2) {
		s.errorAt("scale", "scale must be from 0.5 to 5 in steps of 0.5")
	}
	if size := s.integers("size", 1, maxMonitorWidth); size != nil {
		if len(size) != 2 || size[1] > maxMonitorHeight {
			s.errorAt("size", "size must be the width and the height in blocks, at most 8 by 6, as in size = [3, 2]")
		} else {
			spec.Width, spec.Height = size[0], size[1]
		}
	}
	if at, ok := s.vec("cable"); ok {
		b := at.Block()
		spec.Cable = &b
	}
	switch s.choice("kind", "wireless", "ender") {
	case "ender":
		spec.Modem = Ender
	}
	if v, ok := s.get("disk"); ok {
		spec.Disk = l.disk(s.at("disk"), v)
	}
	if s.has("computer") || s.has("side") {
		l.onSide(s, &spec)
	}
	if !spec.OnSide && spec.Network == "" && s.has("type") {
		s.d.missing(s.path, `a peripheral needs a computer and a side, or a network, as in computer = 1, side = "left"`)
	}
	l.name(s, &spec)
	s.done()
	return spec
}

// name notes the name of a peripheral for the actions that refer to it.
func (l *loader) name(s *section, spec *PeripheralSpec) {
	name := spec.Name
	if name == "" {
		name = fmt.Sprintf("%s_%d", spec.Type, l.auto[spec.Type])
		l.auto[spec.Type]++
	} else if l.names[name] {
		s.errorAt("name", "there is already a peripheral called %q", name)
	}
	l.names[name] = true
}

// onSide reads which side of which computer a peripheral is on.
func (l *loader) onSide(s *section, spec *PeripheralSpec) {
	id, known := l.computerID(s)
	side, ok := l.side(s, "side")
	if !known || !ok {
		return
	}
	spec.Computer, spec.Side, spec.OnSide = id, side, true
	l.take(s.at("side"), id, side, "a "+spec.Type)
}

// take notes that something is on a side of a computer.
func (l *loader) take(path string, id int, side Side, what string) {
	if l.taken[id] == nil {
		l.taken[id] = make(map[Side]string)
	}
	if other, taken := l.taken[id][side]; taken {
		var free []string
		for _, s := range Sides {
			if _, taken := l.taken[id][s]; !taken {
				free = append(free, s.String())
			}
		}
		l.d.errorAt(path, "computer %d has %s on its %s already; free are %s", id, other, side, strings.Join(free, ", "))
		return
	}
	l.taken[id][side] = what
}

// side reads the name of a side.
func (l *loader) side(s *section, key string) (Side, bool) {
	text := s.text(key)
	if text == "" {
		if !s.has(key) {
			s.d.missing(s.path, `a side is missing, as in %s = "left"`, key)
		}
		return 0, false
	}
	side, ok := ParseSide(text)
	if !ok {
		s.errorAt(key, "unknown side %q%s; there are %s", text, suggest(text, sideNames[:]), strings.Join(sideNames[:], ", "))
	}
	return side, ok
}

// computerID reads which computer is meant, by its id or its label.
func (l *loader) computerID(s *section) (int, bool) {
	v, ok := s.get("computer")
	if !ok {
		s.d.missing(s.path, "a computer is missing, as in computer = 1")
		return 0, false
	}
	switch c := v.(type) {
	case int64:
		if _, ok := l.ids[int(c)]; !ok {
			s.errorAt("computer", "there is no computer %d; write a [[computer]] with id = %d%s", c, c, l.orOther())
			return 0, false
		}
		return int(c), true
	case string:
		id, ok := l.labels[c]
		if !ok {
			s.errorAt("computer", "there is no computer with the label %q; there are %s", c, l.known())
		}
		return id, ok
	}
	s.wrong("computer", v, "the id or the label of a computer")
	return 0, false
}

// orOther names the computers that could be meant instead.
func (l *loader) orOther() string {
	if len(l.ids) == 0 {
		return ""
	}
	return ", or one of " + l.known()
}

// known lists the computers for people.
func (l *loader) known() string {
	var ids []string
	for _, id := range sortedKeys(l.ids) {
		if len(ids) == 8 {
			ids = append(ids, "…")
			break
		}
		ids = append(ids, fmt.Sprint(id))
	}
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

func (l *loader) fault(s *section) FaultSpec {
	spec := FaultSpec{
		From:      s.ticks("from"),
		To:        s.ticks("to"),
		Loss:      s.number("loss", 0, 0, 1),
		Duplicate: s.number("duplicate", 0, 0, 1),
		Delay:     s.ticks("delay"),
		Jitter:    s.ticks("jitter"),
		Computers: s.integers("computers", 0, math.MaxInt32),
		Channels:  s.integers("channels", 0, 65535),
	}
	if spec.To != 0 && spec.To <= spec.From {
		s.errorAt("to", "to must be later than from")
	}
	for _, id := range spec.Computers {
		l.mustKnow(s, "computers", id)
	}
	group := make(map[int]int)
	for i, v := range s.list("partition") {
		members, ok := v.([]any)
		if !ok {
			s.errorAt("partition", "partition must be a list of groups, as in partition = [[1, 2], [3]]")
			break
		}
		ids := s.integersIn("partition", members, 0, math.MaxInt32)
		for _, id := range ids {
			l.mustKnow(s, "partition", id)
			if other, ok := group[id]; ok && other != i {
				s.errorAt("partition", "computer %d is in two groups", id)
			}
			group[id] = i
		}
		spec.Partition = append(spec.Partition, ids)
	}
	if spec.Loss == 0 && spec.Duplicate == 0 && spec.Delay == 0 && spec.Jitter == 0 && spec.Partition == nil {
		s.d.missing(s.path, "a fault needs one of loss, duplicate, delay, jitter and partition, as in loss = 0.1")
	}
	s.done()
	return spec
}

func (l *loader) mustKnow(s *section, key string, id int) {
	if _, ok := l.ids[id]; !ok {
		s.errorAt(key, "there is no computer %d; there are %s", id, l.known())
	}
}
