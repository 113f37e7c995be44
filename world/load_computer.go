package world

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

func (l *loader) computer(s *section) ComputerSpec {
	spec := ComputerSpec{
		ID:        int(s.integer("id", 0, 0, math.MaxInt32)),
		Label:     s.text("label"),
		Dimension: s.text("dimension"),
		Off:       !s.boolean("on", true),
		Stay:      s.boolean("stay", false),
		Expose:    s.boolean("expose", false),
		Quota:     s.integer("quota", 0, 1, 1<<40),
		Expect:    s.texts("expect"),
	}
	if !s.has("id") {
		s.d.missing(s.path, "a computer needs an id, as in id = %d", len(l.ids))
	} else if _, taken := l.ids[spec.ID]; taken {
		s.errorAt("id", "there is already a computer with id %d; %d is free", spec.ID, l.freeID())
	}
	l.ids[spec.ID] = s.path
	if n := len([]rune(spec.Label)); n > maxLabel {
		s.errorAt("label", "a label has at most %d characters; this has %d", maxLabel, n)
	}
	if spec.Label != "" {
		if _, taken := l.labels[spec.Label]; !taken {
			l.labels[spec.Label] = spec.ID
		}
	}
	if kind := s.choice("kind", kindNames[:]...); kind != "" {
		spec.Kind, _ = ParseKind(kind)
	}
	l.kinds[spec.ID] = spec.Kind
	if facing := s.choice("facing", directionNames[:4]...); facing != "" {
		spec.Facing, _ = ParseDirection(facing)
	}
	if at, ok := s.vec("at"); ok {
		l.mayBe(s, "at", spec.Kind, at)
		spec.At = &at
	}
	l.modems(s, &spec)
	if v, ok := s.get("files"); ok {
		spec.Files = l.files(s.at("files"), v)
	}
	l.copy(s, &spec.Files)
	spec.Run = l.run(s)
	width, _ := spec.Kind.ScreenSize()
	for _, line := range spec.Expect {
		switch {
		case len([]rune(line)) > width:
			s.errorAt("expect", "no row of a screen %d characters wide holds %q; expect the rows that it is broken into", width, line)
		case strings.TrimRight(line, " ") != line:
			s.errorAt("expect", "rows lose the blanks at their ends; write %q without them", line)
		}
	}
	s.done()
	return spec
}

// mayBe sees to it that nothing but a pocket computer is between blocks.
func (l *loader) mayBe(s *section, key string, kind Kind, at Vec) {
	if kind != Pocket && at != (Vec{X: math.Floor(at.X), Y: math.Floor(at.Y), Z: math.Floor(at.Z)}) {
		s.errorAt(key, `%s must be a block, as in %s = [10, 64, -3]; only kind = "pocket" may be in between`, key, key)
	}
}

// freeID is the lowest id that no computer has so far.
func (l *loader) freeID() int {
	for id := 0; ; id++ {
		if _, taken := l.ids[id]; !taken {
			return id
		}
	}
}

// modems reads the modems on a computer's sides.
func (l *loader) modems(s *section, spec *ComputerSpec) {
	v, ok := s.get("modems")
	if !ok {
		return
	}
	m, ok := s.d.section(s.at("modems"), v)
	if !ok {
		return
	}
	for _, name := range sortedKeys(m.m) {
		side, ok := ParseSide(name)
		if !ok {
			m.errorAt(name, "unknown side %q%s; there are %s", name, suggest(name, sideNames[:]), strings.Join(sideNames[:], ", "))
			continue
		}
		if spec.Kind == Pocket && side != Back {
			m.errorAt(name, "a pocket computer has its modem on its back")
			continue
		}
		if spec.Kind == Turtle && side != Left && side != Right {
			if k := m.m[name]; k == "wireless" || k == "ender" {
				m.errorAt(name, "a turtle has its modem on its left or right")
				continue
			}
		}
		kind := m.text(name)
		modem := ModemSpec{Side: side}
		network := ""
		switch {
		case kind == "wireless":
			modem.Kind = Wireless
		case kind == "ender":
			modem.Kind = Ender
		case strings.HasPrefix(kind, "wired:"):
			modem.Kind, network = Wired, kind[len("wired:"):]
		case strings.HasPrefix(kind, "wired-full:"):
			modem.Kind, network = WiredFull, kind[len("wired-full:"):]
		default:
			kinds := []string{"wireless", "ender", "wired:NETWORK", "wired-full:NETWORK"}
			m.errorAt(name, "unknown modem %q%s; there are %s", kind, suggest(kind, kinds[:2]), strings.Join(kinds, ", "))
			continue
		}
		if modem.Kind >= Wired && network == "" {
			m.errorAt(name, "a wired modem needs the name of its network, as in %s = %q", name, kind+"office")
			continue
		}
		modem.Network = network
		l.take(m.at(name), spec.ID, side, "a modem")
		spec.Modems = append(spec.Modems, modem)
	}
	slices.SortFunc(spec.Modems, func(a, b ModemSpec) int { return int(a.Side) - int(b.Side) })
}

