package journal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ccnet/journal"
	"ccnet/value"
	"ccnet/world"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func table(pairs ...value.Value) value.Value {
	t := value.NewTable(len(pairs) / 2)
	for i := 0; i < len(pairs); i += 2 {
		t.Add(pairs[i], pairs[i+1])
	}
	return value.FromTable(t)
}

func transmit(payload value.Value) *world.Entry {
	return &world.Entry{Tick: 3, Computer: 1, Kind: world.EntryTransmit, Name: "back", Channel: 5, Reply: 6, N: 2, Payload: payload}
}

var lines = []struct {
	name  string
	entry *world.Entry
	line  string
}{
	{"world", &world.Entry{Computer: world.NoComputer, Kind: world.EntryWorld, Seed: 7, Text: "ping"},
		`{"t":0,"kind":"world","format":1,"seed":7,"name":"ping"}`},
	{"boot", &world.Entry{Computer: 0, Kind: world.EntryBoot, N: 1}, `{"t":0,"kind":"boot","computer":0,"n":1}`},
	{"nil payload", transmit(value.Nil),
		`{"t":3,"kind":"transmit","computer":1,"name":"back","channel":5,"reply":6,"n":2,"payload":null}`},
	{"list", transmit(value.List(value.Int(1), value.Number(0.1), value.Bool(true))),
		`{"t":3,"kind":"transmit","computer":1,"name":"back","channel":5,"reply":6,"n":2,"payload":[1,0.1,true]}`},
	{"bytes", transmit(value.String("a\"\\\n\x00\xff")),
		`{"t":3,"kind":"transmit","computer":1,"name":"back","channel":5,"reply":6,"n":2,"payload":"a\"\\\n\u0000\u00ff"}`},
	{"object", transmit(table(value.String("z"), value.Int(1), value.String("a"), table())),
		`{"t":3,"kind":"transmit","computer":1,"name":"back","channel":5,"reply":6,"n":2,"payload":{"z":1,"a":[]}}`},
	{"other tables", transmit(table(value.Int(2), value.Number(math.Inf(1)), value.String("#"), value.Bool(false))),
		`{"t":3,"kind":"transmit","computer":1,"name":"back","channel":5,"reply":6,"n":2,"payload":{"#":[[2,{"#":"inf"}],["#",false]]}}`},
	{"deliver", &world.Entry{Tick: 3, Computer: 2, Kind: world.EntryDeliver, Name: "top", From: 1, Channel: 5, Reply: 6, Distance: 2.5},
		`{"t":3,"kind":"deliver","computer":2,"name":"top","from":1,"channel":5,"reply":6,"distance":2.5}`},
	{"without distance", &world.Entry{Tick: 3, Computer: 2, Kind: world.EntryDeliver, Name: "top", From: 1, Channel: 5, Reply: 6, Distance: -1},
		`{"t":3,"kind":"deliver","computer":2,"name":"top","from":1,"channel":5,"reply":6}`},
	{"row", &world.Entry{Tick: 9, Computer: 2, Kind: world.EntryRow, Text: "grüß\x1b"},
		`{"t":9,"kind":"row","computer":2,"text":"grüß\u001b"}`},
	{"program", &world.Entry{Tick: 9, Computer: 2, Kind: world.EntryProgram, OK: true},
		`{"t":9,"kind":"program","computer":2,"ok":true,"text":""}`},
	{"end", &world.Entry{Tick: 9, Computer: world.NoComputer, Kind: world.EntryEnd, Text: "idle"},
		`{"t":9,"kind":"end","text":"idle"}`},
}

func TestLines(t *testing.T) {
	for _, row := range lines {
		t.Run(row.name, func(t *testing.T) {
			line := journal.AppendLine(nil, row.entry)
			assert.Equal(t, row.line+"\n", string(line))
			back, err := journal.ParseLine(line)
			require.NoError(t, err)
			assert.Equal(t, string(line), string(journal.AppendLine(nil, &back)))
		})
	}
}

