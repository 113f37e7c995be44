package ctrp_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ccnet/protocol/ctrp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// requestRows are bytes from a client and what a reader makes of them: requests as
// COMMAND|arguments, 40 for a line that is refused, 40! if nothing can follow.
var requestRows = []struct {
	name, in string
	want     []string
}{
	{"a command", "PING\r\n", []string{"PING|"}},
	{"arguments", "GET a b\r\n", []string{"GET|a b"}},
	{"a bare LF", "QUERY user:alice\n", []string{"QUERY|user:alice"}},
	{"blanks belong to the arguments", "GET  a \r\n", []string{"GET| a "}},
	{"a blank alone behind the command", "GET \r\n", []string{"GET|"}},
	{"an empty line", "\r\n", []string{"40"}},
	{"only a blank", " \r\n", []string{"40"}},
	{"a leading blank", " GET a\r\n", []string{"40"}},
	{"a CR inside", "GET a\rb\r\n", []string{"40"}},
	{"two CRs at the end", "GET a\r\r\n", []string{"40"}},
	{"a NUL", "GET \x00\r\n", []string{"40"}},
	{"not UTF-8", "\xff\r\n", []string{"40"}},
	{"an overlong form", "\xc0\xaf\r\n", []string{"40"}},
	{"a byte order mark", "\ufeffGET\r\n", []string{"40"}},
	{"a control character in the command", "GE\x1bT\r\n", []string{"40"}},
	{"a tab is no blank", "GET\ta\r\n", []string{"40"}},
	{"a tab in the arguments", "GET \ta\r\n", []string{"GET|\ta"}},
	{"beyond ASCII", "user:älice ö\r\n", []string{"user:älice|ö"}},
	{"1024 bytes", strings.Repeat("a", 1024) + "\r\n", []string{strings.Repeat("a", 1024) + "|"}},
	{"1024 bytes and LF", strings.Repeat("a", 1024) + "\n", []string{strings.Repeat("a", 1024) + "|"}},
	{"1025 bytes", strings.Repeat("a", 1025) + "\r\n", []string{"40!"}},
	{"1025 bytes and LF", strings.Repeat("a", 1025) + "\n", []string{"40!"}},
	{"1025 bytes without an end", strings.Repeat("a", 1025), []string{"40!"}},
	{"1024 bytes without an end", strings.Repeat("a", 1024) + "\r", nil},
	{"half a line", "GET a", nil},
	{"one after another", "A\r\n\r\nB b\nC", []string{"A|", "40", "B|b"}},
	{"nothing follows a long line", strings.Repeat("a", 2000) + "\r\nGET a\r\n", []string{"40!"}},
}

// readRequests feeds the input in pieces of so many bytes.
func readRequests(t *testing.T, in string, piece int) []string {
	t.Helper()
	var r ctrp.Requests
	var got []string
	for in != "" {
		n := min(piece, len(in))
		r.Feed([]byte(in[:n]))
		in = in[n:]
		for {
			req, ok, err := r.Next()
			if err != nil {
				var bad *ctrp.RequestError
				require.ErrorAs(t, err, &bad)
				if bad.Fatal {
					return append(got, "40!")
				}
				got = append(got, "40")
				continue
			}
			if !ok {
				break
			}
			got = append(got, req.Command+"|"+req.Arguments)
		}
		require.LessOrEqual(t, r.Buffered(), ctrp.MaxRequestLine+1)
	}
	return got
}

func TestRequests(t *testing.T) {
	for _, row := range requestRows {
		t.Run(row.name, func(t *testing.T) {
			for _, piece := range []int{1, 7, 1 << 20} {
				assert.Equal(t, row.want, readRequests(t, row.in, piece), "in pieces of %d", piece)
			}
		})
	}
}

func TestAppendRequest(t *testing.T) {
	line, err := ctrp.AppendRequest(nil, ctrp.Request{Command: "GET", Arguments: "a b"})
	require.NoError(t, err)
	assert.Equal(t, "GET a b\r\n", string(line))
	for _, req := range []ctrp.Request{{}, {Command: "A B"}, {Command: "GET", Arguments: "a\r\nDELETE b"}, {Command: "GET", Arguments: strings.Repeat("a", 1021)}} {
		_, err := ctrp.AppendRequest(nil, req)
		assert.Error(t, err, "%.40q", req)
	}
}

