package rttp

import (
	"path"
	"strings"

	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

// Type is header.type of all messages.
const Type = "rttp"

// Methods.
const (
	GET  = "GET"
	POST = "POST"
)

// Content types that programs know.
const (
	None  = "none"
	Plain = "text/plain"
	RTML  = "table/rtml" // a list of elements; see package rtml
	Lua   = "table"      // any table
	Form  = "object/lua" // what a browser sends when a button is pushed
)

// Request is a request.
type Request struct {
	Method      string
	Path        string
	ContentType string
	Body        value.Value
	Cookies     value.Value // nil or a table
}

// Get is a request for a path.
func Get(path string) Request {
	return Request{Method: GET, Path: path, ContentType: None, Body: value.FromTable(value.NewTable(0))}
}

// Post is a request with a body.
func Post(path, contentType string, body value.Value) Request {
	return Request{Method: POST, Path: path, ContentType: contentType, Body: body}
}

// Header is the header of a request.
func (r Request) Header() *value.Table {
	return net.Table("type", Type, "method", r.Method, "contentType", r.ContentType,
		"path", r.Path, "cookies", r.Cookies)
}

// Call is the request as a Node makes it. Timeout is in milliseconds; see net.Call.
func (r Request) Call(dest string, timeout int64) net.Call {
	return net.Call{Port: net.PortRTTP, Dest: dest, Header: r.Header(), Body: r.Body, Timeout: timeout}
}

// Response is a reply.
type Response struct {
	Code        int
	ContentType string
	Body        value.Value
	Header      *value.Table // further fields, or nil
}

// Text is a reply of plain text.
func Text(code int, text string) Response {
	return Response{Code: code, ContentType: Plain, Body: value.String(text)}
}

// Redirect is a reply that sends the client elsewhere, for now.
func Redirect(to, text string) Response {
	r := Text(MovedTemporarily, text)
	r.Header = net.Table("redirect", to, "location", to)
	return r
}

// WithCookie is r with a cookie for the client; an empty one takes it away.
func (r Response) WithCookie(name, content string) Response {
	header := r.Header
	if header == nil {
		header = value.NewTable(1)
	}
	cookies := header.Field("cookies").AsTable()
	if cookies == nil {
		cookies = value.NewTable(1)
	}
	r.Header = net.With(header, "cookies", value.FromTable(net.With(cookies, name, value.String(content))))
	return r
}

// ReplyHeader is the header of a reply to a request.
func (r Response) ReplyHeader(request net.Message) *value.Table {
	header := r.Header
	if header == nil {
		header = value.NewTable(6)
	}
	for _, field := range []struct {
		name string
		v    value.Value
	}{
		{"type", value.String(Type)},
		{"method", short(request, "method")},
		{"contentType", value.String(r.ContentType)},
		{"code", value.Int(r.Code)},
		{"rspDomain", short(request, "domain")},
	} {
		header = net.With(header, field.name, field.v)
	}
	return header
}

// short is a text of a request's header that its reply repeats, or nil.
func short(request net.Message, field string) value.Value {
	if s := request.Short(field); s != "" {
		return value.String(s)
	}
	return value.Nil
}

// Valid tells whether m is a message of this protocol.
func Valid(m net.Message) bool { return m.Port == net.PortRTTP && m.Type() == Type }

// IsRequest tells whether m, a message of this protocol, wants a reply.
func IsRequest(m net.Message) bool {
	return !m.Header.Field("method").IsNil() && m.Header.Field("code").IsNil()
}

// ParseRequest reads a request. Fields that are missing are empty.
func ParseRequest(m net.Message) (Request, bool) {
	r := Request{
		Method: m.Text("method"), Path: m.Text("path"), ContentType: m.Text("contentType"),
		Body: m.Body, Cookies: m.Header.Field("cookies"),
	}
	return r, Valid(m) && IsRequest(m)
}

// Cookie is a cookie of a request, empty if it is none.
func (r Request) Cookie(name string) string {
	if t := r.Cookies.AsTable(); t != nil {
		s, _ := t.Field(name).AsString()
		return s
	}
	return ""
}

// ParseResponse reads a reply. A code that is none is 0.
func ParseResponse(m net.Message) (Response, bool) {
	code, ok := m.Header.Field("code").AsNumber()
	if !ok || code != float64(int32(code)) {
		code = 0
	}
	return Response{Code: int(code), ContentType: m.Text("contentType"), Body: m.Body, Header: m.Header}, Valid(m) && !IsRequest(m)
}

// Redirected is where a reply sends the client, if it does.
func (r Response) Redirected() (to string, ok bool) {
	if !IsRedirect(r.Code) || r.Header == nil {
		return "", false
	}
	if to, ok = r.Header.Field("redirect").AsString(); !ok {
		to, ok = r.Header.Field("location").AsString()
	}
	return to, ok
}

// Follow is the path that a link leads to from another one: "/x" is /x, anything else
// goes on from where it is. It begins with a slash.
func Follow(from, href string) string {
	if strings.HasPrefix(href, "/") {
		return href
	}
	return path.Join("/", from, href)
}

// String is the message for logs: whence and whither, what and the body.
func String(m net.Message) string {
	if m.Type() != Type && m.Type() != "rttps" {
		return "Unknown message type"
	}
	from, to := m.Text("rspDomain"), m.Text("domain")
	if from == "" {
		from = m.Origin.String()
	}
	if to == "" {
		to = m.Dest.String()
	}
	head := from + " -> " + to + m.Text("path") + " | " + m.Text("method") + ", " + m.Text("contentType")
	return net.Visible(head) + " | " + net.ShownText(m.Body)
}
