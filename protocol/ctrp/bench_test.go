//go:build unix

package ctrp_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
)

// body is what both servers answer: 20 lines of text.
var body = strings.Repeat("a line of text, as pages have\n", 20)

func ctrpServer() *ctrp.Server {
	return &ctrp.Server{Handler: ctrp.HandlerFunc(func(context.Context, ctrp.Request) ctrp.Response { return ctrp.Text(body) })}
}

func httpServer() *http.Server {
	return &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8") // or it would guess
		io.WriteString(w, body)
	})}
}

// exchange is one request on a connection of its own, by a client that does the least
// there is to do: what is measured is the servers.
func exchange(b *testing.B, address, request string, buffer []byte) int {
	conn, err := net.Dial("tcp", address)
	require.NoError(b, err)
	defer conn.Close()
	_, err = io.WriteString(conn, request)
	require.NoError(b, err)
	n := 0
	for {
		m, err := conn.Read(buffer)
		n += m
		if err == io.EOF {
			return n
		}
		require.NoError(b, err)
	}
}

// perSecond runs n exchanges, two at a time, and returns how long they took.
func perSecond(b *testing.B, n int, address, request string) time.Duration {
	const clients = 2
	begin := time.Now()
	done := make(chan int)
	for range clients {
		go func() {
			buffer, got := make([]byte, 4096), 0
			for range (n + clients - 1) / clients {
				got = exchange(b, address, request, buffer)
			}
			done <- got
		}()
	}
	for range clients {
		require.Greater(b, <-done, len(body))
	}
	return time.Since(begin)
}

// listen returns what our server and net/http's each listen on, by their own advice.
func listen(b *testing.B) (ours, theirs net.Listener) {
	ours, err := ctrp.Listen(b.Context(), "127.0.0.1:0")
	require.NoError(b, err)
	theirs, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	return ours, theirs
}

// processorTime is what the process has used so far, clients and servers together. Its
// ratio depends less on what else the machine has to do.
func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRequests asks our server and net/http's by turns for the same body, one
// request for each connection, two at a time, with the same client, which takes more time
// than either. The ratio is that of the requests answered in a second.
func BenchmarkRequests(b *testing.B) {
	ours, theirs := ctrpServer(), httpServer()
	ln, httpLn := listen(b)
	go ours.Serve(ln)
	go theirs.Serve(httpLn)
	defer ours.Close()
	defer theirs.Close()
	ctrpAt, httpAt := ln.Addr().String(), httpLn.Addr().String()

	const batch = 200
	var ctrpTook, httpTook, ctrpBusy, httpBusy time.Duration
	n := 0
	for b.Loop() {
		busy := processorTime()
		ctrpTook += perSecond(b, batch, ctrpAt, "GET page\r\n")
		ctrpBusy += processorTime() - busy
		busy = processorTime()
		httpTook += perSecond(b, batch, httpAt, "GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		httpBusy += processorTime() - busy
		n += batch
	}
	b.ReportMetric(float64(n)/ctrpTook.Seconds(), "ctrp/s")
	b.ReportMetric(float64(n)/httpTook.Seconds(), "http/s")
	b.ReportMetric(httpTook.Seconds()/ctrpTook.Seconds(), "ratio")
	b.ReportMetric(httpBusy.Seconds()/ctrpBusy.Seconds(), "cpu-ratio")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkClients is the same with our client here and net/http's there, one request at
// a time.
func BenchmarkClients(b *testing.B) {
	for _, clients := range []int{1, 8} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) { benchmarkClients(b, clients) })
	}
}

