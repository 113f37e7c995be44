package world_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ccnet/value"
	"ccnet/world"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everything uses all that a world file can say.
const everything = `
name = "all"
seed = 7
limit = "10m"
until = "expect"
start = 2025-06-01T12:00:00Z

[[computer]]
id = 1
label = "shop"
kind = "normal"
at = [10, 64, -3]
dimension = "the_nether"
facing = "east"
files = { "startup.lua" = "print('hi')", "lib/a" = { file = "prog.lua" } }
copy = "disk"
run = "ping 2 \"two words\""
expect = ["pong", ""]
quota = 5000
expose = true
[computer.modems]
back = "wireless"
TOP = "wired:office"

[[computer]]
id = 2
kind = "pocket"
at = [0.5, 65.62, 0.5]
modems = { back = "ender" }
on = false
files = "disk"
run = ["pong", "1"]

[[wired]]
name = "office"
dimension = "the_nether"
cables = [[10, 65, -3], [11, 65, -3], [12, 65, -3]]

[[peripheral]]
type = "monitor"
computer = "shop"
side = "left"
size = [3, 2]
scale = 0.5
colour = false

[[peripheral]]
type = "drive"
name = "drive_9"
network = "office"
cable = [11, 65, -3]
disk = { label = "games", files = { play = "x" } }

[[peripheral]]
type = "modem"
kind = "ender"
network = "office"
cable = [12, 65, -3]
attached = false

[[fault]]
from = "1s"
to = "2s"
loss = 0.5
duplicate = 1
delay = "100ms"
jitter = "5t"
partition = [[1], [2]]
computers = [1]
channels = [5, 6]

[[at]]
at = "3s"
computer = 1
type = "hé\n"

[[at]]
at = "3s"
computer = "shop"
press = ["enter", "a", "f5", "numPad3"]

[[at]]
at = "3s"
computer = 2
move = [1, 2, 3]
walk = "10s"

[[at]]
at = "3s"
storm = true
dimension = "overworld"

[[at]]
at = "3s"
cut = "office"
cable = [10, 65, -3]

[[at]]
at = "3s"
insert = "drive_9"
disk = { id = 4 }

[[at]]
at = "3s"
computer = 1
redstone = "front"
level = 7

[[at]]
at = "3s"
computer = 1
touch = "left"
x = 2
y = 3

[[at]]
at = "3s"
computer = 1
queue = ["mine", 1, 2.5, true, "x", [1, 2], { a = 1 }]

[[at]]
at = "3s"
attach = "modem_0"

[[at]]
at = "4s"
computer = 2
turn_on = true
`

