// Package cnet is Copper OS's network stack, cNet, as state machines without input
// or output. It stands on CryptoNet, whose encrypted messages carry:
//
//	CNP   {protocol, payload}                                    which protocol follows: CTCP
//	CTCP  {seqNumber, ackNumber, flags, protocol, payload}       connections and acknowledgements
//	CTTP  {requestMethod, path, header, data}                    requests
//	      {statusCode, statusMessage, header, data}              responses
//	CLOG  {username, passwordHash}                               registration of a user
//
// A [Peer] is one end of a CryptoNet socket. It is given the values that arrive and
// the time, and returns what to send, what has happened and when it wants to be woken.
// Client and server are the same machine, since either end of a connection may
// request something of the other. A [Router] finds the handler of a request; a [Mux]
// runs handlers written in Go. Package v1 has the later CNet v1.0, which shares the
// name and nothing on the air.
//
// # What peers send
//
// Exactly what the original sends. Every segment without the flag ACK, and every
// SYN+ACK or FIN+ACK, is answered at once: with the received acknowledgement number
// as sequence number (a random one if it was 0), the received sequence number plus 1
// as acknowledgement number. The answer to a request follows its acknowledgement,
// with both numbers of the request one higher. No number is ever checked: a server
// accepts whatever arrives, and a client takes what its own numbers let it expect.
//
// The documents let a connection begin with P = S+1, where the original keeps P = S,
// and acknowledge responses with (P+1, Q+2), where it sends (Q+1, P+2). Peers do as
// the original does and accept both.
//
// # Where peers differ from the original
//
//   - A response counts as the acknowledgement of its request, and may come before it.
//     The original begins to listen for the response when it has seen the
//     acknowledgement, and loses what comes earlier.
//   - Who waits for what is remembered by socket. Connections whose numbers happen to
//     be the same do not disturb each other.
//   - A request that arrives twice is handled once. CryptoNet drops what comes twice
//     on the air, so this is about what is sent twice: a segment with the numbers and
//     the content of one of the last requests, within ten seconds, is acknowledged, and
//     answered again if the answer is known, but not handled again. Requests with the
//     same numbers and another content, as of two programs that share a connection, are
//     two requests.
//   - What has no route is answered: 404 where no route leads to the path, 400 where
//     only other methods do (see [RouteError]), 500 where the handler fails or returns
//     what is no response. The original leaves the client to its timeout.
//   - The route "/" matches everything that no other route does. In the original it
//     can be set and never matches.
//   - Handlers may return the form of the documents' own example, {status, headers,
//     body}, which the original sends as it is and its clients ignore. Peers take it
//     from originals, too.
//   - TOKEN_EXPIRED is 498, as documented; the original has 440.
//   - Registration takes the password's hash from passwordHash, where clients put it,
//     or else from password, where the original server looks for it.
//   - Protocols other than CTCP are ignored; the original raises an error.
//   - Flags may be written as names, as in the documents.
//
// # Bounds
//
// A peer keeps at most [Config.MaxRequests] requests whose handlers are at work, forgets
// each after [Config.HandlerTimeout], and remembers the last 32 for repetitions, with no
// more than 64 KiB of answers. Calls end by their own timeouts; there are at most 1,024.
package cnet
