package world

import "ccnet/value"

// neighbour is the peripheral that a computer is to what stands beside it, or to
// its wired network if it is exposed there.
type neighbour struct{ *Computer }

var neighbourMethods = []string{"getID", "getLabel", "isOn", "reboot", "shutdown", "turnOn"}

func (n *neighbour) Types() []string   { return []string{n.Kind().peripheralType()} }
func (n *neighbour) Methods() []string { return neighbourMethods }

func (n *neighbour) Call(call *PeripheralCall) error {
	switch call.Method {
	case "getID":
		return call.Return(value.Int(n.id))
	case "getLabel":
		if label, ok := n.Label(); ok {
			return call.Return(value.String(label))
		}
		return call.Return(value.Nil)
	case "isOn":
		return call.Return(value.Bool(n.IsOn()))
	case "turnOn":
		n.ask(call.Computer, powerOn)
	case "shutdown":
		n.ask(call.Computer, powerOff)
	case "reboot":
		n.ask(call.Computer, powerReboot)
	default:
		return ErrNoSuchMethod
	}
	return nil
}

// ask sends a request that takes effect when the round is over.
func (n *neighbour) ask(from *Computer, request powerRequest) {
	from.send(effect{kind: effectPower, what: powerEffect{n.Computer, request}})
}