func TestAppendResponse(t *testing.T) {
	for _, row := range []struct {
		name string
		in   ctrp.Response
		want string
	}{
		{"periods", ctrp.Text("a\n.\n..b\n\n"), "20 OK\r\na\r\n..\r\n...b\r\n\r\n.\r\n"},
		{"no content", ctrp.Response{Status: ctrp.OK}, "20 OK\r\n.\r\n"},
		{"one empty line", ctrp.Text("\n"), "20 OK\r\n\r\n.\r\n"},
		{"no last line end", ctrp.Text("a"), "20 OK\r\na\r\n.\r\n"},
		{"with last line end", ctrp.Text("a\n"), "20 OK\r\na\r\n.\r\n"},
		{"line ends of all kinds", ctrp.Text("a\r\nb\rc\nd\r\r\ne\n\rf"), "20 OK\r\na\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\nf\r\n.\r\n"},
		{"not UTF-8", ctrp.Text("a\xffb"), "20 OK\r\na\ufffdb\r\n.\r\n"},
		{"more", ctrp.Response{Status: ctrp.OKMore, Content: "x"}, "21 OK+MORE\r\nx\r\n.\r\n"},
		{"a message", ctrp.Response{Status: ctrp.NotFound, Message: "no\r\nsuch\xff"}, "41 no  such\ufffd\r\n.\r\n"},
		{"an unknown status", ctrp.Response{Status: 47}, "47 CLIENT ERROR\r\n.\r\n"},
		{"no status", ctrp.Response{}, "50 ERROR\r\n.\r\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.want, string(ctrp.AppendResponse(nil, row.in)))
		})
	}
}

// responseRows are bytes from a server, to the end of the connection.
var responseRows = []struct {
	name, in string
	want     string // status line, content
	err      string
}{
	{"stuffed", "20 OK\r\na\r\n..\r\n...b\r\n\r\n.\r\n", "20 OK|a\n.\n..b\n\n", ""},
	{"not stuffed", "20 OK\r\n.htaccess\r\n.\r\n", "20 OK|.htaccess\n", ""},
	{"bare LFs", "20 OK\na\n.\n", "20 OK|a\n", ""},
	{"no content", "20 OK\r\n.\r\n", "20 OK|", ""},
	{"an empty line", "20 OK\r\n\r\n.\r\n", "20 OK|\n", ""},
	{"more", "21 OK+MORE\r\na\r\n.\r\n", "21 OK+MORE|a\n", ""},
	{"the message is informative", "41 gone fishing\r\n.\r\n", "41 gone fishing|", ""},
	{"interim", "10 CONTINUE\r\n11 STILL HERE\r\n20 OK\r\n.\r\n", "20 OK|", ""},
	{"16 interim", strings.Repeat("10 CONTINUE\r\n", 16) + "20 OK\r\n.\r\n", "20 OK|", ""},
	{"17 interim", strings.Repeat("10 CONTINUE\r\n", 17) + "20 OK\r\n.\r\n", "", "interim"},
	{"a refusal without a period", "41 NOT FOUND\r\n", "41 NOT FOUND|", ""},
	{"a refusal cut short", "41 NOT FOUND\r\nwhat\r\n", "", "closing period"},
	{"a refusal cut short in its line", "41 NOT FOUND\r\nwha", "", "closing period"},
	{"a success without a period", "20 OK\r\n", "", "closing period"},
	{"cut short", "20 OK\r\na\r\n", "", "closing period"},
	{"cut short in the status", "20", "", "closing period"},
	{"nothing", "", "", "without an answer"},
	{"interim alone", "10 CONTINUE\r\n", "", "closing period"},
	{"HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", "", "not a status line"},
	{"one digit", "2 OK\r\n.\r\n", "", "not a status line"},
	{"three digits", "200 OK\r\n.\r\n", "", "not a status line"},
	{"no message", "20\r\n.\r\n", "", "not a status line"},
	{"an empty message", "20 \r\n.\r\n", "", "not a status line"},
	{"status 09", "09 X\r\n.\r\n", "", "no status 09"},
	{"status 70", "70 X\r\n.\r\n", "", "no status 70"},
	{"not UTF-8", "20 OK\r\n\xff\r\n.\r\n", "", "UTF-8"},
	{"a CR inside", "20 OK\r\na\rb\r\n.\r\n", "", "CR"},
	{"a long status line", "20 " + strings.Repeat("x", 1022) + "\r\n.\r\n", "", "longer"},
	{"a status line without an end", strings.Repeat("x", 2000), "", "longer"},
	{"100 bytes", "20 OK\r\n" + strings.Repeat("x", 98) + "\r\n\r\n.\r\n", "20 OK|" + strings.Repeat("x", 98) + "\n\n", ""},
	{"101 bytes", "20 OK\r\n" + strings.Repeat("x", 98) + "\r\ny\r\n.\r\n", "", "larger"},
	{"a line without an end", "20 OK\r\n" + strings.Repeat("x", 200), "", "larger"},
}

