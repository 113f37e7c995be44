package lua

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// files lists every file of the ROM with its text.
func files(t *testing.T) map[string]string { return filesOf(t, ROM()) }

// allFiles lists those of what is laid over it too.
func allFiles(t *testing.T) map[string]string { return filesOf(t, append(Overlays(), ROM())...) }

func filesOf(t *testing.T, trees ...fs.FS) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, tree := range trees {
		err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			assert.NotContains(t, texts, name, "in two trees")
			text, err := fs.ReadFile(tree, name)
			texts[name] = string(text)
			return err
		})
		require.NoError(t, err)
	}
	return texts
}

func TestEveryFileHasText(t *testing.T) {
	for name, text := range allFiles(t) {
		assert.NotEmpty(t, strings.TrimSpace(text), name)
		assert.True(t, strings.HasSuffix(text, "\n"), "%s: no line break at its end", name)
		assert.NotContains(t, text, "\r", name)
	}
	assert.NotEmpty(t, BIOS())
}

func TestEveryLuaFileSaysWhatItIs(t *testing.T) {
	header := regexp.MustCompile(`^-- [\w.]+: .+[^ ]\n`)
	for name, text := range allFiles(t) {
		if path.Ext(name) == ".lua" {
			assert.Regexp(t, header, text, name)
		}
	}
	assert.Regexp(t, header, BIOS())
}

func TestNoFileIsSomebodyElses(t *testing.T) {
	foreign := []string{"SPDX", "LicenseRef", "Daniel Ratcliffe", "CC: Tweaked Developers", "@module", "@tparam"}
	for name, text := range allFiles(t) {
		for _, mark := range foreign {
			assert.NotContains(t, text, mark, name)
		}
	}
}

func TestLinesAreReadable(t *testing.T) {
	for name, text := range allFiles(t) {
		if path.Ext(name) != ".lua" {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			assert.LessOrEqual(t, len(line), 160, "%s:%d", name, i+1)
			assert.Equal(t, strings.TrimRight(line, " \t"), line, "%s:%d: blanks at the end", name, i+1)
			assert.NotContains(t, line, "\t", "%s:%d", name, i+1)
		}
	}
}

// Programs without which a shell is not one, and the files that programs and
// test suites load by path.
func TestExpectedFilesAreThere(t *testing.T) {
	all := files(t)
	for _, api := range strings.Fields(`colors colours disk fs gps help io keys paintutils parallel peripheral
		rednet settings term textutils vector window http/http turtle/turtle command/commands`) {
		assert.Contains(t, all, "apis/"+api+".lua")
	}
	for _, module := range strings.Fields(`expect require pretty strings completion shell/completion image/nft
		audio/dfpwm internal/event internal/exception internal/import internal/json`) {
		assert.Contains(t, all, "modules/main/cc/"+module+".lua")
	}
	for _, program := range strings.Fields(`about alias apis cd clear copy delete drive edit eject exit gps help id
		import label list lua mkdir monitor motd move peripherals programs reboot redstone rename set shell shutdown
		time type advanced/bg advanced/fg advanced/multishell rednet/chat rednet/repeat`) {
		assert.Contains(t, all, "programs/"+program+".lua")
	}
	assert.Contains(t, all, "startup.lua")
	assert.Contains(t, all, "motd.txt")
	assert.Contains(t, all, "help/intro.txt")
}

func TestEveryProgramAndAPIHasHelp(t *testing.T) {
	all := files(t)
	hasPage := func(topic string) bool {
		return all["help/"+topic+".txt"] != "" || all["help/"+topic+".md"] != ""
	}
	renamed := map[string]string{"gps": "gpsapi", "help": "helpapi", "commands": "commandsapi"}
	for name := range all {
		base := strings.TrimSuffix(path.Base(name), ".lua")
		if base == path.Base(name) {
			continue
		}
		switch strings.Split(name, "/")[0] {
		case "programs":
			assert.True(t, hasPage(base), "no help page for program %s", base)
		case "apis":
			topic := base
			if renamed[base] != "" {
				topic = renamed[base]
			}
			assert.True(t, hasPage(topic), "no help page %s for API %s", topic, base)
		}
	}
}

// A page that tells of another one must not lead nowhere.
func TestHelpRefersToPagesThatExist(t *testing.T) {
	all := files(t)
	reference := regexp.MustCompile(`see "([a-z]+)"|"help ([a-z]+)"`)
	for name, text := range all {
		if path.Dir(name) != "help" {
			continue
		}
		for _, match := range reference.FindAllStringSubmatch(text, -1) {
			topic := match[1] + match[2]
			if topic != "index" {
				assert.True(t, all["help/"+topic+".txt"] != "" || all["help/"+topic+".md"] != "", "%s: %s", name, topic)
			}
		}
	}
}

// Messages of the day appear on one line of the narrowest screen that shows
// them, and begin with something.
func TestMessagesOfTheDay(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(files(t)["motd.txt"]), "\n")
	assert.Greater(t, len(lines), 10)
	for _, line := range lines {
		assert.NotEmpty(t, strings.TrimSpace(line))
		assert.Less(t, len(line), 90, line)
	}
}

func ExampleBIOS() {
	first, _, _ := strings.Cut(BIOS(), "\n")
	fmt.Println(first)
	// Output: -- bios.lua: brings a computer from bare natives to its shell.
}

func ExampleROM() {
	text, err := fs.ReadFile(ROM(), "programs/exit.lua")
	fmt.Print(string(text), err)
	// Output:
	// -- exit: ends the shell it is run from.
	//
	// shell.exit()
	// <nil>
}
