package ctrp_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"ccnet/protocol/ctrp"
)

// echo answers ECHO with its arguments, PANIC not at all and others with 51.
var echo = ctrp.Commands{
	"ECHO":  func(_ context.Context, req ctrp.Request) ctrp.Response { return ctrp.Text(req.Arguments) },
	"PANIC": func(context.Context, ctrp.Request) ctrp.Response { panic("on request\x1b[2J") },
	"PEER": func(ctx context.Context, _ ctrp.Request) ctrp.Response {
		return ctrp.Text(ctrp.Peer(ctx).Network())
	},
	"MANY": func(_ context.Context, req ctrp.Request) ctrp.Response {
		n, _ := strconv.Atoi(req.Arguments)
		return ctrp.Text(strings.Repeat("line\n", n))
	},
}

// start serves on loopback until the test ends, and checks that nothing stays behind.
func start(t *testing.T, s *ctrp.Server) ctrp.Address {
	t.Helper()
	return startTLS(t, s, nil)
}

func startTLS(t *testing.T, s *ctrp.Server, config *tls.Config) ctrp.Address {
	t.Helper()
	ln, err := ctrp.Listen(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	return startAt(t, s, config, ln)
}

func startAt(t *testing.T, s *ctrp.Server, config *tls.Config, ln net.Listener) ctrp.Address {
	t.Helper()
	ignore := goleak.IgnoreCurrent()
	done := make(chan error, 1)
	go func() {
		if config != nil {
			done <- s.ServeTLS(ln, config)
		} else {
			done <- s.Serve(ln)
		}
	}()
	t.Cleanup(func() {
		s.Close()
		assert.ErrorIs(t, <-done, ctrp.ErrServerClosed)
		goleak.VerifyNone(t, ignore)
	})
	return ctrp.Address{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, TLS: config != nil}
}

// dial connects without any of the package's own code.
func dial(t *testing.T, to ctrp.Address) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", to.String())
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute)) // only so that a broken test ends
	return conn.(*net.TCPConn)
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(data)
}

// exchangeRows are bytes from a client and bytes back, to the end of the connection.
var exchangeRows = []struct{ name, in, want string }{
	{"an unknown command", "PING\r\n", "51 NOT IMPLEMENTED\r\n.\r\n"},
	{"an empty line", "\r\n", "40 BAD REQUEST\r\n.\r\n"},
	{"1024 bytes", strings.Repeat("a", 1024) + "\r\n", "51 NOT IMPLEMENTED\r\n.\r\n"},
	{"1025 bytes", strings.Repeat("a", 1025) + "\r\n", "40 BAD REQUEST\r\n.\r\n"},
	{"10000 bytes", strings.Repeat("a", 10000), "40 BAD REQUEST\r\n.\r\n"},
	{"CR LF", "ECHO hi\r\n", "20 OK\r\nhi\r\n.\r\n"},
	{"LF", "echo hi\n", "20 OK\r\nhi\r\n.\r\n"},
	{"a period", "ECHO .\n", "20 OK\r\n..\r\n.\r\n"},
	{"not UTF-8", "\xff\r\n", "40 BAD REQUEST\r\n.\r\n"},
	{"a panic", "PANIC\r\n", "50 ERROR\r\n.\r\n"},
	{"pipelined", "ECHO 1\r\nECHO 2\r\n", "20 OK\r\n1\r\n.\r\n"},
	{"the peer", "PEER\r\n", "20 OK\r\ntcp\r\n.\r\n"},
	{"half a line", "ECHO 1", ""},
	{"nothing", "", ""},
}

func TestServer(t *testing.T) {
	t.Run("with our listener", func(t *testing.T) {
		testServer(t, start(t, &ctrp.Server{Handler: echo}))
	})
	t.Run("with another", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		testServer(t, startAt(t, &ctrp.Server{Handler: echo}, nil, ln))
	})
}

func testServer(t *testing.T, to ctrp.Address) {
	for _, row := range exchangeRows {
		t.Run(row.name, func(t *testing.T) {
			conn := dial(t, to)
			_, err := io.WriteString(conn, row.in)
			require.NoError(t, err)
			require.NoError(t, conn.CloseWrite(), "a client may end its half")
			assert.Equal(t, row.want, readAll(t, conn))
		})
		t.Run(row.name+", byte by byte", func(t *testing.T) {
			conn := dial(t, to)
			conn.SetNoDelay(true)
			for i := range len(row.in) {
				if _, err := conn.Write([]byte{row.in[i]}); err != nil {
					break // it was answered before its end
				}
			}
			conn.CloseWrite()
			got, err := io.ReadAll(conn)
			if err == nil || row.want == "" {
				require.NoError(t, err)
			}
			assert.Equal(t, row.want, string(got))
		})
	}
}

