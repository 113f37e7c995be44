package journal_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/journal"
	"ccnet/world"
)

const head = `{"t":0,"kind":"world","format":1,"seed":3,"name":"w","by":"shell"}` + "\n"

func TestReadReplay(t *testing.T) {
	run, err := journal.ReadReplay(strings.NewReader(head +
		`{"t":1,"kind":"input","computer":1,"name":"terminate","text":""}` + "\n" + // the script's
		`{"t":2,"kind":"input","computer":1,"name":"type","n":3,"text":"\"x\""}` + "\n" +
		`{"t":2,"kind":"input","name":"storm","n":3,"text":"\"\" true"}` + "\n" +
		`{"t":5,"kind":"end","n":2,"text":"closed"}` + "\n"))
	require.NoError(t, err)
	assert.Equal(t, journal.Run{Seed: 3, Name: "w", By: "shell", Replay: world.Replay{
		Inputs: []world.Input{
			{Tick: 2, Round: 3, Computer: 1, Do: world.Type{Text: "x"}, Line: 3},
			{Tick: 2, Round: 3, Computer: world.NoComputer, Do: world.Storm{On: true}, Line: 4},
		},
		End: 5, Round: 2, Reason: world.ReasonClosed,
	}}, run)

	run, err = journal.ReadReplay(strings.NewReader(head + `{"t":7,"kind":"boot","computer":1,"n":1}` + "\n"))
	require.NoError(t, err)
	assert.Equal(t, world.Replay{End: 7}, run.Replay, "cut off")

	run, err = journal.ReadReplay(strings.NewReader(head + `{"t":7,"kind":"boot","computer":1,"n":1}` + "\n" + `{"t":8,"kind":"bo`))
	require.NoError(t, err)
	assert.Equal(t, world.Replay{End: 7}, run.Replay, "cut off within a line")
}

func TestReadReplayRefusesWhatIsNoJournal(t *testing.T) {
	for _, test := range []struct{ journal, want string }{
		{"", "the journal is empty"},
		{"hello", "line 1: not an entry of a journal"},
		{strings.Replace(head, `"seed":3`, `"seed":0`, 1), "line 1: a world's seed is not 0"},
		{head + head, "line 2: another journal begins here"},
		{head + `{"t":4,"kind":"boot","n":1}` + "\n" + `{"t":3,"kind":"boot","n":1}`, "line 3: its tick 3 is earlier than the line before, at 4"},
		{head + `{"t":4,"kind":"input","name":"fly","n":1}`, `line 2: unknown input "fly"`},
		{head + `{"t":4,"kind":"input","name":"terminate","n":1001}`, "line 2: there is no round 1001 of tick 4"},
		{head + `{"t":4,"kind":"input","name":"terminate","n":2}` + "\n" + `{"t":4,"kind":"input","name":"terminate","n":1}`,
			"line 3: its round 1 is earlier than that of the input before, 2"},
		{head + `{"t":4,"kind":"end","text":"boredom"}`, `line 2: no world ends because of "boredom"`},
		{head + `{"t":4,"kind":"end","n":-1,"text":"closed"}`, "line 2: there is no round -1"},
		{head + `{"t":4,"kind":"end","text":"limit"}` + "\n" + `{"t":4,"kind":"boot","n":1}`, "line 3: it comes after the end"},
	} {
		_, err := journal.ReadReplay(strings.NewReader(test.journal))
		assert.ErrorContains(t, err, test.want)
	}
}

