package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ccnet/protocol/ctrp"
	"ccnet/protocol/ctrp/finger"
)

// shutdownTime is how long a server waits for what is under way.
const shutdownTime = 5 * time.Second

// atOnce is how many files a server reads at a time.
const atOnce = 8

// ctrpServeFlags are the flags of "ccnet ctrp serve".
type ctrpServeFlags struct {
	secret       secretFlags
	finger       bool
	hosts        []string
	listen       string
	listenSecure string
	cert, key    string
	each         int
	ready        string
	verbose      bool
}

func newCtrpServeCommand() *cobra.Command {
	f := &ctrpServeFlags{}
	cmd := &cobra.Command{
		Use:   "serve [FLAGS] DIR",
		Short: "Serve a directory over CTRP, as files or as AgentFinger",

		DisableFlagsInUseLine: true,
		Long: `Serves the text files of a directory until Ctrl+C: GET PATH, LIST [PATH] and HELP. With
--finger it speaks AgentFinger, QUERY user:alice and the like, out of Markdown files:
user/alice.md is user:alice, user/alice/projects.md is user:alice/projects, and so for
org:, agent: and mcp:. A file may begin with YAML between lines of three hyphens; "private:
true" there hides it. Nothing outside the directory and no name that begins with a period
is served.

  ccnet ctrp serve notes
  ccnet ctrp serve --finger --cert cert.pem --key key.pem people

The server is for this machine alone, unless --listen names another address. With a token,
requests must be "TOKEN secret GET notes.txt", as ccnet ctrp get --token sends them.`,
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.serve(cmd.Context(), args[0], cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.finger, "finger", false, "speak AgentFinger")
	flags.StringSliceVar(&f.hosts, "host", nil, "with --finger, also answer for names at this `host`, as in user:alice@host")
	flags.StringVar(&f.listen, "listen", usualCTRP, "`address` for plain text, or off")
	flags.StringVar(&f.listenSecure, "listen-tls", fmt.Sprintf("127.0.0.1:%d", finger.TLSPort), "`address` for TLS, if there is a certificate")
	flags.StringVar(&f.cert, "cert", "", "`file` with the certificate (PEM)")
	flags.StringVar(&f.key, "key", "", "`file` with the certificate's key (PEM)")
	flags.IntVar(&f.each, "per-address", 0, "`number` of connections that one address may have (default: a quarter of 1024 or less, as others leave it)")
	flags.StringVar(&f.ready, "ready-file", "", "`file` to write the addresses to when they are open, a line each, as \"CTRP 127.0.0.1:7922\"")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "show requests and what they were answered")
	f.secret.addToServer(cmd)
	return cmd
}

// door is a listener and how it is announced.
type door struct {
	name string
	ln   net.Listener
	tls  *tls.Config
}

func (f *ctrpServeFlags) serve(ctx context.Context, dir string, stderr io.Writer) error {
	token, err := f.secret.find()
	if err != nil {
		return err
	}
	if f.each < 0 {
		return usageError("--per-address is not below 0")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return usageError("cannot serve %s: %v", dir, cause(err))
	}
	defer root.Close()
	doors, err := f.open()
	if err != nil {
		return err
	}
	defer func() {
		for _, d := range doors {
			d.ln.Close()
		}
	}()

	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(stderr, "ccnet: %s\n", printable(fmt.Sprintf(format, args...)))
	}
	failed := func(err error) { say("%v", err) }
	handler := ctrp.Files(root.FS())
	if f.finger {
		handler = finger.Handler{Directory: finger.Files(root.FS()), Hosts: f.hosts, Log: failed}
	}
	handler = ctrp.InTurn(atOnce, handler)
	if f.verbose {
		handler = logged(handler, say)
	}
	if token != "" {
		handler = ctrp.WithToken(token, handler)
	}
	server := &ctrp.Server{Handler: handler, MaxConns: connections(usualCTRPConns, openFiles(), 2), MaxPerPeer: f.each, Log: failed}
	if err := announceDoors(doors, f.ready, token == "", say); err != nil {
		return err
	}
	ended := make(chan error, len(doors))
	for _, d := range doors {
		go func() {
			if d.tls != nil {
				ended <- server.ServeTLS(d.ln, d.tls)
			} else {
				ended <- server.Serve(d.ln)
			}
		}()
	}
	return untilDone(ctx, ended, len(doors), ctrp.ErrServerClosed, server.Shutdown)
}