func TestServerKeepsOpen(t *testing.T) {
	to := start(t, &ctrp.Server{Handler: echo, KeepOpen: true})
	conn := dial(t, to)
	_, err := io.WriteString(conn, "ECHO 1\r\n\r\nECHO 2\nPING\r\n"+strings.Repeat("a", 1025)+"\r\nECHO 3\r\n")
	require.NoError(t, err)
	assert.Equal(t, "20 OK\r\n1\r\n.\r\n40 BAD REQUEST\r\n.\r\n20 OK\r\n2\r\n.\r\n51 NOT IMPLEMENTED\r\n.\r\n40 BAD REQUEST\r\n.\r\n", readAll(t, conn))
}

func TestServerWithoutHandler(t *testing.T) {
	to := start(t, &ctrp.Server{})
	r, err := new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: "X"})
	require.NoError(t, err)
	assert.Equal(t, ctrp.NotImplemented, r.Status)
}

// TestSlowClients: clients that never finish their line are closed without an answer,
// and disturb nobody meanwhile.
func TestSlowClients(t *testing.T) {
	to := start(t, &ctrp.Server{Handler: echo, RequestTimeout: time.Second})
	var slow []*net.TCPConn
	for range 200 {
		conn := dial(t, to)
		_, err := io.WriteString(conn, "ECHO ")
		require.NoError(t, err)
		slow = append(slow, conn)
	}
	r, err := new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: "ECHO", Arguments: "quick"})
	require.NoError(t, err)
	assert.Equal(t, "quick\n", r.Content)
	stop := make(chan struct{})
	var dripping sync.WaitGroup
	dripping.Go(func() { // byte after byte does not buy time
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				slow[0].Write([]byte("x"))
			}
		}
	})
	for _, conn := range slow {
		got, err := io.ReadAll(conn)
		assert.Empty(t, got)
		if err != nil {
			assert.ErrorContains(t, err, "reset")
		}
	}
	close(stop)
	dripping.Wait()
}

// deafConn is a connection whose owner never hears what comes.
type deafConn struct {
	net.Conn
	listens chan struct{} // has a value when the owner waits for an answer
	never   chan struct{}
}

func (c deafConn) Read([]byte) (int, error) {
	c.listens <- struct{}{}
	<-c.never
	return 0, io.EOF
}

// TestDeafHandshake: a client of TLS that does not read is given up, too.
func TestDeafHandshake(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	cert, _, _ := certificate(t)
	server := &ctrp.Server{Handler: echo, RequestTimeout: 50 * time.Millisecond}
	ln := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- server.ServeTLS(ln, &tls.Config{Certificates: []tls.Certificate{cert}}) }()
	here, there := net.Pipe()
	ln.conns <- there
	client := deafConn{here, make(chan struct{}), make(chan struct{})}
	var deaf sync.WaitGroup
	deaf.Go(func() {
		assert.Error(t, tls.Client(client, &tls.Config{InsecureSkipVerify: true}).Handshake())
	})
	<-client.listens
	_, err := here.Write([]byte("more")) // which nobody reads
	assert.ErrorIs(t, err, io.ErrClosedPipe)
	close(client.never)
	deaf.Wait()
	server.Close()
	assert.ErrorIs(t, <-done, ctrp.ErrServerClosed)
	goleak.VerifyNone(t, ignore)
}

// TestFullServer: above the number of connections clients are told so.
func TestFullServer(t *testing.T) {
	release := make(chan struct{})
	inside := make(chan struct{}, 2)
	to := start(t, &ctrp.Server{MaxConns: 2, Handler: ctrp.HandlerFunc(func(context.Context, ctrp.Request) ctrp.Response {
		inside <- struct{}{}
		<-release
		return ctrp.Text("done")
	})})
	var clients sync.WaitGroup
	for range 2 {
		clients.Go(func() {
			r, err := new(ctrp.Client).Do(context.Background(), to, ctrp.Request{Command: "WAIT"})
			assert.NoError(t, err)
			assert.Equal(t, "done\n", r.Content)
		})
	}
	<-inside
	<-inside
	r, err := new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: "WAIT"})
	require.NoError(t, err)
	assert.Equal(t, ctrp.ServiceUnavailable, r.Status)
	close(release)
	clients.Wait()
}

