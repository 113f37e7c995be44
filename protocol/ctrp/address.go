package ctrp

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Address is where a server listens.
type Address struct {
	Host string
	Port int
	TLS  bool
}

// String returns host:port, with brackets around an IPv6 address.
func (a Address) String() string { return net.JoinHostPort(a.Host, strconv.Itoa(a.Port)) }

// Scheme tells how the URIs of a derived protocol are read. The name with an "s"
// behind it is the scheme for TLS.
type Scheme struct {
	Name    string
	Port    int // 0: must be in the URI
	TLSPort int
	// Request returns the request that a URI names by everything behind its host,
	// without the first slash and still percent-encoded.
	Request func(rest string) (Request, error)
}

// scheme is that of plain CTRP: the path is the request line.
var scheme = Scheme{Name: "ctrp", Request: func(rest string) (Request, error) {
	line, err := url.PathUnescape(rest)
	if err != nil {
		return Request{}, err
	}
	return ParseRequest(line)
}}

// URI returns the URI of a request in the scheme ctrp or ctrps.
func (r Request) URI(a Address) string {
	name := scheme.Name
	if a.TLS {
		name += "s"
	}
	return name + "://" + a.String() + "/" + strings.ReplaceAll(url.PathEscape(r.String()), "%2F", "/")
}

// SchemeError is a URI whose scheme nobody here knows.
type SchemeError struct{ Scheme string }

func (e *SchemeError) Error() string { return fmt.Sprintf("the scheme %q is not known", e.Scheme) }

// ParseURI reads a URI of the scheme ctrp, ctrps or one of those given. What it
// refuses it tells with a *SchemeError or in words.
func ParseURI(uri string, schemes ...Scheme) (Address, Request, error) {
	name, rest, found := strings.Cut(uri, "://")
	if !found {
		return Address{}, Request{}, fmt.Errorf("%q is not a URI", shorten(uri))
	}
	name = strings.ToLower(name)
	for _, s := range append([]Scheme{scheme}, schemes...) {
		if name == s.Name || name == s.Name+"s" {
			return parseURI(s, name != s.Name, rest)
		}
	}
	return Address{}, Request{}, &SchemeError{shorten(name)}
}

func parseURI(s Scheme, secure bool, rest string) (Address, Request, error) {
	fail := func(format string, args ...any) (Address, Request, error) {
		return Address{}, Request{}, fmt.Errorf(format, args...)
	}
	rest, _, _ = strings.Cut(rest, "#")
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	u, err := url.Parse("//" + rest[:end])
	switch {
	case err != nil || u.Hostname() != "" && !validHost(u.Hostname()):
		return fail("%q is not a host", shorten(rest[:end]))
	case u.User != nil:
		return fail("a URI of %s has no user", s.Name)
	case u.Hostname() == "":
		return fail("the URI names no host")
	}
	address := Address{Host: u.Hostname(), Port: s.Port, TLS: secure}
	if secure {
		address.Port = s.TLSPort
	}
	if port := u.Port(); port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return fail("%q is not a port", shorten(port))
		}
		address.Port = int(n)
	}
	if address.Port == 0 {
		return fail("the URI names no port, and %s has none of its own", s.Name)
	}
	request, err := s.Request(strings.TrimPrefix(rest[end:], "/"))
	if err != nil {
		return fail("the URI names no request: %w", err)
	}
	return address, request, nil
}

// validHost tells whether the text is a host name or an IP address.
func validHost(host string) bool {
	if strings.Contains(host, ":") {
		addr, err := netip.ParseAddr(host)
		return err == nil && addr.Zone() == ""
	}
	// Beyond ASCII there are controls of terminals and blanks that look like nothing.
	return utf8.ValidString(host) && !strings.ContainsFunc(host, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("-._", r)
	})
}