func writeWorld(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "disk"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "prog.lua"), []byte("return 1"), 0o644))
	path := filepath.Join(dir, "w.toml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

func TestLoadEverything(t *testing.T) {
	path := writeWorld(t, everything)
	disk := filepath.Join(filepath.Dir(path), "disk")
	spec, err := world.Load(path)
	require.NoError(t, err)
	assert.Equal(t, world.Spec{
		Name: "all", Seed: 7, Limit: 12000, Until: world.UntilExpect,
		Start: time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC),
		Computers: []world.ComputerSpec{
			{
				ID: 1, Label: "shop", Kind: world.Normal, At: at(10, 64, -3), Dimension: "the_nether", Facing: world.East,
				Files:  world.Files{Copy: disk, Inline: map[string]string{"startup.lua": "print('hi')", "lib/a": "return 1"}},
				Run:    []string{"ping", "2", "two words"},
				Expect: []string{"pong", ""}, Quota: 5000, Expose: true,
				Modems: []world.ModemSpec{{Side: world.Top, Kind: world.Wired, Network: "office"}, {Side: world.Back}},
			},
			{
				ID: 2, Kind: world.Pocket, At: at(0.5, 65.62, 0.5), Off: true, Run: []string{"pong", "1"},
				Files: world.Files{Dir: disk}, Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Ender}},
			},
		},
		Wired: []world.WiredSpec{{Name: "office", Dimension: "the_nether", Cables: []world.Block{{X: 10, Y: 65, Z: -3}, {X: 11, Y: 65, Z: -3}, {X: 12, Y: 65, Z: -3}}}},
		Peripherals: []world.PeripheralSpec{
			{Type: "monitor", Computer: 1, Side: world.Left, OnSide: true, Width: 3, Height: 2, Scale: 0.5, Normal: true},
			{
				Type: "drive", Name: "drive_9", Network: "office", Cable: &world.Block{X: 11, Y: 65, Z: -3},
				Disk: &world.DiskSpec{Label: "games", Files: world.Files{Inline: map[string]string{"play": "x"}}},
			},
			{Type: "modem", Modem: world.Ender, Network: "office", Cable: &world.Block{X: 12, Y: 65, Z: -3}, Off: true},
		},
		Faults: []world.FaultSpec{{
			From: 20, To: 40, Loss: 0.5, Duplicate: 1, Delay: 2, Jitter: 5,
			Partition: [][]int{{1}, {2}}, Computers: []int{1}, Channels: []int{5, 6},
		}},
		Actions: []world.ActionSpec{
			{At: 60, Computer: 1, Do: world.Type{Text: "h\xe9\n"}},
			{At: 60, Computer: 1, Do: world.Press{Keys: []int{257, 65, 294, 323}}},
			{At: 60, Computer: 2, Do: world.Move{To: world.Vec{X: 1, Y: 2, Z: 3}, Walk: 200}},
			{At: 60, Computer: world.NoComputer, Do: world.Storm{Dimension: "overworld", On: true}},
			{At: 60, Computer: world.NoComputer, Do: world.Cut{Network: "office", Cable: &world.Block{X: 10, Y: 65, Z: -3}}},
			{At: 60, Computer: world.NoComputer, Do: world.Insert{Drive: "drive_9", Disk: world.DiskSpec{ID: 4}}},
			{At: 60, Computer: 1, Do: world.RedstoneLevel{Side: world.Front, Level: 7}},
			{At: 60, Computer: 1, Do: world.Touch{Side: world.Left, X: 2, Y: 3}},
			{At: 60, Computer: 1, Do: world.QueueEvent{Name: "mine", Args: []value.Value{
				value.Int(1), value.Number(2.5), value.Bool(true), str("x"),
				value.List(value.Int(1), value.Int(2)), value.FromTable(field("a", value.Int(1))),
			}}},
			{At: 60, Computer: world.NoComputer, Do: world.Attach{Name: "modem_0"}},
			{At: 80, Computer: 2, Do: world.TurnOn{}},
		},
	}, spec)

	w, err := world.New(spec, world.Options{NewProgram: func(*world.ComputerSpec) (world.Program, error) { return ponger(), nil }})
	require.NoError(t, err)
	assert.NoError(t, w.Close())
}

func field(name string, v value.Value) *value.Table {
	t := value.NewTable(1)
	t.Add(value.String(name), v)
	return t
}

