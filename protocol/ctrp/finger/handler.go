package finger

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"ccnet/protocol/ctrp"
)

// The ports of AgentFinger.
const (
	Port    = 7922
	TLSPort = 7923
)

// Version is the draft that this package follows.
const Version = "0.3"

// pageLines is how many lines of an answer come at once.
const pageLines = 1000

// maxPage is a page that no list has.
const maxPage = 1_000_000

const help = `QUERY user:NAME, org:NAME, agent:NAME or mcp:NAME, with /PATH below it
      ?format=md|json|yaml  the form of the answer
      &section=HEADING      only this part of it
      &page=N               the N-th part of a long answer
LIST [user:|org:|agent:|mcp:]
VERSION
HELP
`

// Handler answers the requests of AgentFinger out of a directory.
type Handler struct {
	Directory Directory
	Hosts     []string    // whose entities the directory has, for names with @host
	Log       func(error) // of failures of the directory, which clients are not told; may be nil
}

var _ ctrp.Handler = Handler{}

// Scheme is that of agentfinger:// and agentfingers://, for ctrp.Client.
var Scheme = ctrp.Scheme{Name: "agentfinger", Port: Port, TLSPort: TLSPort, Request: func(rest string) (ctrp.Request, error) {
	if rest == "" {
		return ctrp.Request{Command: "LIST"}, nil
	}
	if _, err := ParseQuery(rest); err != nil {
		return ctrp.Request{}, err
	}
	return ctrp.Request{Command: "QUERY", Arguments: rest}, nil
}}

// Request returns the request that asks the query.
func (q Query) Request() ctrp.Request {
	return ctrp.Request{Command: "QUERY", Arguments: q.String()}
}

// ServeCTRP answers a request.
func (h Handler) ServeCTRP(ctx context.Context, req ctrp.Request) ctrp.Response {
	switch {
	case req.Is("QUERY"):
		return h.query(ctx, req.Arguments)
	case req.Is("LIST"):
		return h.list(ctx, req.Arguments)
	case req.Is("HELP"):
		return ctrp.Text(help)
	case req.Is("VERSION"):
		return ctrp.Text("AgentFinger/" + Version + "\n")
	case hasPrefix(req.Command):
		return h.query(ctx, req.String())
	}
	return ctrp.Response{Status: ctrp.NotImplemented}
}

func (h Handler) query(ctx context.Context, text string) ctrp.Response {
	q, err := ParseQuery(text)
	if err != nil {
		return h.failed(err)
	}
	if q.Entity.Host != "" {
		if !slices.ContainsFunc(h.Hosts, func(host string) bool { return strings.EqualFold(host, q.Entity.Host) }) {
			return ctrp.Refuse(ctrp.Forbidden, "this server does not ask others; ask "+q.Entity.Host+" itself")
		}
		q.Entity.Host = ""
	}
	doc, err := h.Directory.Look(ctx, q.Entity, q.Path)
	if err != nil {
		return h.failed(err)
	}
	if q.Section != "" {
		var found bool
		if doc, found = doc.Cut(q.Section); !found {
			return ctrp.Refuse(ctrp.NotFound, "there is no such section")
		}
	}
	content, err := doc.Render(q.Format)
	if err != nil {
		return h.failed(err)
	}
	return ctrp.Page(content, pageLines, max(q.Page, 1))
}

func (h Handler) list(ctx context.Context, arguments string) ctrp.Response {
	prefix, query, _ := strings.Cut(arguments, "?")
	page, err := ctrp.PageNumber(query)
	if err != nil {
		return h.failed(err)
	}
	kinds := Kinds()
	if prefix != "" {
		kind := Kind(strings.ToLower(strings.TrimSuffix(prefix, ":")))
		if !slices.Contains(kinds, kind) || !strings.HasSuffix(prefix, ":") {
			return h.failed(badQuery("the prefixes are user:, org:, agent: and mcp:"))
		}
		kinds = []Kind{kind}
	}
	if page > maxPage {
		return ctrp.Refuse(ctrp.NotFound, "")
	}
	// Only what is on the page is written: the list may be long.
	status, skip, left := ctrp.OK, pageLines*(page-1), pageLines
	var b strings.Builder
	for _, kind := range kinds {
		entities, err := h.Directory.List(ctx, kind)
		if err != nil {
			return h.failed(err)
		}
		n := min(skip, len(entities))
		entities, skip = entities[n:], skip-n
		if len(entities) > left {
			status, entities = ctrp.OKMore, entities[:left]
		}
		left -= len(entities)
		for _, entity := range entities {
			b.WriteString(entity.String())
			b.WriteByte('\n')
		}
	}
	if page > 1 && left == pageLines {
		return ctrp.Refuse(ctrp.NotFound, "")
	}
	return ctrp.Response{Status: status, Content: b.String()}
}

// failed answers with the status that tells the error.
func (h Handler) failed(err error) ctrp.Response {
	var query *QueryError
	var request *ctrp.RequestError
	switch {
	case errors.As(err, &query):
		return ctrp.Refuse(ctrp.BadRequest, query.Reason)
	case errors.As(err, &request):
		return ctrp.Refuse(ctrp.BadRequest, request.Reason)
	case errors.Is(err, ErrNotFound):
		return ctrp.Response{Status: ctrp.NotFound}
	case errors.Is(err, ErrPrivate):
		return ctrp.Response{Status: ctrp.Forbidden}
	}
	if h.Log != nil {
		h.Log(err)
	}
	return ctrp.Response{Status: ctrp.Error}
}

// ListPage returns the request for a page of a list; no kind means all.
func ListPage(kind Kind, n int) ctrp.Request {
	prefix := ""
	if kind != "" {
		prefix = string(kind) + ":"
	}
	return ctrp.Request{Command: "LIST", Arguments: prefix + "?page=" + strconv.Itoa(n)}
}
