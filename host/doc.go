// Package host runs Go code on a world's computers as CryptoNet, cNet and CNet
// servers and clients: for tests, load generators and gateways. Its programs talk
// to Lua programs and to each other.
//
// A program is a function that is called when its computer is switched on:
//
//	program := host.Program(func(h *host.Host) error {
//		shop, err := h.DialCTTP(cryptonet.ConnectOptions{Name: "shop"})
//		if err != nil {
//			return err
//		}
//		defer shop.Close()
//		list, err := shop.Get("/list")
//		…
//	})
//
// The function may wait, as Connect and Get do, and then the world goes on. It may
// begin others beside itself with Go. They take turns, never at the same time, and
// only where one waits another goes on; so they need no locks, and a run is
// reproducible. That holds within one computer: different ones do run at the same
// time, and what their programs share must be guarded. Time is the world's: Sleep, and never the standard library's.
//
// A server is begun with Serve, ServeCTTP or ServeCNet. What it does with requests
// is a function that answers at once; what takes longer begins with Go. The
// computer goes off when the function and all that it began have returned and no
// server is open, and crashes when the function returns an error.
//
// What clients are told when something goes wrong is an error: those of package
// cryptonet while they connect, ErrTimeout when an answer does not come, ErrClosed
// when the other end has gone. Nothing is sent twice by itself.
package host
