package cp_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"ccnet/protocol/cp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// seeded is a source of tokens that are the same in every run.
func seeded() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

// client talks to a hub without a network. TOKEN in what it says and hears stands for
// its token.
type client struct {
	t        *testing.T
	conn     *cp.Conn
	token    string
	notified int
}

func open(t *testing.T, h *cp.Hub) *client {
	c := &client{t: t}
	c.conn = h.Open(func() { c.notified++ })
	t.Cleanup(c.conn.Close)
	return c
}

// raw says bytes and returns the answer.
func (c *client) raw(in string) string {
	c.conn.Feed([]byte(in))
	for c.conn.Next() {
	}
	var out strings.Builder
	for {
		piece := c.conn.Output(1000)
		if len(piece) == 0 {
			return out.String()
		}
		out.Write(piece)
	}
}

// ask sends one request and returns code and data of its response.
func (c *client) ask(data string) string {
	c.t.Helper()
	lines := strings.Split(c.raw("\r\n"+c.token+"\r\n"+data+"\r\n"), "\r\n")
	require.Len(c.t, lines, 4)
	if c.token == "" {
		c.token = lines[1]
	} else if lines[1] != "" {
		assert.Equal(c.t, c.token, lines[1], "the token is repeated")
	}
	return strings.TrimSpace(lines[0][:3] + " " + lines[2])
}

// join is a client that has a name.
func join(t *testing.T, h *cp.Hub, name string) *client {
	t.Helper()
	c := open(t, h)
	require.Equal(t, "200", c.ask("Set-name "+name))
	return c
}

