package modem

// paths remembers how far the modems of a network of blocks are from each other,
// in steps from block to block. Any change of the network forgets it.
type paths struct {
	ends []*node   // the nodes with modems; their ordinals count them
	from [][]int32 // for each of them, the steps to each, or nil
	size int       // numbers held in from
}

// maxPaths is how many numbers a network may remember, so that a huge one does
// not fill the memory; it forgets all and starts again.
const maxPaths = 1 << 22

func (p *paths) forget() {
	if p.ends != nil {
		*p = paths{}
	}
}

// unreachable stands for the steps to a node that cannot be reached.
const unreachable = int32(-1)

// steps returns the steps from start, which has a modem, to each node with a
// modem, by its ordinal.
func (e *Ether) steps(net *network, start *node) []int32 {
	p := &net.paths
	if p.ends == nil {
		for _, n := range net.nodes {
			if n.modem() != nil {
				n.ordinal = len(p.ends)
				p.ends = append(p.ends, n)
			}
		}
		p.from = make([][]int32, len(p.ends))
	}
	if known := p.from[start.ordinal]; known != nil {
		return known
	}
	if p.size += len(p.ends); p.size > maxPaths {
		clear(p.from)
		p.size = len(p.ends)
	}
	steps := make([]int32, len(p.ends))
	for i := range steps {
		steps[i] = unreachable
	}
	e.search.begin()
	e.search.from(start, func(n *node) {
		if n.modem() != nil {
			steps[n.ordinal] = n.steps
		}
	})
	p.from[start.ordinal] = steps
	return steps
}

// routeWired is Route for a wired modem.
func (e *Ether) routeWired(f Frame, out []Delivery) []Delivery {
	from := f.Sender.node
	net := from.net
	list := net.listeners[f.Channel]
	if len(list) == 0 {
		return out
	}
	var steps []int32
	if from.placed() {
		steps = e.steps(net, from)
	}
	for _, a := range list {
		to := a.Modem
		if to == f.Sender {
			continue
		}
		d := Delivery{Listener: a}
		switch {
		case steps != nil:
			// Each end adds the step from the modem's block to its computer's.
			d.Distance, d.HasDistance = float64(steps[to.node.ordinal]+2), true
		case to.dim == f.Sender.dim:
			d.Distance, d.HasDistance = float64(max(minNamed, from.at.steps(to.node.at))), true
		}
		out = append(out, d)
	}
	return out
}
