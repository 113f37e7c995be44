package journal_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/journal"
	"ccnet/world"
)

// TestLimit: a journal that may not grow ends with a whole line, and stays so.
func TestLimit(t *testing.T) {
	boot := world.Entry{Tick: 1, Kind: world.EntryBoot, Computer: 1, N: 1}
	row := world.Entry{Tick: 1, Kind: world.EntryRow, Computer: 1, Text: "a longer line than the others are"}
	one := len(journal.AppendLine(nil, &boot))
	for limit, want := range map[int]int{0: 5, 1: 0, one - 1: 0, one: 1, 2*one + 3: 2, 100 * one: 5} {
		var out bytes.Buffer
		w := journal.NewWriter(&out)
		w.Limit = int64(limit)
		for _, e := range []world.Entry{boot, boot, row, boot, boot} {
			w.Record(&e)
		}
		require.NoError(t, w.Close())
		assert.Equal(t, want, bytes.Count(out.Bytes(), []byte("\n")), "limit %d", limit)
		assert.Equal(t, want < 5, w.Full())
		assert.True(t, limit == 0 || out.Len() <= limit)
	}
}
