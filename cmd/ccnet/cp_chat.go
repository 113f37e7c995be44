package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ccnet/protocol/cp"
)

// pollEvery is how often a server that cannot push is asked for messages.
const pollEvery = time.Second

// cpChatFlags are the flags of "ccnet cp chat".
type cpChatFlags struct {
	secret  secretFlags
	name    string
	verbose bool
	stay    bool
	count   int
	maxTime time.Duration
}

func newCpChatCommand() *cobra.Command {
	f := &cpChatFlags{}
	cmd := &cobra.Command{
		Use:   "chat [FLAGS] [HOST:PORT]",
		Short: "Chat with a CP/0.0.0 server",

		DisableFlagsInUseLine: true,
		Long: `Joins the chat of a server, 127.0.0.1:50555 unless another is named. Each line of the
input goes to all other users; what they write is printed as "<name> text", with further
lines of a text indented. Lines that begin with a slash are commands:

  /msg NAME TEXT   to one user
  /name NAME       another name
  /quit            leave, as the end of the input does
  //text           to all, with the slash

  ccnet cp chat --name alice
  echo 'the build is done' | ccnet cp chat --name robot example.org:50555

Control characters are shown as escapes such as \x1b. What the server refuses is told on
stderr; if anything was, the exit code is 22, or 67 for a token that is not accepted.

` + clientExitCodes,
		Args: arguments(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			address := usualCP
			if len(args) == 1 {
				address = args[0]
			}
			return f.chat(cmd.Context(), address, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.name, "name", "n", os.Getenv("USER"), "your `name`: 2 to 63 letters and digits")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "show every line on the wire on stderr: > sent, < received, * others")
	flags.BoolVar(&f.stay, "stay", false, "go on at the end of the input, until Ctrl+C or the server's end")
	flags.IntVar(&f.count, "count", 0, "leave after so many `messages`, not at the end of the input")
	flags.DurationVarP(&f.maxTime, "max-time", "m", 30*time.Second, "to connect, and for each answer")
	f.secret.addToClient(cmd)
	return cmd
}

// conversation is a chat under way.
type conversation struct {
	flags  *cpChatFlags
	client *cp.Client
	stdout io.Writer

	mu      sync.Mutex // of what follows, and of both outputs
	stderr  io.Writer
	refused *cp.StatusError // the last one
}

func (f *cpChatFlags) chat(ctx context.Context, address string, stdin io.Reader, stdout, stderr io.Writer) error {
	token, err := f.secret.find()
	if err != nil {
		return err
	}
	switch {
	case !cp.ValidName(f.name):
		return usageError("--name %s: a name is 2 to 63 letters and digits", f.name)
	case f.maxTime <= 0:
		return usageError("--max-time is above 0")
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return usageError("%s: a server is HOST:PORT, as in %s", address, usualCP)
	}
	t := &conversation{flags: f, stdout: stdout, stderr: stderr}
	options := cp.ClientOptions{Token: token, WriteTimeout: f.maxTime}
	if f.verbose {
		t.say("* connecting to %s", address)
		trace := tracer(stderr)
		options.Trace = func(sent bool, line string) {
			t.mu.Lock()
			defer t.mu.Unlock()
			trace(sent, line)
		}
	}
	limited, cancel := context.WithTimeout(ctx, f.maxTime)
	defer cancel()
	t.client, err = cp.Dial(limited, address, options)
	if err != nil {
		return clientFailure(ctx, err)
	}
	defer t.client.Close()
	if err := t.client.SetName(limited, f.name); err != nil {
		return clientFailure(ctx, err)
	}
	return t.run(ctx, stdin)
}

// run chats until the end of the input, of the server or of what is wanted.
func (t *conversation) run(ctx context.Context, stdin io.Reader) error {
	next, err := t.incoming(ctx)
	if err != nil {
		return clientFailure(ctx, err)
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	received := make(chan error, 1)
	go func() { received <- t.printAll(inner, next) }()
	written := make(chan error, 1)
	go func() { written <- t.sendAll(inner, stdin) }() // may wait for input until the process ends

	for {
		select {
		case <-ctx.Done():
			return t.outcome()
		case err = <-received:
		case err = <-written:
			if err == nil && (t.flags.stay || t.flags.count > 0) {
				written = nil
				continue
			}
		}
		switch {
		case ctx.Err() != nil || err == nil || errors.Is(err, errQuit):
			return t.outcome()
		case errors.Is(err, cp.ErrClosed):
			return &exitError{exitReceive, fmt.Errorf("(%d) the server has ended the chat", exitReceive)}
		}
		return clientFailure(ctx, err)
	}
}

// outcome is what a chat that has ended in order ends with.
func (t *conversation) outcome() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.refused != nil {
		return clientFailure(context.Background(), t.refused)
	}
	return nil
}

// incoming returns how to wait for the next message: pushed or, if the server cannot,
// asked for.
func (t *conversation) incoming(ctx context.Context) (func(context.Context) (cp.Incoming, error), error) {
	limited, cancel := context.WithTimeout(ctx, t.flags.maxTime)
	defer cancel()
	err := t.client.Push(limited, true)
	var status *cp.StatusError
	switch {
	case err == nil:
		return t.client.Next, nil
	case !errors.As(err, &status) || status.Status == cp.Unauthorized:
		return nil, err
	}
	return func(ctx context.Context) (cp.Incoming, error) {
		for {
			m, ok, err := t.client.Poll(ctx)
			if ok || err != nil {
				return m, err
			}
			select {
			case <-time.After(pollEvery):
			case <-ctx.Done():
				return cp.Incoming{}, ctx.Err()
			}
		}
	}, nil
}

// printAll prints messages, as many as are wanted.
func (t *conversation) printAll(ctx context.Context, next func(context.Context) (cp.Incoming, error)) error {
	for n := 1; ; n++ {
		m, err := next(ctx)
		if err != nil {
			return err
		}
		text := strings.ReplaceAll(visible(m.Text), "\n", "\n    ") // none of them looks like another message
		t.mu.Lock()
		_, err = fmt.Fprintf(t.stdout, "<%s> %s\n", visible(m.From), text)
		t.mu.Unlock()
		if err != nil || n == t.flags.count {
			return err
		}
	}
}

var errQuit = errors.New("quit")

// sendAll sends what is written.
func (t *conversation) sendAll(ctx context.Context, stdin io.Reader) error {
	lines := bufio.NewScanner(stdin)
	lines.Buffer(nil, 64<<10)
	for lines.Scan() {
		if err := t.send(ctx, strings.ToValidUTF8(lines.Text(), "\ufffd")); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the input: %w", err)
	}
	return nil
}

// send sends one line of input, and tells if it is refused.
func (t *conversation) send(ctx context.Context, line string) error {
	limited, cancel := context.WithTimeout(ctx, t.flags.maxTime)
	defer cancel()
	word, rest, _ := strings.Cut(line, " ")
	var err error
	switch {
	case strings.TrimSpace(line) == "":
	case word == "/quit":
		return errQuit
	case word == "/name":
		err = t.client.SetName(limited, rest)
	case word == "/msg":
		to, text, _ := strings.Cut(rest, " ")
		err = t.client.Tell(limited, to, text)
	case strings.HasPrefix(line, "//"):
		err = t.client.Broadcast(limited, line[1:])
	case strings.HasPrefix(line, "/"):
		t.say("%s: there are /msg NAME TEXT, /name NAME and /quit; //text begins with a slash", word)
	default:
		err = t.client.Broadcast(limited, line)
	}
	var status *cp.StatusError
	if !errors.As(err, &status) {
		return err
	}
	t.say("the server answers %v", status)
	t.mu.Lock()
	t.refused = status
	t.mu.Unlock()
	return nil
}

func (t *conversation) say(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := printable(fmt.Sprintf(format, args...))
	if !strings.HasPrefix(text, "* ") {
		text = "ccnet: " + text
	}
	fmt.Fprintln(t.stderr, text)
}
