package interop

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/luabind/gopher"
	"ccnet/world"
)

// side is what a computer of a scenario runs on.
type side struct {
	name  string
	lua   luabind.EngineFactory // nil: not Lua
	files map[string]string     // modules of the original, in the program's folder
}

// engines are shared by all tests.
var (
	onCraft  = craft.NewFactory(0)
	onGopher = gopher.NewFactory(0)
)

// scenario is one protocol and version.
type scenario struct {
	name      string
	originals map[string]string // the original's file for each module, in its repository
	repo, rev string            // environment variable of the checkout, and the commit
}

var scenarios = []scenario{
	{"cryptonet", map[string]string{"cryptoNet.lua": "cryptoNet.lua"}, "CCNET_CRYPTONET", "HEAD"},
	{"cnet-v0", map[string]string{
		"cryptoNet.lua":     "src/libraries/cryptoNet.lua",
		"cNet.lua":          "src/libraries/cNet.lua",
		"copperUtility.lua": "src/libraries/copperUtility.lua",
		"copperLogger.lua":  "src/libraries/copperLogger.lua",
	}, "CCNET_COPPEROS", "e91e64e"},
	{"cnet-v1", map[string]string{
		"CryptoNet.lua": "src/libs/CryptoNet.lua",
		"CNet.lua":      "src/libs/CNet.lua",
		"Cttp.lua":      "src/libs/Cttp.lua",
		"startup.lua":   "src/computers/certificate-authority/startup.lua",
	}, "CCNET_COPPEROS", "d60aac4"},
}

// original reads a scenario's modules from its repository, nil without one.
func (s scenario) original(t *testing.T) map[string]string {
	dir := os.Getenv(s.repo)
	if dir == "" || s.repo == "" {
		return nil
	}
	files := map[string]string{}
	for name, path := range s.originals {
		text, err := exec.Command("git", "-C", dir, "show", s.rev+":"+path).Output()
		require.NoError(t, err, "%s at %s of %s", path, s.rev, dir)
		files[name] = string(text)
	}
	return files
}

// sides are what there is to combine.
func (s scenario) sides(t *testing.T) []side {
	all := []side{{name: "craft", lua: onCraft}, {name: "gopher", lua: onGopher}}
	if files := s.original(t); files != nil {
		all = append(all, side{name: "original", lua: onCraft, files: files})
	}
	return all
}

// TestMatrix runs every scenario with every server and every client.
func TestMatrix(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			sides := s.sides(t)
			for _, server := range sides {
				for _, client := range sides {
					t.Run(server.name+"-"+client.name, func(t *testing.T) {
						got := s.run(t, server, client)
						assert.Equal(t, s.expected(t, server, client, got), got)
					})
				}
			}
		})
	}
}

var update = flag.Bool("update", false, "write down what the cells print, as what is expected")

// expected is what a cell prints: that of our modules does not depend on the engine.
func (s scenario) expected(t *testing.T, server, client side, got string) string {
	path := filepath.Join("testdata", s.name, kind(server)+"-"+kind(client)+".txt")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func kind(s side) string {
	if s.files != nil {
		return "original"
	}
	return "ours"
}

// run runs the scenario's programs and returns what they print, the server first.
func (s scenario) run(t *testing.T, server, client side) string {
	on := []side{server, client}
	computers := []world.ComputerSpec{s.computer(1, "server", server), s.computer(2, "client", client)}
	computers[1].Expect = []string{"done"}
	if s.name == "cnet-v1" {
		authority := s.computer(3, "authority", server)
		authority.Run = []string{"certAuth"}
		if server.files != nil {
			authority.Run = []string{"startup.lua"}
		}
		computers, on = append(computers, authority), append(on, server)
	}
	rows := make([][]string, len(computers)+1)
	w, err := world.New(world.Spec{
		Limit: 20 * 60 * world.TicksPerSecond, Until: world.UntilExpect, Computers: computers,
	}, world.Options{
		ROM: machines(t, onCraft).ROM(),
		NewProgram: func(spec *world.ComputerSpec) (world.Program, error) {
			return machines(t, on[spec.ID-1].lua).NewProgram(spec)
		},
		OnRow: func(c *world.Computer, row string) {
			row = strings.TrimRight(row, " ")
			if strings.Trim(row, ".-+") != "" { // the original shows that it looks for primes
				rows[c.ID()] = append(rows[c.ID()], row)
			}
		},
	})
	require.NoError(t, err)
	defer w.Close()
	_, err = w.Run(context.Background())
	require.NoError(t, err)
	text := ""
	for _, c := range computers {
		text += fmt.Sprintf("%s:\n%s\n", c.Label, strings.Join(rows[c.ID], "\n"))
	}
	return text
}

// machines makes a runtime for our ROM.
func machines(t *testing.T, engines luabind.EngineFactory) *luabind.Runtime {
	t.Helper()
	runtime, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: engines})
	require.NoError(t, err)
	return runtime
}

// computer is a computer that runs one of the scenario's programs.
func (s scenario) computer(id int, role string, on side) world.ComputerSpec {
	files := maps.Clone(on.files)
	if files == nil {
		files = map[string]string{}
	}
	if text, err := os.ReadFile(filepath.Join("testdata", s.name, role+".lua")); err == nil {
		files[role+".lua"] = string(text)
	}
	return world.ComputerSpec{
		ID: id, Label: role, Stay: true,
		Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		Files:  world.Files{Inline: files},
		Run:    []string{role + ".lua"},
	}
}