func decode(in string, piece int) (ctrp.Response, error) {
	d := ctrp.Decoder{MaxContent: 100}
	for in != "" {
		n := min(piece, len(in))
		d.Feed([]byte(in[:n]))
		in = in[n:]
		if r, ok, err := d.Next(); ok || err != nil {
			return r, err
		}
	}
	return d.End()
}

func TestDecoder(t *testing.T) {
	for _, row := range responseRows {
		t.Run(row.name, func(t *testing.T) {
			for _, piece := range []int{1, 7, 1 << 20} {
				r, err := decode(row.in, piece)
				if row.err != "" {
					require.ErrorContains(t, err, row.err)
					continue
				}
				require.NoError(t, err)
				assert.Equal(t, row.want, fmt.Sprintf("%02d %s|%s", int(r.Status), r.Message, r.Content))
			}
		})
	}
}

func TestDecoderGoesOn(t *testing.T) {
	var d ctrp.Decoder
	var lines []string
	d.Trace = func(line string) { lines = append(lines, line) }
	d.Feed([]byte("20 OK\r\na\r\n.\r\n41 NOT FOUND\r\n.\r\n"))
	for _, want := range []ctrp.Response{{Status: ctrp.OK, Message: "OK", Content: "a\n"}, {Status: ctrp.NotFound, Message: "NOT FOUND"}} {
		r, ok, err := d.Next()
		require.NoError(t, err)
		require.True(t, ok)
		assert.Equal(t, want, r)
	}
	_, ok, err := d.Next()
	require.NoError(t, err)
	assert.False(t, ok)
	assert.Equal(t, []string{"20 OK", "a", ".", "41 NOT FOUND", "."}, lines)
}

func TestStatus(t *testing.T) {
	assert.Equal(t, "41 NOT FOUND", ctrp.NotFound.String())
	assert.Equal(t, ctrp.Status(40), ctrp.Status(47).Base())
	assert.Equal(t, ctrp.OKMore, ctrp.OKMore.Base())
	assert.Equal(t, ctrp.ServiceError, ctrp.Status(65).Class())
	assert.Equal(t, "SERVICE ERROR", ctrp.Status(65).Text())
	for _, s := range []ctrp.Status{0, 9, 70, 99, -1} {
		assert.False(t, s.Valid(), s)
	}
}

func TestTarget(t *testing.T) {
	for _, row := range []struct {
		r    ctrp.Response
		want string
	}{
		{ctrp.Response{Status: 30, Content: "QUERY user:bob\nmore\n"}, "QUERY user:bob"},
		{ctrp.Response{Status: 31, Message: "MOVED PERMANENTLY user:bob"}, "user:bob"},
		{ctrp.Response{Status: 30, Message: "MOVED user:bob", Content: "user:eve\n"}, "user:eve"},
		{ctrp.Response{Status: 30, Message: "MOVED"}, ""},
		{ctrp.Response{Status: 30, Message: "GONE user:bob"}, ""},
		{ctrp.Response{Status: 20, Content: "user:bob\n"}, ""},
	} {
		target, ok := row.r.Target()
		assert.Equal(t, row.want, target)
		assert.Equal(t, row.want != "", ok)
	}
}

