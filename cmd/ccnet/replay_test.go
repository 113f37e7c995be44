package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gdamore/tcell/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
)

// quick is a Pacer on which time passes forty times as fast.
type quick struct{ start time.Time }

func (p *quick) Wait(ctx context.Context, t world.Tick, rung <-chan struct{}) (world.Tick, error) {
	const tick = time.Second / world.TicksPerSecond / 40
	if p.start.IsZero() {
		p.start = time.Now()
	}
	timer := time.NewTimer(min(time.Hour, time.Duration(min(t, 1e9))*tick-time.Since(p.start)))
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

// watched is a simulated screen whose rows can be read while somebody draws on it;
// the simulation gives away the very cells that it draws on.
type watched struct {
	tcell.SimulationScreen
	rows atomic.Value // string
}

// Init does nothing: the screen is initialised before it is watched.
func (*watched) Init() error { return nil }

func (s *watched) Show() {
	s.SimulationScreen.Show()
	cells, width, _ := s.GetContents()
	var b strings.Builder
	for i, cell := range cells {
		if i%width == 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(cell.Runes))
	}
	s.rows.Store(b.String())
}

func (s *watched) shows(text string) bool {
	rows, _ := s.rows.Load().(string)
	return strings.Contains(rows, text)
}

// sitAndType sits down at a computer and types lines, each when the screen shows what
// it waits for, and leaves. It returns the journal's path.
func sitAndType(t *testing.T, lines [][2]string, args ...string) string {
	t.Helper()
	f := &shellFlags{}
	f.engine, f.kind, f.logLevel, f.stayOn = "craft", "advanced", "error", true
	f.journal = filepath.Join(t.TempDir(), "session.jsonl")
	spec, computer, err := f.world(args)
	require.NoError(t, err)
	runtime, err := f.runtime()
	require.NoError(t, err)
	sim := &watched{SimulationScreen: tcell.NewSimulationScreen("UTF-8")}
	require.NoError(t, sim.SimulationScreen.Init())
	sim.SetSize(60, 25)
	left := make(chan error, 1)
	go func() { left <- f.session(context.Background(), spec, computer, runtime, sim, &quick{}) }()
	for _, line := range lines {
		require.Eventually(t, func() bool { return sim.shows(line[0]) }, 20*time.Second, time.Millisecond, "%q never shows", line[0])
		for _, r := range line[1] {
			key := tcell.KeyRune
			if r == '\n' {
				key = tcell.KeyEnter
			}
			sim.InjectKey(key, r, tcell.ModNone)
		}
	}
	sim.InjectKey(tcell.KeyCtrlQ, 0, tcell.ModCtrl)
	require.NoError(t, <-left)
	return f.journal
}

func replay(args ...string) (code int, stdout, stderr string) {
	var out, errors bytes.Buffer
	code = run(context.Background(), append([]string{"run", "--replay"}, args...), &out, &errors)
	return code, out.String(), errors.String()
}

func TestAShellSessionCanBeReplayed(t *testing.T) {
	journal := sitAndType(t, [][2]string{
		{">", "lua\n"},
		{"lua>", "q=os.queueEvent e=os.pullEvent\n"},
		{"e=os.pullEvent", "parallel.waitForAny(function() sleep(1) end,"},
		{"(1) end,", "function() while true do q'x' e'x' end end) print(9*9)\n"},
		{"81", "print('r'..1, math.random(1e6), os.time())\n"},
		{"r1 ", ""},
		{"lua> ", "fs.open('startup', 'w').write('print(7*6)') print(2*50)\n"},
		{"100", "os.reboot()\n"},
		{"42", "id\n"},
		{"This is computer #0", "exit\n"},
	})
	code, stdout, stderr := replay(journal)
	assert.Zero(t, code, stderr)
	assert.Contains(t, stdout, "This is computer #0")
}
