package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ccnet/protocol/cp"
)

func newCpCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cp",
		Short: "Chat over CP/0.0.0, and be its server",
		Args:  cobra.ArbitraryArgs,
		RunE:  noSuchCommand,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newCpChatCommand(), newCpServeCommand())
	return cmd
}

// cpServeFlags are the flags of "ccnet cp serve".
type cpServeFlags struct {
	secret  secretFlags
	listen  string
	idle    time.Duration
	users   int
	each    int
	ready   string
	verbose bool
}

func newCpServeCommand() *cobra.Command {
	f := &cpServeFlags{}
	cmd := &cobra.Command{
		Use:   "serve [FLAGS]",
		Short: "Serve a chat over CP/0.0.0",

		DisableFlagsInUseLine: true,
		Long: `Serves a chat until Ctrl+C. Anything that speaks CP/0.0.0 can join, such as ccnet cp chat.

  ccnet cp serve
  printf '\r\n\r\nSet-name alice\r\n' | nc 127.0.0.1 50555

The server is for this machine alone, unless --listen names another address. With a token,
newcomers must send it in the place of the token that they do not have yet, as ccnet cp chat
--token does. Addresses share users and connections, so that none gets them all, and an eighth
is for this machine alone.`,
		Args: arguments(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.serve(cmd.Context(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", usualCP, "`address` to listen at")
	flags.DurationVar(&f.idle, "idle", 24*time.Hour, "how long users without a connection keep their name, and what waits for them")
	flags.IntVar(&f.users, "max-users", 10_000, "`number` of users at one time")
	flags.IntVar(&f.each, "per-address", 0, "`number` of users and of connections that one address may have (default: a quarter or less, as others leave it)")
	flags.StringVar(&f.ready, "ready-file", "", "`file` to write the address to when it is open, as \"CP 127.0.0.1:50555\"")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "show who comes and goes and writes to whom; not what")
	f.secret.addToServer(cmd)
	return cmd
}

func (f *cpServeFlags) serve(ctx context.Context, stderr io.Writer) error {
	token, err := f.secret.find()
	if err != nil {
		return err
	}
	if f.idle <= 0 || f.users <= 0 || f.each < 0 {
		return usageError("--idle and --max-users are above 0, and --per-address is not below")
	}
	ln, err := listenAt(listenTCP, "listen", f.listen)
	if err != nil {
		return err
	}
	defer ln.Close()
	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(stderr, "ccnet: %s\n", printable(fmt.Sprintf(format, args...)))
	}
	config := cp.Config{Secret: token, Idle: f.idle, MaxSessions: f.users, MaxPerPeer: f.each}
	if f.verbose {
		config.Observe = func(e cp.Event) { say("%s", eventText(e)) }
	}
	server := &cp.Server{Hub: cp.NewHub(config), MaxConns: connections(usualCPConns, openFiles(), 1), MaxPerPeer: f.each, Log: func(err error) { say("%v", err) }}
	if err := announceDoors([]door{{"CP", ln, nil}}, f.ready, token == "", say); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ln) }()
	return untilDone(ctx, ended, 1, cp.ErrServerClosed, server.Shutdown)
}

// eventText tells what happened in a chat, without what was said.
func eventText(e cp.Event) string {
	switch {
	case e.Kind == cp.Renamed:
		return e.Was + " is now " + e.User
	case e.Kind == cp.Sent && e.Message.To == "":
		return e.User + " writes to all"
	case e.Kind == cp.Sent:
		return e.User + " writes to " + e.Message.To
	}
	return fmt.Sprintf("%s has %s", e.User, e.Kind)
}