// TestExchanges has the bytes of whole exchanges.
func TestExchanges(t *testing.T) {
	for _, row := range []struct{ name, in, want string }{
		{"the first name", "\r\n\r\nSet-name Other\r\n", "200 OK\r\nFRESH\r\n\r\n"},
		{"the same name", "\r\nTOKEN\r\nSet-name Sanya\r\n", "304 Not Modified\r\nTOKEN\r\n\r\n"},
		{"no token", "\r\n\r\nBroadcast-message hi\r\n", "401 Unauthorized\r\n\r\n\r\n"},
		{"a wrong token", "\r\nabc\r\nBroadcast-message hi\r\n", "401 Unauthorized\r\n\r\n\r\n"},
		{"a wrong token for a name", "\r\nabc\r\nSet-name Other\r\n", "401 Unauthorized\r\n\r\n\r\n"},
		{"no such user", "\r\nTOKEN\r\nPrivate-message Nobody hi\r\n", "404 Not Found\r\nTOKEN\r\n\r\n"},
		{"a message", "\r\nTOKEN\r\nPoll\r\n", "200 OK\r\nTOKEN\r\nPrivate-message Petya line1\\nline2\r\n"},
		{"no message", "\r\nTOKEN\r\nPoll\r\n\r\nTOKEN\r\nPoll\r\n", "200 OK\r\nTOKEN\r\nPrivate-message Petya line1\\nline2\r\n304 Not Modified\r\nTOKEN\r\n\r\n"},
		{"an unknown verb", "\r\nTOKEN\r\nDance\r\n", "501 Not Implemented\r\nTOKEN\r\n\r\n"},
		{"tea", "\r\nTOKEN\r\nBrew\r\n", "418 I'm a tea pocket\r\nTOKEN\r\n\r\n"},
		{"tea without a token", "\r\n\r\nBrew\r\n", "401 Unauthorized\r\n\r\n\r\n"},
		{"bare LFs", "\nTOKEN\nDance\n", "501 Not Implemented\r\nTOKEN\r\n\r\n"},
		{"no status line", "TOKEN\r\nDance\r\n", "501 Not Implemented\r\nTOKEN\r\n\r\n"},
		{"verbs in any case", "\r\nTOKEN\r\nbREW now\r\n", "418 I'm a tea pocket\r\nTOKEN\r\n\r\n"},
		{"pipelined", "\r\nTOKEN\r\nDance\r\nTOKEN\r\nBrew\r\n\r\n\r\nPoll\r\n", "501 Not Implemented\r\nTOKEN\r\n\r\n418 I'm a tea pocket\r\nTOKEN\r\n\r\n401 Unauthorized\r\n\r\n\r\n"},
		{"the later form", "\r\nAuth: TOKEN\r\n\r\nPoll\r\n\r\nAuth: TOKEN\r\n\r\nPoll\r\n", "200 OK\r\nAuth: TOKEN\r\n\r\nPrivate-message Petya line1\\nline2\r\n304 Not Modified\r\nAuth: TOKEN\r\n\r\n\r\n"},
		{"the later form and this one", "\r\nAuth: TOKEN\r\n\r\nBrew\r\n\r\nTOKEN\r\nBrew\r\n", "418 I'm a tea pocket\r\nAuth: TOKEN\r\n\r\n\r\n418 I'm a tea pocket\r\nTOKEN\r\n\r\n"},
		{"the later form, no status line", "Auth: TOKEN\n\nBrew\n", "418 I'm a tea pocket\r\nAuth: TOKEN\r\n\r\n\r\n"},
		{"the later form, a first name", "\r\nAuth:\r\n\r\nSet-name Petya\r\n", "400 Bad Request\r\nAuth: \r\n\r\nUsername is not unique.\r\n"},
		{"the later form, a wrong token", "\r\nAuth: x\r\n\r\nPoll\r\n", "401 Unauthorized\r\nAuth: \r\n\r\n\r\n"},
		{"the later form without the empty line", "\r\nAuth: TOKEN\r\nBrew\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"the later form, a token with a blank", "\r\nAuth: a b\r\n\r\nBrew\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"the later form, a token of 2048 bytes", "\r\nAuth: " + strings.Repeat("a", 2048) + "\r\n\r\nBrew\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"half a request", "\r\nTOKEN\r\nDan", ""},
		{"an empty verb", "\r\nTOKEN\r\n\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n"},
		{"a blank in front", "\r\nTOKEN\r\n Poll\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n"},
		{"an unknown escape", "\r\nTOKEN\r\nBroadcast-message \\x\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n"},
		{"an escape cut off", "\r\nTOKEN\r\nBroadcast-message \\\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n"},
		{"not UTF-8", "\r\nTOKEN\r\nBroadcast-message \xff\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n"},
		{"a control character", "\r\nTOKEN\r\nBroadcast-message \x1b[2J\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n"},
		{"and it goes on", "\r\nTOKEN\r\nPoll \x00\r\n\r\nTOKEN\r\nBrew\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n418 I'm a tea pocket\r\nTOKEN\r\n\r\n"},
		{"malformed data without a token", "\r\n\r\n\x00\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"a poll with arguments", "\r\nTOKEN\r\nPoll all\r\n", "400 Bad Request\r\nTOKEN\r\n\r\n"},
		{"a broken frame", "\r\na b\r\nBrew\r\n\r\nTOKEN\r\nBrew\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"a CR inside", "\r\nTOK\rEN\r\nBrew\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"a token of 2047 bytes", "\r\n" + strings.Repeat("a", 2047) + "\r\nBrew\r\n", "401 Unauthorized\r\n\r\n\r\n"},
		{"a token of 2048 bytes", "\r\n" + strings.Repeat("a", 2048) + "\r\nBrew\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"a token without an end", "\r\n" + strings.Repeat("a", 3000), "400 Bad Request\r\n\r\n\r\n"},
		{"data of 8192 bytes", "\r\nTOKEN\r\n" + strings.Repeat("a", 8192) + "\r\n", "501 Not Implemented\r\nTOKEN\r\n\r\n"},
		{"data of 8193 bytes", "\r\nTOKEN\r\n" + strings.Repeat("a", 8193) + "\r\n", "400 Bad Request\r\n\r\n\r\n"},
		{"data without an end", "\r\nTOKEN\r\n" + strings.Repeat("a", 9000), "400 Bad Request\r\n\r\n\r\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, piece := range []int{1, 5, 1 << 20} {
				h := cp.NewHub(cp.Config{Rand: seeded()})
				sanya, petya := join(t, h, "Sanya"), join(t, h, "Petya")
				require.Equal(t, "200", petya.ask(`Private-message Sanya line1\nline2`))
				in := strings.ReplaceAll(row.in, "TOKEN", sanya.token)
				var got strings.Builder
				for in != "" {
					n := min(piece, len(in))
					got.WriteString(sanya.raw(in[:n]))
					in = in[n:]
				}
				text := strings.ReplaceAll(got.String(), sanya.token, "TOKEN")
				if strings.Contains(row.want, "FRESH") {
					lines := strings.Split(text, "\r\n")
					require.Len(t, lines[1], 44)
					text = strings.ReplaceAll(text, lines[1], "FRESH")
				}
				assert.Equal(t, row.want, text, "in pieces of %d", piece)
				broken := row.want == "400 Bad Request\r\n\r\n\r\n" && !strings.Contains(row.in, "\x00")
				assert.Equal(t, broken, sanya.conn.Done(), "done")
			}
		})
	}
}

func TestNames(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded()})
	join(t, h, "Petya")
	for _, row := range []struct{ data, want string }{
		{"Set-name", "400 Username is invalid."},
		{"Set-name ", "400 Username is invalid."},
		{"Set-name a", "400 Username is invalid."},
		{"Set-name a b", "400 Username is invalid."},
		{"Set-name ab ", "400 Username is invalid."},
		{"Set-name Саня", "400 Username is invalid."},
		{"Set-name a-b", "400 Username is invalid."},
		{"Set-name " + strings.Repeat("a", 64), "400 Username is invalid."},
		{"Set-name Petya", "400 Username is not unique."},
		{"Set-name petya", "200"},
		{"Set-name petya", "304"},
		{"Set-name " + strings.Repeat("a", 63), "200"},
		{"Set-name Petya", "400 Username is not unique."},
		{"Set-name a!", "400 Username is invalid."},
	} {
		newcomer := open(t, h)
		if row.want != "304" && row.want != "200" {
			assert.Equal(t, row.want, newcomer.ask(row.data), row.data)
			assert.Empty(t, newcomer.token, "a name that is refused makes no session")
		}
	}
	c := join(t, h, "first")
	for _, name := range []string{"second", "third"} {
		assert.Equal(t, "200", c.ask("Set-name "+name))
	}
	assert.Equal(t, "304", c.ask("Set-name third"))
	assert.Equal(t, "400 Username is not unique.", c.ask("Set-name Petya"))
	assert.Equal(t, "400 Username is invalid.", c.ask("Set-name -"))
	assert.Equal(t, []string{"Petya", "third"}, h.Users(), "old names are free again")
}

