package ctrp_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
)

// play answers every connection with the same bytes, whatever is asked.
func play(t *testing.T, script string) ctrp.Address {
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
			io.ReadAtLeast(conn, make([]byte, 2000), 3)
			io.WriteString(conn, script)
			conn.Close()
		}
	}()
	t.Cleanup(func() { ln.Close(); <-done })
	return ctrp.Address{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port}
}

// TestClientOfStrangers: servers that are not ours, or not at all CTRP.
func TestClientOfStrangers(t *testing.T) {
	client := ctrp.Client{MaxContent: 100}
	for _, row := range responseRows {
		t.Run(row.name, func(t *testing.T) {
			r, err := client.Do(t.Context(), play(t, row.in), ctrp.Request{Command: "X"})
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.want, fmt.Sprintf("%02d %s|%s", int(r.Status), r.Message, r.Content))
		})
	}
}

func TestClientTrace(t *testing.T) {
	to := start(t, &ctrp.Server{Handler: echo})
	var lines []string
	client := ctrp.Client{Trace: func(sent bool, line string) { lines = append(lines, fmt.Sprint(sent, " ", line)) }}
	_, err := client.Do(t.Context(), to, ctrp.Request{Command: "ECHO", Arguments: ".x"})
	require.NoError(t, err)
	assert.Equal(t, []string{"true ECHO .x", "false 20 OK", "false ..x", "false ."}, lines)
}

func TestClientFailures(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close() // takes connections and never answers
	silent := ctrp.Address{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port}
	client := ctrp.Client{Timeout: 50 * time.Millisecond}
	_, err = client.Do(t.Context(), silent, ctrp.Request{Command: "X"})
	assert.ErrorIs(t, err, context.DeadlineExceeded)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = new(ctrp.Client).Do(ctx, silent, ctrp.Request{Command: "X"})
	assert.ErrorIs(t, err, context.Canceled)

	_, err = client.Do(t.Context(), silent, ctrp.Request{Command: "X\r\nY"})
	var bad *ctrp.RequestError
	assert.ErrorAs(t, err, &bad)

	refuse := errors.New("not on the list")
	client.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, refuse }
	_, err = client.Do(t.Context(), silent, ctrp.Request{Command: "X"})
	assert.ErrorIs(t, err, refuse)
	_, err = client.Get(t.Context(), "gopher://x/")
	var scheme *ctrp.SchemeError
	assert.ErrorAs(t, err, &scheme)
}

// moving redirects HOP n to HOP n-1, and GO to wherever its arguments say.
var moving = ctrp.Commands{
	"HOP": func(_ context.Context, req ctrp.Request) ctrp.Response {
		if req.Arguments == "0" {
			return ctrp.Text("there")
		}
		return ctrp.Refuse(ctrp.Moved, "HOP "+string(req.Arguments[0]-1))
	},
	"GO": func(_ context.Context, req ctrp.Request) ctrp.Response {
		return ctrp.Refuse(ctrp.MovedPermanently, req.Arguments)
	},
	"BRIEF": func(context.Context, ctrp.Request) ctrp.Response {
		return ctrp.Response{Status: ctrp.Moved, Message: "MOVED HOP 0"}
	},
}

func TestRedirections(t *testing.T) {
	cert, pool, _ := certificate(t)
	plain := start(t, &ctrp.Server{Handler: moving})
	other := start(t, &ctrp.Server{Handler: moving})
	secure := startTLS(t, &ctrp.Server{Handler: moving}, &tls.Config{Certificates: []tls.Certificate{cert}})
	for _, row := range []struct {
		name      string
		to        ctrp.Address
		request   string
		redirects int
		want      string // content, status or error
	}{
		{"none", plain, "HOP 0", 0, "there"},
		{"five", plain, "HOP 5", 0, "there"},
		{"six", plain, "HOP 6", 0, "more than 5"},
		{"no more than five, whatever one wants", plain, "HOP 6", 9, "more than 5"},
		{"two of two", plain, "HOP 2", 2, "there"},
		{"three of two", plain, "HOP 3", 2, "more than"},
		{"not wanted", plain, "HOP 1", -1, "30 MOVED"},
		{"behind the message", plain, "BRIEF", 0, "there"},
		{"in a circle", plain, "GO GO", 0, "names no target"},
		{"nowhere", plain, "GO", 0, "names no target"},
		{"to no request", plain, "GO \x01", 0, "names no target"},
		{"another server", plain, "GO " + ctrp.Request{Command: "HOP", Arguments: "3"}.URI(other), 0, "there"},
		{"from plain to TLS", plain, "GO " + ctrp.Request{Command: "HOP", Arguments: "0"}.URI(secure), 0, "there"},
		{"from TLS to TLS", secure, "GO " + ctrp.Request{Command: "HOP", Arguments: "0"}.URI(secure), 0, "there"},
		{"from TLS to plain", secure, "GO " + ctrp.Request{Command: "HOP", Arguments: "0"}.URI(plain), 0, "from TLS to plain"},
		{"another scheme", plain, "GO http://localhost/", 0, `"http" is not known`},
	} {
		t.Run(row.name, func(t *testing.T) {
			client := ctrp.Client{TLS: &tls.Config{RootCAs: pool}, MaxRedirects: row.redirects}
			req, err := ctrp.ParseRequest(row.request)
			require.NoError(t, err)
			r, err := client.Do(t.Context(), row.to, req)
			if err != nil {
				assert.ErrorContains(t, err, row.want)
				return
			}
			assert.Contains(t, r.String()+"\n"+r.Content, row.want)
		})
	}
}

