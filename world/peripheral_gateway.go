package world

import (
	"strconv"

	"ccnet/value"
)

var gatewayMethods = []string{"cp", "ctrp", "isOpen"}

// Gateway is a peripheral through which computers call servers outside, as far as the
// world allows:
//
//   - ctrp(address, request) sends a request line to a CTRP server and returns the
//     status, its message and the content;
//   - cp(address, token, data) sends a request to a CP server and returns the status,
//     the token and the data of the answer;
//   - isOpen() tells whether there is a way out at all.
//
// Where there is no answer, the first two return nil and why. What is answered comes in
// from outside: it is in the journal, and a run that is repeated gets it from there.
type Gateway struct {
	outside Outside
	allow   Allowed
}

func newGateway(w *World, _ *PeripheralSpec) (Peripheral, error) {
	g := &Gateway{outside: w.options.Outside}
	if w.spec.Gateway != nil {
		g.allow = w.spec.Gateway.Allow
	}
	return g, nil
}

// Types are the gateway's types.
func (g *Gateway) Types() []string { return []string{"gateway"} }

// Methods are the gateway's methods.
func (g *Gateway) Methods() []string { return gatewayMethods }

// What a call may bring, in bytes: a line of CTRP, and a token and a line of CP.
const (
	maxOutsideAddress = 300
	maxOutsideArg     = 8192
)

// maxOutsideCalls is how many calls of a computer may wait for their answers.
const maxOutsideCalls = 8

// Call calls one of the gateway's methods.
func (g *Gateway) Call(call *PeripheralCall) error {
	count := 1
	switch call.Method {
	case "isOpen":
		return call.Return(value.Bool(g.outside != nil))
	case "ctrp":
	case "cp":
		count = 2
	default:
		return ErrNoSuchMethod
	}
	c := call.Computer
	out := OutsideCall{Computer: c.id, Service: call.Method}
	var err error
	if out.Address, err = call.Args.String(1); err != nil {
		return err
	}
	shown := join(out.Address)
	for i := range count {
		arg, err := call.Args.String(2 + i)
		if err != nil {
			return err
		}
		if len(arg) > maxOutsideArg {
			return g.refuse(call, "Too long")
		}
		if call.Method == "ctrp" || i > 0 { // tokens are nobody's business
			shown += " " + join(arg)
		}
		out.Args = append(out.Args, arg)
	}
	host, port, ok := splitAddress(out.Address)
	number, err := strconv.ParseUint(port, 10, 16)
	switch {
	case !ok || err != nil || number == 0 || len(out.Address) > maxOutsideAddress:
		return g.refuse(call, "Bad address: HOST:PORT is wanted")
	case !g.allow.Names(host, int(number)):
		return g.refuse(call, "Address not permitted")
	case g.outside == nil:
		return g.refuse(call, "The gateway is closed")
	}
	if c.calls >= maxOutsideCalls {
		return g.refuse(call, "Too many calls")
	}
	c.calls++
	c.nextTask++
	out.Task = c.nextTask
	c.Report("gateway", call.Method+" "+shown)
	call.Task, call.TaskID = true, out.Task
	g.outside.Call(out)
	return nil
}

// refuse answers at once.
func (g *Gateway) refuse(call *PeripheralCall, why string) error {
	return call.Return(value.Nil, value.String(why))
}