// pipes is a listener whose connections hold no bytes between the two ends.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// TestSlowReader: a client that does not read its answer is given up.
func TestSlowReader(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	server := &ctrp.Server{Handler: echo, WriteTimeout: 50 * time.Millisecond}
	ln := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	here, there := net.Pipe()
	ln.conns <- there
	_, err := io.WriteString(here, "MANY 1000\r\n")
	require.NoError(t, err)
	_, err = here.Write([]byte("more")) // which nobody reads
	assert.ErrorIs(t, err, io.ErrClosedPipe)
	got, err := io.ReadAll(here)
	require.NoError(t, err)
	assert.Empty(t, got)
	server.Close()
	assert.ErrorIs(t, <-done, ctrp.ErrServerClosed)
	goleak.VerifyNone(t, ignore)
}

// TestSlowReadersOfMuch: long answers that nobody takes do not fill the memory.
func TestSlowReadersOfMuch(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	server := &ctrp.Server{Handler: echo, MaxOutput: 200_000}
	ln := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	ask := func(lines int) net.Conn {
		here, there := net.Pipe()
		ln.conns <- there
		_, err := fmt.Fprintf(here, "MANY %d\r\n", lines)
		require.NoError(t, err)
		return here
	}
	slow := ask(100_000) // more than allowed, but the only one
	_, err := slow.Read(make([]byte, 1))
	require.NoError(t, err)
	assert.Equal(t, "60 SERVICE UNAVAILABLE\r\n.\r\n", readAll(t, ask(20_000)))
	assert.Len(t, readAll(t, ask(10)), 70, "short answers go on")
	assert.Len(t, readAll(t, slow), 600_009)
	assert.Len(t, readAll(t, ask(20_000)), 120_010, "there is room again")
	server.Close()
	assert.ErrorIs(t, <-done, ctrp.ErrServerClosed)
	goleak.VerifyNone(t, ignore)
}

func TestHandlerTimeout(t *testing.T) {
	to := start(t, &ctrp.Server{HandlerTimeout: 10 * time.Millisecond, Handler: ctrp.HandlerFunc(func(ctx context.Context, _ ctrp.Request) ctrp.Response {
		<-ctx.Done()
		return ctrp.Refuse(ctrp.Error, ctx.Err().Error())
	})})
	r, err := new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: "X"})
	require.NoError(t, err)
	assert.Equal(t, "context deadline exceeded\n", r.Content)
}

// TestHandlerContext: what a handler is given ends when it returns, also if nobody asked
// before, and has children as any other context.
func TestHandlerContext(t *testing.T) {
	contexts := make(chan context.Context, 10)
	type key struct{}
	to := start(t, &ctrp.Server{Handler: ctrp.HandlerFunc(func(ctx context.Context, req ctrp.Request) ctrp.Response {
		deadline, ok := ctx.Deadline()
		assert.True(t, ok)
		assert.True(t, deadline.After(time.Now()))
		if req.Is("ASK") {
			assert.NoError(t, ctx.Err())
			child, cancel := context.WithCancel(context.WithValue(ctx, key{}, "mine"))
			defer cancel()
			assert.Equal(t, "mine", child.Value(key{}))
			assert.Equal(t, "tcp", ctrp.Peer(child).Network())
		}
		contexts <- ctx
		return ctrp.Text("")
	})})
	for _, command := range []string{"ASK", "DO"} {
		_, err := new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: command})
		require.NoError(t, err)
		ctx := <-contexts
		<-ctx.Done()
		assert.ErrorIs(t, ctx.Err(), context.Canceled)
		assert.Nil(t, ctx.Value(key{}))
	}
}

