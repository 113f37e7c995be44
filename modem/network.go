package modem

import "slices"

// network is one wired network: nodes that reach each other, with what they
// expose and who listens.
//
// A network of blocks lives as long as its blocks hang together: laying a cable
// merges networks, cutting one splits them. A named network lives for ever, and
// its nodes plug in and out.
type network struct {
	title     string // of a named network
	cut       bool   // a named network whose cable is cut
	taps      []*node
	nodes     []*node
	listeners listeners
	names     names
	sorted    []string // the keys of names, or nil when they have changed
	paths     paths
}

// Wiring is what stands for the wired network that the modem is on, for comparison
// alone: two modems are on one network if theirs are equal. It changes as cables
// are laid and cut. It is nil if the modem is not a wired one.
func (m *Modem) Wiring() any {
	if m.node == nil {
		return nil
	}
	return m.node.net
}

func newNetwork() *network {
	return &network{listeners: make(listeners), names: make(names)}
}

// nodeKind is what a node of a network is.
type nodeKind uint8

const (
	tap   nodeKind = iota // an end of a named network
	bare                  // a wired modem alone in its block: it reaches nothing
	cable                 // a cable, with or without a modem
	full                  // a full-block modem
)

// node is one element of a network. A block of cable or a full block is one
// node, whatever modems it carries.
type node struct {
	kind   nodeKind
	net    *network
	index  int      // in net.nodes
	home   *network // the named network that a tap belongs to, plugged in or not
	dim    *dimension
	at     Block         // a tap: the block of its computer
	next   [faces]*node  // neighbours it is connected to
	modems [faces]*Modem // by the face they look through; a tap uses the first

	ordinal int   // in net.paths, of nodes with modems
	seen    int   // the search that met this node last …
	steps   int32 // … and how far out
}

// placed tells whether the node is a block of the world.
func (n *node) placed() bool { return n.kind != tap }

// opens tells whether the node connects through face f: a cable does not where
// its modem sits.
func (n *node) opens(f Face) bool {
	return n.kind == full || n.kind == cable && n.modems[f] == nil
}

// modem is a modem of the node, or nil.
func (n *node) modem() *Modem {
	for _, m := range n.modems {
		if m != nil {
			return m
		}
	}
	return nil
}

// enter makes n, with all that its modems hear and expose, a node of net.
func (net *network) enter(n *node) {
	n.net, n.index = net, len(net.nodes)
	net.nodes = append(net.nodes, n)
	net.paths.forget()
	for _, m := range n.modems {
		if m != nil {
			m.enlist()
			net.add(m)
		}
	}
}

// leave is the reverse of enter.
func (net *network) leave(n *node) {
	for _, m := range n.modems {
		if m != nil {
			m.unlist()
			net.drop(m)
		}
	}
	last := len(net.nodes) - 1
	net.nodes[n.index] = net.nodes[last]
	net.nodes[n.index].index = n.index
	net.nodes[last] = nil
	net.nodes = net.nodes[:last]
	net.paths.forget()
	n.net = nil
}

// merge makes one network of two and returns it. Each side's computers see the
// peripherals of the other appear.
func (e *Ether) merge(a, b *network) *network {
	if a == b {
		return a
	}
	if b.title != "" || a.title == "" && len(a.nodes) < len(b.nodes) {
		a, b = b, a
	}
	e.appear(a, b.names)
	e.appear(b, a.names)
	for len(b.nodes) > 0 {
		n := b.nodes[len(b.nodes)-1]
		b.leave(n)
		a.enter(n)
	}
	return a
}

// appear notes that names become visible to the modems of net.
func (e *Ether) appear(net *network, more names) {
	if len(more) == 0 {
		return
	}
	for _, n := range net.nodes {
		for _, m := range n.modems {
			if m == nil || !m.Attached() {
				continue
			}
			for name := range more {
				if !net.names.visible(name, m) {
					e.note(m, name, true)
				}
			}
		}
	}
}

// split gives each part of old that hangs together a network of its own. The
// computers of each part see the peripherals of the others disappear.
func (e *Ether) split(old *network) {
	old.paths.forget()
	parts := e.parts(old)
	if len(parts) < 2 {
		return
	}
	for _, part := range parts {
		net := newNetwork()
		for _, n := range part {
			for _, m := range n.modems {
				if m != nil {
					net.add(m) // what remains visible
				}
			}
		}
		remaining := net.names
		for _, n := range part {
			for _, m := range n.modems {
				if m == nil || !m.Attached() {
					continue
				}
				for name := range old.names {
					if old.names.visible(name, m) && !remaining.visible(name, m) {
						e.note(m, name, false)
					}
				}
			}
		}
	}
	for _, part := range parts[1:] {
		net := newNetwork()
		for _, n := range part {
			old.leave(n)
			net.enter(n)
		}
	}
}

// parts are the sets of nodes of net that hang together, the largest first.
func (e *Ether) parts(net *network) [][]*node {
	var parts [][]*node
	e.search.begin()
	for _, start := range net.nodes {
		if part := e.search.from(start, nil); part != nil {
			parts = append(parts, slices.Clone(part))
		}
	}
	slices.SortStableFunc(parts, func(a, b []*node) int { return len(b) - len(a) })
	return parts
}

// search walks networks breadth first.
type search struct {
	number int
	queue  []*node
}

// begin starts a search that has met no node yet.
func (s *search) begin() { s.number++ }

// from visits all nodes that hang together with start and have not been met,
// nearest first, and returns them; the slice is valid until the next search.
func (s *search) from(start *node, visit func(*node)) []*node {
	if start.seen == s.number {
		return nil
	}
	start.seen, start.steps = s.number, 0
	s.queue = append(s.queue[:0], start)
	for i := 0; i < len(s.queue); i++ {
		n := s.queue[i]
		if visit != nil {
			visit(n)
		}
		for _, next := range n.next {
			if next != nil && next.seen != s.number {
				next.seen, next.steps = s.number, n.steps+1
				s.queue = append(s.queue, next)
			}
		}
	}
	return s.queue
}
