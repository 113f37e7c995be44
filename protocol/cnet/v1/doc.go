// Package v1 is CNet v1.0, the later network of Copper OS, with its Cttp and its
// certificate authority, as state machines without input or output. It shares nothing
// on the air with cNet, which is package cnet.
//
// Every value on a CryptoNet socket is a list of two: {"normal", message} carries what
// programs send, {"system", {function, data}} calls a function of the other end. There
// are no numbers and no acknowledgements: a response is the next message on the socket.
// CryptoNet itself drops what arrives twice.
//
// A [Session] is one end of a socket. Cttp's messages are [Request] and [Response]; a
// [Router] finds handlers by the exact path, a [Mux] runs handlers in Go. An
// [Authority] signs certificates, first come, first served, as the server certAuth.
//
// # Where this differs from the original
//
//   - A listener whose time is up is gone. In the original it stays: it swallows the
//     next message, and until then nobody else can listen.
//   - An error from the authority ends the wait for a signature at once.
//   - A signature counts if it comes with the certificate that was sent.
//   - A handler that fails, or returns no status, is answered with 500, and a method
//     other than GET, POST and DELETE with 405 (Cttp has no table of statuses). The
//     original answers nothing. A path with a handler for another method is 404, as
//     in the original.
//   - The authority refuses names longer than 256 bytes, and new ones when it has
//     100,000.
package v1