func TestShutdown(t *testing.T) {
	release, inside := make(chan struct{}), make(chan struct{})
	s := &ctrp.Server{Handler: ctrp.HandlerFunc(func(ctx context.Context, _ ctrp.Request) ctrp.Response {
		close(inside)
		<-release
		return ctrp.Text(fmt.Sprint(ctx.Err()))
	})}
	to := start(t, s)
	idle := dial(t, to)
	_, err := io.WriteString(idle, "HAL")
	require.NoError(t, err)
	answer := make(chan ctrp.Response, 1)
	go func() {
		r, err := new(ctrp.Client).Do(context.Background(), to, ctrp.Request{Command: "X"})
		assert.NoError(t, err)
		answer <- r
	}()
	<-inside
	ended := make(chan error, 1)
	go func() { ended <- s.Shutdown(context.Background()) }()
	if got, err := io.ReadAll(idle); err == nil { // closed before the other is answered
		assert.Empty(t, got)
	}
	close(release)
	assert.Equal(t, "<nil>\n", (<-answer).Content)
	require.NoError(t, <-ended)
	_, err = net.Dial("tcp", to.String())
	assert.Error(t, err)
	assert.ErrorIs(t, s.Serve(nopListener{}), ctrp.ErrServerClosed)
}

type nopListener struct{ net.Listener }

func (nopListener) Close() error { return nil }

// TestImpatientShutdown: when the patience ends, so do the handlers' contexts.
func TestImpatientShutdown(t *testing.T) {
	inside := make(chan struct{})
	s := &ctrp.Server{Handler: ctrp.HandlerFunc(func(ctx context.Context, _ ctrp.Request) ctrp.Response {
		close(inside)
		<-ctx.Done()
		return ctrp.Text("too late")
	})}
	to := start(t, s)
	conn := dial(t, to)
	_, err := io.WriteString(conn, "X\r\n")
	require.NoError(t, err)
	<-inside
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, s.Shutdown(ctx), context.Canceled)
	got, _ := io.ReadAll(conn)
	assert.Empty(t, got)
}

// flakyListener fails now and then, as a listener does that is out of files.
type flakyListener struct {
	net.Listener
	failures int
}

func (l *flakyListener) Accept() (net.Conn, error) {
	if l.failures > 0 {
		l.failures--
		return nil, errors.New("out of files")
	}
	return l.Listener.Accept()
}

func TestAcceptFailures(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var mu sync.Mutex
	var logged []string
	s := &ctrp.Server{Handler: echo, Log: func(err error) {
		mu.Lock()
		defer mu.Unlock()
		logged = append(logged, err.Error())
	}}
	done := make(chan error, 1)
	go func() { done <- s.Serve(&flakyListener{ln, 2}) }()
	to := ctrp.Address{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port}
	r, err := new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: "ECHO", Arguments: "still here"})
	require.NoError(t, err)
	assert.Equal(t, "still here\n", r.Content)
	r, err = new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: "PANIC"})
	require.NoError(t, err)
	assert.Equal(t, ctrp.Error, r.Status)
	s.Close()
	<-done
	require.Len(t, logged, 3)
	assert.Contains(t, logged[0], "out of files")
	assert.Contains(t, logged[2], `"on request\x1b[2J"`)
}

// garbage returns what hostile clients send: the rows of the tables, random bytes, and
// both mixed.
func garbage(r *mathrand.Rand) []byte {
	row := []byte(requestRows[r.IntN(len(requestRows))].in)
	switch r.IntN(3) {
	case 0:
		for range 1 + r.IntN(4) {
			if len(row) > 0 {
				row[r.IntN(len(row))] = byte(r.Uint32())
			}
		}
	case 1:
		row = make([]byte, r.IntN(3000))
		for i := range row {
			row[i] = byte(r.Uint32())
		}
	}
	return row
}

// TestGarbage sends nonsense by many connections; a good client beside them is
// served, every answer is well formed, and nothing stays behind.
// CCNET_GARBAGE sets their number.
func TestGarbage(t *testing.T) {
	connections := 1000
	if n, err := strconv.Atoi(os.Getenv("CCNET_GARBAGE")); err == nil {
		connections = n
	}
	for _, keep := range []bool{false, true} {
		t.Run(fmt.Sprintf("keep open %t", keep), func(t *testing.T) {
			to := start(t, &ctrp.Server{Handler: echo, KeepOpen: keep})
			work := make(chan uint64)
			var workers sync.WaitGroup
			for range 16 {
				workers.Go(func() {
					for seed := range work {
						in := garbage(mathrand.New(mathrand.NewPCG(seed, 0)))
						conn, err := net.Dial("tcp", to.String())
						if !assert.NoError(t, err) {
							continue
						}
						conn.SetDeadline(time.Now().Add(time.Minute))
						conn.Write(in)
						conn.(*net.TCPConn).CloseWrite()
						got, _ := io.ReadAll(conn)
						conn.Close()
						var d ctrp.Decoder
						d.Feed(got)
						for {
							r, ok, err := d.Next()
							assert.NoError(t, err, "%q was answered %q", in, got)
							if !ok {
								break
							}
							assert.Contains(t, []ctrp.Status{20, 40, 50, 51}, r.Status)
						}
					}
				})
			}
			for i := range connections {
				work <- uint64(i)
				if i%100 == 0 {
					r, err := new(ctrp.Client).Do(t.Context(), to, ctrp.Request{Command: "ECHO", Arguments: "good"})
					require.NoError(t, err)
					require.Equal(t, "good\n", r.Content)
				}
			}
			close(work)
			workers.Wait()
		})
	}
}

