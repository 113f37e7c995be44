// Package cryptonet is CryptoNet: encrypted connections between computers over
// modems, as SiliconSloth's Lua library of that name makes them. It talks to the
// original in both roles, with both ends on one air.
//
// # Idea
//
// A server has a name, from which its channel follows, and a key pair. Its
// certificate ties the two together and may be signed by an authority. A client
// gets the certificate, draws a session key, encrypts it with the server's public
// key and sends it; the server proves that it could decrypt it, and from then on
// both seal what they send with the session key. The encrypted session key is also
// the name by which the server knows the client.
//
//	client                                server
//	certificate_request  ------------->
//	                     <-------------   certificate_response   certificate
//	(waits for 1 s in case that others claim the name, too)
//	connection_request   ------------->                          E = key^e mod n
//	                     <-------------   connection_response    sealed proof
//	encrypted_message    <------------>   encrypted_message      sealed content
//
// A Content is a program's value, a log-in or log-out, or a close.
//
// # Use
//
// The package is a state machine without a clock, a modem or a goroutine. A
// Station is CryptoNet on one computer. Tell it what the modem heard (Handle) and
// that time has passed (Tick), call its functions, and after each call Take what
// there is to do: actions for the modem, events for the program, and when to call
// Tick. Below the Station, keys, certificates, ciphers and message forms are plain
// values and functions, for tools that look on.
//
// # What the original does not do
//
// The wire format is the original's, to the byte. Some of its conduct is unsafe or
// breaks by chance; here the Station differs, in ways that honest originals do not
// notice:
//
//   - A server ignores that a log-in was granted or refused, and a client ignores
//     requests to log in. The original has one handler for both ends, so that a
//     client can grant itself any level of permission.
//   - A server takes each session key once in its life. The original forgets a
//     session when it is closed; who has recorded it can play it again. It is the
//     key that is remembered and not the encrypted number, of which there are many
//     for one key. The last 262,144 keys at least are remembered.
//   - A socket remembers the sealed messages that it could read, at least the last
//     32,768, in order not to take one twice. The original remembers all, also
//     what it cannot read.
//   - Of two sealed messages that happen to have the same number within 5 s both
//     count. The original loses the second, one in many thousands on a busy line.
//   - A server holds 1,024 sockets. When one more client comes, the socket that
//     has been silent for longest goes, first those that never said anything; its
//     client is told. With IdleTimeout it goes earlier. The original holds all for
//     ever.
//   - A client that gives up waiting for the server's answer tells it to forget
//     the socket that it may have made.
//   - Certificates whose keys are no numbers are ignored when they are answers.
//   - Session keys and certificates are drawn anew until no zero byte ends them or
//     their hash: the original loses such bytes, and would refuse them. Moduli are
//     above 2^256, so that each hash can be signed. Signatures of the original are
//     verified as numbers, so that a zero byte at the end of the hash does no harm.
//   - A private key that cannot sign a certificate, because its modulus is too
//     small, says so instead of writing a signature that nobody can verify.
//   - A channel is not closed under a connection that is still being made.
//   - Names of servers are not empty.
//
// What cannot be mended without another wire format: the keys have 256 bits, the
// cipher's messages are not authenticated, passwords are hashed eight times, and a
// plain message may come from anybody. Zero bytes at the end of a sealed string
// are lost.
//
// Everything that others can make a Station hold is bounded, see Limits. Numbers
// of keys have at most 310 digits. What is malformed is dropped with a line in
// the log, in the original's words.
//
// With a seeded Random everything is reproducible, keys too.
package cryptonet
