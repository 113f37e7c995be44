package finger_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"ccnet/protocol/ctrp"
	"ccnet/protocol/ctrp/finger"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const alice = `---
name: Alice
# a comment
age: 40
ratio: 1.5
big: 18446744073709551616
inf: .inf
born: 2001-02-03
links: ["https://example.org/?a=1&b=<2>", {more: null}]
ok: true
"quoted": "yes"
---
# Alice

Hello.

## Contact

alice@example.org

### By post

Somewhere.

` + "```sh\n# no heading\n```" + `

## Work ##

At home.
`

var directory = fstest.MapFS{
	"user/alice.md":                {Data: []byte(alice)},
	"user/alice/projects/ccnet.md": {Data: []byte("A lab bench.\n")},
	"user/bob.md":                  {Data: []byte("---\nprivate: true\n---\nsecret\n")},
	"user/bob/diary.md":            {Data: []byte("more secret\n")},
	"user/broken.md":               {Data: []byte("---\n[\n---\n")},
	"user/.hidden.md":              {Data: []byte("x")},
	"user/bad name.md":             {Data: []byte("x")},
	"user/latin1.md":               {Data: []byte("\xe9")},
	"org/Ünion.md":                 {Data: []byte("We.\n")},
	"agent/long.md":                {Data: []byte(strings.Repeat("line\n", 2500))},
	"mcp/dir.md":                   {Mode: fs.ModeDir},
	"secret.md":                    {Data: []byte("x")},
}

// ask asks without a network.
func ask(t *testing.T, line string) string {
	t.Helper()
	req, err := ctrp.ParseRequest(line)
	require.NoError(t, err)
	h := finger.Handler{Directory: finger.Files(directory), Hosts: []string{"home.example"}}
	r := h.ServeCTRP(t.Context(), req)
	return fmt.Sprintf("%d %s", r.Status, r.Content)
}

func TestHandler(t *testing.T) {
	for _, row := range []struct{ request, want string }{
		{"QUERY user:alice", ""},
		{"QUERY user:alice/projects/ccnet", "20 A lab bench.\n"},
		{"user:alice/projects/ccnet", "20 A lab bench.\n"},
		{"USER:alice/projects/ccnet?format=MD", "20 A lab bench.\n"},
		{"query org:%C3%9Cnion", "20 We.\n"},
		{"org:Ünion", "20 We.\n"},
		{"QUERY org:Ünion@home.example", "20 We.\n"},
		{"QUERY org:Ünion@HOME.example?other=x&format=yaml", "20 content: |\n  We.\n"},
		{"QUERY org:Ünion?format=json", "20 {\n  \"meta\": {},\n  \"content\": \"We.\\n\"\n}\n"},
		{"QUERY user:alice@elsewhere.example", "42 this server does not ask others; ask elsewhere.example itself"},
		{"QUERY user:bob", "42 "},
		{"QUERY user:bob/diary", "42 "},
		{"QUERY user:alice/none", "41 "},
		{"QUERY user:carol", "41 "},
		{"QUERY user:carol/none", "41 "},
		{"QUERY mcp:dir", "41 "},
		{"QUERY user:.hidden", "41 "},
		{"QUERY user:broken", "50 "},
		{"QUERY user:latin1", "50 "},
		{"QUERY user:..", `40 ".." is not a name`},
		{"QUERY user:a,b", `40 "a,b" is not a name`},
		{"QUERY user:../secret", `40 ".." is not a name`},
		{"QUERY user:alice/../../secret", `40 ".." is not a part of a path`},
		{"QUERY user:alice/%2e%2e/x", `40 ".." is not a part of a path`},
		{"QUERY user:alice/a%2Fb", `40 "a/b" is not a part of a path`},
		{"QUERY user:alice/", `40 "" is not a part of a path`},
		{"QUERY alice", "40 it must begin with user:, org:, agent: or mcp:"},
		{"QUERY dog:rex", "40 it must begin with user:, org:, agent: or mcp:"},
		{"QUERY", "40 it must begin with user:, org:, agent: or mcp:"},
		{"QUERY user:", `40 "" is not a name`},
		{"QUERY user:alice?format=xml", "40 the format is md, json or yaml"},
		{"QUERY user:alice?page=0", "40 pages are counted from 1"},
		{"QUERY user:alice?page=99999999999999999999", "40 pages are counted from 1"},
		{"QUERY user:alice?section=%zz", `40 "%zz" is not percent-encoded text`},
		{"QUERY user:alice?section=none", "41 there is no such section"},
		{"QUERY user:alice?section=no+heading", "41 there is no such section"},
		{"QUERY user:alice b", "40 blanks and control characters must be percent-encoded"},
		{"QUERY agent:long?page=4", "41 "},
		{"LIST", "20 user:alice\norg:Ünion\nagent:long\n"},
		{"LIST user:", "20 user:alice\n"},
		{"list MCP:", "20 "},
		{"LIST user", "40 the prefixes are user:, org:, agent: and mcp:"},
		{"LIST dog:", "40 the prefixes are user:, org:, agent: and mcp:"},
		{"LIST user:?page=x", "40 pages are counted from 1"},
		{"VERSION", "20 AgentFinger/0.3\n"},
		{"PING", "51 "},
		{"dog:rex", "51 "},
	} {
		t.Run(row.request, func(t *testing.T) {
			got := ask(t, row.request)
			if row.request == "QUERY user:alice" {
				assert.Contains(t, got, "20 ---\nname: Alice\n")
				assert.Contains(t, got, "\n---\n# Alice\n\nHello.\n")
				return
			}
			assert.Equal(t, row.want, got)
		})
	}
	assert.Contains(t, ask(t, "HELP"), "QUERY user:NAME")
}