// TestTokenStaysHome: a redirection does not carry the token to others.
func TestTokenStaysHome(t *testing.T) {
	var heard []string
	other := start(t, &ctrp.Server{Handler: ctrp.HandlerFunc(func(_ context.Context, req ctrp.Request) ctrp.Response {
		heard = append(heard, req.String())
		return ctrp.Text("")
	})})
	home := start(t, &ctrp.Server{Handler: ctrp.WithToken("secret", moving)})
	client := ctrp.Client{Token: "secret"}
	_, err := client.Do(t.Context(), home, ctrp.Request{Command: "GO", Arguments: ctrp.Request{Command: "X"}.URI(other)})
	require.NoError(t, err)
	assert.Equal(t, []string{"X"}, heard)
}

func TestPages(t *testing.T) {
	var text strings.Builder
	for i := range 2500 {
		fmt.Fprintln(&text, i)
	}
	root := fstest.MapFS{
		"long.txt":    {Data: []byte(text.String())},
		"a b/ü.txt":   {Data: []byte("umlaut")},
		"binary":      {Data: []byte{0, 1, 2}},
		".hidden":     {Data: []byte("x")},
		"dir/.secret": {Data: []byte("x")},
		"link":        {Mode: os.ModeSymlink},
	}
	to := start(t, &ctrp.Server{Handler: ctrp.Files(root)})
	var client ctrp.Client
	all, err := client.DoAll(t.Context(), to, func(n int) ctrp.Request {
		return ctrp.Request{Command: "GET", Arguments: fmt.Sprintf("/long.txt?page=%d", n)}
	})
	require.NoError(t, err)
	assert.Equal(t, ctrp.OK, all.Status)
	assert.Equal(t, text.String(), all.Content)

	small := ctrp.Client{MaxContent: 6000}
	_, err = small.DoAll(t.Context(), to, func(n int) ctrp.Request {
		return ctrp.Request{Command: "GET", Arguments: fmt.Sprintf("long.txt?page=%d", n)}
	})
	assert.ErrorIs(t, err, ctrp.ErrTooLarge, "the limit is for all pages together")

	_, err = client.DoAll(t.Context(), play(t, "21 OK+MORE\r\n.\r\n"), func(n int) ctrp.Request { return ctrp.Request{Command: "X"} })
	var protocol *ctrp.ProtocolError
	assert.ErrorAs(t, err, &protocol, "a server that promises for ever")

	for _, row := range []struct{ request, want string }{
		{"GET a%20b/%C3%BC.txt", "20 OK\numlaut\n"},
		{"GET long.txt?page=4", "41 NOT FOUND\n"},
		{"GET long.txt?page=0", "40 BAD REQUEST\n"},
		{"GET long.txt?page=x", "40 BAD REQUEST\n"},
		{"GET none", "41 NOT FOUND\n"},
		{"GET dir", "41 NOT FOUND\n"},
		{"GET", "41 NOT FOUND\n"},
		{"GET link", "41 NOT FOUND\n"},
		{"GET ../x", "40 BAD REQUEST\n"},
		{"GET %2e%2e/x", "40 BAD REQUEST\n"},
		{"GET a%00", "41 NOT FOUND\n"},
		{"GET .hidden", "41 NOT FOUND\n"},
		{"GET dir/.secret", "41 NOT FOUND\n"},
		{"GET binary", "42 FORBIDDEN\n"},
		{"LIST", "20 OK\na b/\nbinary\ndir/\nlong.txt\n"},
		{"LIST a%20b", "20 OK\nü.txt\n"},
		{"LIST dir", "20 OK\n"},
		{"LIST none", "41 NOT FOUND\n"},
		{"LIST .git", "41 NOT FOUND\n"},
		{"LIST ..", "40 BAD REQUEST\n"},
		{"PUT x", "51 NOT IMPLEMENTED\n"},
	} {
		req, err := ctrp.ParseRequest(row.request)
		require.NoError(t, err)
		r, err := client.Do(t.Context(), to, req)
		require.NoError(t, err)
		assert.Equal(t, row.want, r.String()+"\n"+r.Content, row.request)
	}
	r, err := client.Do(t.Context(), to, ctrp.Request{Command: "HELP"})
	require.NoError(t, err)
	assert.Contains(t, r.Content, "GET PATH")
}

// TestFilesOnDisk: links do not lead out of the directory, and what is not a file is
// not opened.
func TestFilesOnDisk(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(dir+"/root", 0o755))
	require.NoError(t, os.WriteFile(dir+"/outside.txt", []byte("secret"), 0o644))
	require.NoError(t, os.Symlink("../outside.txt", dir+"/root/link.txt"))
	root, err := os.OpenRoot(dir + "/root")
	require.NoError(t, err)
	defer root.Close()
	r := ctrp.Files(root.FS()).ServeCTRP(t.Context(), ctrp.Request{Command: "GET", Arguments: "link.txt"})
	assert.NotContains(t, r.Content, "secret")
	assert.False(t, r.OK())
}
