package lan

import (
	"crypto/subtle"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/protocol/rttp/rtml"
	"ccnet/value"
)

// site is the server's pages, on which an administrator sees leases and names and
// changes names.
type site struct {
	tokens  []token // of those who are logged in
	guesses int     // wrong passwords, in the time until guessed
	guessed int64
}

type token struct {
	text  string
	until int64
}

const (
	tokenCookie = "dnsToken"
	tokenTime   = 10 * 60 * 1000
	maxTokens   = 64
	maxGuesses  = 16 // wrong passwords, from everybody together, within …
	guessTime   = 60 * 1000
	maxRows     = 200 // of a list on a page
)

// serve answers a request for a page.
func (s *Server) serve(now net.Time, m net.Message) {
	r, ok := rttp.ParseRequest(m)
	if !ok {
		return
	}
	response := s.page(now, r)
	s.stack.Reply(now, net.PortRTTP, m, response.ReplyHeader(m), response.Body)
}

func (s *Server) page(now net.Time, r rttp.Request) rttp.Response {
	switch {
	case s.cfg.Password == "":
		return rttp.Text(rttp.Forbidden, "No password is set")
	case r.Method != rttp.GET && r.Method != rttp.POST:
		return rttp.Text(rttp.MethodNotAllowed, "Invalid method, must be GET or POST")
	case r.Path == "" || r.Path == "/":
		if r.Method == rttp.POST {
			return s.login(now, r)
		}
		return loginPage
	}
	if !s.loggedIn(now, r.Cookie(tokenCookie)) {
		return rttp.Redirect("/", "Login first").WithCookie(tokenCookie, "")
	}
	switch r.Method + " " + strings.TrimSuffix(r.Path, "/") {
	case "GET /logout":
		s.site.tokens = nil
		return rttp.Redirect("/", "Logging out").WithCookie(tokenCookie, "")
	case "GET /panel":
		return s.panel()
	case "GET /panel/dhcp":
		return s.leasePage()
	case "GET /panel/dns":
		return s.namePage()
	case "POST /panel/dns":
		return s.addName(now, r)
	case "POST /panel/dns/remove":
		if body := r.Body.AsTable(); body != nil {
			s.RemoveRecord(text(body, "id"))
		}
		return rttp.Redirect("/panel/dns", "Record removed")
	}
	return rttp.Text(rttp.NotFound, "Path not found on server")
}

func rtmlPage(elements ...rtml.Element) rttp.Response {
	return rttp.Response{Code: rttp.Okay, ContentType: rttp.RTML, Body: rtml.Page(elements...)}
}

func at(x, y int, s string) rtml.Element { return rtml.Element{Type: rtml.Text, X: x, Y: y, Text: s} }

func link(x, y int, s, href string) rtml.Element {
	return rtml.Element{Type: rtml.Link, X: x, Y: y, Text: s, Href: href}
}

var loginPage = rtmlPage(
	at(2, 2, "Addresses and names"),
	at(3, 5, "User:"), rtml.Element{Type: rtml.Input, X: 9, Y: 5, Len: 16, Name: "user"},
	at(3, 6, "Pass:"), rtml.Element{Type: rtml.Input, X: 9, Y: 6, Len: 16, Name: "pass", Hide: true},
	rtml.Element{Type: rtml.Button, X: 9, Y: 7, Text: "Login", Action: rtml.Submit},
)

// vals are the inputs of a posted form.
func vals(r rttp.Request) *value.Table {
	if body := r.Body.AsTable(); body != nil {
		if vals := body.Field("vals").AsTable(); vals != nil {
			return vals
		}
	}
	return value.NewTable(0)
}