// benchmarkClients has so many clients of each kind at work at a time.
func benchmarkClients(b *testing.B, clients int) {
	ours, theirs := ctrpServer(), httpServer()
	ln, httpLn := listen(b)
	go ours.Serve(ln)
	go theirs.Serve(httpLn)
	defer ours.Close()
	defer theirs.Close()
	to := ctrp.Address{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port}
	url := "http://" + httpLn.Addr().String() + "/page"
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

	askOurs := func() (content string, err error) {
		r, err := new(ctrp.Client).Do(b.Context(), to, ctrp.Request{Command: "GET", Arguments: "page"})
		return r.Content, err
	}
	askTheirs := func() (content string, err error) {
		r, err := client.Get(url)
		if err != nil {
			return "", err
		}
		defer r.Body.Close()
		got, err := io.ReadAll(r.Body)
		return string(got), err
	}
	const batch = 200
	run := func(ask func() (string, error)) (took, busy time.Duration) {
		begin, before := time.Now(), processorTime()
		var wait sync.WaitGroup
		for range clients {
			wait.Go(func() {
				for range batch / clients {
					content, err := ask()
					assert.NoError(b, err)
					assert.Len(b, content, len(body))
				}
			})
		}
		wait.Wait()
		return time.Since(begin), processorTime() - before
	}

	var ctrpTook, httpTook, ctrpBusy, httpBusy time.Duration
	n := 0
	for b.Loop() {
		took, busy := run(askOurs)
		ctrpTook, ctrpBusy = ctrpTook+took, ctrpBusy+busy
		took, busy = run(askTheirs)
		httpTook, httpBusy = httpTook+took, httpBusy+busy
		n += batch
	}
	b.ReportMetric(float64(n)/ctrpTook.Seconds(), "ctrp/s")
	b.ReportMetric(float64(n)/httpTook.Seconds(), "http/s")
	b.ReportMetric(httpTook.Seconds()/ctrpTook.Seconds(), "ratio")
	b.ReportMetric(httpBusy.Seconds()/ctrpBusy.Seconds(), "cpu-ratio")
	b.ReportMetric(0, "ns/op")
}

// init serves if BenchmarkServers has started the process for that: it tells where, and
// for each line that it gets what processor time it has used so far.
func init() {
	var serve func(net.Listener) error
	listen := func(ctx context.Context, address string) (net.Listener, error) {
		return new(net.ListenConfig).Listen(ctx, "tcp", address)
	}
	switch os.Getenv("CCNET_SERVE") {
	case "ctrp":
		serve, listen = ctrpServer().Serve, ctrp.Listen
	case "http":
		serve = httpServer().Serve
	default:
		return
	}
	ln, err := listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(ln.Addr())
	go serve(ln)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(processorTime().Nanoseconds())
	}
	os.Exit(0)
}

// server is a process that serves.
type server struct {
	address string
	ask     func() time.Duration // the processor time it has used
}

func startServer(b *testing.B, kind string) server {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CCNET_SERVE="+kind)
	in, err := cmd.StdinPipe()
	require.NoError(b, err)
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	require.True(b, lines.Scan())
	return server{lines.Text(), func() time.Duration {
		io.WriteString(in, "\n")
		require.True(b, lines.Scan())
		used, err := strconv.ParseInt(lines.Text(), 10, 64)
		require.NoError(b, err)
		return time.Duration(used)
	}}
}

// BenchmarkServers is BenchmarkRequests with each server in a process of its own, whose
// processor time is compared.
func BenchmarkServers(b *testing.B) {
	ours, theirs := startServer(b, "ctrp"), startServer(b, "http")
	const batch = 200
	var ctrpBusy, httpBusy time.Duration
	n := 0
	for b.Loop() {
		before := ours.ask()
		perSecond(b, batch, ours.address, "GET page\r\n")
		ctrpBusy += ours.ask() - before
		before = theirs.ask()
		perSecond(b, batch, theirs.address, "GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
		httpBusy += theirs.ask() - before
		n += batch
	}
	b.ReportMetric(float64(ctrpBusy.Microseconds())/float64(n), "ctrp-µs")
	b.ReportMetric(float64(httpBusy.Microseconds())/float64(n), "http-µs")
	b.ReportMetric(httpBusy.Seconds()/ctrpBusy.Seconds(), "cpu-ratio")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkDecoder reads a response of 20 lines.
func BenchmarkDecoder(b *testing.B) {
	wire := ctrp.AppendResponse(nil, ctrp.Text(body))
	b.SetBytes(int64(len(wire)))
	var d ctrp.Decoder
	for b.Loop() {
		d.Feed(wire)
		if _, ok, err := d.Next(); !ok || err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAppendResponse writes a response of 20 lines.
func BenchmarkAppendResponse(b *testing.B) {
	var buffer []byte
	for b.Loop() {
		buffer = ctrp.AppendResponse(buffer[:0], ctrp.Text(body))
	}
	b.SetBytes(int64(len(buffer)))
}