// untilDone waits for Ctrl+C or a failure, shuts down and waits for what is served.
func untilDone(ctx context.Context, ended <-chan error, n int, closed error, shutdown func(context.Context) error) error {
	var failure error
	select {
	case failure = <-ended:
		n--
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	_ = shutdown(limit) // who is not done by then is cut off
	for range n {
		<-ended
	}
	if failure != nil && !errors.Is(failure, closed) {
		return &exitError{exitFailed, failure}
	}
	return nil
}

// open listens where the flags say.
func (f *ctrpServeFlags) open() (doors []door, err error) {
	secure, err := serverTLS(f.cert, f.key)
	if err != nil {
		return nil, err
	}
	if f.listen != "off" {
		ln, err := listenAt(ctrp.Listen, "listen", f.listen)
		if err != nil {
			return nil, err
		}
		doors = append(doors, door{"CTRP", ln, nil})
	}
	if secure != nil {
		ln, err := listenAt(ctrp.Listen, "listen-tls", f.listenSecure)
		if err != nil {
			for _, d := range doors {
				d.ln.Close()
			}
			return nil, err
		}
		doors = append(doors, door{"CTRPS", ln, secure})
	}
	if len(doors) == 0 {
		return nil, usageError("--listen is off, and there is no --cert for TLS")
	}
	return doors, nil
}

// listenTCP listens for connections that may be silent for long: probes tell which of
// them are dead.
func listenTCP(ctx context.Context, address string) (net.Listener, error) {
	return new(net.ListenConfig).Listen(ctx, "tcp", address)
}

// listenAt listens at the address that a flag names.
func listenAt(listen func(context.Context, string) (net.Listener, error), flag, address string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, usageError("--%s %s: an address is HOST:PORT, as in %s", flag, address, usualCTRP)
	}
	ln, err := listen(context.Background(), address)
	if err != nil {
		return nil, usageError("--%s %s: %v; is another one listening there?", flag, address, err)
	}
	return ln, nil
}

// announceDoors tells where the doors are, people and those who read the ready file,
// and warns of doors that are open to all.
func announceDoors(doors []door, ready string, open bool, say func(string, ...any)) error {
	var lines strings.Builder
	for _, d := range doors {
		say("%s at %s", d.name, d.ln.Addr())
		if addr, ok := d.ln.Addr().(*net.TCPAddr); ok && open && !addr.IP.IsLoopback() {
			say("others can reach %s, and no token is wanted of them", d.ln.Addr())
		}
		fmt.Fprintf(&lines, "%s %s\n", d.name, d.ln.Addr())
	}
	return writeReady(ready, lines.String())
}

// writeReady writes where the doors are for who waits for them to open.
func writeReady(file, lines string) error {
	if file == "" {
		return nil
	}
	if err := os.WriteFile(file, []byte(lines), 0o666); err != nil {
		return usageError("--ready-file %s: %v", file, cause(err))
	}
	return nil
}

// serverTLS is what a door needs to speak TLS; nil, for plain text, without --cert and
// --key.
func serverTLS(cert, key string) (*tls.Config, error) {
	switch {
	case cert == "" && key == "":
		return nil, nil
	case cert == "" || key == "":
		return nil, usageError("--cert and --key belong together")
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, usageError("--cert %s --key %s: %v", cert, key, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// logged tells of every request and its answer.
func logged(next ctrp.Handler, say func(string, ...any)) ctrp.Handler {
	return ctrp.HandlerFunc(func(ctx context.Context, req ctrp.Request) ctrp.Response {
		r := next.ServeCTRP(ctx, req)
		say("%v > %s < %s", ctrp.Peer(ctx), visible(req.String()), r)
		return r
	})
}
