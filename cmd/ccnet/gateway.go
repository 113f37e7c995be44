package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"ccnet/gateway"
	"ccnet/journal"
	"ccnet/protocol/ctrp"
	"ccnet/world"
)

// Where the doors are unless somebody says otherwise. CP has the port that its authors'
// class used; CTRP has none of its own, and 7922 is that of AgentFinger, which is CTRP.
const (
	usualCTRP = "127.0.0.1:7922"
	usualCP   = "127.0.0.1:50555"
)

// gatewayFlags are the flags of "ccnet gateway".
type gatewayFlags struct {
	runFlags
	ctrp, cp  string
	secret    secretFlags
	cert, key string
	ready     string
	each      int
	rate      float64
	most      int64 // MiB
}

func newGatewayCommand() *cobra.Command {
	f := &gatewayFlags{secret: secretFlags{environment: "CCNET_TOKEN"}}
	cmd := &cobra.Command{
		Use:   "gateway [FLAGS] WORLD.toml",
		Short: "Let a world live in real time, with doors to TCP",

		DisableFlagsInUseLine: true,
		Long: `Lets the world of a TOML file live in real time, with two doors: one for CTRP, to
look into the world and to ask its servers, and one for CP, to chat with those inside.
It goes on until Ctrl+C. Computers print to stdout as with ccnet run.

  ccnet gateway world.toml
  printf 'LIST\r\n' | nc 127.0.0.1 7922
  printf 'SCREEN 1\r\n' | nc 127.0.0.1 7922
  printf 'GET cttp://SERVER/path\r\n' | nc 127.0.0.1 7922

HELP at the door of CTRP tells the rest. In the world, "chat join gateway NAME" joins
the chat that is behind the door of CP. What the world file says in [gateway] opens
further ways: allow = ["example.org:7922"] lets computers with a gateway peripheral
call out.

The doors are for this machine alone. Other addresses must be asked for, as in
--ctrp 0.0.0.0:7922, and need a token; then requests are "TOKEN secret LIST", and the
first Set-name of CP carries it. The journal (--journal) holds everything that comes in,
and ccnet run --replay repeats the run from it without the network.

No address gets all there is: it may have a quarter of the connections and of the requests
that are under way, and an eighth is for this machine alone. What it brings into the world
is bounded by --rate. Beyond that CTRP answers 61 RATE LIMITED, and CP 403.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("usage: %s", cmd.UseLine())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.open(cmd.Context(), args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	f.addCommon(cmd)
	_ = flags.MarkHidden("kind") // worlds name their own
	flags.StringVar(&f.ctrp, "ctrp", "", "`address` of the door of CTRP, or off (default "+usualCTRP+", if --cp is not given)")
	flags.StringVar(&f.cp, "cp", "", "`address` of the door of CP, or off (default "+usualCP+", if --ctrp is not given)")
	flags.StringVar(&f.secret.token, "token", "", "what clients must know: at least 12 `characters` without blanks; better in a file or in CCNET_TOKEN, for others see command lines")
	flags.StringVar(&f.secret.file, "token-file", "", "`file` whose first line is the token")
	flags.StringVar(&f.cert, "cert", "", "`file` with the certificate (PEM) with which the door of CTRP speaks TLS")
	flags.StringVar(&f.ready, "ready-file", "", "`file` to write the addresses of the doors to when they are open, a line each, as \"CTRP 127.0.0.1:7922\"")
	flags.IntVar(&f.each, "per-address", 0, "`number` of connections that one address may have to each door (default: a quarter of them or less, as others leave it)")
	flags.Float64Var(&f.rate, "rate", 10, "`number` of requests to servers and lines of chat that one address may bring in, a second, in the long run; 0 for any number")
	flags.Int64Var(&f.most, "journal-limit", 4096, "`MIB` that the journal may have; it ends there, and the run goes on; 0 for any number")
	flags.StringVar(&f.key, "key", "", "`file` with the certificate's key (PEM)")
	return cmd
}

// open opens the doors of a world until ctx is done.
func (f *gatewayFlags) open(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	if !strings.HasSuffix(args[0], ".toml") {
		return usageError("%s is not a world (*.toml); a program becomes one in five lines: see ccnet new", args[0])
	}
	if f.each < 0 || f.rate < 0 || f.most < 0 {
		return usageError("--per-address, --rate and --journal-limit are not below 0")
	}
	token, err := f.secret.findLong(minToken)
	if err != nil {
		return err
	}
	addresses, err := f.addresses(token)
	if err != nil {
		return err
	}
	secure, err := serverTLS(f.cert, f.key)
	if err != nil {
		return err
	}
	spec, err := f.spec(args)
	if err != nil {
		return err
	}
	runtime, err := f.runtime()
	if err != nil {
		return err
	}
	var out *output
	config := gateway.Config{Token: token, PerAddress: f.each, Rate: f.rate, Log: func(line string) { out.say(line) }}
	if f.rate == 0 {
		config.Rate = -1
	}
	config.MaxCTRP = connections(usualCTRPConns, openFiles(), 3) // and as many who are told
	config.MaxCP = connections(usualCPConns, openFiles(), 3)
	g, spec, err := gateway.New(spec, config)
	if err != nil {
		return usageError("%s: %v", args[0], err)
	}
	limitMemory(len(spec.Computers))
	out = newOutput(spec, stdout, stderr, false)
	out.prompt = true
	doors, err := listen(addresses)
	if err != nil {
		return err
	}
	doors.TLS = secure
	err = f.serve(ctx, g, spec, f.options(runtime, out), doors, out)
	doors.close()
	return err
}

// serve runs the world with its doors open.
func (f *gatewayFlags) serve(ctx context.Context, g *gateway.Gateway, spec world.Spec, options world.Options, doors openDoors, out *output) error {
	recorder, closeJournal, err := f.openJournal()
	if err != nil {
		return err
	}
	if file, ok := recorder.(*journal.Writer); ok {
		file.Limit = f.most << 20
	}
	options.Recorder = recorder
	options.Pacer = world.RealTime()
	g.Options(&options)
	w, err := world.New(spec, options)
	if err != nil {
		return errors.Join(&exitError{exitUsage, err}, closeJournal())
	}
	if err := doors.announce(out, f.ready); err != nil {
		return errors.Join(err, w.Close(), closeJournal())
	}
	stop := flushNowAndThen(w, recorder, func() {
		out.say(fmt.Sprintf("the journal has reached its limit of %d MiB and ends here; the run goes on without it", f.most))
	})
	_, err = g.Serve(ctx, w, doors.Doors)
	stop()
	err = errors.Join(err, out.finish(w), w.Close(), closeJournal())
	if err != nil {
		return &exitError{exitFailed, err}
	}
	out.say("the doors are shut; files are written")
	return nil
}

// flushNowAndThen writes out what the journal holds, every second, so that not all of it
// is lost if the machine fails, and tells when it is full. It returns what ends that.
func flushNowAndThen(w *world.World, recorder world.Recorder, full func()) (stop func()) {
	file, ok := recorder.(*journal.Writer)
	if !ok {
		return func() {}
	}
	done := make(chan struct{})
	var wait sync.WaitGroup
	told := false
	tell := func() {
		if file.Full() && !told {
			told = true
			full()
		}
	}
	wait.Go(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				w.Inspect(func() {
					_ = file.Flush() // Close tells the error
					tell()
				})
			}
		}
	})
	return func() {
		close(done)
		wait.Wait()
		tell()
	}
}

// minToken is how long a token is at least.
const minToken = 12

// doorAddress is where a door shall be.
type doorAddress struct{ flag, address string }

// addresses are where the doors shall be that do not stay shut.
func (f *gatewayFlags) addresses(token string) (list []doorAddress, err error) {
	if f.ctrp == "" && f.cp == "" {
		f.ctrp, f.cp = usualCTRP, usualCP
	}
	for _, d := range []doorAddress{{"ctrp", f.ctrp}, {"cp", f.cp}} {
		if d.address == "" || d.address == "off" {
			continue
		}
		host, _, err := net.SplitHostPort(d.address)
		if err != nil {
			return nil, usageError("--%s %s: an address is HOST:PORT, as in %s", d.flag, d.address, usualCTRP)
		}
		if ip := net.ParseIP(host); !(ip != nil && ip.IsLoopback()) && host != "localhost" && token == "" {
			return nil, usageError("--%s %s: others can reach this address, so a token is needed; see --token-file", d.flag, d.address)
		}
		list = append(list, d)
	}
	if len(list) == 0 {
		return nil, usageError("both doors are off; leave out --ctrp or --cp")
	}
	return list, nil
}

// openDoors are doors that listen.
type openDoors struct{ gateway.Doors }

func listen(addresses []doorAddress) (openDoors, error) {
	var d openDoors
	for _, at := range addresses {
		listen := listenTCP
		if at.flag == "ctrp" {
			listen = ctrp.Listen
		}
		ln, err := listen(context.Background(), at.address)
		if err != nil {
			d.close()
			return d, usageError("--%s %s: %v; is another one listening there?", at.flag, at.address, err)
		}
		if at.flag == "ctrp" {
			d.CTRP = ln
		} else {
			d.CP = ln
		}
	}
	return d, nil
}

// announce tells where the doors are, people and those who read the ready file.
func (d *openDoors) announce(out *output, ready string) error {
	lines := ""
	if d.CTRP != nil {
		secure := ""
		if d.TLS != nil {
			secure = " with TLS"
		}
		out.say(fmt.Sprintf("CTRP%s at %s", secure, d.CTRP.Addr()))
		lines += fmt.Sprintf("CTRP %s\n", d.CTRP.Addr())
	}
	if d.CP != nil {
		out.say(fmt.Sprintf("CP at %s", d.CP.Addr()))
		lines += fmt.Sprintf("CP %s\n", d.CP.Addr())
	}
	return writeReady(ready, lines)
}

// close closes the doors that are still open.
func (d *openDoors) close() {
	for _, ln := range []net.Listener{d.CTRP, d.CP} {
		if ln != nil {
			ln.Close()
		}
	}
}
