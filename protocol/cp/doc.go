// Package cp speaks the chat protocol CP/0.0.0, in which users of one server talk to
// each other in private or to all. Every message is three lines: a status, which
// clients leave empty, a token and the data.
//
//	C: ␍␊
//	C: ␍␊
//	C: Set-name Sanya␍␊
//	S: 200 OK␍␊
//	S: 3q2+7w…=␍␊
//	S: ␍␊
//	C: ␍␊
//	C: 3q2+7w…=␍␊
//	C: Broadcast-message hello␍␊
//	S: 200 OK␍␊
//	S: 3q2+7w…=␍␊
//	S: ␍␊
//
// [Hub] is the chat: sessions, names and queues. [Conn] is what it says to one client,
// bytes in and bytes out; both know no network and take the time from outside. [Server]
// and [Client] put this on connections. [Member] is a user without a connection, by
// which other worlds take part.
//
// # What the protocol leaves open
//
// The published text fixes the three parts, the codes and that clients set a name,
// send in private and to all. The choices made here, smallest first; later drafts of
// the same author led them:
//
//   - The status line of a client is an empty line. If a client leaves it out and
//     begins with its token, it is understood; without a token the line must be there.
//     A bare LF ends lines too.
//   - The data of a client is a verb and its arguments: Set-name NAME, Private-message
//     NAME TEXT, Broadcast-message TEXT, Poll, Push on or Push off. Verbs are compared
//     without regard to case. Other verbs are answered 501, except for Brew, 418.
//   - Poll takes the oldest message that waits: 200 and "Private-message FROM TEXT" or
//     "Broadcast-message FROM TEXT", or 304 if there is none. This is the draft's
//     "response message": nothing is sent unasked.
//   - Push on is the exception, for clients that hold the connection: from then on
//     messages come by themselves on this connection, as 200, an empty token and
//     "Incoming-message FROM TEXT". No response to a request begins so.
//   - In data, a backslash is written \\, a line feed \n and a carriage return \r. Other
//     escapes, control characters other than TAB, and what is not UTF-8 are answered 400.
//   - Names are 2 to 63 letters and digits of ASCII; capitals make a difference. Texts
//     are 1 to 2047 characters. A token is at most 2047 bytes of printing ASCII, a line of
//     data at most 8192 bytes. What breaks the lines, or is longer, is answered 400 and
//     ends the connection.
//   - The first Set-name comes with an empty token and is answered with a fresh one, 32
//     random bytes in Base64. The token is the session, whichever connection it comes
//     by. Responses repeat it. It ends after a day without a request.
//   - A server may want a secret. The first Set-name then carries it as its token.
//   - 304 is also the answer to Set-name with the name one has. 400 says in its data which
//     of name, recipient and text was wrong, or that the name is taken. 401 is for all
//     but the first Set-name without a token that is known, and has an empty token. 403
//     is for messages to oneself, of users without a name, and what the server forbids;
//     404 for recipients that are not there; 500 for failures of the server; 502 for
//     those of another chat to which it hands on.
//   - 418 has no quotes around its phrase. Readers ignore phrases.
//   - There is no TLS, and the port is 50555.
//
// A later draft writes "Auth: " before the token and an empty line behind it. Since no
// token of the other form has a blank in it, both are understood, and each request is
// answered in its own form.
//
//	C: ␍␊
//	C: Auth: 3q2+7w…=␍␊
//	C: ␍␊
//	C: Poll␍␊
//
// # What a client can use up
//
// A client is told from others by the address that it comes from: see conns.Peer. What
// is scarce is shared out among these, so that one of them, with however many
// connections and names, does not disturb the users of another.
//
//	what                   together        one address       beyond it
//	connections            4096            a quarter         closed
//	sessions               10,000          a quarter         403, or one of its own that has
//	                                                         no connection makes room
//	messages for a user    1000, 256 KiB   any               the oldest of the address that has
//	                                                         most of them there are dropped
//	messages for all       64 MiB          as long as        the oldest of those for whom most
//	                                       there is room     waits are dropped
//	requests               one at a time   by turns          they wait
//	answers not taken      ~80 KiB each                      the connection is not read from
//
// A quarter is of what there is when nobody else wants it; see conns.Shares. An eighth of
// connections and sessions is for this machine alone. When all sessions are taken, the
// one that has been without a connection and a request for the longest time makes room,
// of the address that has most of them, if it is not a lesser one than the newcomer's; if
// there is none, Set-name is answered 403.
//
// A message counts as its text and 128 bytes.
package cp