func TestPayloadsThatDoNotEnd(t *testing.T) {
	ring := value.NewTable(1)
	ring.Add(value.String("self"), value.FromTable(ring))
	line := string(journal.AppendLine(nil, transmit(value.FromTable(ring))))
	assert.Contains(t, line, `{"self":{"#":"cycle"}}`)

	fan := value.List(value.Int(1))
	for range 60 { // 2^60 numbers if it were written out
		fan = value.List(fan, fan)
	}
	huge := []value.Value{fan, value.String(strings.Repeat("x", 1<<20)), table(value.String(strings.Repeat("k", 1<<20)), fan)}
	deep := value.List()
	for range 5000 {
		deep = value.List(deep)
	}
	for i, v := range append(huge, deep) {
		line := journal.AppendLine(nil, transmit(v))
		assert.Less(t, len(line), 100<<10, i)
		assert.Contains(t, string(line), "cut")
		_, err := journal.ParseLine(line)
		assert.NoError(t, err, i)
	}
}

func TestReaderErrors(t *testing.T) {
	head := `{"t":0,"kind":"world","format":1,"seed":7,"name":"ping"}` + "\n"
	for _, row := range []struct{ name, text, want string }{
		{"no head", `{"t":0,"kind":"boot","computer":1,"n":1}`, "line 1: a journal begins with an entry of kind world, not boot"},
		{"future", `{"t":0,"kind":"world","format":9}`, "line 1: the journal has format 9; this program reads 1"},
		{"no JSON", head + "\nhello\n", "line 3: not an entry of a journal"},
		{"no tick", head + `{"kind":"boot"}`, "line 2: not an entry of a journal: it has no tick"},
		{"unknown kind", head + `{"t":1,"kind":"nap"}`, `line 2: unknown kind of entry "nap"`},
		{"bad payload", head + `{"t":1,"kind":"transmit","payload":{"#":5}}`, "line 2: payload: not a payload"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := journal.ReadAll(strings.NewReader(row.text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), row.want)
		})
	}
}

func TestReaderTellsACutJournal(t *testing.T) {
	r := journal.NewReader(strings.NewReader(lines[0].line + "\n"))
	_, err := r.Next()
	require.NoError(t, err)
	_, err = r.Next()
	assert.ErrorIs(t, err, io.EOF)
	assert.False(t, r.Ended())
}

func TestFilter(t *testing.T) {
	var all []*world.Entry
	for _, row := range lines {
		all = append(all, row.entry)
	}
	for _, row := range []struct {
		name   string
		filter journal.Filter
		want   int
	}{
		{"all", journal.Filter{}, len(all)},
		{"computer", journal.Filter{Computers: []int{0}}, 1},
		{"sender or receiver", journal.Filter{Computers: []int{2}}, 4},
		{"kinds", journal.Filter{Kinds: []world.EntryKind{world.EntryRow, world.EntryEnd}}, 2},
		{"channel", journal.Filter{Channels: []int{5}}, 7},
		{"other channel", journal.Filter{Channels: []int{6}}, 0},
		{"time", journal.Filter{From: 1, To: 3, Until: true}, 7},
		{"from", journal.Filter{From: 9}, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := 0
			for _, e := range all {
				if row.filter.Match(e) {
					n++
				}
			}
			assert.Equal(t, row.want, n)
		})
	}
}

func TestText(t *testing.T) {
	for _, row := range []struct {
		entry world.Entry
		want  string
	}{
		{world.Entry{Kind: world.EntryRow, Computer: 2, Text: "\x1b[2J"}, `row       | \x1b[2J`},
		{world.Entry{Kind: world.EntryBoot, Computer: 2, N: 2}, `2nd boot`},
		{*transmit(value.List(value.String("hi"))), `back: channel 5, reply 6, 2 receivers: ["hi"]`},
		{world.Entry{Kind: world.EntryProgram, Computer: 2, Text: "oh"}, `failed: oh`},
	} {
		assert.Contains(t, journal.Text(&row.entry), row.want)
	}
}

