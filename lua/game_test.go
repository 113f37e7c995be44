package lua_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/world"
)

// TestLooksLikeTheGame does the same things at a computer with this ROM and at one
// with the game's, and compares what the two show. The game's ROM is taken from a
// checkout of CC: Tweaked, which the environment variable names; it is no part of
// this project.
func TestLooksLikeTheGame(t *testing.T) {
	checkout := os.Getenv("CCNET_CCTWEAKED")
	if checkout == "" {
		t.Skip("CCNET_CCTWEAKED does not name a checkout of CC: Tweaked")
	}
	theirs, err := luabind.OpenROM(checkout)
	require.NoError(t, err)
	ours := luabind.OwnROM()

	files := map[string]string{
		"hello.lua":   `print("hello", ...) return 5`,
		"fail.lua":    "local x\nlocal function f(a)\n  print(a .. x)\nend\nf('abc')\n",
		"syntax.lua":  "print('a'\nlocal b = = 2\n",
		"table.lua":   `error({})`,
		"count.lua":   "for i = 1, 30 do print(i) end",
		"words.lua":   "print(('one two three '):rep(12)) write(('x'):rep(120)) print('y') print('  a\\tb\\n\\nc  ') printError('bad', 1)",
		"ask.lua":     "write('name? ') local s = read(nil, {'old', 'older'}, nil, 'def') print('<'..s..'>') write('pw? ') print(read('*'))",
		"long.lua":    "write('> ') print(#read())",
		"dir/in.txt":  "text",
		"dir/two.lua": "print(shell.getRunningProgram(), shell.dir())",
	}
	files["many.lua"] = "local t = {} for i = 1, 100 do t[i] = 'item' .. i end textutils.pagedTabulate(t, colours.red, t)"
	var lines []string
	for i := range 40 {
		lines = append(lines, strings.Repeat("word ", i%15)+"end")
	}
	files["text.txt"] = strings.Join(lines, "\n")

	scripts := map[string]script{
		"list":        {"ls", "ls dir", "ls nowhere", "ls /rom/programs/rednet", "dir /rom/modules"},
		"files":       {"mkdir a a/b hello.lua", "cp hello.lua a", "cp hello.lua hello.lua", "mv a c", "ls", "ls c", "rm c", "rm rom", "rm nothing", "ls"},
		"files more":  {"cp dir/* .", "ls", "mv in.txt dir/../x.txt", "rename x.txt y.txt", "rename nope z", "type y.txt", "type dir", "type no", "cp *.lua hello.lua"},
		"cd":          {"cd dir", "two", "cd ..", "cd nowhere", "cd", "cd /rom/programs", "ls rednet"},
		"run":         {"hello a b", "hello \"a b\" c", "/dir/two", "nothing", "hello.lua", "dir"},
		"errors":      {"fail", "table", "shell fail"},
		"scrolling":   {"count"},
		"wrapping":    {"words"},
		"reading":     {"ask", "<backspace x left left z home a end b>", "secret"},
		"reading up":  {"ask", "<up up down>", "<enter>"},
		"reading end": {"long", strings.Repeat("abcdefghij", 8), "long", "=" + strings.Repeat("0123456789", 7), "<left left left left left left left left>", "<home>"},
		"complete":    {"=lab", "<tab>", "=s", "<tab>", "=x", "..."},
		"complete 2":  {"=cd d", "<tab>", "<enter>", "=ls /rom/pro", "<right right>", "=/re"},
		"complete 3":  {"=e", "<down down down>", "<tab>"},
		"lua":         {"lua", "1 + 1", "'a', nil, {1, 2, x = {y = 1}}", "x = 5", "x", "local y = 1", "print", "error('no')", "function() end", "exit", "_G == _ENV, exit()"},
		"lua tables":  {"lua", "{1,2,3,{},{{}}, a=1, b='two', ['c d']=3, [true]=false}", "{ keys.a, f = function(a, ...) end }", "exit()"},
		"set":         {"set shell.autocomplete false", "set list.show_hidden 5", "set my.own thing", "set my.own", "set my.own nil"},
		"labels":      {"id", "label get", "label set \"my label\"", "id", "label clear", "label", "label get left"},
		"odds":        {"time", "apis", "alias x list", "alias", "alias x", "peripherals", "drive", "drive rom", "drive no", "about", "eject left", "eject"},
		"redstone":    {"redstone probe", "redstone set left true", "redstone set left 20", "redstone", "redstone set left red true", "redstone set left puce true"},
		"gps":         {"gps", "gps locate", "gps host", "monitor", "monitor left ls", "monitor scale left 2", "chat", "chat host x", "repeat", "wget", "pastebin"},
		"help":        {"help nothing", "..."},
		"tabs":        {"bg hello x", "fg hello y", "<a>", "..."},
		"tabs 2":      {"fg", "hello", "exit", "..."},
		"edit":        {"edit new", "print('x')", "  y = 1", "z", "<up end>", "= -- comment", "<leftCtrl>", "<s>", "<leftCtrl>", "<e>", "ls", "new"},
		"edit text":   {"edit text.txt", "<pageDown pageDown down end>", "=!", "<up left delete backspace>", "<home tab>", "..."},
		"edit rom":    {"edit /rom/nothing", "=x", "<down leftCtrl>", "..."},
		"edit menu":   {"edit text.txt", "<leftCtrl right>", "<leftCtrl down>"},
		"turning":     {"shell", "exit", "clear", "hello", "clear palette", "clear what"},
		"paging":      {"many", "<a>", "...", "<enter>", "hello"},
	}
	address := regexp.MustCompile(`(table|function|thread): [0-9a-f]+`)
	for name, steps := range scripts {
		for _, kind := range []world.Kind{world.Advanced, world.Normal} {
			t.Run(name+" "+kind.String(), func(t *testing.T) {
				computer := world.ComputerSpec{Kind: kind, Files: world.Files{Inline: files}}
				shown := func(rom luabind.ROM) string {
					return address.ReplaceAllString(session(t, rom, computer, steps...), "$1: 0")
				}
				assert.Equal(t, shown(theirs), shown(ours))
			})
		}
	}
}
