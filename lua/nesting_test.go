package lua_test

import (
	"testing"

	"ccnet/world"
)

// TestProgramsRunPrograms nests programs in programs, in coroutines of their own, and
// drops some in the middle. The game shows the same.
func TestProgramsRunPrograms(t *testing.T) {
	mark := func(line, spaces string) []string {
		return []string{"▌Line 1", "▌" + line, "▌" + spaces + "🬂"}
	}
	bad := append([]string{"/bad.lua:1: oops"}, mark(`sleep(0) error("oops")`, "              ")...)
	var expect []string
	expect = append(expect, "2 y a", "1 y d")
	expect = append(expect, bad...)
	expect = append(expect, "deeper true false", "true")
	expect = append(expect, bad...)
	expect = append(expect, "false", "1 y c", "inner true", "1 y p", "1 y last", "true", "Terminated", "false",
		"normal running", "normal false", "suspended false", "dead", "true")
	c := station(1, "", expect...)
	c.Kind = world.Advanced
	c.Files = world.Files{Inline: map[string]string{
		"main.lua": `
			print(shell.run("child", "a", "b"))
			print(shell.run("bad"))
			local thread = coroutine.create(function() print("inner", shell.run("child", "c")) end)
			coroutine.resume(thread)
			while coroutine.status(thread) ~= "dead" do
				coroutine.resume(thread, os.pullEvent()) -- whatever it waits for
			end
			parallel.waitForAny(function() shell.run("child", "p") end, function() sleep(10) end)
			parallel.waitForAny(function() shell.run("forever") end, function() sleep(0.1) end)
			print(shell.run("child", "last"))
			print(shell.run("ends"))
			_G.outer = coroutine.running()
			print(shell.run("inner"))`,
		"child.lua": `
			local name = ...
			os.queueEvent("x", 1)
			os.queueEvent("y", name)
			print(select("#", ...), os.pullEvent("y"))
			if name == "a" then print("deeper", shell.run("child", "d"), shell.run("bad")) end
			sleep(0.05)`,
		"inner.lua": `
			print(coroutine.status(outer), coroutine.status(coroutine.running()))
			sleep(0)
			local thread = coroutine.create(function() coroutine.yield(coroutine.status(outer), (coroutine.resume(outer))) end)
			print(select(2, coroutine.resume(thread)))
			print(coroutine.status(thread), (coroutine.resume(outer)))
			coroutine.resume(thread)
			print(coroutine.status(thread))`,
		"bad.lua":     `sleep(0) error("oops")`,
		"forever.lua": `os.pullEvent("never")`,
		"ends.lua":    `os.startTimer(0) coroutine.yield("timer") os.queueEvent("terminate") os.pullEvent("never")`,
	}}
	runUntilExpected(t, nil, c)
}