// run reads a program with its arguments.
func (l *loader) run(s *section) []string {
	v, ok := s.get("run")
	if !ok {
		return nil
	}
	switch run := v.(type) {
	case string:
		words, err := SplitCommand(run)
		if err != nil {
			s.errorAt("run", "run: %v", err)
		} else if len(words) == 0 {
			s.errorAt("run", `run must name a program, as in run = "ping 2"`)
		}
		return words
	case []any:
		words := s.texts("run")
		if len(words) == 0 {
			s.errorAt("run", `run must name a program, as in run = ["ping", "2"]`)
		}
		return words
	}
	s.wrong("run", v, "a string or a list of strings")
	return nil
}

// SplitCommand splits a command into words at spaces. Quotes keep spaces in a word.
func SplitCommand(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	quoted, inWord := false, false
	for _, r := range command {
		switch {
		case r == '"':
			quoted, inWord = !quoted, true
		case !quoted && (r == ' ' || r == '\t' || r == '\n'):
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quoted {
		return nil, fmt.Errorf("%q lacks its closing quote", command)
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// maxHostFile bounds a file of the host that a world file names.
const maxHostFile = 64 << 20

// files reads where a disk's files are: a directory of the host, or a table of
// paths with their contents or with the files of the host that have it.
func (l *loader) files(path string, v any) Files {
	if dir, ok := v.(string); ok {
		return Files{Dir: l.hostDir(path, dir)}
	}
	s, ok := l.d.section(path, v)
	if !ok {
		return Files{}
	}
	files := Files{Inline: make(map[string]string)}
	for _, name := range sortedKeys(s.m) {
		l.inlineName(s, name, files.Inline)
		switch content := s.m[name].(type) {
		case string:
			files.Inline[name] = content
		case map[string]any:
			from := &section{d: l.d, path: s.at(name), m: content}
			host := from.text("file")
			from.done()
			if host == "" {
				s.errorAt(name, "write the content of %q, or {file = %q} to take a file of the host", name, name)
				continue
			}
			data, err := l.readHost(host)
			if err != nil {
				from.errorAt("file", "%v", err)
				continue
			}
			files.Inline[name] = data
		default:
			s.errorAt(name, "write the content of %q as a string, or {file = %q} to take a file of the host; this is %s", name, name, typeName(content))
		}
	}
	return files
}

func (l *loader) readHost(name string) (string, error) {
	path := l.host(name)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("there is no file %s; paths are relative to the world file", path)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a file", path)
	case info.Size() > maxHostFile:
		return "", fmt.Errorf("%s is larger than a disk can be", path)
	}
	data, err := os.ReadFile(path)
	return string(data), err
}

// copy reads the directory of the host that a disk begins with a copy of.
func (l *loader) copy(s *section, files *Files) {
	dir := s.text("copy")
	if dir == "" {
		return
	}
	if files.Dir != "" {
		s.errorAt("copy", "the disk is a directory of the host already; leave out files or copy")
		return
	}
	files.Copy = l.hostDir(s.at("copy"), dir)
}

// hostDir is the directory of the host called dir, which must exist.
func (l *loader) hostDir(path, dir string) string {
	full := l.host(dir)
	if info, err := os.Stat(full); err != nil || !info.IsDir() {
		l.d.errorAt(path, "there is no directory %s; paths are relative to the world file", full)
	}
	return full
}

func (l *loader) host(path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(l.dir, path)
}

// disk reads a floppy disk.
func (l *loader) disk(path string, v any) *DiskSpec {
	s, ok := l.d.section(path, v)
	if !ok {
		return nil
	}
	spec := &DiskSpec{ID: int(s.integer("id", 0, 0, math.MaxInt32)), Label: s.text("label")}
	if v, ok := s.get("files"); ok {
		spec.Files = l.files(s.at("files"), v)
	}
	l.copy(s, &spec.Files)
	s.done()
	return spec
}