func TestMessages(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded()})
	anna, boris, vera := join(t, h, "anna"), join(t, h, "boris"), join(t, h, "vera")
	for _, row := range []struct{ data, want string }{
		{"Private-message boris hi  there ", "200"},
		{"Private-message boris", "400 Message is invalid."},
		{"Private-message boris ", "400 Message is invalid."},
		{"Private-message", "400 Recipient username is invalid."},
		{"Private-message - hi", "400 Recipient username is invalid."},
		{"Private-message anna hi", "403"},
		{"Private-message nobody hi", "404"},
		{"Broadcast-message", "400 Message is invalid."},
		{`Broadcast-message a\\b\r\n` + "\tü", "200"},
		{"Broadcast-message " + strings.Repeat("ü", 2047), "200"},
		{"Broadcast-message " + strings.Repeat("ü", 2048), "400 Message is invalid."},
		{"Broadcast-message " + strings.Repeat("\U0001f600", 2040), "400 Message is invalid."},
		{"Broadcast-message a\x7fb", "400"},
		{"Push", "400"},
		{"Push maybe", "400"},
		{"Push off", "304"},
	} {
		assert.Equal(t, row.want, anna.ask(row.data), "%.40q", row.data)
	}
	assert.Equal(t, "200 Private-message anna hi  there ", boris.raw1("Poll"))
	for _, c := range []*client{boris, vera} {
		assert.Equal(t, `200 Broadcast-message anna a\\b\r\n`+"\tü", c.ask("Poll"))
		assert.Equal(t, "200 Broadcast-message anna "+strings.Repeat("ü", 2047), c.ask("Poll"))
		assert.Equal(t, "304", c.ask("Poll"))
	}
	assert.Equal(t, "304", anna.ask("Poll"), "nobody hears himself")
}

