// Package net is the network of PeterOS: addresses, ports and messages over modems,
// with DHCP, names, pings and encrypted bodies. RTTP runs on it. Messages are those
// of PeterOS 1.6 to 1.8, so that its programs and these understand each other.
//
// # A message
//
// It is one table, sent on the channel that is the port's number:
//
//	origin  number, or "hw:" and 16 hexadecimal digits while the sender has no address
//	dest    the same, or -1 for everybody
//	port    number, 10000 to 20000
//	header  table: type, and what the type wants
//	body    anything
//	msgid   number; a reply has that of its request
//
// A Stack is one computer's end: it takes what the modem hears and says what is for
// the computer, and makes what is to be sent. A Node is a Stack for Go programs: it
// asks for an address and for names, waits for replies and gives up in time. Neither
// sends or waits itself: frames are fetched with Take, and time is an argument.
//
// # Choices
//
// Where the originals leave something open, or do what nobody can want, it is so:
//
//   - "192.168.0.7" as a destination is that address. (The original sends to the text,
//     which no computer has for an address.)
//   - A computer can send to itself by address. Both the request and its reply have the
//     same origin and msgid, so each gets a number in header.loopback.
//   - A message is another one if its sender, msgid or header.type differ, or one of two
//     has a header.code. (To the original the type and code do not count, and so a request
//     can pass for the repetition of a reply.)
//   - What has been seen and what keys are known is remembered for the last few
//     thousand messages and peers, not for ever.
//   - An answer to a question for a name must come from the server that was asked and
//     have the question's msgid; the first one counts. Names stay known until the
//     computer goes off, the last few hundred of them. Without a server, no name is known.
//   - In the same way, addresses are taken from who has offered one when it was asked for,
//     and renewed or taken away by the answer to a renewal alone.
//   - A lease that is about to end is renewed without waiting; a server that answers
//     "reget" makes the computer ask anew.
//   - Keys are sent only if the computer is given some (Config.Keys). Without, everything
//     stays in plain text, with the originals too: they encrypt to those only whose key
//     they have seen. The nonces of what is encrypted are random, not the clock.
//   - What is encrypted is read once, whatever msgid it has. The reply to an encrypted
//     request must be encrypted, by whom the request was for; header.encrypted is
//     there only if the body has been decrypted. Headers are never protected.
//   - A peer keeps the first key that was seen of it. Messages with another one are
//     dropped, as the original does.
//   - Nothing that arrives raises an error: what is malformed is dropped, and Incoming
//     says why. A message's port is the channel that it came on, nobody can be
//     everybody, and replies repeat only what is short.
package net