func TestCompare(t *testing.T) {
	a := lines[0].line + "\n" + lines[1].line + "\n"
	d, err := journal.Compare(strings.NewReader(a), strings.NewReader(a))
	require.NoError(t, err)
	assert.Nil(t, d)

	d, err = journal.Compare(strings.NewReader(a), strings.NewReader(lines[0].line+"\n"))
	require.NoError(t, err)
	require.NotNil(t, d)
	assert.Equal(t, 2, d.Line)
	assert.Contains(t, d.String(), "1st boot")
	assert.Contains(t, d.String(), "+ the end")
}

func TestMemoryKeepsTheTail(t *testing.T) {
	m := &journal.Memory{Keep: 10}
	for i := range 1000 {
		m.Record(&world.Entry{Tick: world.Tick(i), Computer: 1, Kind: world.EntryRow})
	}
	tail := m.Tail(10)
	require.Len(t, tail, 10)
	assert.Equal(t, world.Tick(999), tail[9].Tick)
	assert.Equal(t, 1000, m.Dropped()+len(m.Entries()))
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWriterTellsErrors(t *testing.T) {
	w := journal.NewWriter(full{})
	w.Record(lines[0].entry)
	assert.ErrorContains(t, w.Close(), "write the journal: no space left")

	_, err := journal.Create(filepath.Join(t.TempDir(), "missing", "j"))
	assert.ErrorContains(t, err, "create the journal")
}

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j.jsonl")
	w, err := journal.Create(path)
	require.NoError(t, err)
	for _, row := range lines {
		w.Record(row.entry)
	}
	require.NoError(t, w.Close())
	begun, err := journal.Create(path) // and nothing comes of it
	require.NoError(t, err)
	require.NoError(t, begun.Close())
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	entries, err := journal.ReadAll(f)
	require.NoError(t, err)
	assert.Len(t, entries, len(lines))
}

func FuzzParseLine(f *testing.F) {
	for _, row := range lines {
		f.Add([]byte(row.line))
	}
	f.Add([]byte(`{"t":1,"kind":"transmit","payload":{"#":["cut","abc"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := journal.ParseLine(data)
		if err != nil {
			return
		}
		line := journal.AppendLine(nil, &e)
		again, err := journal.ParseLine(line)
		require.NoError(t, err)
		assert.Equal(t, string(line), string(journal.AppendLine(nil, &again)))
		journal.Text(&e)
	})
}

func BenchmarkWriter(b *testing.B) {
	w := journal.NewWriter(io.Discard)
	e := transmit(table(
		value.String("message"), value.String("hello there"), value.String("nMessageID"), value.Int(123456789),
		value.String("nRecipient"), value.Int(3), value.String("nSender"), value.Int(1)))
	b.ReportAllocs()
	for b.Loop() {
		w.Record(e)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

func ExampleWriter() {
	var out bytes.Buffer
	w := journal.NewWriter(&out)
	spec := world.Spec{Name: "empty", Until: world.UntilIdle}
	run, _ := world.New(spec, world.Options{Recorder: w})
	_, _ = run.Run(context.Background())
	_ = run.Close()
	_ = w.Close()
	fmt.Print(out.String())
	// Output:
	// {"t":0,"kind":"world","format":1,"seed":1,"name":"empty"}
	// {"t":0,"kind":"end","text":"idle"}
}

func ExampleText() {
	e, _ := journal.ParseLine([]byte(`{"t":41,"kind":"deliver","computer":2,"name":"top","from":1,"channel":5,"reply":6,"distance":4}`))
	fmt.Println(journal.Text(&e))
	// Output:
	//      2.05s     #2  deliver   top: channel 5, reply 6, from #1, distance 4
}
