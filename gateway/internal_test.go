package gateway

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
	"ccnet/value"
	"ccnet/world"
)

func TestStatus(t *testing.T) {
	for code, want := range map[int]ctrp.Status{
		200: ctrp.OK, 204: ctrp.OK, 299: ctrp.OK, 301: ctrp.MovedPermanently, 302: ctrp.Moved, 307: ctrp.Moved,
		400: ctrp.BadRequest, 401: ctrp.AuthenticationRequired, 403: ctrp.Forbidden, 404: ctrp.NotFound,
		405: ctrp.NotImplemented, 410: ctrp.NotFound, 418: ctrp.BadRequest, 429: ctrp.RateLimited,
		500: ctrp.Error, 501: ctrp.NotImplemented, 503: ctrp.ServiceUnavailable, 599: ctrp.Error,
		0: ctrp.Error, 101: ctrp.Error, -404: ctrp.Error, math.MaxInt: ctrp.Error,
	} {
		assert.Equal(t, want, status(code), code)
	}
}

func TestResponse(t *testing.T) {
	for _, test := range []struct {
		a    answer
		want ctrp.Response
	}{
		{answer{code: 200, text: "OK", content: "a\x1b[2Jb\r\nc"}, ctrp.Response{Status: ctrp.OK, Message: "OK (200 OK)", Content: "a\\x1b[2Jb\nc"}},
		{answer{code: 404, text: "Not\nFound\x07"}, ctrp.Response{Status: ctrp.NotFound, Message: "NOT FOUND (404 Not Found\\a)"}},
		{answer{code: 302, text: "Moved", target: "rttp://a/b", content: "x"}, ctrp.Response{Status: ctrp.Moved, Message: "MOVED (302 Moved)", Content: "GET rttp://a/b\nx"}},
		{answer{code: 302, text: "Moved"}, ctrp.Response{Status: ctrp.Error, Content: "the server answers 302 and does not say where to go"}},
		{answer{failure: failureTimeout, text: "no\u202eanswer"}, ctrp.Response{Status: ctrp.ServiceUnavailable, Content: "no\\u202eanswer"}},
	} {
		assert.Equal(t, test.want, test.a.response("GET"))
	}
}

func TestContentOf(t *testing.T) {
	deep := value.Int(1)
	for range 1500 {
		deep = value.List(deep, value.Int(2), value.Int(3))
	}
	content, ok := contentOf(deep)
	assert.True(t, ok)
	assert.Less(t, len(content), 1<<20, "no indentation")
	_, ok = contentOf(value.String(strings.Repeat("x", maxContent+1)))
	assert.False(t, ok)
	content, _ = contentOf(value.List(value.Int(1)))
	assert.Equal(t, "{\n  1,\n}", content)
	content, _ = contentOf(value.Number(2.5))
	assert.Equal(t, "2.5", content)
}

func TestSplitURL(t *testing.T) {
	for text, want := range map[string][3]string{
		"cttp://shop/list/1":  {"cttp", "shop", "/list/1"},
		"RTTP://site":         {"rttp", "site", "/"},
		"rttp://192.168.0.1/": {"rttp", "192.168.0.1", "/"},
		"cttp://the%20shop/x": {"cttp", "the shop", "/x"},
		"cttp://a/b%20c?d=e#": {"cttp", "a", "/b%20c?d=e#"},
		"http://shop/":        {},
		"cttp:///x":           {},
		"cttp://%zz/":         {},
		"cttp://a/\x00":       {},
		"shop/x":              {},
	} {
		scheme, host, path, ok := splitURL(text)
		assert.Equal(t, want, [3]string{scheme, host, path}, text)
		assert.Equal(t, want[0] != "", ok, text)
	}
}

func TestCandidates(t *testing.T) {
	for name, want := range map[string]string{
		"alice": "alice", "al-i_ce": "alice", "\xe4": "user2", "x": "userx2", "": "user2",
		strings.Repeat("a", 99): strings.Repeat("a", 58),
	} {
		assert.Equal(t, want, candidates(name)[0], name)
	}
	assert.Equal(t, []string{"bob", "bob2", "bob3"}, candidates("bob")[:3])
}

