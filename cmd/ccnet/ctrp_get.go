package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ccnet/protocol/ctrp"
	"ccnet/protocol/ctrp/finger"
)

// ctrpGetFlags are the flags of "ccnet ctrp get".
type ctrpGetFlags struct {
	secret       secretFlags
	verbose      bool
	include      bool
	raw          bool
	all          bool
	secure       bool
	insecure     bool
	authority    string
	output       string
	maxTime      time.Duration
	maxSize      int
	maxRedirects int
}

func newCtrpGetCommand() *cobra.Command {
	f := &ctrpGetFlags{}
	cmd := &cobra.Command{
		Use:   "get [FLAGS] URI | HOST:PORT COMMAND [ARGUMENT…]",
		Short: "Ask a CTRP server, and print what it answers",

		DisableFlagsInUseLine: true,
		Long: `Sends a request to a CTRP server and prints the content of its answer. Redirections are
followed. Flags stand before the address.

  ccnet ctrp get agentfinger://example.org/user:alice?section=contact
  ccnet ctrp get 127.0.0.1:7922 GET notes.txt
  ccnet ctrp get ctrp://127.0.0.1:7922/GET%20notes.txt
  ccnet ctrp get -v --tls example.org:7923 LIST

Control characters are shown as escapes such as \x1b, unless --raw is given; a file (-o) has
the content as it came. If the server refuses (4x, 5x, 6x), what it says is printed all the
same, and the exit code is 22, or 67 for 62 AUTHENTICATION REQUIRED.

` + clientExitCodes,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.get(cmd.Context(), args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.SetInterspersed(false)
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "show every line on the wire on stderr: > sent, < received, * others")
	flags.BoolVarP(&f.include, "include", "i", false, "print the status line, too")
	flags.BoolVar(&f.raw, "raw", false, "print control characters as they are")
	flags.BoolVar(&f.all, "all", false, "get all pages of a long answer, with page=2 and so on behind the arguments")
	flags.BoolVar(&f.secure, "tls", false, "TLS, with HOST:PORT")
	flags.BoolVarP(&f.insecure, "insecure", "k", false, "accept any certificate")
	flags.StringVar(&f.authority, "cacert", "", "trust the certificates in this `file` (PEM) instead of the system's")
	flags.StringVarP(&f.output, "output", "o", "", "write the content to this `file`")
	flags.DurationVarP(&f.maxTime, "max-time", "m", 30*time.Second, "for all of it")
	flags.IntVar(&f.maxSize, "max-filesize", ctrp.DefaultMaxContent, "`bytes` of content that are accepted")
	flags.IntVar(&f.maxRedirects, "max-redirs", 5, "redirections to follow, up to 5; 0 shows where the first leads")
	f.secret.addToClient(cmd)
	return cmd
}

// target reads where to ask for what.
func (f *ctrpGetFlags) target(cmdline []string) (ctrp.Address, ctrp.Request, error) {
	none := ctrp.Address{}
	switch {
	case len(cmdline) == 0:
		return none, ctrp.Request{}, usageError("usage: ccnet ctrp get [FLAGS] URI | HOST:PORT COMMAND [ARGUMENT…]")
	case strings.Contains(cmdline[0], "://"):
		if len(cmdline) > 1 {
			return none, ctrp.Request{}, usageError("a URI names the request already; leave out %q, or write HOST:PORT", cmdline[1])
		}
		to, req, err := ctrp.ParseURI(cmdline[0], finger.Scheme)
		if err != nil {
			code := exitURI
			if _, unknown := err.(*ctrp.SchemeError); unknown {
				code = exitScheme
			}
			return none, req, &exitError{code, fmt.Errorf("(%d) %s: %w", code, cmdline[0], err)}
		}
		return to, req, nil
	}
	host, port, err := net.SplitHostPort(cmdline[0])
	if err != nil {
		return none, ctrp.Request{}, usageError("%s: a server is HOST:PORT or a URI such as ctrp://HOST:PORT/COMMAND", cmdline[0])
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return none, ctrp.Request{}, usageError("%s: %q is not a port", cmdline[0], port)
	}
	if len(cmdline) == 1 {
		return none, ctrp.Request{}, usageError("what shall %s be asked? Try: ccnet ctrp get %s HELP", cmdline[0], cmdline[0])
	}
	req, err := ctrp.ParseRequest(strings.Join(cmdline[1:], " "))
	if err != nil {
		return none, ctrp.Request{}, &exitError{exitUsage, err}
	}
	return ctrp.Address{Host: host, Port: int(n), TLS: f.secure}, req, nil
}

func (f *ctrpGetFlags) get(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	to, req, err := f.target(args)
	if err != nil {
		return err
	}
	client, err := f.client(stderr)
	if err != nil {
		return err
	}
	var r ctrp.Response
	if f.all {
		r, err = client.DoAll(ctx, to, func(n int) ctrp.Request { return onPage(req, n) })
	} else {
		r, err = client.Do(ctx, to, req)
	}
	if err != nil {
		return clientFailure(ctx, err)
	}
	if err := f.print(r, stdout); err != nil {
		return &exitError{exitWrite, fmt.Errorf("(%d) %w", exitWrite, err)}
	}
	if r.Status.Class() >= ctrp.ClientError {
		code := exitRefused
		if r.Status == ctrp.AuthenticationRequired {
			code = exitLogin
		}
		return &exitError{code, fmt.Errorf("(%d) the server answers %s", code, r)}
	}
	if r.More() {
		fmt.Fprintln(stderr, "ccnet: there is more; --all gets it")
	}
	return nil
}

// onPage is the request for a page; the first is not named.
func onPage(req ctrp.Request, n int) ctrp.Request {
	if n > 1 {
		separator := "?"
		if strings.Contains(req.Arguments, "?") {
			separator = "&"
		}
		req.Arguments += separator + "page=" + strconv.Itoa(n)
	}
	return req
}

// client is the client that the flags describe.
func (f *ctrpGetFlags) client(stderr io.Writer) (*ctrp.Client, error) {
	token, err := f.secret.find()
	if err != nil {
		return nil, err
	}
	if f.maxTime <= 0 || f.maxSize <= 0 || f.maxRedirects < 0 || f.maxRedirects > 5 {
		return nil, usageError("--max-time and --max-filesize are above 0, and --max-redirs is 0 to 5")
	}
	config := &tls.Config{InsecureSkipVerify: f.insecure}
	if f.authority != "" {
		text, err := os.ReadFile(f.authority)
		if err != nil {
			return nil, usageError("--cacert %s: %v", f.authority, cause(err))
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(text) {
			return nil, usageError("--cacert %s: there is no certificate in it", f.authority)
		}
	}
	client := &ctrp.Client{
		TLS: config, Timeout: f.maxTime, MaxContent: f.maxSize, Token: token,
		MaxRedirects: f.maxRedirects, Schemes: []ctrp.Scheme{finger.Scheme},
	}
	if f.maxRedirects == 0 {
		client.MaxRedirects = -1
	}
	if f.verbose {
		client.Trace = tracer(stderr)
		client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			fmt.Fprintf(stderr, "* connecting to %s\n", printable(address))
			return new(net.Dialer).DialContext(ctx, network, address)
		}
	}
	return client, nil
}

// tracer shows what is on the wire.
func tracer(stderr io.Writer) func(sent bool, line string) {
	return func(sent bool, line string) {
		mark := "<"
		if sent {
			mark = ">"
		}
		fmt.Fprintf(stderr, "%s %s\n", mark, visible(line))
	}
}

// print writes the answer to where it shall go.
func (f *ctrpGetFlags) print(r ctrp.Response, stdout io.Writer) error {
	text := r.Content
	if f.include {
		text = r.String() + "\n" + text
	}
	if f.output != "" {
		return os.WriteFile(f.output, []byte(text), 0o666)
	}
	if !f.raw {
		text = visible(text)
	}
	_, err := io.WriteString(stdout, text)
	return err
}