// raw1 is ask without trimming.
func (c *client) raw1(data string) string {
	lines := strings.Split(c.raw("\r\n"+c.token+"\r\n"+data+"\r\n"), "\r\n")
	return lines[0][:3] + " " + lines[2]
}

func TestPush(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded()})
	anna, boris := join(t, h, "anna"), join(t, h, "boris")
	require.Equal(t, "200", anna.ask("Private-message boris one"))
	assert.Zero(t, boris.notified)
	got := boris.raw("\r\n" + boris.token + "\r\nPush on\r\n")
	assert.Equal(t, "200 OK\r\n"+boris.token+"\r\n\r\n200 OK\r\n\r\nIncoming-message anna one\r\n", got)
	assert.Equal(t, "304", boris.ask("Push on"))
	require.Equal(t, "200", anna.ask(`Broadcast-message two\nlines`))
	assert.Equal(t, 1, boris.notified)
	assert.Equal(t, "200 OK\r\n\r\nIncoming-message anna two\\nlines\r\n", boris.raw(""))

	// Another connection takes over; the first is an ordinary one again.
	second := open(t, h)
	second.token = boris.token
	assert.Equal(t, "200", second.ask("Push on"))
	require.Equal(t, "200", anna.ask("Broadcast-message three"))
	assert.Empty(t, boris.raw(""))
	assert.Contains(t, second.raw(""), "three")
	assert.False(t, boris.conn.Pushing())
	second.conn.Close()
	require.Equal(t, "200", anna.ask("Broadcast-message four"))
	assert.Equal(t, "200 Broadcast-message anna four", boris.ask("Poll"), "what nobody holds waits")

	assert.Equal(t, "200", boris.ask("Push on"))
	assert.Equal(t, "200", boris.ask("Push off"))
	require.Equal(t, "200", anna.ask("Broadcast-message five"))
	assert.Empty(t, boris.raw(""))
}

// TestOutputIsBounded: a client that does not read is not served on, and what waits for
// it is bounded.
func TestOutputIsBounded(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded(), QueueMessages: 10})
	anna, boris := join(t, h, "anna"), join(t, h, "boris")
	text := strings.Repeat("x", 2000)
	for i := range 20 {
		require.Equal(t, "200", anna.ask(fmt.Sprintf("Private-message boris %d%s", i, text)))
	}
	for i := 10; i < 20; i++ {
		assert.Equal(t, fmt.Sprintf("200 Private-message anna %d%s", i, text), boris.ask("Poll"), "the oldest were dropped")
	}
	assert.Equal(t, "304", boris.ask("Poll"))

	poll := []byte("\r\n" + boris.token + "\r\nDance\r\n")
	handled := 0
	for range 10_000 {
		boris.conn.Feed(poll)
		if !boris.conn.Next() {
			break
		}
		handled++
	}
	assert.Less(t, handled, 2000)
	assert.Less(t, boris.conn.Pending(), 70_000)
	require.NotEmpty(t, boris.conn.Output(1000))
	assert.True(t, boris.conn.Next(), "goes on where it stopped")

	h = cp.NewHub(cp.Config{Rand: seeded(), QueueBytes: 10_000})
	anna, boris = join(t, h, "anna"), join(t, h, "boris")
	for range 100 {
		require.Equal(t, "200", anna.ask("Private-message boris "+text))
	}
	waiting := 0
	for boris.ask("Poll") != "304" {
		waiting++
	}
	assert.Equal(t, 4, waiting, "2128 bytes each")
}