// TestMemoryStaysFlat: connections leave nothing behind.
func TestMemoryStaysFlat(t *testing.T) {
	to := start(t, &ctrp.Server{Handler: echo})
	var client ctrp.Client
	ask := func(n int) {
		for range n {
			r, err := client.Do(t.Context(), to, ctrp.Request{Command: "MANY", Arguments: "100"})
			require.NoError(t, err)
			require.Len(t, r.Content, 500)
		}
	}
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	ask(200)
	before := heap()
	ask(1000)
	assert.Less(t, heap(), before+1<<20)
}

// certificate makes one for 127.0.0.1, and a pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ccnet test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestTLS(t *testing.T) {
	cert, pool, _ := certificate(t)
	to := startTLS(t, &ctrp.Server{Handler: echo}, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10})
	req := ctrp.Request{Command: "ECHO", Arguments: "sealed"}

	client := ctrp.Client{TLS: &tls.Config{RootCAs: pool}}
	r, err := client.Do(t.Context(), to, req)
	require.NoError(t, err)
	assert.Equal(t, "sealed\n", r.Content)

	_, err = new(ctrp.Client).Do(t.Context(), to, req)
	var tlsErr *ctrp.TLSError
	require.ErrorAs(t, err, &tlsErr)
	var unknown *tls.CertificateVerificationError
	assert.ErrorAs(t, err, &unknown)

	_, err = tls.Dial("tcp", to.String(), &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
	assert.ErrorContains(t, err, "protocol version")

	plain := dial(t, to)
	_, err = io.WriteString(plain, "ECHO plain\r\n")
	require.NoError(t, err)
	got, _ := io.ReadAll(plain)
	assert.NotContains(t, string(got), "plain\r\n.\r\n")
}

// TestOpenSSL asks with a client that is not ours.
func TestOpenSSL(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	cert, _, authority := certificate(t)
	file := filepath.Join(t.TempDir(), "authority.pem")
	require.NoError(t, os.WriteFile(file, authority, 0o600))
	to := startTLS(t, &ctrp.Server{Handler: echo}, &tls.Config{Certificates: []tls.Certificate{cert}})
	for _, version := range []string{"-tls1_2", "-tls1_3"} {
		cmd := exec.Command(openssl, "s_client", "-quiet", "-verify_return_error", "-verify_ip", "127.0.0.1", "-CAfile", file, "-connect", to.String(), version)
		cmd.Stdin = strings.NewReader("ECHO from outside\r\n")
		out, err := cmd.Output()
		require.NoError(t, err, version)
		assert.Equal(t, "20 OK\r\nfrom outside\r\n.\r\n", string(out), version)
	}
}

func TestWithToken(t *testing.T) {
	to := start(t, &ctrp.Server{Handler: ctrp.WithToken("open sesame"[:4], echo)})
	req := ctrp.Request{Command: "ECHO", Arguments: "in"}
	for _, row := range []struct {
		token string
		want  ctrp.Status
	}{{"open", ctrp.OK}, {"", ctrp.AuthenticationRequired}, {"closed", ctrp.AuthenticationRequired}, {"ope", ctrp.AuthenticationRequired}} {
		r, err := (&ctrp.Client{Token: row.token}).Do(t.Context(), to, req)
		require.NoError(t, err)
		assert.Equal(t, row.want, r.Status, row.token)
	}
	conn := dial(t, to)
	_, err := io.WriteString(conn, "TOKEN open\r\n")
	require.NoError(t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err)
	assert.Equal(t, "40 BAD REQUEST\r\n", line)
	r := ctrp.WithToken("", echo).ServeCTRP(t.Context(), ctrp.Request{Command: "TOKEN", Arguments: " ECHO x"})
	assert.Equal(t, ctrp.AuthenticationRequired, r.Status)
}
