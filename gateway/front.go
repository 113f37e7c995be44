package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"ccnet/protocol/ctrp"
	"ccnet/term"
	"ccnet/value"
	"ccnet/world"
)

// CTRP is the handler behind the door of CTRP.
func (g *Gateway) CTRP() ctrp.Handler {
	var h ctrp.Handler = ctrp.Commands{
		"GET":     g.get,
		"POST":    g.post,
		"LIST":    g.list,
		"SCREEN":  g.screen,
		"JOURNAL": g.journal,
		"HELP":    func(context.Context, ctrp.Request) ctrp.Response { return ctrp.Text(help) },
	}
	if g.config.Token != "" {
		h = ctrp.WithToken(g.config.Token, h)
	}
	return h
}

const help = `GET cttp://SERVER/path         ask a server of CryptoNet
GET rttp://HOST/path           ask a host of RTTP, by name or address
POST cttp://SERVER/path TEXT   send it a text; rttp:// likewise
LIST                           computers, servers and hosts
LIST computers|servers         one of these
SCREEN COMPUTER                what is on the screen of a computer, by id or label
JOURNAL [WORD…]                what has happened: kind=transmit,row computer=1
                               channel=80 last=50 (of up to 4096) page=2
HELP                           this
`

// get answers GET URL.
func (g *Gateway) get(ctx context.Context, req ctrp.Request) ctrp.Response {
	if strings.Contains(req.Arguments, " ") {
		return ctrp.Refuse(ctrp.BadRequest, "GET takes one URL, without blanks")
	}
	return g.fetch(ctx, "GET", req.Arguments, "")
}

// post answers POST URL TEXT.
func (g *Gateway) post(ctx context.Context, req ctrp.Request) ctrp.Response {
	url, body, _ := strings.Cut(req.Arguments, " ")
	return g.fetch(ctx, "POST", url, body)
}

// fetch asks a server of the world.
func (g *Gateway) fetch(ctx context.Context, method, url, body string) ctrp.Response {
	if _, _, _, ok := splitURL(url); !ok {
		return ctrp.Refuse(ctrp.BadRequest, "a URL is cttp://SERVER/path or rttp://HOST/path")
	}
	a, err := g.ask(ctx, func(id int) world.QueueEvent { return requestEvent(id, method, url, body) })
	if err != nil {
		return unanswered(err)
	}
	return a.response(method)
}

// requestEvent has the resident ask a server of the world.
func requestEvent(id int, method, url, body string) world.QueueEvent {
	return world.QueueEvent{Name: eventRequest, Args: []value.Value{
		value.Int(id), value.String(method), value.String(url), value.String(body),
	}}
}

// unanswered is the response if the world does not answer.
func unanswered(err error) ctrp.Response {
	if errors.Is(err, errBusy) || errors.Is(err, errFast) {
		return ctrp.Refuse(ctrp.RateLimited, err.Error())
	}
	return ctrp.Refuse(ctrp.ServiceUnavailable, "the world does not answer")
}

// list answers LIST [computers|servers].
func (g *Gateway) list(ctx context.Context, req ctrp.Request) ctrp.Response {
	what := strings.ToLower(req.Arguments)
	if what != "" && what != "computers" && what != "servers" {
		return ctrp.Refuse(ctrp.BadRequest, "there are LIST, LIST computers and LIST servers")
	}
	content := ""
	if what != "servers" {
		r := g.look(ctx, func(w *world.World) ctrp.Response { return ctrp.Text(computers(w)) })
		if r.Status != ctrp.OK {
			return r
		}
		content = r.Content
	}
	if what != "computers" {
		a, err := g.discover(ctx)
		if err != nil {
			return unanswered(err)
		}
		content += a.content
	}
	return ctrp.Text(content)
}

// discoverEvent has the resident look for servers.
func discoverEvent(id int) world.QueueEvent {
	return world.QueueEvent{Name: eventDiscover, Args: []value.Value{value.Int(id)}}
}

// computers is a line for each computer of the world: its id, its kind, whether it is
// on, where it is, and its label.
func computers(w *world.World) string {
	var b strings.Builder
	w.Inspect(func() {
		for _, c := range w.Computers() {
			at, dimension := c.Position()
			on := "off"
			if c.IsOn() {
				on = "on"
			}
			fmt.Fprintf(&b, "computer %d %v %s %g,%g,%g %s", c.ID(), c.Kind(), on, at.X, at.Y, at.Z, safeLine(dimension))
			if label, ok := c.Label(); ok {
				fmt.Fprintf(&b, " %s", safeLine(term.UTF8(label)))
			}
			b.WriteByte('\n')
		}
	})
	return b.String()
}

// screen answers SCREEN COMPUTER.
func (g *Gateway) screen(ctx context.Context, req ctrp.Request) ctrp.Response {
	if req.Arguments == "" {
		return ctrp.Refuse(ctrp.BadRequest, "SCREEN takes the id or the label of a computer")
	}
	return g.look(ctx, func(w *world.World) ctrp.Response {
		response := ctrp.Refuse(ctrp.NotFound, "there is no such computer; LIST computers tells which there are")
		w.Inspect(func() {
			for _, c := range w.Computers() {
				label, labelled := c.Label()
				if strconv.Itoa(c.ID()) == req.Arguments || labelled && term.UTF8(label) == req.Arguments {
					response = ctrp.Text(safe(term.Text(c.Screen())))
					return
				}
			}
		})
		return response
	})
}
