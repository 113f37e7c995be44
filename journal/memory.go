package journal

import (
	"strings"

	"ccnet/world"
)

// Memory keeps a journal in memory, all of it or its last entries. It is a
// world.Recorder.
type Memory struct {
	Keep    int // how many entries to keep at least; 0 for all
	entries []world.Entry
	dropped int
}

// Record keeps an entry.
func (m *Memory) Record(e *world.Entry) {
	if m.Keep > 0 && len(m.entries) >= 2*m.Keep {
		n := copy(m.entries, m.entries[len(m.entries)-m.Keep:])
		m.dropped += len(m.entries) - n
		clear(m.entries[n:])
		m.entries = m.entries[:n]
	}
	m.entries = append(m.entries, *e)
}

// Entries are the entries that are kept; not to be changed.
func (m *Memory) Entries() []world.Entry { return m.entries }

// Dropped is how many entries came before those that are kept.
func (m *Memory) Dropped() int { return m.dropped }

// Tail are the last n entries.
func (m *Memory) Tail(n int) []world.Entry { return m.entries[max(0, len(m.entries)-n):] }

// Bytes is the journal as a file would have it.
func (m *Memory) Bytes() []byte {
	var out []byte
	for i := range m.entries {
		out = AppendLine(out, &m.entries[i])
	}
	return out
}

// Text shows the last n entries to people.
func (m *Memory) Text(n int) string {
	var b strings.Builder
	for _, e := range m.Tail(n) {
		b.WriteString(Text(&e))
		b.WriteByte('\n')
	}
	return b.String()
}
