// Package rttp is the Redstone Text Transfer Protocol of PeterOS: requests and replies
// like HTTP's, as messages of the network (package net) on port 10080.
//
// A request has in its header method, path and contentType, and cookies if it likes; a
// reply has code and contentType and, as the client sees them anyway, the method of the
// request and rspDomain, the name that it was sent to. A body is a text, a number or a
// table.
//
// # Choices
//
//   - The documentation and the library of PeterOS 1.6 to 1.8 disagree in the number of
//     Moved Temporarily (302 and 307) and in the field that says whither (location and
//     redirect). Redirected knows all four; MovedTemporarily is 307, which programs
//     compare with; Redirect writes both fields.
//   - The method and rspDomain of replies, which the library forgets, are there, as the
//     documentation has it.
//   - Every code has a name, 307 too.
//   - String writes any message, replies as well; what is not RTTP is "Unknown message
//     type".
package rttp
