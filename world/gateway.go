package world

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"ccnet/value"
)

// GatewaySpec is what a world says about its gateway to the network outside. It
// matters to those who open one only; see package gateway.
type GatewaySpec struct {
	// Computer is the id of the computer that stands for the gateway in the world; -1
	// for the first that is free above all others.
	Computer int
	// Chat is the name of the room that the gateway's chat is for rednet's chat
	// program; "gateway" if empty.
	Chat string
	// Rooms are rooms that computers of the world host for rednet's chat program, and
	// that the gateway's chat is to be joined with.
	Rooms []string
	// Allow are the addresses outside that computers may call; none if empty.
	Allow Allowed
}

// Outside is what computers reach through the peripheral gateway.
type Outside interface {
	// Call begins a call, in the middle of a round and perhaps on several goroutines
	// at once. It must not wait. One answer comes by World.Do: see OutsideCall.Answer.
	Call(OutsideCall)
}

// OutsideCall is a computer's call to somewhere outside.
type OutsideCall struct {
	Computer int
	Task     int
	Service  string   // "ctrp" or "cp"
	Address  string   // HOST:PORT, which the world allows as far as the name goes
	Args     []string // "ctrp": the request line; "cp": the token and the data
}

// Answer is what to do to the call's computer to have it return these results.
func (c OutsideCall) Answer(results ...value.Value) Action { return Answer{c.Task, results} }

// Fail is what to do to the call's computer to have it return nil and a message.
func (c OutsideCall) Fail(message string) Action {
	return c.Answer(value.Nil, value.String(message))
}

// Allowed are addresses outside that a world may call.
type Allowed []AllowedAddress

// AllowedAddress is a host or a network, with a port or all of them.
type AllowedAddress struct {
	Name   string       // of a host, in lower case; "*.example.org" is every name below; empty if it is a network
	Prefix netip.Prefix // a network, or one address
	Port   int          // 0: any
}

// ParseAllowed reads an address as worlds write it: HOST:PORT, where HOST is a name,
// *.NAME, an IP address or a network such as 10.1.0.0/16, and PORT a number or *. IPv6
// stands in brackets.
func ParseAllowed(text string) (AllowedAddress, error) {
	host, port, ok := splitAddress(text)
	if !ok {
		return AllowedAddress{}, fmt.Errorf("%q is not HOST:PORT, as in \"example.org:7922\" or \"[2001:db8::1]:7922\"; PORT may be *", text)
	}
	var a AllowedAddress
	if port != "*" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return a, fmt.Errorf("%q: a port is a number from 1 to 65535, or *", text)
		}
		a.Port = int(n)
	}
	if prefix, err := netip.ParsePrefix(host); err == nil {
		if prefix != prefix.Masked() {
			return a, fmt.Errorf("%q: the network is called %v", text, prefix.Masked())
		}
		a.Prefix = prefix
		return a, nil
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if addr.Zone() != "" {
			return a, fmt.Errorf("%q: an address has no zone here", text)
		}
		addr = addr.Unmap()
		a.Prefix = netip.PrefixFrom(addr, addr.BitLen())
		return a, nil
	}
	a.Name = strings.ToLower(strings.TrimSuffix(host, "."))
	if !isHostName(strings.TrimPrefix(a.Name, "*.")) {
		return a, fmt.Errorf("%q: %q is neither a host nor a network", text, host)
	}
	return a, nil
}

// splitAddress takes HOST:PORT apart; IPv6 addresses and networks are in brackets.
func splitAddress(text string) (host, port string, ok bool) {
	at := strings.LastIndexByte(text, ':')
	if at <= 0 || at == len(text)-1 {
		return "", "", false
	}
	host, port = text[:at], text[at+1:]
	if inner, bracketed := strings.CutPrefix(host, "["); bracketed {
		host, ok = strings.CutSuffix(inner, "]")
		return host, port, ok && strings.Contains(host, ":")
	}
	return host, port, !strings.Contains(host, ":")
}

// isHostName tells whether a name is made of letters, digits, dots and hyphens, and is
// none that something else would take for an IP address.
func isHostName(name string) bool {
	if name == "" || len(name) > 253 {
		return false
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
				return false
			}
		}
	}
	last := labels[len(labels)-1]
	return last[0] < '0' || last[0] > '9' // else resolvers could read it as a number
}

// Names tells whether a call to host, a name or an IP address as a program wrote it,
// and port may go on to where the name leads: see Reaches.
func (as Allowed) Names(host string, port int) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return as.network(addr, port)
	}
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if !isHostName(name) {
		return false
	}
	return slices.ContainsFunc(as, func(a AllowedAddress) bool {
		return a.Name != "" && a.onPort(port) && a.covers(name)
	})
}

func (a AllowedAddress) covers(name string) bool {
	if below, wild := strings.CutPrefix(a.Name, "*"); wild {
		return strings.HasSuffix(name, below) && len(name) > len(below)
	}
	return name == a.Name
}

func (a AllowedAddress) onPort(port int) bool { return a.Port == 0 || a.Port == port }

// network tells whether an IP address is in an allowed network. One that is not of the
// public internet must be so by its own right: a network such as 0.0.0.0/0 has all
// kinds of them, which nobody meant who wrote it.
func (as Allowed) network(addr netip.Addr, port int) bool {
	addr = addr.Unmap()
	return addr.Zone() == "" && slices.ContainsFunc(as, func(a AllowedAddress) bool {
		return a.Name == "" && a.onPort(port) && a.Prefix.Contains(addr) && (isPublic(addr) || isSpecial(a.Prefix))
	})
}

// Reaches tells whether a call may go to an IP address that an allowed name leads to.
// Addresses that are not of the public internet must be allowed themselves.
func (as Allowed) Reaches(addr netip.Addr, port int) bool {
	return isPublic(addr) || as.network(addr, port)
}

// notPublic are the networks that are private, of the machine itself or for special
// use.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("fc00::/7"),
	netip.MustParsePrefix("fe80::/10"),
	netip.MustParsePrefix("ff00::/8"),
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),        // IPv4 in disguise
	netip.MustParsePrefix("64:ff9b::/96"), // the same
	netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // IPv4 in disguise
	netip.MustParsePrefix("fec0::/10"),
}

// isPublic tells whether an address is of the public internet.
func isPublic(addr netip.Addr) bool {
	addr = addr.Unmap()
	return addr.IsGlobalUnicast() && !addr.IsPrivate() && addr.Zone() == "" &&
		!slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(addr) })
}

// isSpecial tells whether no address of a network is of the public internet.
func isSpecial(network netip.Prefix) bool {
	return slices.ContainsFunc(notPublic, func(p netip.Prefix) bool {
		return p.Bits() <= network.Bits() && p.Contains(network.Addr())
	})
}