// TestBadQueries has the words as well.
func TestBadQueries(t *testing.T) {
	for _, row := range []struct{ query, want string }{
		{"user:", `"" is not a name`},
		{"user:..", `".." is not a name`},
		{"user:a,b", `"a,b" is not a name`},
		{"user:a@", `"" is not a host`},
		{"user:a@b@c", `"b@c" is not a host`},
		{"user:a//b", `"" is not a part of a path`},
		{"user:a/..", `".." is not a part of a path`},
		{"user:a%0Ab", `"user:a%0Ab" is not percent-encoded text`},
		{"user:a\xff", "it is not UTF-8"},
		{"user:a%FF", "not percent-encoded text"},
		{"user:a\tb", "blanks and control characters"},
		{"a", "it must begin with user:"},
	} {
		_, err := finger.ParseQuery(row.query)
		assert.ErrorContains(t, err, row.want, row.query)
	}
}

func TestSections(t *testing.T) {
	doc, err := finger.ParseDocument(alice)
	require.NoError(t, err)
	for _, row := range []struct{ title, want string }{
		{"contact", "## Contact\n\nalice@example.org\n\n### By post\n\nSomewhere.\n\n```sh\n# no heading\n```\n\n"},
		{" BY POST ", "### By post\n\nSomewhere.\n\n```sh\n# no heading\n```\n\n"},
		{"work", "## Work ##\n\nAt home.\n"},
		{"Alice", doc.Body},
	} {
		part, ok := doc.Cut(row.title)
		assert.True(t, ok, row.title)
		assert.Equal(t, row.want, part.Body)
		assert.Equal(t, "Alice", part.Field("name"), "with all facts")
	}
	for _, none := range []string{"no heading", "", "Contac", "#"} {
		_, ok := doc.Cut(none)
		assert.False(t, ok, none)
	}
	for _, row := range []struct{ text, title, want string }{
		{"#no\n# yes", "yes", "# yes"},
		{"####### seven", "seven", ""},
		{"    # code", "code", ""},
		{"   # three", "three", "   # three"},
		{"~~~\n# a\n```\n# b\n~~~~\n# c\n", "c", "# c\n"},
		{"~~~\n# a\n", "a", ""},
		{"``` x`\n# a\n", "a", "# a\n"},
		{"# C#\n", "c#", "# C#\n"},
		{"#\n# a\n", "a", "# a\n"},
	} {
		part, _ := finger.Document{Body: row.text}.Cut(row.title)
		assert.Equal(t, row.want, part.Body, "%q", row.text)
	}
}

