package world

import (
	"errors"
	"fmt"
	"slices"

	"ccnet/modem"
	"ccnet/value"
)

// Modem is a modem as a peripheral: on a side of a computer, or exposed on a wired
// network to be shared.
type Modem struct {
	world    *World
	kind     ModemKind
	ether    *modem.Modem
	computer *Computer // on whose side it is, nil if only on a network
}

var (
	wirelessMethods = []string{"close", "closeAll", "isOpen", "isWireless", "open", "transmit"}
	wiredMethods    = []string{
		"callRemote", "close", "closeAll", "getMethodsRemote", "getNameLocal",
		"getNamesRemote", "getTypeRemote", "hasTypeRemote", "isOpen", "isPresentRemote",
		"isWireless", "open", "transmit",
	}
)

// wired tells whether the modem is a hub of remote peripherals.
func (m *Modem) wired() bool { return m.kind == Wired || m.kind == WiredFull }

// Types are the modem's types.
func (m *Modem) Types() []string {
	if m.wired() {
		return []string{"modem", "peripheral_hub"}
	}
	return []string{"modem"}
}

// Methods are the modem's methods.
func (m *Modem) Methods() []string {
	if m.wired() {
		return wiredMethods
	}
	return wirelessMethods
}

func (m *Modem) attached(c *Computer, name string) {
	m.ether.Attach(c.id, name)
	if m.wired() {
		for _, n := range m.RemoteNames() {
			if p, ok := m.Remote(n); ok {
				c.addRemote(name, n, p)
			}
		}
	}
}

func (m *Modem) detached(c *Computer, name string) {
	for _, r := range c.remotesVia(name) {
		c.dropRemote(name, r.name)
	}
	m.ether.Detach(c.id, name)
}

// Call calls one of the modem's methods.
func (m *Modem) Call(call *PeripheralCall) error {
	args := call.Args
	switch call.Method {
	case "open", "close", "isOpen":
		channel, err := args.Int(1)
		if err != nil {
			return err
		}
		switch call.Method {
		case "open":
			return m.Open(channel)
		case "close":
			return m.Close(channel)
		}
		open, err := m.ether.IsOpen(channel)
		if err != nil {
			return err
		}
		return call.Return(value.Bool(open))
	case "closeAll":
		m.hold()
		m.ether.CloseAll()
		return nil
	case "isWireless":
		return call.Return(value.Bool(!m.wired()))
	case "transmit":
		return m.transmit(call)
	}
	if m.wired() {
		return m.callHub(call)
	}
	return ErrNoSuchMethod
}

func (m *Modem) transmit(call *PeripheralCall) error {
	channel, err := call.Args.Int(1)
	if err != nil {
		return err
	}
	reply, err := call.Args.Int(2)
	if err != nil {
		return err
	}
	return m.Transmit(call.Computer, call.Name, channel, reply, call.Args.At(3))
}

// Transmit sends a payload, which must be a copy that nobody changes, as computer
// c, which knows the modem by name.
func (m *Modem) Transmit(c *Computer, name string, channel, reply int, payload value.Value) error {
	if err := modem.CheckChannel(channel); err != nil {
		return err
	}
	if err := modem.CheckChannel(reply); err != nil {
		return err
	}
	c.transmit(name, modem.Frame{
		Sender:  m.ether,
		From:    c.id,
		Channel: channel,
		Reply:   reply,
		Payload: value.Freeze(payload),
	})
	return nil
}

// Open opens a channel, as the method of that name does.
func (m *Modem) Open(channel int) error {
	m.hold()
	return m.ether.Open(channel)
}

// Close closes a channel.
func (m *Modem) Close(channel int) error {
	m.hold()
	return m.ether.Close(channel)
}

// hold makes what is about to be opened or closed an effect of its own if the
// computer is ahead, or has sent what the modem may hear.
func (m *Modem) hold() {
	if m.computer != nil && len(m.computer.outbox) < maxOutbox && (m.computer.ahead || m.kind != WiredFull && m.computer.hearsItself()) {
		m.ether.Hold()
		m.computer.send(effect{kind: effectChannels, what: m})
	}
}

// RemoteNames are the names of the peripherals on the modem's wired network,
// sorted.
func (m *Modem) RemoteNames() []string { return m.ether.RemoteNames() }

// Remote is the peripheral called name on the modem's wired network.
func (m *Modem) Remote(name string) (Peripheral, bool) {
	exposer := m.ether.Exposer(name)
	if exposer == nil {
		return nil, false
	}
	p := m.world.exposed[exposer]
	return p, p != nil
}

// callHub calls one of the methods that only wired modems have.
func (m *Modem) callHub(call *PeripheralCall) error {
	switch call.Method {
	case "getNamesRemote":
		return call.Return(value.Strings(m.RemoteNames()))
	case "getNameLocal":
		if name := m.ether.LocalName(); name != "" {
			return call.Return(value.String(name))
		}
		return nil
	case "isPresentRemote", "getTypeRemote", "hasTypeRemote", "getMethodsRemote", "callRemote":
	default:
		return ErrNoSuchMethod
	}
	name, err := call.Args.String(1)
	if err != nil {
		return err
	}
	remote, present := m.Remote(name)
	switch call.Method {
	case "isPresentRemote":
		return call.Return(value.Bool(present))
	case "callRemote":
		return m.callRemote(call, name, remote)
	case "getTypeRemote":
		if present {
			for _, t := range remote.Types() {
				call.Results = append(call.Results, value.String(t))
			}
		}
	case "hasTypeRemote":
		kind, err := call.Args.String(2)
		if err != nil {
			return err
		}
		if present {
			return call.Return(value.Bool(slices.Contains(remote.Types(), kind)))
		}
	case "getMethodsRemote":
		if present {
			return call.Return(value.Strings(remote.Methods()))
		}
	}
	return nil
}

func (m *Modem) callRemote(call *PeripheralCall, name string, remote Peripheral) error {
	method, err := call.Args.String(2)
	if err != nil {
		return err
	}
	if remote == nil {
		return fmt.Errorf("No peripheral: %s", name)
	}
	inner := PeripheralCall{
		Computer: call.Computer,
		Name:     name,
		Method:   method,
		Args:     call.Args[2:],
		Results:  call.Results,
	}
	err = remote.Call(&inner)
	call.Results, call.Task, call.TaskID = inner.Results, inner.Task, inner.TaskID
	if errors.Is(err, ErrNoSuchMethod) {
		return fmt.Errorf("No such method %s", method)
	}
	return err
}
