// Package ctrp speaks the Common Text-based Response Protocol 1.0: one line
// asks, a status line and lines of text answer, a line with a period ends it. It
// is a base for other protocols; package finger, AgentFinger, is one.
//
//	C: QUERY user:alice␍␊
//	S: 20 OK␍␊
//	S: # Alice␍␊
//	S: .␍␊
//
// The grammar is in [Requests], what a server reads, [AppendResponse], what it
// writes, and [Decoder], what a client reads. They take and give bytes and know
// no network, clock or goroutine. [Server] and [Client] put them on connections.
//
// # What the protocol leaves open
//
// The published text tells the line lengths, the status classes and the period,
// and little else. The choices made here, smallest first:
//
//   - The 1024 bytes of a request line are counted without its line end. A longer
//     line is answered 40 and ends the connection, for its rest is no request.
//   - Lines end with CR LF; readers take a bare LF too. A CR elsewhere in a line
//     is an error, as are NUL, invalid UTF-8 and a byte order mark in front.
//   - A command is separated from its arguments by exactly one blank; all further
//     blanks belong to the arguments, which are the derived protocol's to split.
//     An empty line and a leading blank are answered 40. Commands are compared
//     without regard to case and may hold characters beyond ASCII, which only
//     matters to derived protocols whose line has no command.
//   - Half a line and then the end of the connection is not answered.
//   - Every response ends with the period, also one without content.
//   - Content is lines of text: with or without a last line end it is the same.
//     A line that begins with a period is sent with one more. A reader takes a
//     period away only from a line that begins with two, which is the same among
//     peers that do this and spares ".htaccess" from peers that do not.
//   - The status message informs people. Readers look at the number alone; one
//     that they do not know counts as the x0 of its class. Numbers outside 10 to
//     69 are an error.
//   - A 1x response is a status line alone, without content and period, before the
//     final one. Clients skip up to 16 of them; this server never sends any.
//   - 21 OK+MORE only says that there is more. How to ask for it belongs to the
//     derived protocol; [Page] and [Client.DoAll] count pages from 1.
//   - The first line of a 3x response is where to go: a request line for the same
//     server, or a URI. Readers take a target behind the status message too if
//     there is no content. Clients follow 5 times at most, never from TLS to
//     plain text.
//   - 6x speaks of the service instead of the request. The server itself sends only
//     60, when it has too many connections; [WithToken] sends 62.
//   - One request for each connection, as Finger and Gopher have it: the server
//     answers and closes. [Server.KeepOpen] answers further requests.
//   - If a response that is not 2x ends with its status line, it counts as whole
//     and empty. Anything else that lacks the period is truncated.
//   - TLS is there from the first byte, on a port of its own, from version 1.2 on.
//     There is no default port; derived protocols have theirs.
//   - The URIs ctrp://host:port/REQUEST and ctrps://… (with TLS) name a request,
//     with the request line percent-encoded as the path.
package ctrp
