package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/cp"
)

// stranger listens on loopback and has one connection after another handled.
func stranger(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			handle(conn)
			conn.Close()
		}
	}()
	t.Cleanup(func() { ln.Close(); <-done })
	return ln.Addr().String()
}

// TestClientExitCodes: what clients make of servers that are not ours.
func TestClientExitCodes(t *testing.T) {
	for _, row := range []struct {
		name, answer string
		flags        []string
		code         int
		stderr       string
	}{
		{"a success", "20 OK\r\nhi\r\n.\r\n", nil, 0, ""},
		{"silence", "", nil, 52, "without an answer"},
		{"HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", nil, 8, `not a CTRP response: "HTTP/1.1 400 Bad Request" is not a status line`},
		{"an escape", "\x1b[2J\r\n", nil, 8, `"\x1b[2J"`},
		{"cut short", "20 OK\r\nhi\r\n", nil, 18, "closing period"},
		{"too much", "20 OK\r\nhello\r\n.\r\n", []string{"--max-filesize", "3"}, 63, "larger than allowed"},
		{"a circle", "30 MOVED\r\nGO\r\n.\r\n", nil, 47, "more than 5 redirections"},
		{"a redirection that is not followed", "30 MOVED\r\nGO\r\n.\r\n", []string{"--max-redirs", "0"}, 0, ""},
		{"a redirection to nowhere", "30 MOVED\r\n.\r\n", nil, 8, "names no target"},
		{"a redirection to the web", "30 MOVED\r\nhttp://x/\r\n.\r\n", nil, 1, `"http" is not known`},
		{"a status with an escape", "41 \x1b[2J\r\n.\r\n", nil, 22, `41 \x1b[2J`},
		{"a token is wanted", "62 AUTHENTICATION REQUIRED\r\n.\r\n", nil, 67, "62 AUTHENTICATION REQUIRED"},
		{"a file that cannot be written", "20 OK\r\n.\r\n", []string{"-o", "/none/of/these"}, 23, "no such file"},
	} {
		t.Run(row.name, func(t *testing.T) {
			address := stranger(t, func(conn net.Conn) {
				io.ReadAtLeast(conn, make([]byte, 100), len("GO\r\n"))
				io.WriteString(conn, row.answer)
			})
			var stdout, stderr strings.Builder
			code := run(t.Context(), append(append([]string{"ctrp", "get"}, row.flags...), address, "GO"), &stdout, &stderr)
			assert.Equal(t, row.code, code)
			assert.Contains(t, stderr.String(), row.stderr)
			if row.code != 0 {
				assert.Contains(t, stderr.String(), fmt.Sprintf("ccnet: (%d) ", row.code))
			}
		})
	}
}

// TestTimeouts: servers that say nothing, and people who do not wait.
func TestTimeouts(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close() // takes connections and never answers
	for _, args := range [][]string{
		{"ctrp", "get", "-m", "50ms", ln.Addr().String(), "GO"},
		{"cp", "chat", "-m", "50ms", "--name", "anna", ln.Addr().String()},
	} {
		var stderr strings.Builder
		assert.Equal(t, 28, run(t.Context(), args, io.Discard, &stderr))
		assert.Contains(t, stderr.String(), "ccnet: (28) timeout: ")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		assert.Equal(t, 130, run(ctx, args, io.Discard, &stderr))
	}
}

// TestChatWithoutPush: a server that knows only what is published is asked for messages.
func TestChatWithoutPush(t *testing.T) {
	waiting := []string{`Private-message bob line1\nline2`, "Broadcast-message eve hello"}
	address := stranger(t, func(conn net.Conn) {
		var requests cp.Requests
		buffer := make([]byte, 1000)
		for {
			n, err := conn.Read(buffer)
			if err != nil {
				return
			}
			requests.Feed(buffer[:n])
			for {
				req, ok, err := requests.Next()
				if !ok || err != nil {
					break
				}
				res := cp.Response{Status: cp.NotModified, Token: "token"}
				switch {
				case strings.HasPrefix(req.Data, "Set-name"):
					res.Status = cp.OK
				case strings.HasPrefix(req.Data, "Push"):
					res.Status = cp.NotImplemented
				case len(waiting) > 0:
					res.Status, res.Data, waiting = cp.OK, waiting[0], waiting[1:]
				}
				conn.Write(cp.AppendResponse(nil, res))
			}
		}
	})
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"cp", "chat", "--name", "anna", "--count", "2", address}, &stdout, &stderr)
	assert.Equal(t, 0, code, stderr.String())
	assert.Equal(t, "<bob> line1\n    line2\n<eve> hello\n", stdout.String())
}
