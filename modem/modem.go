package modem

// Kind is the kind of a modem.
type Kind uint8

// The kinds of modem.
const (
	Wireless Kind = iota // through the air, of limited range
	Ender                // through the air, everywhere, across dimensions
	Wired                // through cables
)

func (k Kind) String() string {
	switch k {
	case Wireless:
		return "wireless"
	case Ender:
		return "ender"
	case Wired:
		return "wired"
	}
	return "unknown"
}

// IsWireless is what the modem's method of that name returns.
func (k Kind) IsWireless() bool { return k != Wired }

// Spec describes a modem to add.
type Spec struct {
	Kind Kind
	// Owner is the ID of the computer that the modem is attached to from the
	// start, at Side; -1 for none.
	Owner int
	Side  string

	Dimension string // "" is the overworld
	// Position is that of the computer, not of the modem's own block: the corner
	// of the computer's block, or the eyes of whoever carries a pocket computer.
	Position Vec

	// Network joins a wired modem to the named network (see Plug). Mount puts it
	// into the world instead. With neither it reaches nothing.
	Network string
	Mount   *Mount
}

// Mount is the place of a wired modem among the cables.
type Mount struct {
	Block Block // the block that it is in, with a cable, a full block, or alone
	Face  Face  // the face of that block which looks at the computer
}

// Modem is one modem: what a peripheral of type modem stands for. Each face of a
// full block is a modem of its own, but they share their open channels.
type Modem struct {
	ether    *Ether
	serial   int // counts the modems of an ether
	kind     Kind
	owner    int
	side     string
	dim      *dimension
	position Vec
	channels *channels
	attached []*Listener // in order
	removed  bool

	// of wired modems only
	node *node
	face Face
	name string // what it exposes; "" for nothing
}

// Kind is the kind of the modem.
func (m *Modem) Kind() Kind { return m.kind }

// Owner is the computer that the modem was added for, or -1, and its side there.
func (m *Modem) Owner() (computer int, side string) { return m.owner, m.side }

// Dimension is the name of the dimension that the modem is in.
func (m *Modem) Dimension() string { return m.dim.name }

// Position is where distances are measured from.
func (m *Modem) Position() Vec { return m.position }

// Move carries the modem somewhere else. A wired modem with a Mount stays where
// it is.
func (m *Modem) Move(dimension string, to Vec) {
	if m.removed || (m.node != nil && m.node.placed()) {
		return
	}
	m.dim, m.position = m.ether.dimension(dimension), to
	if m.node != nil {
		m.node.dim, m.node.at = m.dim, to.Block()
	}
}

// listeners is the list that m and its likes are in.
func (m *Modem) listeners() listeners {
	if m.node != nil {
		return m.node.net.listeners
	}
	return m.ether.air
}
