package gateway

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
	"ccnet/world"
)

// TestJournalPages: pages come in the journal's order, each entry on one of them.
func TestJournalPages(t *testing.T) {
	g, spec, err := New(world.Spec{}, Config{})
	require.NoError(t, err)
	var options world.Options
	g.Options(&options)
	w, err := world.New(spec, options)
	require.NoError(t, err)
	defer w.Close()
	require.NoError(t, w.Advance(t.Context(), 1))
	g.world = w
	for i := range 2*pageLines + 1 {
		g.recent.Record(&world.Entry{Kind: world.EntryRow, Computer: 9, Text: fmt.Sprintf("row%d.", i)})
	}
	ask := func(page string) ctrp.Response {
		return g.journal(t.Context(), ctrp.Request{Command: "JOURNAL", Arguments: "computer=9 last=4096 page=" + page})
	}
	for page, want := range map[string]struct {
		status      ctrp.Status
		lines       int
		first, last string
	}{
		"1":                   {ctrp.OKMore, pageLines, "row0.", "row199."},
		"2":                   {ctrp.OKMore, pageLines, "row200.", "row399."},
		"3":                   {ctrp.OK, 1, "row400.", "row400."},
		"4":                   {ctrp.NotFound, 0, "", ""},
		"9223372036854775807": {ctrp.NotFound, 0, "", ""},
	} {
		r := ask(page)
		assert.Equal(t, want.status, r.Status, page)
		lines := strings.Split(strings.TrimSuffix(r.Content, "\n"), "\n")
		assert.Equal(t, want.lines, strings.Count(r.Content, "\n"), page)
		assert.Contains(t, lines[0], want.first)
		assert.Contains(t, lines[len(lines)-1], want.last)
	}
	r := g.journal(t.Context(), ctrp.Request{Command: "JOURNAL", Arguments: "computer=8"})
	assert.Equal(t, ctrp.Response{Status: ctrp.OK}, r, "nothing is one empty page")
}
