package gateway_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"ccnet/gateway"
	"ccnet/journal"
	"ccnet/protocol/cp"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// quick is a Pacer on which a tick takes a millisecond.
type quick struct{ start time.Time }

func (p *quick) Wait(ctx context.Context, t world.Tick, rung <-chan struct{}) (world.Tick, error) {
	const tick = time.Millisecond
	if p.start.IsZero() {
		p.start = time.Now()
	}
	timer := time.NewTimer(time.Duration(min(t, 1e9))*tick - time.Since(p.start))
	defer timer.Stop()
	select {
	case <-timer.C:
		return t, nil
	case <-rung:
		return min(t, world.Tick(time.Since(p.start)/tick)), nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// house is a world with its doors open.
type house struct {
	*testing.T
	spec     func() world.Spec
	ctrp, cp string // addresses
	journal  bytes.Buffer
	shut     func()
	world    *world.World
	machines func(*world.Options)
}

// open opens the doors of a world that spec makes anew each time.
func open(t *testing.T, spec func() world.Spec, config gateway.Config) *house {
	return openWith(t, spec, config, func(*world.Options) {})
}

func openWith(t *testing.T, spec func() world.Spec, config gateway.Config, machines func(*world.Options)) *house {
	h := &house{T: t, spec: spec, machines: machines}
	if config.Rate == 0 {
		config.Rate = -1 // tests ask more often than people
	}
	g, full, err := gateway.New(spec(), config)
	require.NoError(t, err)
	writer := journal.NewWriter(&h.journal)
	options := world.Options{Recorder: writer, Pacer: &quick{}}
	g.Options(&options)
	machines(&options)
	w, err := world.New(full, options)
	require.NoError(t, err)
	h.world = w
	listen := func() net.Listener {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		return ln
	}
	doors := gateway.Doors{CTRP: listen(), CP: listen()}
	h.ctrp, h.cp = doors.CTRP.Addr().String(), doors.CP.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		_, err := g.Serve(ctx, w, doors)
		done <- err
	}()
	h.shut = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, w.Close())
		require.NoError(t, writer.Close())
	})
	t.Cleanup(h.shut)
	return h
}

// replay shuts the doors and repeats the run from its journal, without any network.
func (h *house) replay() {
	h.Helper()
	h.shut()
	run, err := journal.ReadReplay(bytes.NewReader(h.journal.Bytes()))
	require.NoError(h, err)
	require.Equal(h, gateway.By, run.By)
	g, full, err := gateway.New(h.spec(), gateway.Config{})
	require.NoError(h, err)
	verifier := journal.NewVerifier(bytes.NewReader(h.journal.Bytes()), nil)
	options := world.Options{Recorder: verifier, Seed: run.Seed, Replay: &run.Replay}
	g.Options(&options)
	h.machines(&options)
	w, err := world.New(full, options)
	require.NoError(h, err)
	_, err = w.Run(context.Background())
	require.NoError(h, err)
	require.NoError(h, w.Close())
	d, err := verifier.Close()
	require.NoError(h, err)
	require.Nil(h, d, "the replay differs: %s", d)
	require.Greater(h, verifier.Lines(), 3)
}

// ask sends a line to the door of CTRP and returns everything that comes back.
func (h *house) ask(line string) string {
	h.Helper()
	conn, err := net.Dial("tcp", h.ctrp)
	require.NoError(h, err)
	defer conn.Close()
	_, err = io.WriteString(conn, line+"\r\n")
	require.NoError(h, err)
	answer, err := io.ReadAll(conn)
	require.NoError(h, err)
	return strings.ReplaceAll(string(answer), "\r\n", "\n")
}

// events is a program that shows its events on its screen and in the journal.
func events() world.Program {
	return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		c.Screen().SetCursor(0, 0)
		c.Screen().Write(ev.Name + "          ")
		for _, v := range ev.Args {
			c.Report("arg", string(value.AppendJSON(nil, v)))
		}
		return true
	}).Program()
}

func plain() world.Spec {
	return world.Spec{Name: "plain", Computers: []world.ComputerSpec{
		{ID: 3, Label: "desk", Kind: world.Advanced, At: &world.Vec{X: 1, Y: 64, Z: -2}, Program: events()},
		{ID: 4, Label: "\x1b[2J", Off: true, Program: events()},
	}}
}