// clock is a time that tests move.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func TestSessionsEnd(t *testing.T) {
	time0 := &clock{time.Unix(1_000_000, 0)}
	h := cp.NewHub(cp.Config{Now: time0.Now, Rand: seeded()})
	stays, goes := join(t, h, "stays"), join(t, h, "goes")
	goes.conn.Close()
	time0.now = time0.now.Add(24*time.Hour - time.Second)
	assert.Equal(t, []string{"goes", "stays"}, h.Users())
	back := open(t, h)
	back.token = goes.token
	assert.Equal(t, "304", back.ask("Set-name goes"), "another connection, the same session")
	back.conn.Close()
	time0.now = time0.now.Add(24*time.Hour - time.Second)
	assert.Equal(t, []string{"goes", "stays"}, h.Users(), "used in between")
	time0.now = time0.now.Add(time.Second)
	assert.Equal(t, []string{"stays"}, h.Users())
	back = open(t, h)
	back.token = goes.token
	assert.Equal(t, "401", back.ask("Poll"))
	assert.Equal(t, "404", stays.ask("Private-message goes hi"))
	assert.Equal(t, "304", stays.ask("Poll"), "a session with a connection lasts")
	join(t, h, "goes")
}

func TestSessionsAreBounded(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded(), MaxSessions: 3})
	first, second, third := join(t, h, "first"), join(t, h, "second"), join(t, h, "third")
	newcomer := open(t, h)
	assert.Equal(t, "403 There is no room.", newcomer.ask("Set-name fourth"), "all are connected")
	second.conn.Close()
	first.conn.Close()
	assert.Equal(t, "200", newcomer.ask("Set-name fourth"))
	assert.Equal(t, []string{"first", "fourth", "third"}, h.Users(), "who went first makes room")
	assert.Equal(t, "304", third.ask("Poll"))

	// One connection that makes session after session leaves only the last connected.
	h = cp.NewHub(cp.Config{Rand: seeded(), MaxSessions: 3})
	greedy := open(t, h)
	for i := range 10 {
		greedy.token = ""
		require.Equal(t, "200", greedy.ask(fmt.Sprintf("Set-name greedy%d", i)))
	}
	assert.Equal(t, []string{"greedy7", "greedy8", "greedy9"}, h.Users())
}

func TestSecret(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded(), Secret: "sesame"})
	c := open(t, h)
	assert.Equal(t, "401", c.ask("Set-name anna"))
	assert.Equal(t, "401 Unauthorized\r\n\r\n\r\n", c.raw("\r\nsesam\r\nSet-name anna\r\n"))
	assert.Equal(t, "401 Unauthorized\r\n\r\n\r\n", c.raw("\r\nsesame\r\nBroadcast-message hi\r\n"))
	lines := strings.Split(c.raw("\r\nsesame\r\nSet-name anna\r\n"), "\r\n")
	assert.Equal(t, "200 OK", lines[0])
	assert.NotEqual(t, "sesame", lines[1])
	c.token = lines[1]
	assert.Equal(t, "304", c.ask("Poll"))
}

func TestIssue(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded(), MaxSessions: 2})
	token, err := h.Issue("")
	require.NoError(t, err)
	c := open(t, h)
	c.token = token
	for _, data := range []string{"Poll", "Broadcast-message hi", "Private-message anna hi", "Push on"} {
		assert.Equal(t, "403", c.ask(data), "%s without a name", data)
	}
	assert.Equal(t, "200", c.ask("Set-name anna"))
	join(t, h, "boris")
	_, err = h.Issue("")
	var status *cp.StatusError
	require.ErrorAs(t, err, &status)
	assert.Equal(t, cp.Forbidden, status.Status)
}

