package host

import "ccnet/world"

// Of is the Host of a program that runs.
func Of(p world.Program) *Host { return p.(*program).host }

// OpenSockets are the sockets of all servers and clients, and whatever else still
// waits for events.
func (h *Host) OpenSockets() int {
	n := len(h.station.ClientSockets())
	for _, v := range h.station.Servers() {
		n += len(v.Sockets())
	}
	return max(n, len(h.conns))
}
