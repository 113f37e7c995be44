package gateway

import (
	"ccnet/value"
)

// cpProtocol is the protocol of rednet by which programs of the world speak CP with the
// gateway. A message is a table:
//
//	sType        "open", "data" or "close" from the program,
//	             "opened", "data" or "closed" from the gateway
//	nConnection  a number that the program has drawn
//	nSerial      of the gateway's messages: each has a higher one than those before
//	sData        bytes of CP; with "opened", the token that the first request carries
const cpProtocol = "cp"

// receiveCP hands what a program says over to the chat outside.
func (r *resident) receiveCP(p packet) {
	conn, ok := number(p.message, "nConnection")
	if !ok {
		return
	}
	what := report{Computer: p.sender, Conn: conn, Text: cut(text(p.message, "sData"), maxCPData)}
	switch text(p.message, "sType") {
	case "open":
		what.Kind = reportCPOpen
	case "data":
		what.Kind = reportCPData
	case "close":
		what.Kind = reportCPClose
	default:
		return
	}
	r.tell(what)
}

// maxCPData is how many bytes of CP a message of a program brings at most.
const maxCPData = 16 << 10

// sendCP says something to a program.
func (r *resident) sendCP(computer, conn int, kind, data string) {
	r.cpSerial++
	r.rednet.send(computer, table(
		"sType", value.String(kind), "nConnection", value.Int(conn), "nSerial", value.Int(r.cpSerial), "sData", value.String(data),
	), cpProtocol)
}
