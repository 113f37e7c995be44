// Package eager listens for TCP clients that speak first and are answered at once.
//
// Of a short exchange most time goes into system calls, and into waking threads up. On
// Linux this package asks for neither more than needed: as long as there is something to
// read, and room for what is written, nothing waits; so a request and its answer are
// accept, read, write and close. Go's poller hears only of connections that must be waited
// for, which from then on are like all others. The kernel could keep a connection to itself
// until its first bytes are there (TCP_DEFER_ACCEPT), but when there is little to do it
// takes longer then: nothing is prepared while the client writes.
//
// Connections have no probes to keep them alive, which take time and are no use where
// there are deadlines, and no MPTCP, which gains nothing in one exchange. Elsewhere than
// on Linux they are otherwise those of package net.
package eager

import (
	"context"
	"net"
	"syscall"
)

// Listen returns a listener at HOST:PORT. Its connections have CloseWrite, as a
// *net.TCPConn does, and may be used by several goroutines. They must be closed: they
// do not close themselves when nobody knows them any more.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	return listen(ctx, address)
}

// listenTCP is what the listeners of all systems are made of.
func listenTCP(ctx context.Context, address string, control func(network, address string, raw syscall.RawConn) error) (net.Listener, error) {
	config := net.ListenConfig{KeepAlive: -1, Control: control}
	config.SetMultipathTCP(false)
	return config.Listen(ctx, "tcp", address)
}