func (s *Server) login(now net.Time, r rttp.Request) rttp.Response {
	user, pass := text(vals(r), "user"), text(vals(r), "pass")
	var random [16]byte
	if now.UTC >= s.site.guessed {
		s.site.guesses, s.site.guessed = 0, now.UTC+guessTime
	}
	if s.site.guesses >= maxGuesses {
		return rttp.Redirect("/", "Too many logins; wait a minute").WithCookie(tokenCookie, "")
	}
	if user != "admin" || subtle.ConstantTimeCompare([]byte(pass), []byte(s.cfg.Password)) != 1 || s.cfg.Random == nil {
		s.site.guesses++
		return rttp.Redirect("/", "Invalid login").WithCookie(tokenCookie, "")
	}
	if _, err := io.ReadFull(s.cfg.Random, random[:]); err != nil {
		return rttp.Text(rttp.InternalServerError, "No token to give")
	}
	t := token{hex.EncodeToString(random[:]), now.UTC + tokenTime}
	if len(s.site.tokens) >= maxTokens {
		s.site.tokens = s.site.tokens[1:]
	}
	s.site.tokens = append(s.site.tokens, t)
	return rttp.Redirect("/panel", "Valid login").WithCookie(tokenCookie, t.text)
}

func (s *Server) loggedIn(now net.Time, cookie string) bool {
	for i := range s.site.tokens {
		t := &s.site.tokens[i]
		if t.until > now.UTC && subtle.ConstantTimeCompare([]byte(t.text), []byte(cookie)) == 1 {
			t.until = now.UTC + tokenTime
			return true
		}
	}
	return false
}

func (s *Server) panel() rttp.Response {
	return rtmlPage(
		at(2, 2, "Addresses and names"), link(4, 3, "Logout", "/logout"),
		link(2, 5, "Addresses", "dhcp"), link(2, 6, "Names", "dns"),
	)
}

func (s *Server) leasePage() rttp.Response {
	elements := []rtml.Element{at(2, 2, "Addresses"), link(4, 3, "Panel", "/panel")}
	leases := s.Leases()
	for i, l := range leases[:min(len(leases), maxRows)] {
		elements = append(elements, at(2, 5+i, net.IP(l.IP).String()), at(18, 5+i, l.Hostname), at(32, 5+i, l.Owner))
	}
	return rtmlPage(elements...)
}

func (s *Server) namePage() rttp.Response {
	elements := []rtml.Element{
		at(2, 2, "Names"), link(4, 3, "Panel", "/panel"),
		at(2, 5, "Name:"), {Type: rtml.Input, X: 8, Y: 5, Len: 16, Name: "name"},
		at(26, 5, "Host:"), {Type: rtml.Input, X: 32, Y: 5, Len: 16, Name: "host"},
		at(2, 6, "Port:"), {Type: rtml.Input, X: 8, Y: 6, Len: 6, Name: "port"},
		{Type: rtml.Button, X: 26, Y: 6, Text: "Add", Action: rtml.Submit},
	}
	names := s.Names()
	for i, name := range names[:min(len(names), maxRows)] {
		r, y := s.records[name], 8+i
		port := "*"
		if r.Port != 0 {
			port = strconv.Itoa(r.Port)
		}
		elements = append(elements, at(2, y, name), at(20, y, port), at(28, y, net.IP(r.IP).String()),
			rtml.Element{Type: rtml.Button, X: 44, Y: y, Text: "Remove", Action: rtml.Push, ID: name, Href: "remove"})
	}
	return rtmlPage(elements...)
}

func (s *Server) addName(now net.Time, r rttp.Request) rttp.Response {
	name := text(vals(r), "name")
	a, ok := net.ParseIP(text(vals(r), "host"))
	ip, _ := a.Number()
	port := text(vals(r), "port")
	n, err := strconv.ParseUint(port, 10, 16)
	if name == "" || hostname(name) == "" || !ok || port != "" && err != nil {
		return rttp.Text(rttp.BadRequest, "A record needs a name and an address")
	}
	s.SetRecord(name, Record{IP: ip, Port: int(n), Time: now.Game, Static: true})
	return rttp.Redirect("/panel/dns", "Record added")
}
