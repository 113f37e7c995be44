package gateway_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/gateway"
	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/protocol/cp"
	"ccnet/world"
)

// machines makes the programs of worlds whose computers run Lua.
func machines(t *testing.T) func(*world.Options) {
	t.Helper()
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	return func(o *world.Options) { o.NewProgram, o.ROM = runtime.NewProgram, runtime.ROM() }
}

// openLua opens the doors of the world of a file.
func openLua(t *testing.T, file string, config gateway.Config) *house {
	return openWith(t, func() world.Spec {
		spec, err := world.Parse("lua.toml", []byte(file))
		require.NoError(t, err)
		return spec
	}, config, machines(t))
}

// awaitScreen waits until the screen of a computer shows a text.
func (h *house) awaitScreen(computer int, text string) {
	h.Helper()
	last := ""
	if !assert.Eventually(h, func() bool {
		last = h.ask(fmt.Sprint("SCREEN ", computer))
		return strings.Contains(last, text)
	}, time.Minute, 5*time.Millisecond) {
		h.Fatalf("%q never shows:\n%s", text, last)
	}
}

// user is somebody with a client of CP.
func (h *house) user(name string) *cp.Client {
	h.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	h.Cleanup(cancel)
	c, err := cp.Dial(ctx, h.cp, cp.ClientOptions{})
	require.NoError(h, err)
	h.Cleanup(func() { c.Close() })
	require.NoError(h, c.SetName(ctx, name))
	require.NoError(h, c.Push(ctx, true))
	return c
}

func (h *house) next(c *cp.Client) string {
	h.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	m, err := c.Next(ctx)
	require.NoError(h, err)
	return m.From + ": " + m.Text
}

const joiners = `
[gateway]
chat = "lobby"
[[computer]]
id = 1
modems = { back = "ender" }
run = ["chat", "join", "lobby", "ali-ce"]
[[computer]]
id = 2
modems = { back = "ender" }
run = ["chat", "join", "lobby", "carl"]
`

func TestTheGamesChatAndUsersOutsideShareOneChat(t *testing.T) {
	h := openLua(t, joiners, gateway.Config{})
	ctx := context.Background()
	h.awaitScreen(1, "* You are alice to those outside")
	h.awaitScreen(1, "* carl has joined the chat")
	bob := h.user("bob")
	h.awaitScreen(1, "* bob has joined the chat")
	h.awaitScreen(2, "* bob has joined the chat")

	require.NoError(t, bob.Broadcast(ctx, "hello\tall\nthis is \u00fc \u4e16"))
	h.awaitScreen(1, "<bob> hello all this is ü ?")
	h.awaitScreen(2, "<bob> hello all this is ü ?")
	require.NoError(t, bob.Tell(ctx, "alice", "psst"))
	h.awaitScreen(1, "<bob to alice> psst")
	assert.NotContains(t, h.ask("SCREEN 2"), "psst")

	h.world.Do(1, world.Type{Text: "hi bob\n"})
	assert.Equal(t, "alice: hi bob", h.next(bob))
	h.awaitScreen(2, "<ali-ce> hi bob")
	h.world.Do(1, world.Type{Text: "/msg bob for you\n"})
	assert.Equal(t, "alice: for you", h.next(bob))
	h.awaitScreen(1, "<ali-ce to bob> for you")
	h.world.Do(1, world.Type{Text: "/msg carl within\n"})
	h.awaitScreen(2, "<ali-ce to carl> within")
	h.world.Do(2, world.Type{Text: "/users\n"})
	h.awaitScreen(2, "* ali-ce carl bob")
	h.world.Do(1, world.Type{Text: "/msg nobody x\n"})
	h.awaitScreen(1, "* There is no nobody here")
	h.world.Do(1, world.Type{Text: "/nick dora\n"})
	h.awaitScreen(2, "* ali-ce is now known as dora")
	h.world.Do(1, world.Type{Text: "/me waves\n"})
	assert.Equal(t, "dora: * waves", h.next(bob))
	h.world.Do(1, world.Type{Text: "/logout\n"})
	h.awaitScreen(2, "* dora has left the chat")
	bob.Close()
	h.replay()
}

const hosts = `
[gateway]
rooms = ["cellar"]
[[computer]]
id = 1
modems = { back = "ender" }
run = ["chat", "host", "cellar"]
[[computer]]
id = 2
modems = { back = "ender" }
files = { "late.lua" = "sleep(30) shell.run('chat join cellar eve')" }
run = "late.lua"
`

func TestRoomsThatComputersHostAreJoined(t *testing.T) {
	h := openLua(t, hosts, gateway.Config{})
	ctx := context.Background()
	h.awaitScreen(1, "1 user connected")
	bob := h.user("bob")
	assert.Equal(t, "cellar: * eve has joined the chat", h.next(bob))
	require.NoError(t, bob.Broadcast(ctx, "hello"))
	h.awaitScreen(2, "<gateway> <bob> hello")
	h.world.Do(2, world.Type{Text: "hi there\n"})
	assert.Equal(t, "cellar: <eve> hi there", h.next(bob))
	require.NoError(t, bob.Tell(ctx, "cellar", "you all"))
	h.awaitScreen(2, "<gateway> <bob> you all")
	h.replay()
}