// TestHooks: what the functions that a hub is given make of requests.
func TestHooks(t *testing.T) {
	var events []string
	h := cp.NewHub(cp.Config{
		Rand: seeded(),
		Observe: func(e cp.Event) {
			events = append(events, fmt.Sprintf("%s %s %s %v", e.Kind, e.User, e.Was, e.Message))
		},
		Allow: func(m cp.Message) error {
			switch m.Text {
			case "forbidden":
				return errors.New("no")
			case "tea":
				return &cp.StatusError{Status: cp.TeaPocket}
			case "panic":
				panic("in a hook")
			}
			return nil
		},
		Relay: func(m cp.Message) error {
			switch m.To {
			case "far":
				return nil
			case "broken":
				return errors.New("the line is down")
			case "picky":
				return &cp.StatusError{Status: cp.BadRequest, Body: "Too long."}
			}
			return cp.ErrUnknown
		},
	})
	anna := join(t, h, "anna")
	for _, row := range []struct{ data, want string }{
		{"Broadcast-message forbidden", "403"},
		{"Private-message far forbidden", "403"},
		{"Broadcast-message tea", "418"},
		{"Broadcast-message panic", "500"},
		{"Private-message far hi", "200"},
		{"Private-message broken hi", "502"},
		{"Private-message picky hi", "400 Too long."},
		{"Private-message none hi", "404"},
		{"Set-name anna2", "200"},
		{"Broadcast-message hi", "200"},
	} {
		assert.Equal(t, row.want, anna.ask(row.data), row.data)
	}
	assert.Equal(t, []string{
		"joined anna  {  }", "sent anna  {anna far hi}", "renamed anna2 anna {  }", "sent anna2  {anna2  hi}",
	}, events)
}

// TestNoTokens: without randomness there are no sessions.
func TestNoTokens(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: strings.NewReader("too short")})
	assert.Equal(t, "500", open(t, h).ask("Set-name anna"))
	assert.Empty(t, h.Users())
}

// TestMembers: users without connections meet those with.
func TestMembers(t *testing.T) {
	h := cp.NewHub(cp.Config{Rand: seeded()})
	anna := join(t, h, "anna")
	woken := 0
	bot, err := h.Join("bot", func() { woken++ })
	require.NoError(t, err)
	_, err = h.Join("anna", nil)
	assert.EqualError(t, err, "400 Bad Request: Username is not unique.")
	_, err = h.Join("#1", nil)
	assert.EqualError(t, err, "400 Bad Request: Username is invalid.")

	require.Equal(t, "200", anna.ask("Private-message bot hi"))
	require.Equal(t, "200", anna.ask("Broadcast-message all"))
	assert.Equal(t, 2, woken)
	m, ok := bot.Poll()
	assert.True(t, ok)
	assert.Equal(t, cp.Message{From: "anna", To: "bot", Text: "hi"}, m)
	m, _ = bot.Poll()
	assert.Equal(t, cp.Message{From: "anna", Text: "all"}, m)
	_, ok = bot.Poll()
	assert.False(t, ok)

	require.NoError(t, bot.Tell("anna", "line1\nline2"))
	require.NoError(t, bot.Broadcast("beep"))
	assert.EqualError(t, bot.Tell("bot", "x"), "403 Forbidden")
	assert.EqualError(t, bot.Tell("none", "x"), "404 Not Found")
	assert.EqualError(t, bot.Broadcast("\x1b[2J"), "400 Bad Request: Message is invalid.")
	assert.EqualError(t, bot.Broadcast("\xff"), "400 Bad Request: Message is invalid.")
	assert.Equal(t, `200 Private-message bot line1\nline2`, anna.ask("Poll"))
	assert.Equal(t, "200 Broadcast-message bot beep", anna.ask("Poll"))

	assert.EqualError(t, bot.Rename("bot"), "304 Not Modified")
	require.NoError(t, bot.Rename("robot"))
	assert.Equal(t, "robot", bot.Name())
	bot.Leave()
	bot.Leave()
	assert.Equal(t, []string{"anna"}, h.Users())
	assert.Empty(t, bot.Name())
	assert.EqualError(t, bot.Broadcast("ghost"), "403 Forbidden")
	assert.EqualError(t, bot.Rename("ghost"), "401 Unauthorized")
}