func TestVerifier(t *testing.T) {
	boot := world.Entry{Tick: 1, Kind: world.EntryBoot, Computer: 1, N: 1}
	end := world.Entry{Tick: 9, Kind: world.EntryEnd, Computer: world.NoComputer, Text: "limit"}
	whole := string(journal.AppendLine(journal.AppendLine(nil, &boot), &end))
	verify := func(text string, entries ...world.Entry) (d *journal.Difference, cut bool, calls int) {
		v := journal.NewVerifier(strings.NewReader(text), func() { calls++ })
		for i := range entries {
			v.Record(&entries[i])
		}
		d, err := v.Close()
		require.NoError(t, err)
		return d, v.Cut(), calls
	}
	d, cut, calls := verify(whole, boot, end)
	assert.Nil(t, d)
	assert.False(t, cut)
	assert.Zero(t, calls)

	d, _, calls = verify(whole, boot, boot, end)
	require.NotNil(t, d)
	assert.Equal(t, 2, d.Line)
	assert.Equal(t, 1, calls)

	d, _, _ = verify(whole, boot)
	require.NotNil(t, d, "the run ended early")
	assert.Equal(t, journal.Difference{Line: 2, A: `{"t":9,"kind":"end","text":"limit"}`}, *d)

	d, cut, _ = verify(strings.Split(whole, "\n")[0]+"\n", boot, boot, end)
	assert.Nil(t, d)
	assert.True(t, cut, "the journal was cut off")
	for n := len(whole) - 30; n < len(whole)-2; n++ {
		d, cut, _ = verify(whole[:n], boot, end)
		assert.Nil(t, d)
		assert.True(t, cut, "… within a line, after %q", whole[:n])
	}
	d, cut, _ = verify(whole[:len(whole)-1], boot, end)
	assert.Nil(t, d)
	assert.False(t, cut, "only the last line feed is missing")
}

// endless is a line without an end.
type endless struct{ given int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.given += len(p)
	return len(p), nil
}

func TestLongLinesAreNotReadToTheirEnd(t *testing.T) {
	const most = 40 << 20
	e := &endless{}
	_, err := journal.NewReader(e).Next()
	require.ErrorContains(t, err, "line 1: longer than 16 MiB")
	assert.Less(t, e.given, most)

	e = &endless{}
	_, err = journal.Compare(e, bytes.NewReader(nil))
	require.ErrorContains(t, err, "first journal, line 1: longer than 16 MiB")
	assert.Less(t, e.given, most)

	e = &endless{}
	v := journal.NewVerifier(e, nil)
	v.Record(&world.Entry{})
	_, err = v.Close()
	require.ErrorContains(t, err, "line 1: longer than 16 MiB")
	assert.Less(t, e.given, most)
}

func FuzzReadReplay(f *testing.F) {
	f.Add([]byte(head + `{"t":2,"kind":"input","computer":1,"name":"type","n":3,"text":"\"x\""}`))
	f.Add([]byte(head + `{"t":2,"kind":"input","computer":1,"name":"queue","n":3,"text":"\"x\" 2","payload":[1,{"a":[]}]}`))
	f.Add([]byte(head + `{"t":2,"kind":"input","name":"insert","n":0,"text":"\"d\" left \"l\"","payload":{"id":0,"files":{"a":"b"},"overfull":false,"unmetered":false}}`))
	f.Add([]byte(head + `{"t":2,"kind":"input","name":"move","n":0,"text":"1 2.5 -3 \"nether\" 7"}` + "\n" + `{"t":2,"kind":"end","n":1,"text":"stopped"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		run, err := journal.ReadReplay(bytes.NewReader(data))
		if err != nil {
			return
		}
		if run.Replay.End > 1000 {
			run.Replay.End = 1000
		}
		// Whatever a journal says, a world ends, and without harm.
		spec := world.Spec{Computers: []world.ComputerSpec{{ID: 1, Program: deaf{}}}, Peripherals: []world.PeripheralSpec{{Type: "drive", Name: "d", Computer: 1, OnSide: true}}}
		w, err := world.New(spec, world.Options{Seed: run.Seed, Replay: &run.Replay})
		require.NoError(t, err)
		_, _ = w.Run(t.Context())
		_ = w.Close()
	})
}

// deaf is a program that waits for nothing.
type deaf struct{}

func (deaf) Start(*world.Computer) (world.Status, error) { return world.Waiting, nil }
func (deaf) Handle(world.Event) (world.Status, error)    { return world.Waiting, nil }
func (deaf) Close()                                      {}

func ExampleReadReplay() {
	recorded := head + `{"t":2,"kind":"input","computer":1,"name":"type","n":0,"text":"\"ls\\n\""}` + "\n" +
		`{"t":5,"kind":"end","text":"closed"}` + "\n"
	run, err := journal.ReadReplay(strings.NewReader(recorded))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, in := range run.Replay.Inputs {
		fmt.Printf("tick %d, computer %d: %T %q\n", in.Tick, in.Computer, in.Do, in.Do.(world.Type).Text)
	}
	// Output: tick 2, computer 1: world.Type "ls\n"
}
