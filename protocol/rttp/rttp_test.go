package rttp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"ccnet/protocol/rttp/net"
	"ccnet/value"
)

func request(r Request, domain string) net.Message {
	header := r.Header()
	if domain != "" {
		header = net.With(header, "domain", value.String(domain))
	}
	return net.Message{Origin: net.IP(0xC0A80005), Dest: net.IP(0xC0A80006), Port: net.PortRTTP, Header: header, Body: r.Body, ID: 17}
}

func reply(to net.Message, r Response) net.Message {
	return net.Message{Origin: to.Dest, Dest: to.Origin, Port: to.Port, Header: to.ReplyHeader(r.ReplyHeader(to)), Body: r.Body, ID: to.ID}
}

func TestCodes(t *testing.T) {
	n := 0
	EachCode(func(key string, code int) {
		n++
		assert.NotEqual(t, "Unknown", CodeName(code), key)
	})
	assert.Equal(t, 17, n)
	for code, name := range map[int]string{200: "Okay", 302: "Moved Temporarily", 307: "Moved Temporarily", 418: "I'm a teapot", 999: "Unknown", 0: "Unknown"} {
		assert.Equal(t, name, CodeName(code))
	}
}

func TestRequestsAndReplies(t *testing.T) {
	r := Post("/x", Lua, value.FromTable(net.Table("a", "b")))
	r.Cookies = value.FromTable(net.Table("token", "t"))
	m := request(r, "site.lan")
	got, ok := ParseRequest(m)
	assert.True(t, ok)
	assert.Equal(t, r, got)
	assert.Equal(t, "t", got.Cookie("token"))
	assert.Empty(t, got.Cookie("other"))
	assert.True(t, IsRequest(m))

	answer := reply(m, Redirect("/y", "moved").WithCookie("token", "").WithCookie("b", "c"))
	_, ok = ParseRequest(answer)
	assert.False(t, ok)
	back, ok := ParseResponse(answer)
	assert.True(t, ok)
	assert.Equal(t, MovedTemporarily, back.Code)
	assert.Equal(t, "POST", answer.Text("method"))
	assert.Equal(t, "site.lan", answer.Text("rspDomain"))
	assert.Equal(t, "site.lan", answer.Text("originDomain"))
	to, ok := back.Redirected()
	assert.True(t, ok)
	assert.Equal(t, "/y", to)
	assert.Equal(t, 2, back.Header.Field("cookies").AsTable().Len())
}

func TestRedirected(t *testing.T) {
	for _, c := range []struct {
		code         int
		field, value string
		want         string
	}{
		{301, "redirect", "/a", "/a"}, {302, "location", "/a", "/a"}, {303, "redirect", "b", "b"},
		{307, "location", "/a", "/a"}, {200, "redirect", "/a", ""}, {307, "other", "/a", ""},
	} {
		r := Response{Code: c.code, Header: net.Table(c.field, c.value)}
		to, ok := r.Redirected()
		assert.Equal(t, c.want, to, c)
		assert.Equal(t, c.want != "", ok, c)
	}
}

func TestFollow(t *testing.T) {
	for _, c := range [][3]string{
		{"/a", "/b", "/b"}, {"/a", "b", "/a/b"}, {"/a/b", "..", "/a"}, {"", "", "/"}, {"/", "../../x", "/x"}, {"/a", "", "/a"},
	} {
		assert.Equal(t, c[2], Follow(c[0], c[1]), c)
	}
}

func TestString(t *testing.T) {
	m := request(Get("/x"), "")
	assert.Equal(t, `192.168.0.5 -> 192.168.0.6/x | GET, none | {}`, String(m))
	m = request(Get("/x"), "site.lan")
	assert.Equal(t, `192.168.0.5 -> site.lan/x | GET, none | {}`, String(m))
	assert.Equal(t, `site.lan -> 192.168.0.5 | GET, text/plain | "hi"`, String(reply(m, Text(200, "hi"))))
	m.Header = net.Table("type", "ftp")
	assert.Equal(t, "Unknown message type", String(m))
}

func TestDescribe(t *testing.T) {
	site := request(Get("/x y"), "site.lan")
	control := func(kind string, body value.Value) net.Message {
		return net.Message{Origin: net.Hardware("00ff"), Dest: net.Broadcast, Port: net.PortNetwork, Header: net.Table("type", kind), Body: body, ID: 1}
	}
	for _, c := range []struct {
		m    net.Message
		want string
	}{
		{site, `rttp GET "/x y" to site.lan`},
		{reply(site, Redirect("/z", "")), `rttp 307 Moved Temporarily, text/plain to /z`},
		{control(net.TypeRequest, value.Nil), "dhcp asks for an address"},
		{control(net.TypeOffer, value.FromTable(net.Table("ip", value.Int(5)))), "dhcp offers 0.0.0.5"},
		{control(net.TypeOffer, value.Nil), "dhcp offers ?"},
		{control(net.TypeLookup, value.FromTable(net.Table("domain", "a\n.lan"))), `dns asks for "a\n.lan"`},
		{control("other", value.Nil), "type other"},
	} {
		lines, ok := Describe(c.m.Value())
		assert.True(t, ok)
		assert.Equal(t, c.want, lines[1])
	}
	_, ok := Describe(value.String("x"))
	assert.False(t, ok)
	_, ok = Describe(value.FromTable(net.Table("nMessageID", value.Int(5))))
	assert.False(t, ok, "rednet")
}

func ExampleDescribe() {
	m := net.Message{Origin: net.IP(0xC0A80005), Dest: net.IP(0xC0A80006), Port: net.PortRTTP, Header: Get("/").Header(), ID: 17}
	lines, _ := Describe(m.Value())
	for _, line := range lines {
		fmt.Println(line)
	}
	// Output:
	// net 192.168.0.5 -> 192.168.0.6:10080 #17
	// rttp GET /
}

func FuzzDescribe(f *testing.F) {
	f.Add(luaOf(request(Get("/"), "x")))
	f.Add(`{origin=1,dest=-1,port=10080,header={type="rttp",code=307,redirect=1},msgid=1}`)
	f.Fuzz(func(t *testing.T, lua string) {
		v, err := value.Unserialise(lua)
		if err != nil {
			return
		}
		lines, _ := Describe(v)
		for _, line := range lines {
			for i := range len(line) {
				assert.True(t, line[i] >= ' ' && line[i] != 127, "%q", line)
			}
		}
		if m, err := net.Decode(net.PortRTTP, v); err == nil {
			_ = String(m)
			r, _ := ParseResponse(m)
			_, _ = r.Redirected()
			q, _ := ParseRequest(m)
			Follow(q.Path, q.Cookie("x"))
			reply(m, r)
		}
	})
}

func luaOf(m net.Message) string { return net.LuaText(m.Value()) }

// TestRepliesRepeatLittle: what a client says of its method and of the name it has asked
// does not make a reply long.
func TestRepliesRepeatLittle(t *testing.T) {
	long := value.String(strings.Repeat("x", 1<<20))
	for _, v := range []value.Value{long, value.List(long)} {
		m := net.Message{Header: net.Table("type", Type, "method", v, "domain", v)}
		header := Text(Okay, "").ReplyHeader(m)
		assert.Less(t, value.Size(value.FromTable(header)), 1000)
	}
}

func TestStringHasNoControlCharacters(t *testing.T) {
	m := net.Message{Header: net.Table("type", Type, "method", "a\nb", "path", "\x1b[2J", "contentType", "\r", "domain", "\x00", "rspDomain", "\x7f")}
	assert.NotRegexp(t, "[\x00-\x1f\x7f]", String(m))
}