func TestPage(t *testing.T) {
	var got []string
	for n := 1; ; n++ {
		r := ctrp.Page("a\nb\nc\nd\ne", 2, n)
		got = append(got, fmt.Sprintf("%d %q", r.Status, r.Content))
		if !r.More() {
			break
		}
	}
	assert.Equal(t, []string{`21 "a\nb\n"`, `21 "c\nd\n"`, `20 "e"`}, got)
	assert.Equal(t, ctrp.NotFound, ctrp.Page("a\nb\n", 2, 2).Status)
	assert.Equal(t, ctrp.OK, ctrp.Page("a\nb\n", 2, 1).Status)
	assert.Equal(t, ctrp.OK, ctrp.Page("", 2, 1).Status)
	assert.Equal(t, ctrp.NotFound, ctrp.Page("", 2, 2).Status)
	assert.Equal(t, ctrp.BadRequest, ctrp.Page("a", 2, 0).Status)
	assert.Equal(t, ctrp.Text("a\nb"), ctrp.Page("a\nb", 0, 1))
	assert.Equal(t, ctrp.NotFound, ctrp.Page("a\nb", 1, math.MaxInt).Status)
}

func TestParseURI(t *testing.T) {
	finger := ctrp.Scheme{Name: "x", Port: 1, TLSPort: 2, Request: func(rest string) (ctrp.Request, error) {
		return ctrp.ParseRequest("Q " + rest)
	}}
	for _, row := range []struct{ uri, want string }{
		{"ctrp://localhost:70/GET%20a/b%20c", "localhost:70 false GET a/b c"},
		{"CTRPS://[::1]:70/LIST", "[::1]:70 true LIST"},
		{"x://h/a?b=c", "h:1 false Q a?b=c"},
		{"xs://h/a%20b#part", "h:2 true Q a%20b"},
		{"x://h:9?b", "h:9 false Q ?b"},
		{"ctrp://localhost/LIST", "names no port"},
		{"ctrp://localhost:70/", "names no request"},
		{"ctrp://localhost:70/%zz", "names no request"},
		{"ctrp://localhost:70/a%0D%0Ab", "names no request"},
		{"ctrp://localhost:0/a", "not a port"},
		{"ctrp://localhost:70000/a", "not a port"},
		{"ctrp://:70/a", "no host"},
		{"ctrp://u@h:70/a", "no user"},
		{"ctrp://a b:70/a", "not a host"},
		{"ctrp://a%C2%9B2J:70/a", "not a host"},
		{"ctrp://a\u202eb:70/a", "not a host"},
		{"ctrp://münchen.example:70/a", "münchen.example:70 false a"},
		{"http://h/", `the scheme "http" is not known`},
		{"localhost:70", "not a URI"},
	} {
		to, req, err := ctrp.ParseURI(row.uri, finger)
		if err != nil {
			assert.ErrorContains(t, err, row.want)
			continue
		}
		assert.Equal(t, row.want, fmt.Sprint(to, " ", to.TLS, " ", req))
	}
}

func genText() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.OneOf(rapid.SampledFrom([]rune{'.', '\n', '\r', 'a', 0, 0x1b, 0xfffd}), rapid.Rune()), 0, 60, -1)
}

func TestResponsesSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := ctrp.Response{
			Status:  ctrp.Status(rapid.IntRange(20, 69).Draw(t, "status")),
			Message: rapid.StringMatching(`[^\r\n]{1,20}`).Draw(t, "message"),
			Content: genText().Draw(t, "content"),
		}
		var d ctrp.Decoder
		d.Feed(ctrp.AppendResponse(nil, want))
		got, ok, err := d.Next()
		require.NoError(t, err)
		require.True(t, ok)
		want.Content = ctrp.Lines(want.Content)
		require.Equal(t, want, got)
		again, _ := decode(string(ctrp.AppendResponse(nil, got)), 3)
		if len(got.Content) <= 100 {
			require.Equal(t, got, again)
		}
	})
}

func TestRequestsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := ctrp.Request{
			Command:   rapid.StringMatching(`[!-~]{1,20}`).Draw(t, "command"),
			Arguments: rapid.StringMatching(`[^\r\n\x00]{0,40}`).Draw(t, "arguments"),
		}
		line, err := ctrp.AppendRequest(nil, want)
		require.NoError(t, err)
		var r ctrp.Requests
		r.Feed(line)
		got, ok, err := r.Next()
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, got)
		to, req, err := ctrp.ParseURI(want.URI(ctrp.Address{Host: "::1", Port: 7, TLS: true}))
		require.NoError(t, err)
		require.Equal(t, want, req)
		require.Equal(t, ctrp.Address{Host: "::1", Port: 7, TLS: true}, to)
	})
}

func TestPagesSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := genText().Draw(t, "content")
		lines := rapid.IntRange(1, 5).Draw(t, "lines")
		var all strings.Builder
		for n := 1; ; n++ {
			r := ctrp.Page(content, lines, n)
			require.True(t, r.OK())
			all.WriteString(r.Content)
			require.LessOrEqual(t, strings.Count(ctrp.Lines(r.Content), "\n"), lines)
			if !r.More() {
				break
			}
		}
		require.Equal(t, ctrp.Lines(content), ctrp.Lines(all.String()))
	})
}

func FuzzRequests(f *testing.F) {
	for _, row := range requestRows {
		f.Add(row.in, uint8(3))
	}
	f.Fuzz(func(t *testing.T, in string, piece uint8) {
		require.Equal(t, readRequests(t, in, len(in)+1), readRequests(t, in, int(piece)+1), "pieces make no difference")
	})
}

func FuzzDecoder(f *testing.F) {
	for _, row := range responseRows {
		f.Add(row.in, uint8(3))
	}
	f.Fuzz(func(t *testing.T, in string, piece uint8) {
		whole, wholeErr := decode(in, len(in)+1)
		parts, partsErr := decode(in, int(piece)+1)
		if wholeErr == nil && partsErr == nil {
			require.Equal(t, whole, parts)
		}
		require.Equal(t, wholeErr == nil, partsErr == nil, "pieces make no difference: %v, %v", wholeErr, partsErr)
		require.LessOrEqual(t, len(whole.Content), 100)
	})
}

func FuzzParseURI(f *testing.F) {
	f.Add("ctrp://localhost:70/GET%20a")
	f.Add("ctrps://[::1]:70/LIST#x")
	f.Fuzz(func(t *testing.T, uri string) {
		to, req, err := ctrp.ParseURI(uri)
		if err != nil {
			return
		}
		again, same, err := ctrp.ParseURI(req.URI(to))
		require.NoError(t, err, req.URI(to))
		require.Equal(t, to, again)
		require.Equal(t, req, same)
	})
}

func TestDecoderReset(t *testing.T) {
	var d ctrp.Decoder
	d.MaxContent = 3
	d.Feed([]byte("20 OK\r\nmuch too much\r\n"))
	_, _, err := d.Next()
	require.ErrorIs(t, err, ctrp.ErrTooLarge)
	d.Reset()
	_, err = d.End()
	require.ErrorIs(t, err, ctrp.ErrEmptyReply)
	d.Reset()
	d.Feed([]byte("20 OK\r\nmuch too much\r\n.\r\n"))
	first, ok, err := d.Next()
	require.NoError(t, err)
	require.True(t, ok)
	d.Feed([]byte("20 OK\r\nother\r\n.\r\n"))
	_, _, err = d.Next()
	require.NoError(t, err)
	assert.Equal(t, "much too much\n", first.Content, "it does not share memory with the next one")
	_, err = d.End()
	assert.ErrorIs(t, err, ctrp.ErrEmptyReply)
}

// TestManyLines: the time for a content grows with its size and no faster, whatever ends
// its lines.
func TestManyLines(t *testing.T) {
	const n = 2 << 20
	for _, end := range []string{"\r", "\n", "\r\n"} {
		content := strings.Repeat(end, n)
		assert.True(t, ctrp.Lines(content) == strings.Repeat("\n", n))
		assert.Len(t, ctrp.AppendResponse(nil, ctrp.Text(content)), 2*n+len("20 OK\r\n.\r\n"))
		assert.Len(t, ctrp.Page(content, 10, n/20).Content, 10)
	}
}

// TestLongMessage: what a server sends is what a client takes.
func TestLongMessage(t *testing.T) {
	var d ctrp.Decoder
	d.Feed(ctrp.AppendResponse(nil, ctrp.Response{Status: ctrp.Error, Message: strings.Repeat("ü", 1000)}))
	r, ok, err := d.Next()
	require.NoError(t, err)
	require.True(t, ok)
	assert.Equal(t, strings.Repeat("ü", 510), r.Message)
}