// TestSameInputsSameOutputs: with its time and tokens from outside, a hub repeats itself.
func TestSameInputsSameOutputs(t *testing.T) {
	play := func() string {
		h := cp.NewHub(cp.Config{Rand: seeded(), Now: func() time.Time { return time.Unix(0, 0) }})
		var all strings.Builder
		var clients []*client
		for i := range 20 {
			clients = append(clients, join(t, h, fmt.Sprintf("user%d", i)))
			all.WriteString(clients[i].token)
		}
		for i, c := range clients {
			all.WriteString(c.raw1(fmt.Sprintf("Broadcast-message %d", i)))
		}
		for _, c := range clients {
			for r := ""; r != "304 "; all.WriteString(r) {
				r = c.raw1("Poll")
			}
		}
		return all.String()
	}
	assert.Equal(t, play(), play())
}

var responseRows = []struct {
	name, in string
	want     string // the responses
	err      string
}{
	{"one", "200 OK\r\ntok\r\ndata\r\n", "{200 OK tok data}", ""},
	{"bare LFs", "200 OK\ntok\n\n", "{200 OK tok }", ""},
	{"the phrase is informative", "418 'I'm a tea pocket'\r\n\r\n\r\n", "{418 I'm a tea pocket  }", ""},
	{"an unknown code", "299 Fine\r\n\r\n\r\n", "{299 Unknown  }", ""},
	{"two", "200 OK\r\n\r\n\r\n304 Not Modified\r\n\r\nx\r\n", "{200 OK  }{304 Not Modified  x}", ""},
	{"the later form", "200 OK\r\nAuth: tok\r\n\r\ndata\r\n200 OK\r\n\r\nx\r\n", "{200 OK tok data}A{200 OK  x}", ""},
	{"half the later form", "200 OK\r\nAuth: tok\r\n\r\n", "", ""},
	{"the later form without its empty line", "200 OK\r\nAuth: tok\r\ndata\r\n", "", "empty line"},
	{"half", "200 OK\r\n\r\nda", "", ""},
	{"a client", "\r\n\r\nPoll\r\n", "", "status line"},
	{"two digits", "20 OK\r\n", "", "status line"},
	{"no digits", "2x0 OK\r\n", "", "status line"},
	{"no blank", "2000 OK\r\n", "", "status line"},
	{"code 099", "099 OK\r\n", "", "status line"},
	{"a token with a blank", "200 OK\r\na b\r\n\r\n", "", "token"},
	{"a CR inside", "200 OK\r\r\n", "", "CR"},
	{"a long line", "200 " + strings.Repeat("x", 2100), "", "longer"},
	{"long data", "200 OK\r\n\r\n" + strings.Repeat("x", 8193) + "\r\n", "", "longer"},
}

func readResponses(in string, piece int) (string, error) {
	var r cp.Responses
	var got strings.Builder
	for in != "" {
		n := min(piece, len(in))
		r.Feed([]byte(in[:n]))
		in = in[n:]
		for {
			res, ok, err := r.Next()
			if err != nil {
				return got.String(), err
			}
			if !ok {
				break
			}
			fmt.Fprintf(&got, "{%v %s %s}", res.Status, res.Token, res.Data)
			if res.Auth {
				got.WriteString("A")
			}
		}
	}
	return got.String(), nil
}

func TestResponses(t *testing.T) {
	for _, row := range responseRows {
		t.Run(row.name, func(t *testing.T) {
			for _, piece := range []int{1, 7, 1 << 20} {
				got, err := readResponses(row.in, piece)
				if row.err != "" {
					assert.ErrorIs(t, err, cp.ErrFrame)
					assert.ErrorContains(t, err, row.err)
				} else {
					require.NoError(t, err)
				}
				assert.Equal(t, row.want, got)
			}
		})
	}
}

func TestEscapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune{'\\', '\n', '\r', '\t', 'n', 'r'}), rapid.RuneFrom(nil, nonControl))).Draw(t, "text")
		line := cp.Escape(want)
		require.NotContains(t, line, "\n")
		require.NotContains(t, line, "\r")
		got, err := cp.Unescape(line)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

