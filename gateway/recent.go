package gateway

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ccnet/journal"
	"ccnet/protocol/ctrp"
	"ccnet/value"
	"ccnet/world"
)

const (
	keptEntries = 4096
	keptPayload = 2048 // bytes; longer ones are not kept
	usualLast   = 50
	pageLines   = 200
)

// recent keeps the last entries of the journal. It is used while the world stands still
// only.
type recent struct{ memory journal.Memory }

// Record keeps an entry, without what would take much memory.
func (r *recent) Record(e *world.Entry) {
	kept := *e
	if size := value.Size(e.Payload); size > keptPayload {
		kept.Payload = value.String(fmt.Sprintf("<about %d bytes>", size))
	}
	kept.Text = cut(kept.Text, keptPayload)
	r.memory.Keep = keptEntries
	r.memory.Record(&kept)
}

// journal answers JOURNAL [WORD…].
func (g *Gateway) journal(ctx context.Context, req ctrp.Request) ctrp.Response {
	filter, last, page, err := parseFilter(req.Arguments)
	if err != nil {
		return ctrp.Refuse(ctrp.BadRequest, err.Error())
	}
	return g.look(ctx, func(w *world.World) ctrp.Response { return g.entries(w, filter, last, page) })
}

// entries is a page of the last entries that match a filter.
func (g *Gateway) entries(w *world.World, filter journal.Filter, last, page int) ctrp.Response {
	var found []world.Entry
	w.Inspect(func() {
		entries := g.recent.memory.Tail(keptEntries)
		for i := len(entries) - 1; i >= 0 && len(found) < last; i-- {
			if filter.Match(&entries[i]) {
				found = append(found, entries[i])
			}
		}
	})
	slices.Reverse(found)
	if page > 1 && (page-1) > (len(found)-1)/pageLines {
		return ctrp.Refuse(ctrp.NotFound, "")
	}
	found = found[(page-1)*pageLines:] // before it is written: that takes memory
	status := ctrp.OK
	if len(found) > pageLines {
		status, found = ctrp.OKMore, found[:pageLines]
	}
	var b strings.Builder
	for i := range found {
		b.WriteString(safeLine(journal.Text(&found[i])))
		b.WriteByte('\n')
	}
	return ctrp.Response{Status: status, Content: b.String()}
}

// parseFilter reads the words of JOURNAL.
func parseFilter(words string) (filter journal.Filter, last, page int, err error) {
	last, page = usualLast, 1
	for word := range strings.FieldsSeq(words) {
		key, list, _ := strings.Cut(word, "=")
		for item := range strings.SplitSeq(list, ",") {
			n, notNumber := strconv.Atoi(item)
			ok := notNumber == nil
			switch key {
			case "kind":
				var kind world.EntryKind
				if kind, ok = world.ParseEntryKind(item); ok {
					filter.Kinds = append(filter.Kinds, kind)
				}
			case "computer":
				filter.Computers = append(filter.Computers, n)
			case "channel":
				filter.Channels = append(filter.Channels, n)
			case "last":
				last, ok = n, ok && n >= 1 && n <= keptEntries
			case "page":
				page, ok = n, ok && n >= 1
			default:
				return filter, 0, 0, fmt.Errorf("there is no word %q; there are kind, computer, channel, last and page, as in kind=row,transmit", safeLine(key))
			}
			if !ok {
				return filter, 0, 0, fmt.Errorf("%s cannot be %q", safeLine(key), safeLine(item))
			}
		}
	}
	return filter, last, page, nil
}