func TestALookInside(t *testing.T) {
	h := open(t, plain, gateway.Config{})
	for _, test := range []struct{ request, want string }{
		{"LIST computers", "20 OK\ncomputer 3 advanced on 1,64,-2 overworld desk\ncomputer 4 advanced off 0,64,0 overworld ?[2J\ncomputer 5 advanced on 0,64,0 outside gateway\n.\n"},
		{"SCREEN 4", "20 OK\n.\n"}, // it has never been on
		{"SCREEN 9", "41 NOT FOUND\nthere is no such computer; LIST computers tells which there are\n.\n"},
		{"SCREEN", "40 BAD REQUEST\nSCREEN takes the id or the label of a computer\n.\n"},
		{"DANCE", "51 NOT IMPLEMENTED\n.\n"},
		{"LIST \x1b", "40 BAD REQUEST\nthere are LIST, LIST computers and LIST servers\n.\n"},
		{"GET http://x/", "40 BAD REQUEST\na URL is cttp://SERVER/path or rttp://HOST/path\n.\n"},
		{"GET cttp://x/ y", "40 BAD REQUEST\nGET takes one URL, without blanks\n.\n"},
		{"JOURNAL kind=boot computer=3", "20 OK\n     0.00s     #3  boot      1st boot\n.\n"},
		{"JOURNAL kind=dance", "40 BAD REQUEST\nkind cannot be \"dance\"\n.\n"},
		{"JOURNAL last=0", "40 BAD REQUEST\nlast cannot be \"0\"\n.\n"},
		{"JOURNAL \x1b[2Jx", "40 BAD REQUEST\nthere is no word \"\\\\x1b[2Jx\"; there are kind, computer, channel, last and page, as in kind=row,transmit\n.\n"},
		{"JOURNAL kind=boot page=2", "41 NOT FOUND\n.\n"},
	} {
		assert.Equal(t, test.want, h.ask(test.request), test.request)
	}
	screen := h.ask("SCREEN desk")
	assert.Equal(t, "20 OK\nboot\n.\n", screen)
	assert.Contains(t, h.ask("HELP"), "JOURNAL [WORD…]")
	h.replay()
}

func TestWhatNobodyAnswers(t *testing.T) {
	h := open(t, plain, gateway.Config{})
	assert.Contains(t, h.ask("GET cttp://nobody/x"), "41 NOT FOUND\n")
	assert.Contains(t, h.ask("GET rttp://nobody.lan/x"), "41 NOT FOUND\n")
	assert.Equal(t, "20 OK\n.\n", h.ask("LIST servers"))
	h.replay()
}

func TestAToken(t *testing.T) {
	h := open(t, plain, gateway.Config{Token: "open-sesame"})
	assert.Equal(t, "62 AUTHENTICATION REQUIRED\na request begins with TOKEN and the token, as in TOKEN secret HELP\n.\n", h.ask("LIST computers"))
	assert.Equal(t, "62 AUTHENTICATION REQUIRED\na request begins with TOKEN and the token, as in TOKEN secret HELP\n.\n", h.ask("TOKEN wrong LIST computers"))
	assert.Contains(t, h.ask("TOKEN open-sesame LIST computers"), "computer 3")

	ctx := context.Background()
	user, err := cp.Dial(ctx, h.cp, cp.ClientOptions{})
	require.NoError(t, err)
	defer user.Close()
	assert.Error(t, user.SetName(ctx, "mallory"))
	h.shut()
	assert.NotContains(t, h.journal.String(), "open-sesame")
}

func TestManyAtOnce(t *testing.T) {
	h := open(t, plain, gateway.Config{})
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			conn, err := net.Dial("tcp", h.ctrp)
			if !assert.NoError(t, err) {
				return
			}
			defer conn.Close()
			request := []string{"LIST servers", "SCREEN 3", "GET cttp://nobody/", "JOURNAL", "garb\x00age", "LIST"}[i%6]
			fmt.Fprintf(conn, "%s\r\n", request)
			if i%7 == 0 {
				return // without waiting for the answer
			}
			line, err := bufio.NewReader(conn).ReadString('\n')
			assert.NoError(t, err)
			assert.Regexp(t, `^(20|40|41|61) `, line)
		})
	}
	all.Wait()
	h.replay()
}