// TestMessagesSurvive: whatever can be a message comes out as it went in, through the
// wire in both directions.
func TestMessagesSurvive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.OneOf(rapid.SampledFrom([]rune{'\\', '\n', '\r', '\t', ' '}), rapid.RuneFrom(nil, nonControl)), 1, 2047, -1).Draw(rt, "text")
		if !cp.ValidText(text) {
			rt.Skip("too long for a line")
		}
		h := cp.NewHub(cp.Config{})
		from, err := h.Join(strings.Repeat("f", 63), nil)
		require.NoError(rt, err)
		c := &client{t: t, conn: h.Open(func() {})}
		require.Equal(rt, "200", c.ask("Set-name "+strings.Repeat("t", 63)))
		c.conn.Feed(cp.AppendRequest(nil, cp.Request{Token: c.token, Data: "Push on"}))
		require.True(rt, c.conn.Next())
		require.NoError(rt, from.Broadcast(text))
		var responses cp.Responses
		responses.Feed(c.conn.Output(1 << 20))
		_, ok, err := responses.Next()
		require.True(rt, ok)
		require.NoError(rt, err)
		res, ok, err := responses.Next()
		require.NoError(rt, err)
		require.True(rt, ok)
		m, err := cp.ParseIncoming(res.Data)
		require.NoError(rt, err)
		require.Equal(rt, cp.Incoming{From: from.Name(), Text: text}, m)
	})
}

func FuzzConn(f *testing.F) {
	f.Add("\r\n\r\nSet-name Sanya\r\n", uint8(1))
	f.Add("\r\nTOKEN\r\nPrivate-message petya hi\\n\r\nTOKEN\r\nPush on\r\n\nTOKEN\nPoll\n", uint8(7))
	f.Add("\r\na b\r\nBrew\r\n", uint8(200))
	f.Add("\r\nAuth: TOKEN\r\n\r\nPush on\r\nAuth: TOKEN\n\nPoll\r\nAuth: \r\nx\r\n", uint8(3))
	f.Add("\r\nTOKEN\r\nBroadcast-message \\x\r\n", uint8(200))
	f.Add("\r\nTOKEN\r\nSet-name other\r\n\r\n\r\nSet-name third\r\n", uint8(200))
	f.Fuzz(func(t *testing.T, in string, piece uint8) {
		play := func(piece int) string {
			h := cp.NewHub(cp.Config{Rand: seeded(), Now: func() time.Time { return time.Unix(0, 0) }})
			c := join(t, h, "sanya")
			petya, err := h.Join("petya", nil)
			require.NoError(t, err)
			in := strings.ReplaceAll(in, "TOKEN", c.token)
			var out strings.Builder
			for in != "" {
				n := min(piece, len(in))
				out.WriteString(c.raw(in[:n]))
				in = in[n:]
			}
			petya.Leave()
			c.conn.Close()
			return out.String()
		}
		whole, parts := play(len(in)+1), play(int(piece)+1)
		require.Equal(t, whole, parts, "pieces make no difference")
		var responses cp.Responses
		responses.Feed([]byte(whole))
		for ok := true; ok; {
			var err error
			_, ok, err = responses.Next()
			require.NoError(t, err)
		}
		require.False(t, responses.Partial())
	})
}

func FuzzResponses(f *testing.F) {
	for _, row := range responseRows {
		f.Add(row.in, uint8(3))
	}
	f.Fuzz(func(t *testing.T, in string, piece uint8) {
		whole, wholeErr := readResponses(in, len(in)+1)
		parts, partsErr := readResponses(in, int(piece)+1)
		require.Equal(t, whole, parts)
		require.Equal(t, wholeErr == nil, partsErr == nil, "%v, %v", wholeErr, partsErr)
	})
}

func FuzzParseIncoming(f *testing.F) {
	f.Add(`Private-message Petya line1\nline2`)
	f.Fuzz(func(t *testing.T, data string) {
		m, err := cp.ParseIncoming(data)
		if err == nil {
			require.NotContains(t, m.From, " ")
		}
	})
}
