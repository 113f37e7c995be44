package rttp

import (
	"fmt"
	"strconv"
	"strings"

	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// Describe tells what a payload says, layer by layer from the network up, for people:
//
//	net 192.168.0.5 -> 192.168.0.6:10080 #17
//	rttp GET /index.html to site.lan
//
// It tells nothing of what is no message of the network.
func Describe(payload value.Value) ([]string, bool) {
	t := payload.AsTable()
	if t == nil {
		return nil, false
	}
	port, ok := t.Field("port").AsNumber()
	if !ok || port != float64(int16(port)) {
		return nil, false
	}
	m, err := net.Decode(int(port), payload)
	if err != nil {
		return nil, false
	}
	first := fmt.Sprintf("net %s -> %s:%d #%s", quoted(m.Origin.String()), quoted(m.Dest.String()), m.Port, value.FormatNumber(m.ID))
	if m.Header.Field("encrypted").Truthy() {
		first += ", encrypted"
	}
	return []string{first, content(m)}, true
}

// content is what a message is about.
func content(m net.Message) string {
	body := func(field string) string {
		t := m.Body.AsTable()
		if t == nil {
			return "?"
		}
		if a, ok := net.AddressOf(t.Field(field)); ok {
			return quoted(a.String())
		}
		return "?"
	}
	switch m.Type() {
	case Type:
		return exchange(m)
	case net.TypeRequest:
		return "dhcp asks for an address"
	case net.TypeOffer:
		return "dhcp offers " + body("ip")
	case net.TypeAccept:
		return "dhcp accepts"
	case net.TypeAccepted:
		return "dhcp gives " + body("ip")
	case net.TypeRenew:
		return "dhcp wants to keep its address"
	case net.TypeRenewed:
		return "dhcp renews " + body("ip")
	case net.TypeCheck:
		return "dhcp asks whether the address is taken"
	case net.TypeFound:
		return "dhcp says that it is taken"
	case net.TypeChangeHost:
		return "dns is told the name " + body("hostname")
	case net.TypeLookup:
		return "dns asks for " + body("domain")
	case net.TypeLookupReturn:
		if m.Text("code") == "found" {
			return "dns answers " + body("ip")
		}
		return "dns knows no such name"
	case net.TypePing:
		return "ping"
	case net.TypePong:
		return "ping answered"
	}
	return "type " + quoted(m.Type())
}

func exchange(m net.Message) string {
	to := ""
	if domain := m.Text("domain"); domain != "" {
		to = " to " + quoted(domain)
	}
	if IsRequest(m) {
		return "rttp " + quoted(m.Text("method")) + " " + quoted(m.Text("path")) + to
	}
	r, _ := ParseResponse(m)
	text := "rttp " + strconv.Itoa(r.Code) + " " + CodeName(r.Code) + ", " + quoted(r.ContentType)
	if to, ok := r.Redirected(); ok {
		text += " to " + quoted(to)
	}
	return text
}

// maxDescribed is how much of a text is shown.
const maxDescribed = 80

// quoted is s, in quotes if anything in it is not plain, and not too long.
func quoted(s string) string {
	if len(s) > maxDescribed {
		s = s[:maxDescribed] + "…"
	}
	plain := s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' })
	if plain {
		return s
	}
	return strconv.QuoteToASCII(s)
}