func TestLoadTellsWhatIsWrong(t *testing.T) {
	const one = "[[computer]]\nid = 1\n"
	for _, row := range []struct{ name, text, want string }{
		{"syntax", "seed = \n", `w.toml:1:8: `},
		{"key twice", "seed = 1\nseed = 2\n", "w.toml:2:1: "},
		{"unknown key", "sead = 1\n", `w.toml:1:1: unknown key "sead" here; did you mean "seed"?`},
		{"unknown key, no idea", "[[wired]]\nname = 'x'\nqwertz = 1\n", `w.toml:3:1: unknown key "qwertz" in wired; there are cables, dimension, name`},
		{"unknown key of a computer", one + "labl = 'x'\n", `w.toml:3:1: unknown key "labl" in computer; did you mean "label"?`},
		{"wrong type", "seed = 'x'\n", "w.toml:1:1: seed must be an integer, not a string"},
		{"no list", "computer = 5\n", "w.toml:1:1: write [[computer]] for each computer; this is an integer"},
		{"one table", "[computer]\nid = 1\n", "w.toml:1:2: write [[computer]] for each computer; this is a table"},
		{"limit", "limit = 10\n", `w.toml:1:1: limit must be a time, as in limit = "3s", "250ms", "10m" or "5t" (ticks), not an integer`},
		{"bad time", "limit = 'soon'\n", `w.toml:1:1: limit: "soon" is not a time; write "3s"`},
		{"negative time", "limit = '-3s'\n", `"-3s" is not a time`},
		{"until", "until = 'program'\n", `w.toml:1:1: unknown until "program"; did you mean "programs"?; there are programs, expect, idle, never`},
		{"start", "start = 'today'\n", "w.toml:1:1: start must be a date, as in start = 2024-01-01T00:00:00Z"},
		{"no id", "[[computer]]\nlabel = 'x'\n", "w.toml:1:3: a computer needs an id, as in id = 0"},
		{"same id", one + one, "w.toml:4:1: there is already a computer with id 1; 0 is free"},
		{"kind", one + "kind = 'pockt'\n", `w.toml:3:1: unknown kind "pockt"; did you mean "pocket"?; there are advanced, normal`},
		{"not a number", "[[fault]]\nloss = nan\n", "w.toml:2:1: loss must be a number, not NaN"},
		{"at", one + "at = [1, 2]\n", "w.toml:3:1: at must be a position, as in at = [10, 64, -3]"},
		{"between blocks", one + "at = [1.5, 2, 3]\n", "w.toml:3:1: at must be a block"},
		{"unknown side", one + "modems = { bak = 'wireless' }\n", `w.toml:3:12: unknown side "bak"; did you mean "back"?; there are bottom`},
		{"unknown modem", one + "[computer.modems]\nback = 'wirless'\n", `w.toml:4:1: unknown modem "wirless"; did you mean "wireless"?; there are wireless, ender, wired:NETWORK`},
		{"full block without cables", one + "modems = { back = 'wired:x', top = 'wired-full:x' }\n", `w.toml:3:30: a full block takes cables to reach the rest of "x": say where they run`},
		{"no network", one + "modems = { back = 'wired:' }\n", `w.toml:3:12: a wired modem needs the name of its network, as in back = "wired:office"`},
		{"modem twice", one + "modems = { back = 'ender', BACK = 'ender' }\n", "computer 1 has a modem on its back already; free are bottom, top, front, right, left"},
		{"side taken", one + "modems = { back = 'ender' }\n[[peripheral]]\ntype = 'drive'\ncomputer = 1\nside = 'back'\n",
			"w.toml:7:1: computer 1 has a modem on its back already; free are bottom, top, front, right, left"},
		{"pocket's side", one + "kind = 'pocket'\nmodems = { top = 'ender' }\n", "w.toml:4:12: a pocket computer has its modem on its back"},
		{"no directory", one + "files = 'missing'\n", "w.toml:3:1: there is no directory "},
		{"no file", one + "files = { a = { file = 'missing' } }\n", "w.toml:3:17: there is no file "},
		{"file of a number", one + "files = { a = 5 }\n", `w.toml:3:11: write the content of "a" as a string, or {file = "a"} to take a file of the host; this is an integer`},
		{"run", one + "run = 5\n", "w.toml:3:1: run must be a string or a list of strings, not an integer"},
		{"empty run", one + "run = ' '\n", "w.toml:3:1: run must name a program"},
		{"quote", one + "run = 'a \"b'\n", "lacks its closing quote"},
		{"long expectation", one + "expect = ['" + strings.Repeat("x", 52) + "']\n", "w.toml:3:1: no row of a screen 51 characters wide holds"},
		{"expectation", one + "expect = [5]\n", "w.toml:3:1: expect must be a list of strings; it holds an integer"},
		{"peripheral's type", one + "[[peripheral]]\ntype = 'moniter'\ncomputer = 1\nside = 'top'\n", `w.toml:4:1: unknown type "moniter"; did you mean "monitor"?`},
		{"peripheral nowhere", "[[peripheral]]\ntype = 'monitor'\n", "w.toml:1:3: a peripheral needs a computer and a side, or a network"},
		{"no computer", "[[peripheral]]\ntype = 'monitor'\nside = 'top'\ncomputer = 3\n", "w.toml:4:1: there is no computer 3; write a [[computer]] with id = 3"},
		{"no label", one + "[[at]]\nat = '1s'\ncomputer = 'x'\nreboot = true\n", `w.toml:5:1: there is no computer with the label "x"; there are 1`},
		{"size", "[[peripheral]]\ntype = 'monitor'\nnetwork = 'x'\nsize = [3, 8]\n", "w.toml:4:1: size must be the width and the height in blocks, at most 8 by 6"},
		{"fault", "[[fault]]\nfrom = '1s'\n", "w.toml:1:3: a fault needs one of loss"},
		{"loss", "[[fault]]\nloss = 2\n", "w.toml:2:1: loss must be from 0 to 1"},
		{"window", "[[fault]]\nloss = 1\nfrom = '2s'\nto = '1s'\n", "w.toml:4:1: to must be later than from"},
		{"partition", one + "[[fault]]\npartition = [[1], [1]]\n", "w.toml:4:1: computer 1 is in two groups"},
		{"partition of nobody", "[[fault]]\npartition = [[4]]\n", "w.toml:2:1: there is no computer 4; there are none"},
		{"action's time", one + "[[at]]\ncomputer = 1\nreboot = true\n", `w.toml:3:3: an action needs its time, as in at = "3s"`},
		{"no action", one + "[[at]]\nat = '1s'\ncomputer = 1\n", "w.toml:3:3: an action needs one of attach, cut"},
		{"misspelt action", one + "[[at]]\nat = '1s'\ncomputer = 1\nrebot = true\n", `w.toml:6:1: unknown key "rebot" in at; did you mean "reboot"?`},
		{"two actions", one + "[[at]]\nat = '1s'\ncomputer = 1\nreboot = true\nshutdown = true\n", "an action does one thing; write an [[at]] each for reboot and shutdown"},
		{"unknown computer", one + "[[at]]\nat = '1s'\ncomputer = 2\nreboot = true\n", "w.toml:5:1: there is no computer 2; write a [[computer]] with id = 2, or one of 1"},
		{"unknown key name", one + "[[at]]\nat = '1s'\ncomputer = 1\npress = ['entr']\n", `w.toml:6:1: unknown key "entr"; did you mean "enter"?`},
		{"unknown peripheral", one + "[[at]]\nat = '1s'\neject = 'drive_0'\n", `w.toml:5:1: there is no peripheral "drive_0"; there are none, or a side of the computer`},
		{"foreign key", one + "[[at]]\nat = '1s'\ncomputer = 1\nreboot = true\nwalk = '1s'\n", `w.toml:7:1: unknown key "walk" in at`},
		{"no computers", "seed = 3\n", "w.toml: a world needs a computer: write [[computer]]"},
		{"no time", "limit = '0s'\n" + one, `w.toml:1:1: limit must be more than nothing, as in limit = "10m"`},
		{"expecting nothing", "until = 'expect'\n" + one, `w.toml:1:1: until = "expect" waits for expectations, but no computer has any`},
		{"no list of expectations", one + "expect = 'x'\n", "w.toml:3:1: expect must be a list, as in expect = […], not a string"},
		{"long label", one + "label = '" + strings.Repeat("x", 33) + "'\n", "w.toml:3:1: a label has at most 32 characters; this has 33"},
		{"same block", one + "at = [1, 2, 3]\n[[computer]]\nid = 2\nat = [1, 2, 3]\n", "w.toml:6:1: computer 1 stands in this block already"},
		{"same directory", one + "files = 'disk'\n[[computer]]\nid = 2\nfiles = './disk'\n", "disk is the disk of computer 1 already; to begin both with the same files, write copy instead of files"},
		{"directory around", one + "files = 'disk'\n[[computer]]\nid = 2\nfiles = '.'\n", " holds the disk of computer 1 already"},
		{"file without a name", one + "files = { '' = 'x' }\n", `w.toml:3:11: "" is not a path on the disk`},
		{"file outside", one + "files = { '../a' = 'x' }\n", `w.toml:3:11: "../a" is not a path on the disk`},
		{"file in a file", one + "files = { 'a/b' = 'x', a = 'y' }\n", `w.toml:3:11: "a" is a file, so there cannot be "a/b"`},
		{"pocket's move", one + "[[at]]\nat = '1s'\ncomputer = 1\nmove = [1.5, 0, 0]\n", "w.toml:6:1: move must be a block, as in move = [10, 64, -3]"},
		{"nothing there", one + "[[at]]\nat = '1s'\ncomputer = 1\neject = 'left'\n", "w.toml:6:1: computer 1 has nothing on its left"},
		{"something else there", one + "modems = { left = 'ender' }\n[[at]]\nat = '1s'\ncomputer = 1\ntouch = 'left'\n", "w.toml:7:1: computer 1 has a modem on its left, not a monitor"},
		{"two networks", "[[wired]]\nname = 'lan'\n[[wired]]\nname = 'lan'\n", `w.toml:4:1: there is already a wired network "lan"`},
		{"no such network", one + "modems = { left = 'wired:lan' }\n[[peripheral]]\ntype = 'monitor'\nnetwork = 'lam'\n", `w.toml:6:1: no computer has a modem on a network "lam"; did you mean "lan"?; there are lan`},
		{"no network at all", one + "[[at]]\nat = '1s'\ncut = 'lan'\n", `w.toml:5:1: no computer has a modem on a network "lan"; give one modems = { back = "wired:lan" }`},
		{"at no cable", one + "modems = { left = 'wired:lan' }\n[[wired]]\nname = 'lan'\ncables = [[1, 2, 3]]\n[[peripheral]]\ntype = 'monitor'\nnetwork = 'lan'\n", `w.toml:9:1: network "lan" has cables; say at which of them the peripheral is, as in cable = [1, 2, 3]`},
		{"beside the cables", one + "modems = { left = 'wired:lan' }\n[[wired]]\nname = 'lan'\ncables = [[1, 2, 3]]\n[[peripheral]]\ntype = 'monitor'\nnetwork = 'lan'\ncable = [1, 2, 4]\n", `w.toml:10:1: network "lan" has no cable there`},
		{"scale", one + "[[peripheral]]\ntype = 'monitor'\ncomputer = 1\nside = 'top'\nscale = 0.7\n", "w.toml:7:1: scale must be from 0.5 to 5 in steps of 0.5"},
		{"a drive's size", one + "[[peripheral]]\ntype = 'drive'\ncomputer = 1\nside = 'top'\nsize = [1, 1]\n", "w.toml:7:1: a drive has no size; only a monitor has"},
		{"event", one + "[[at]]\nat = '1s'\ncomputer = 1\nqueue = [1]\n", "w.toml:6:1: the name of an event must be a string, not an integer"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := world.Load(writeWorld(t, row.text))
			require.Error(t, err)
			assert.Contains(t, err.Error(), row.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
	_, err := world.Parse("w.toml", []byte("seed = 'x'\n"))
	var fileError *world.FileError
	require.ErrorAs(t, err, &fileError)
	assert.Equal(t, 1, fileError.Line)

	endless := filepath.Join(t.TempDir(), "endless.toml")
	require.NoError(t, os.WriteFile(endless, nil, 0o644))
	require.NoError(t, os.Truncate(endless, 1<<40)) // takes no room
	_, err = world.Load(endless)
	assert.ErrorContains(t, err, "endless.toml: a world file has at most 16777216 bytes")

	_, err = world.Load("/does/not/exist.toml")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestParseTicks(t *testing.T) {
	for text, want := range map[string]world.Tick{"3s": 60, "250ms": 5, "10m": 12000, "5t": 5, "1m30s": 1800, "0s": 0, "24ms": 0, "25ms": 1} {
		got, err := world.ParseTicks(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "t", "-5t", "1.5t", "5", "5x", "99999999999999999999t"} {
		_, err := world.ParseTicks(text)
		assert.Error(t, err, text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(everything)
	f.Add("[[computer]]\nid = 1\n[computer.modems]\nback = 'wireless'\n")
	f.Add("a.b.c = 1\n[[x]]\n[x.y]\n")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "/") || strings.Contains(text, "..") {
			return // stay in the directory
		}
		spec, err := world.Parse(filepath.Join(dir, "w.toml"), []byte(text))
		if err != nil {
			assert.Contains(t, err.Error(), "w.toml")
			return
		}
		w, err := world.New(spec, world.Options{NewProgram: func(*world.ComputerSpec) (world.Program, error) { return ponger(), nil }})
		if err == nil {
			assert.NoError(t, w.Close())
		}
	})
}

func ExampleParse() {
	_, err := world.Parse("shop.toml", []byte("[[computer]]\nid = 1\nmodem = \"wireless\"\n"))
	fmt.Println(err)
	// Output:
	// shop.toml:3:1: unknown key "modem" in computer; did you mean "modems"?
}
