package world

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"ccnet/world/drive"
)

// whole finds what is wrong with a world whose parts are all right: what is
// missing, stands in the way of something else, or refers to nothing.
func (l *loader) whole(s *section, spec *Spec) {
	if len(l.d.errs) > 0 {
		return // what is found now could be a consequence
	}
	if len(spec.Computers) == 0 {
		l.d.errorAt("", "a world needs a computer: write [[computer]], and id = 1 below it")
	}
	if s.has("limit") && spec.Limit == 0 {
		s.errorAt("limit", `limit must be more than nothing, as in limit = "10m"; leave it out for the default`)
	}
	if spec.Until == UntilExpect && !slices.ContainsFunc(spec.Computers, expects) {
		s.errorAt("until", `until = "expect" waits for expectations, but no computer has any, as in expect = ["done"]`)
	}
	l.places(spec)
	l.directories(spec)
	l.networks(spec)
}

func expects(c ComputerSpec) bool { return len(c.Expect) > 0 }

// places sees to it that no two computers stand in one block.
func (l *loader) places(spec *Spec) {
	taken := make(map[site]int)
	for _, c := range spec.Computers {
		if c.At == nil || c.Kind == Pocket {
			continue
		}
		at := site{dimensionOr(c.Dimension), c.At.Block()}
		if other, ok := taken[at]; ok {
			l.d.errorAt(l.ids[c.ID]+".at", "computer %d stands in this block already; choose another one", other)
		} else {
			taken[at] = c.ID
		}
	}
}

// directories sees to it that no directory of the host is the disk of two computers,
// as a whole or in part. World.claimDir sees through links as well.
func (l *loader) directories(spec *Spec) {
	for i, c := range spec.Computers {
		if c.Files.Dir == "" {
			continue
		}
		dir := filepath.Clean(c.Files.Dir)
		for _, other := range spec.Computers[:i] {
			if other.Files.Dir == "" {
				continue
			}
			if how := overlap(dir, filepath.Clean(other.Files.Dir)); how != "" {
				l.d.errorAt(l.ids[c.ID]+".files", "%s %s the disk of computer %d already; to begin both with the same files, write copy instead of files", dir, how, other.ID)
				break
			}
		}
	}
}

// networks sees to it that every wired network that is spoken of has a computer on
// it.
func (l *loader) networks(spec *Spec) {
	known := make(map[string]bool)
	for _, c := range spec.Computers {
		for _, m := range c.Modems {
			if m.Network != "" {
				known[m.Network] = true
			}
		}
	}
	names := sortedKeys(known)
	l.fullBlocks(spec)
	check := func(path, name string) {
		if name == "" || known[name] {
			return
		}
		hint := `give one modems = { back = "wired:` + name + `" }`
		if len(names) > 0 {
			hint = "there are " + strings.Join(names, ", ")
		}
		l.d.errorAt(path, "no computer has a modem on a network %q%s; %s", name, suggest(name, names), hint)
	}
	for i, p := range spec.Peripherals {
		path := fmt.Sprintf("peripheral[%d]", i)
		check(path+".network", p.Network)
		l.cable(spec, path, p)
	}
	for i, a := range spec.Actions {
		if cut, ok := a.Do.(Cut); ok {
			verb := "cut"
			if cut.Reconnect {
				verb = "reconnect"
			}
			check(fmt.Sprintf("at[%d].%s", i, verb), cut.Network)
		}
	}
}

// fullBlocks sees to it that full blocks hang together with the rest of their network:
// they stand in the world, so what is not beside them takes a cable.
func (l *loader) fullBlocks(spec *Spec) {
	elsewhere := make(map[string]bool)
	for _, w := range spec.Wired {
		if len(w.Cables) > 0 {
			elsewhere[w.Name] = false
		}
	}
	note := func(network string) {
		if _, drawn := elsewhere[network]; !drawn && network != "" {
			elsewhere[network] = true
		}
	}
	for _, c := range spec.Computers {
		for _, m := range c.Modems {
			if m.Kind == Wired {
				note(m.Network)
			}
		}
	}
	for _, p := range spec.Peripherals {
		note(p.Network)
	}
	for _, c := range spec.Computers {
		for _, m := range c.Modems {
			if m.Kind == WiredFull && elsewhere[m.Network] {
				l.d.errorAt(fmt.Sprintf("%s.modems.%s", l.ids[c.ID], m.Side), "a full block takes cables to reach the rest of %q: say where they run, as in [[wired]] name = %q, cables = [[x, y, z], …], or write \"wired:%s\"", m.Network, m.Network, m.Network)
			}
		}
	}
}

// cable sees to it that a peripheral is at a cable of its network, if that has any.
func (l *loader) cable(spec *Spec, path string, p PeripheralSpec) {
	i := slices.IndexFunc(spec.Wired, func(w WiredSpec) bool { return w.Name == p.Network })
	switch {
	case p.Network == "" || i < 0 || len(spec.Wired[i].Cables) == 0:
	case p.Cable == nil:
		first := spec.Wired[i].Cables[0]
		l.d.errorAt(path+".network", "network %q has cables; say at which of them the peripheral is, as in cable = [%d, %d, %d]", p.Network, first.X, first.Y, first.Z)
	case !slices.Contains(spec.Wired[i].Cables, *p.Cable):
		l.d.errorAt(path+".cable", "network %q has no cable there", p.Network)
	}
}

// inlineName checks the path of a file in a table of files.
func (l *loader) inlineName(s *section, name string, others map[string]string) {
	path := drive.Normalise(name)
	if path == "" || path == ".." || strings.HasPrefix(path, "../") {
		s.errorAt(name, "%q is not a path on the disk; write one such as \"startup.lua\" or \"lib/util.lua\"", name)
		return
	}
	for above := drive.Dir(path); above != "" && above != ".."; above = drive.Dir(above) {
		if _, ok := others[above]; ok {
			s.errorAt(name, "%q is a file, so there cannot be %q", above, name)
		}
	}
}