func TestFormats(t *testing.T) {
	doc, err := finger.ParseDocument(alice)
	require.NoError(t, err)
	text, err := doc.Render(finger.JSON)
	require.NoError(t, err)
	var decoded struct {
		Meta    map[string]any
		Content string
	}
	require.NoError(t, json.Unmarshal([]byte(text), &decoded))
	assert.Equal(t, doc.Body, decoded.Content)
	assert.Equal(t, map[string]any{
		"name": "Alice", "age": 40.0, "ratio": 1.5, "big": 18446744073709551616.0, "inf": ".inf", "born": "2001-02-03",
		"links": []any{"https://example.org/?a=1&b=<2>", map[string]any{"more": nil}}, "ok": true, "quoted": "yes",
	}, decoded.Meta)
	assert.Contains(t, text, `"https://example.org/?a=1&b=<2>"`, "readable")
	assert.Less(t, strings.Index(text, `"name"`), strings.Index(text, `"age"`), "in order")

	text, err = doc.Render(finger.YAML)
	require.NoError(t, err)
	assert.Contains(t, text, "content: |\n  # Alice\n")
	var plain map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &plain))
	assert.Equal(t, doc.Body, plain["content"])
	assert.Equal(t, 40, plain["age"])

	_, err = doc.Render("xml")
	assert.Error(t, err)
}

