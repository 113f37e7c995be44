package conns

import (
	"net"
	"time"
)

// What a client may still send after its last answer without losing it to a reset.
const (
	lingerTime  = time.Second
	lingerBytes = 64 << 10
)

// Linger reads on for a while after the last answer: a connection that is closed while
// there is something to read is reset, and the answer may be lost with it. The buffer
// is for what is read; begin sets the deadline for it, and is false if there shall be
// no waiting.
func Linger(conn net.Conn, buffer []byte, begin func(deadline time.Time) bool) {
	half, ok := conn.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil || !begin(time.Now().Add(lingerTime)) {
		return
	}
	for read := 0; read < lingerBytes; {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		read += n
	}
}
