package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ccnet/host/rttphost"
	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/protocol/rttp/rtml"
	"ccnet/term"
	"ccnet/value"
	"ccnet/world"
)

const maxRedirects = 5

// rttpFlags are the flags of "ccnet rttp get".
type rttpFlags struct {
	runFlags
	after, maxTime span
	network        string
	address        string
	dns            string
	data           string
	contentType    string
	output         string
	cookies        []string
	verbose        bool
	include        bool
	location       bool
	fail           bool
	encrypt        bool
}

func newRTTPCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rttp",
		Short: "Ask servers of RTTP in a world",
		Args:  cobra.ArbitraryArgs,
		RunE:  noSuchCommand,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newRTTPGetCommand())
	return cmd
}

func newRTTPGetCommand() *cobra.Command {
	f := &rttpFlags{}
	cmd := &cobra.Command{
		Use:   "get [FLAGS] WORLD.toml rttp://HOST/PATH",
		Short: "Get a page from a server in a world",

		DisableFlagsInUseLine: true,
		Long: `Lets the world of a TOML file live for a while, joins its network with one more
computer, which has an ender modem, asks for the page and prints it. Pages of RTML
are printed as text. Nothing of this takes real time.

  ccnet rttp get world.toml rttp://shop.lan/
  ccnet rttp get -v --data "2 cakes" world.toml rttp://shop.lan/order

Exit codes are those of curl: 3 malformed URL, 6 nobody knows the host, 7 no network, 22
an error of the server with -f, 23 the file cannot be written, 28 no reply in time, 47 too
many redirects; and 2 if the command line or the world is wrong.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 || !strings.HasSuffix(args[0], ".toml") {
				return usageError("usage: %s", cmd.UseLine())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.get(cmd.Context(), args[0], args[1], cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f.addCommon(cmd)
	flags := cmd.Flags()
	_ = flags.MarkHidden("kind") // worlds name their own
	flags.Var(&f.after, "after", "virtual `time` that the world lives before the computer joins it (default 5s)")
	flags.VarP(&f.maxTime, "max-time", "m", "virtual `time` to wait for the reply (default 10s)")
	flags.StringVar(&f.network, "network", "", "join by a wired modem on this `network` in place of the ender modem")
	flags.StringVar(&f.address, "address", "", "the computer's own `address`, where no DHCP server gives one")
	flags.StringVar(&f.dns, "dns", "", "`address` of who knows names, with --address (default 192.168.0.0)")
	flags.StringVarP(&f.data, "data", "d", "", "post this `text` instead of getting")
	flags.StringVar(&f.contentType, "type", rttp.Plain, "content `type` of --data; with any beginning with \"table\" or \"object\", the text is a table in Lua")
	flags.StringVarP(&f.output, "output", "o", "", "write the body to a `file`, as it is")
	flags.StringArrayVarP(&f.cookies, "cookie", "b", nil, "send a cookie, `name=content`")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "tell on stderr what is sent (>) and heard (<)")
	flags.BoolVarP(&f.include, "include", "i", false, "print the header too")
	flags.BoolVarP(&f.location, "location", "L", false, "go where the server sends us, up to five times")
	flags.BoolVarP(&f.fail, "fail", "f", false, "print nothing and exit with 22 when the server answers with an error")
	flags.BoolVar(&f.encrypt, "encrypt", false, "send a key, and speak in cipher to whom has one")
	return cmd
}

// get asks for a page and prints it.
func (f *rttpFlags) get(ctx context.Context, file, url string, stdout, stderr io.Writer) error {
	if err := f.check(); err != nil {
		return err
	}
	dest, path, err := splitURL(url)
	if err != nil {
		return err
	}
	request, err := f.request(path)
	if err != nil {
		return err
	}
	spec, err := f.spec([]string{file})
	if err != nil {
		return err
	}
	asked := &rttpGet{dest: dest, request: request, flags: f, stderr: stderr}
	if spec, err = f.join(spec, asked); err != nil {
		return err
	}
	if err := f.live(ctx, spec, asked); err != nil {
		return err
	}
	if asked.err != nil {
		return asked.err
	}
	return f.show(asked.response, stdout)
}

// splitURL takes a URL apart. The path begins with a slash, as browsers send it.
func splitURL(url string) (dest, path string, err error) {
	protocol, dest, path := net.SplitURL(url)
	switch {
	case protocol != "" && protocol != rttp.Type:
		return "", "", &exitError{exitScheme, fmt.Errorf("(1) protocol %q is not supported; write rttp://HOST/PATH", protocol)}
	case dest == "":
		return "", "", &exitError{exitURI, errors.New("(3) the URL has no host; write rttp://HOST/PATH")}
	}
	return dest, "/" + path, nil
}

// request is what the flags ask for.
func (f *rttpFlags) request(path string) (rttp.Request, error) {
	r := rttp.Get(path)
	if f.data != "" {
		body := value.String(f.data)
		if strings.HasPrefix(f.contentType, "table") || strings.HasPrefix(f.contentType, "object") {
			var err error
			if body, err = value.Unserialise(f.data); err != nil || body.AsTable() == nil {
				return r, usageError("--data is no table in Lua, as --type %s wants it", f.contentType)
			}
		}
		r = rttp.Post(path, f.contentType, body)
	}
	if len(f.cookies) > 0 {
		cookies := value.NewTable(len(f.cookies))
		for _, cookie := range f.cookies {
			name, content, ok := strings.Cut(cookie, "=")
			if !ok || name == "" {
				return r, usageError("--cookie %s: write name=content", cookie)
			}
			cookies = net.With(cookies, name, value.String(content))
		}
		r.Cookies = value.FromTable(cookies)
	}
	return r, nil
}

// When the computer joins, and how long it waits, unless flags say otherwise.
const (
	joinAfter   = 5 * world.TicksPerSecond
	replyWithin = 10 * world.TicksPerSecond
)

// join adds a computer that runs asked to the world.
func (f *rttpFlags) join(spec world.Spec, asked *rttpGet) (world.Spec, error) {
	id := 0
	for _, c := range spec.Computers {
		id = max(id, c.ID+1)
	}
	cfg := rttphost.Config{Encrypt: f.encrypt, Start: asked.start}
	if f.verbose {
		cfg.Wire = asked.wire
	}
	if f.address != "" {
		var ok bool
		if cfg.Address, ok = net.ParseIP(f.address); !ok {
			return spec, usageError("--address %s: write an address such as 192.168.0.99", f.address)
		}
		cfg.DNS = net.DefaultDHCP
		if f.dns != "" {
			if cfg.DNS, ok = net.ParseIP(f.dns); !ok {
				return spec, usageError("--dns %s: write an address such as 192.168.0.0", f.dns)
			}
		}
	}
	modem := world.ModemSpec{Side: world.Back, Kind: world.Ender}
	if f.network != "" {
		modem.Kind, modem.Network = world.Wired, f.network
	}
	if !f.after.given {
		f.after.ticks = joinAfter
	}
	spec.Computers = append(spec.Computers, world.ComputerSpec{
		ID: id, Label: "ccnet rttp get", Modems: []world.ModemSpec{modem}, Program: rttphost.Program(cfg), Off: true,
	})
	spec.Actions = append(spec.Actions, world.ActionSpec{At: f.after.ticks, Computer: id, Do: world.TurnOn{}})
	return spec, nil
}

// live lets the world live until the page is there or it is clear that it will not be.
func (f *rttpFlags) live(ctx context.Context, spec world.Spec, asked *rttpGet) error {
	limitMemory(len(spec.Computers))
	runtime, err := f.runtime()
	if err != nil {
		return err
	}
	options := f.options(runtime, nil)
	recorder, closeJournal, err := f.openJournal()
	if err != nil {
		return err
	}
	options.Recorder = recorder
	w, err := world.New(spec, options)
	if err != nil {
		return errors.Join(&exitError{exitUsage, err}, closeJournal())
	}
	for !asked.done && err == nil {
		if w.Now() > spec.Limit {
			err = &exitError{exitLimit, fmt.Errorf("the limit of %s of virtual time was reached; allow more with limit = \"…\" in the world file", spanText(spec.Limit))}
			break
		}
		err = w.Advance(ctx, w.Now()+world.TicksPerSecond)
	}
	if ctx.Err() != nil {
		err = &exitError{exitInterrupted, errors.New("interrupted")}
	}
	return errors.Join(err, w.Close(), closeJournal())
}

// rttpGet is a request on its way.
type rttpGet struct {
	dest      string
	request   rttp.Request
	flags     *rttpFlags
	stderr    io.Writer
	redirects int
	done      bool
	response  rttp.Response
	err       error
}

func (g *rttpGet) start(h *rttphost.Host, err error) {
	if err != nil {
		g.finish(h, exitConnect, "nobody gave the computer an address; is there a DHCP server in reach? Else use --address")
		return
	}
	g.ask(h)
}

func (g *rttpGet) finish(h *rttphost.Host, code int, format string, args ...any) {
	g.err = &exitError{code, fmt.Errorf("(%d) "+format, append([]any{code}, args...)...)}
	g.done = true
	h.End()
}

func (g *rttpGet) ask(h *rttphost.Host) {
	within := g.flags.maxTime.ticks
	if !g.flags.maxTime.given {
		within = replyWithin
	}
	h.Do(g.dest, g.request, int64(within.Duration()/time.Millisecond), func(r rttp.Response, err error) {
		to, moved := r.Redirected()
		switch {
		case errors.Is(err, net.ErrSend):
			g.finish(h, exitResolve, "could not resolve host: %s", g.dest)
		case err != nil:
			g.finish(h, exitTimeout, "%s did not reply within %s of virtual time", g.dest, spanText(within))
		case moved && g.flags.location && g.redirects == maxRedirects:
			g.finish(h, exitRedirects, "more than %d redirects", maxRedirects)
		case moved && g.flags.location:
			g.redirects++
			cookies := g.request.Cookies
			g.request = rttp.Get(rttp.Follow(g.request.Path, to))
			g.request.Cookies = kept(cookies, r.Header.Field("cookies"))
			g.ask(h)
		default:
			g.response, g.done = r, true
			h.End()
		}
	})
}

// kept are cookies with those that a server has set.
func kept(cookies, set value.Value) value.Value {
	t := set.AsTable()
	if t == nil {
		return cookies
	}
	jar := cookies.AsTable()
	if jar == nil {
		jar = value.NewTable(0)
	}
	for _, e := range t.Entries() {
		name, isName := e.Key.AsString()
		content, isText := e.Value.AsString()
		switch {
		case isName && isText && content == "":
			jar = net.With(jar, name, value.Nil)
		case isName && isText:
			jar = net.With(jar, name, e.Value)
		}
	}
	return value.FromTable(jar)
}

// wire tells what is sent and heard.
func (g *rttpGet) wire(sent bool, payload value.Value) {
	lines, ok := rttp.Describe(payload)
	if !ok {
		return
	}
	direction := "<"
	if sent {
		direction = ">"
	}
	for _, line := range lines {
		fmt.Fprintln(g.stderr, direction, printable(line))
	}
}

// show prints a reply.
func (f *rttpFlags) show(r rttp.Response, stdout io.Writer) error {
	if f.fail && r.Code >= 400 {
		return &exitError{exitRefused, fmt.Errorf("(22) the server answered %d %s", r.Code, rttp.CodeName(r.Code))}
	}
	if f.include {
		fmt.Fprintf(stdout, "RTTP %d %s\n%s\n\n", r.Code, rttp.CodeName(r.Code), printable(net.LuaText(value.FromTable(r.Header))))
	}
	if f.output != "" {
		if err := os.WriteFile(f.output, []byte(bodyText(r)), 0o644); err != nil {
			return &exitError{exitWrite, fmt.Errorf("(23) --output %s: %v", f.output, cause(err))}
		}
		return nil
	}
	if r.ContentType == rttp.RTML {
		for _, row := range rtml.Rows(rtml.Parse(r.Body)) {
			fmt.Fprintln(stdout, printable(term.UTF8(row)))
		}
		return nil
	}
	for _, line := range strings.Split(strings.TrimSuffix(bodyText(r), "\n"), "\n") {
		fmt.Fprintln(stdout, printable(term.UTF8(line)))
	}
	return nil
}

// bodyText is a body as it is: a text, or a number or table as Lua writes it.
func bodyText(r rttp.Response) string {
	if s, ok := r.Body.AsString(); ok {
		return s
	}
	return net.LuaText(r.Body)
}