func TestDocuments(t *testing.T) {
	for _, row := range []struct{ name, in, body, err string }{
		{"no front matter", "text\n---\n", "text\n---\n", ""},
		{"empty", "", "", ""},
		{"empty front matter", "---\n---\ntext", "text", ""},
		{"only comments", "---\n# x\n---\ntext", "text", ""},
		{"null", "---\n~\n---\ntext", "text", ""},
		{"CR LF and a mark", "\ufeff---\r\na: 1\r\n---\r\ntext\r\n", "text\n", ""},
		{"blanks behind the fence", "---  \na: 1\n--- \ntext", "text", ""},
		{"no end", "---\na: 1\n", "", "has no end"},
		{"no end at all", "---", "", "has no end"},
		{"a list", "---\n- a\n---\n", "", "not a mapping"},
		{"a text", "---\na\n---\n", "", "not a mapping"},
		{"an alias", "---\na: &x [1]\nb: *x\n---\n", "", "aliases"},
		{"a bomb", "---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\n", "", "aliases"},
		{"twice the same key", "---\na: 1\na: 2\n---\n", "", "a"},
		{"a list as key", "---\n[a]: 1\n---\n", "", "key"},
		{"no YAML", "---\n[\n---\n", "", "read front matter"},
		{"deep", "---\na: " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + "\n---\n", "", "nested"},
		{"long", "---\na: " + strings.Repeat("x", 70_000) + "\n---\n", "", "longer"},
	} {
		t.Run(row.name, func(t *testing.T) {
			doc, err := finger.ParseDocument(row.in)
			if row.err != "" {
				require.ErrorContains(t, err, row.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, row.body, doc.Body)
			for _, format := range []finger.Format{finger.Markdown, finger.JSON, finger.YAML} {
				_, err := doc.Render(format)
				assert.NoError(t, err)
			}
		})
	}
	doc, err := finger.NewDocument(map[string]any{"name": "x", "private": true}, "body\n")
	require.NoError(t, err)
	assert.True(t, doc.Private())
	var facts struct{ Name string }
	require.NoError(t, doc.Decode(&facts))
	assert.Equal(t, "x", facts.Name)
	text, err := doc.Render("")
	require.NoError(t, err)
	assert.Equal(t, "---\nname: x\nprivate: true\n---\nbody\n", text)
	_, err = finger.NewDocument([]int{1}, "")
	assert.Error(t, err)
}

// TestOverTheNetwork: redirections, pages and URIs through a server and a client.
func TestOverTheNetwork(t *testing.T) {
	server := &ctrp.Server{Handler: finger.Handler{Directory: finger.Files(directory)}}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	defer func() { server.Close(); <-done }()
	client := ctrp.Client{Schemes: []ctrp.Scheme{finger.Scheme}}

	r, err := client.Get(t.Context(), "agentfinger://"+ln.Addr().String()+"/user:alice?section=work&format=json")
	require.NoError(t, err)
	assert.Contains(t, r.Content, `"content": "## Work ##\n\nAt home.\n"`)
	r, err = client.Get(t.Context(), "agentfinger://"+ln.Addr().String())
	require.NoError(t, err)
	assert.Contains(t, r.Content, "user:alice\n")
	_, err = client.Get(t.Context(), "agentfinger://"+ln.Addr().String()+"/alice")
	assert.ErrorContains(t, err, "must begin with user:")

	to := ctrp.Address{Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port}
	q, err := finger.ParseQuery("agent:long")
	require.NoError(t, err)
	r, err = client.DoAll(t.Context(), to, func(n int) ctrp.Request { q.Page = n; return q.Request() })
	require.NoError(t, err)
	assert.Equal(t, strings.Repeat("line\n", 2500), r.Content)
	r, err = client.DoAll(t.Context(), to, func(n int) ctrp.Request { return finger.ListPage(finger.User, n) })
	require.NoError(t, err)
	assert.Equal(t, "user:alice\n", r.Content)
	r, err = client.DoAll(t.Context(), to, func(n int) ctrp.Request { return finger.ListPage("", n) })
	require.NoError(t, err)
	assert.Equal(t, "user:alice\norg:Ünion\nagent:long\n", r.Content)

	for uri, want := range map[string]string{
		"agentfinger://h/user:a":       "h:7922 false QUERY user:a",
		"agentfingers://h/user:a%20?x": `"a " is not a name`,
		"agentfingers://h/":            "h:7923 true LIST",
	} {
		to, req, err := ctrp.ParseURI(uri, finger.Scheme)
		if err != nil {
			assert.ErrorContains(t, err, want)
			continue
		}
		assert.Equal(t, want, fmt.Sprint(to, " ", to.TLS, " ", req))
	}
}

func TestQueriesSurvive(t *testing.T) {
	name := rapid.StringMatching(`[A-Za-z0-9_ü.-]{0,10}[a-z]`)
	text := rapid.StringMatching(`[^\x00-\x1f\x7f]{1,20}`)
	rapid.Check(t, func(t *rapid.T) {
		want := finger.Query{
			Entity:  finger.Entity{Kind: rapid.SampledFrom(finger.Kinds()).Draw(t, "kind"), Name: name.Draw(t, "name")},
			Path:    rapid.SliceOfN(rapid.StringMatching(`[^\x00-\x1f\x7f/.]{1,10}`), 0, 3).Draw(t, "path"),
			Format:  rapid.SampledFrom([]finger.Format{"", finger.JSON, finger.YAML, finger.Markdown}).Draw(t, "format"),
			Section: rapid.OneOf(rapid.Just(""), text).Draw(t, "section"),
			Page:    rapid.IntRange(0, 1000).Draw(t, "page"),
		}
		if len(want.Path) == 0 {
			want.Path = nil
		}
		got, err := finger.ParseQuery(want.String())
		require.NoError(t, err, want.String())
		require.Equal(t, want, got)
	})
}

func FuzzParseQuery(f *testing.F) {
	f.Add("user:alice/a%20b@host?format=json&section=Contact+me&page=2")
	f.Add("org:Ünion@home.example")
	f.Add("mcp:..")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := finger.ParseQuery(text)
		if err != nil {
			return
		}
		again, err := finger.ParseQuery(q.String())
		require.NoError(t, err, q.String())
		require.Equal(t, q, again)
	})
}

func FuzzParseDocument(f *testing.F) {
	f.Add(alice, "contact")
	f.Add("---\na: &x [1]\nb: *x\n---\n", "a")
	f.Add("~~~\n# a\n```\n# b\n~~~~\n# c\n", "c")
	f.Fuzz(func(t *testing.T, text, title string) {
		if len(text) > 4096 {
			return
		}
		doc, err := finger.ParseDocument(text)
		if err != nil {
			return
		}
		doc, _ = doc.Cut(title)
		rendered, err := doc.Render(finger.JSON)
		require.NoError(t, err)
		require.True(t, json.Valid([]byte(rendered)))
		for _, format := range []finger.Format{finger.YAML, finger.Markdown} {
			_, err := doc.Render(format)
			require.NoError(t, err)
		}
	})
}