const speakers = `
[[computer]]
id = 1
modems = { back = "ender" }
run = "cpchat alice"
[[computer]]
id = 2
modems = { back = "ender" }
run = "poll.lua"
[computer.files]
"poll.lua" = '''
local cp = require "cp"
local chat = assert(cp.connect("gateway"))
print(chat:broadcast("too early"))
print(chat:setName("x"))
print(chat:setName("robot"))
print(chat:tell("nobody", "hi"))
print(chat:request("Brew"))
while true do
  local message = chat:poll()
  if message then
    print("poll", message.from, message.private, textutils.serialise(message.text))
    chat:tell(message.from, "you said " .. message.text)
  else
    sleep(0.5)
  end
end
'''
`

func TestOurOwnClientSpeaksCP(t *testing.T) {
	for _, token := range []string{"", "a-good-long-secret"} {
		h := openLua(t, speakers, gateway.Config{Token: token})
		if token == "" {
			testOurOwnClient(h)
		} else { // who is inside need not know it
			h.awaitJournal("true")
		}
		h.replay()
	}
}

func testOurOwnClient(h *house) {
	ctx := context.Background()
	h.awaitScreen(1, "You are alice.")
	h.awaitScreen(2, "false Unauthorized")
	h.awaitScreen(2, "false Username is invalid.")
	h.awaitScreen(2, "false There is no such user")
	h.awaitScreen(2, "418")
	bob := h.user("bob")
	require.NoError(h, bob.Broadcast(ctx, "hello\nyou \\ ü 世"))
	h.awaitScreen(1, "<bob> hello")
	h.awaitScreen(1, "you \\ ü ?")
	h.awaitScreen(2, `poll bob false "hello\`)
	assert.Equal(h, "robot: you said hello\nyou \\ ü ?", h.next(bob))
	require.NoError(h, bob.Tell(ctx, "alice", "psst"))
	h.awaitScreen(1, "<bob to you> psst")
	h.world.Do(1, world.Type{Text: "/msg bob \xfcber\n"})
	assert.Equal(h, "alice: über", h.next(bob))
	h.world.Do(1, world.Type{Text: "all of you\n"})
	assert.Equal(h, "alice: all of you", h.next(bob))
	h.world.Do(1, world.Type{Text: "/msg nobody x\n"})
	h.awaitScreen(1, "There is no such user")
	h.world.Do(1, world.Type{Text: "/quit\n"})
}

// awaitJournal waits until a row of the journal holds the text; for doors with a token.
func (h *house) awaitJournal(text string) {
	h.Helper()
	require.Eventually(h, func() bool {
		found := false
		h.world.Inspect(func() {
			for _, c := range h.world.Computers() {
				for y := range 19 {
					line, _, _ := c.Screen().Line(y)
					found = found || strings.HasPrefix(line, text)
				}
			}
		})
		return found
	}, time.Minute, 5*time.Millisecond, "no screen has %q", text)
}

const flooder = `
[[computer]]
id = 1
modems = { back = "ender" }
run = "flood.lua"
files = { "flood.lua" = """
rednet.open("back")
local host
repeat host = rednet.lookup("chat", "gateway") until host
rednet.send(host, { sType = "login", nUserID = 7, sUsername = "flood" }, "chat")
sleep(5)
for i = 1, 200 do
  for j = 1, 10 do rednet.send(host, { sType = "chat", nUserID = 7, sText = "line " .. i .. " " .. j }, "chat") end
  rednet.send(host, { sType = "chat", nUserID = 7, sText = ("x"):rep(100000) }, "chat")
  rednet.send(host, { sType = ("y"):rep(1000), nUserID = 0/0, sText = {} }, "chat")
  rednet.send(host, { sType = "open", nConnection = i }, "cp")
  rednet.send(host, { sType = "data", nConnection = i, sData = ("z"):rep(20000) }, "cp")
  sleep(0)
end
print("done")
os.pullEvent("never")
""" }
`

// TestAFloodFromInside: who says too much is cut off, and nobody else is harmed.
func TestAFloodFromInside(t *testing.T) {
	h := openLua(t, flooder, gateway.Config{})
	bob := h.user("bob")
	seen := map[string]bool{}
	for !seen["flood: line 200 10"] {
		line := h.next(bob)
		assert.LessOrEqual(t, len(line), 2100)
		seen[line] = true
		if len(seen)%50 == 1 {
			assert.Contains(t, h.ask("LIST computers"), "20 OK")
		}
	}
	h.awaitScreen(1, "done")
	h.replay()
}