// TestNamesakes: of two in the world with one name, neither is taken for one outside.
func TestNamesakes(t *testing.T) {
	g := living(t)
	first, second := new(member), new(member)
	require.True(t, g.chat.join(first, "steve"))
	require.True(t, g.chat.join(second, "steve"))
	assert.Equal(t, "steve2", second.name)
	for g.chat.step() {
	}
	require.NoError(t, first.Broadcast("hello"))
	before := g.world.Waiting()
	for g.chat.step() {
	}
	g.chat.stale = true
	g.chat.catchUp()
	assert.Equal(t, before, g.world.Waiting(), "the world has heard it already")
	assert.Empty(t, g.chat.outside)
}

// TestLostEventsAreToldAgain: a program that floods the queue of the gateway's computer has
// it lose events, and it learns later who is outside.
func TestLostEventsAreToldAgain(t *testing.T) {
	g := living(t)
	stays, err := g.chat.hub.Join("stays", nil)
	require.NoError(t, err)
	leaves, err := g.chat.hub.Join("leaves", nil)
	require.NoError(t, err)
	settle := func() {
		for g.chat.step() {
		}
		require.NoError(t, g.world.Advance(t.Context(), g.world.Now()+1))
	}
	flood := func() {
		big := func(size int) {
			g.do(world.QueueEvent{Name: "flood", Args: []value.Value{value.String(strings.Repeat("x", size))}})
		}
		for range world.QueueBytes / (world.MaxInput / 2) {
			big(world.MaxInput / 2)
		}
		for size := world.MaxInput / 4; size > 0; size /= 2 {
			big(size)
		}
	}
	settle()
	require.Equal(t, []string{"stays", "leaves"}, g.resident.room.outside)
	flood()
	leaves.Leave()
	_, err = g.chat.hub.Join("comes", nil)
	require.NoError(t, err)
	require.NoError(t, stays.Broadcast("hello"))
	settle()
	require.Equal(t, []string{"stays", "leaves"}, g.resident.room.outside)
	for g.chat.step() {
	}
	assert.True(t, g.chat.missed)
	flood() // now it loses that it is told again
	g.chat.catchUp()
	settle()
	require.Empty(t, g.resident.room.outside)
	for g.chat.step() {
	}
	g.chat.catchUp()
	settle()
	assert.Equal(t, []string{"comes", "stays"}, g.resident.room.outside)
	assert.False(t, g.chat.stale || g.chat.missed || g.chat.step())
}

// TestGhosts: users of whom it is lost that they have left do not fill the hub.
func TestGhosts(t *testing.T) {
	g := living(t)
	join := func(computer, user int) {
		g.chat.handle(report{Kind: reportJoined, Computer: computer, User: user, Name: "steve"})
	}
	for user := range 1000 {
		join(1, 1+user%mostHere)
	}
	assert.Equal(t, mostHere, len(g.chat.hub.Users()))
	for user := range 1000 {
		join(2, 1000+user)
	}
	assert.Equal(t, 2*mostHere, len(g.chat.hub.Users()))
	join(3, 5000)
	assert.Equal(t, 2*mostHere+1, len(g.chat.users))
}

// TestManyRequestsAreFewAnswers: many short requests of CP in one message of a program
// do not fill the queue of the gateway's computer.
func TestManyRequestsAreFewAnswers(t *testing.T) {
	g := living(t)
	g.chat.inCP(report{Kind: reportCPOpen, Computer: 1, Conn: 1})
	before := g.world.Waiting()
	g.chat.inCP(report{Kind: reportCPData, Computer: 1, Conn: 1, Text: strings.Repeat("\r\nx\r\nPoll\r\n", maxCPData/11)})
	assert.NotNil(t, g.chat.conns[connKey{1, 1}])
	assert.LessOrEqual(t, g.world.Waiting()-before, 10)
}

func TestGlyphLine(t *testing.T) {
	assert.Equal(t, "a b \xfc ?", glyphLine("a\nb\x1b \u00fc\r\n\u4e16"))
}

func FuzzWords(f *testing.F) {
	f.Add("cttp://a/b", "kind=row,transmit computer=1")
	f.Fuzz(func(t *testing.T, url, words string) {
		if scheme, host, path, ok := splitURL(url); ok {
			assert.NotEmpty(t, host)
			assert.Contains(t, []string{"cttp", "rttp"}, scheme)
			assert.True(t, strings.HasPrefix(path, "/"))
		}
		if _, last, page, err := parseFilter(words); err == nil {
			assert.True(t, last >= 1 && last <= keptEntries && page >= 1)
		}
		assert.False(t, strings.ContainsFunc(safe(url), unsafe))
		for _, b := range []byte(glyphLine(url)) {
			assert.GreaterOrEqual(t, b, byte(' '))
		}
	})
}
