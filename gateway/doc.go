// Package gateway gives a world doors to real TCP. Clients of CTRP look into it and ask
// its servers; clients of CP chat with those inside; programs inside call servers
// outside, where the world file allows it.
//
// # Two halves
//
// In the world there is a computer of its own with an ender modem. Its program, the
// resident, speaks what is spoken inside: CryptoNet with CTTP, RTTP, the game's chat over
// rednet. It is as deterministic as any other program.
//
// Outside are the doors. What comes in through them becomes an event of the resident, or
// of the computer that called, by World.Do: so it is in the journal, with everything that
// it brings. What goes out is handed over by the resident without waiting for anything.
// A run can therefore be repeated from its journal without any network: the resident does
// the same, the events come from the journal, and nobody listens to what it hands over.
//
// SCREEN, JOURNAL and LIST look at the world while it stands still between two rounds,
// and leave no trace in it.
//
// # Codes
//
// What servers in the world answer is told to clients of CTRP as this; the status message
// has the server's own code too, as in "41 NOT FOUND (404 Not Found)":
//
//	CTTP, RTTP             CTRP
//	2xx                    20 OK
//	301                    31 MOVED PERMANENTLY, the first line is the new request
//	other 3xx              30 MOVED, likewise
//	401                    62 AUTHENTICATION REQUIRED
//	403                    42 FORBIDDEN
//	404, 410               41 NOT FOUND
//	405, 501               51 NOT IMPLEMENTED
//	408, 502, 503, 504     60 SERVICE UNAVAILABLE
//	429                    61 RATE LIMITED
//	other 4xx              40 BAD REQUEST
//	other 5xx, anything    50 ERROR
//	no server of the name  41 NOT FOUND
//	no answer              60 SERVICE UNAVAILABLE
//	too much at once       61 RATE LIMITED
//
// Content is text: strings as they are (as UTF-8, or else as the glyphs of the screen),
// pages of RTML as they look, other tables as textutils.serialise writes them. Control
// characters are written as escapes.
//
// # The chat
//
// The hub of CP is outside. Computers take part in three ways: with the game's own
// "chat join", for which the resident hosts a room; in rooms that computers host with
// "chat host" and that the world file names, which the resident joins; and with programs
// that speak CP itself over rednet, in the protocol "cp". In the room, /msg NAME TEXT is
// private. Names that CP does not allow are mapped to names like them.
//
// Those outside may be faster than a busy world. When 128 inputs wait, or 32 that those of
// one address have brought in, it is told nothing more of what is said to all, and that
// something was left out; private messages and who is there come later. Likewise if a
// program floods the gateway's computer, so that its queue has no room for what was said;
// private messages are lost then.
//
// # What an address can use up
//
// Whoever comes is known by an address (see conns.Peer), and no address gets so much that
// others get nothing, whatever it sends and however many connections it makes. A computer
// of the world is to the chat what an address is outside.
//
//	what                    together        one address         beyond it
//	connections for CTRP    1024            a quarter           61 RATE LIMITED
//	connections for CP      4096            a quarter           closed
//	users of the chat       10,000          a quarter           403
//	requests that the       64              a quarter           they wait
//	  world is busy with
//	requests that wait      256             a quarter           61
//	requests and lines      -               10 a second, 600    61; 403 Too many messages.
//	  that enter                            at once
//	names of the chat       -               10 a second, 1024   403 Too many names.
//	                                        at once
//	SCREEN, JOURNAL, LIST   one at a time   by turns, 100 a     they wait; 61
//	                                        second, 1000 at once
//	searches by LIST        one at a time   any                 they share what it finds
//	answers not taken       128 MiB         a quarter           60 SERVICE UNAVAILABLE
//	messages that wait      64 MiB          what is left        the oldest of who has most
//	  for users
//	told by the world       16 MiB, and     a quarter           lost, and the log says so
//	                        4 for comings
//	                        and goings
//	told to the world       128 inputs,     32 inputs           told later, or that it
//	                        16 MiB                              was left out
//	users in the room       200             50                  kicked
//	connections of CP       256             16                  the one used least is closed,
//	  from the world                                            of who has most
//	calls outward           64              8                   Too many calls
//
// A quarter is of what there is when nobody else wants it (see conns.Shares), and an eighth
// of connections, users, requests and answers is for this machine alone. Config.PerAddress
// and Config.Rate change what one address may have. Within an address, one user of the
// chat gets half of what may enter at once, so that another is heard as well. A request is
// the world's business until the world is done with it, a minute of its time at most, also
// if nobody waits for the answer; and for two minutes if a program of the world floods the
// gateway's computer, so that it has never heard of it.
//
// Whoever has many addresses has many shares: with two dozen of them most of what there is
// can be had, but for what is kept for this machine. Behind a relay that hides where
// connections come from, all are one address, and PerAddress should be high.
//
// # The way out
//
// A peripheral of the type gateway calls servers of CTRP and CP at the addresses that
// the world file allows: none, if it does not say. A name is looked up once, and what is
// found must be of the public internet or be allowed by its number; the connection goes
// to that very address. Redirections are held to the same.
package gateway
