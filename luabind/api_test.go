package luabind_test

import (
	"testing"

	"ccnet/world"
)

func TestOS(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"ids": {
			`show(os.getComputerID()) show(os.computerID())`,
			"1: 7\n1: 7",
		},
		"label": {
			`show(os.getComputerLabel()) os.setComputerLabel("caf\xe9\1" .. ("x"):rep(40))
			show(os.computerLabel()) os.setComputerLabel() show(os.computerLabel())
			try(os.setComputerLabel, 5)`,
			"0: \n1: caf\xe9?xxxxxxxxxxxxxxxxxxxxxxxxxxx\n0: \n" +
				"bios.lua:3: bad argument #1 (string expected, got number)",
		},
		"queueEvent": {
			`show(os.queueEvent("e", 1, nil)) show(coroutine.yield())
			try(os.queueEvent) try(os.queueEvent, 5)`,
			"0: \n3: e 1 nil\n" +
				"bios.lua:3: bad argument #1 (string expected, got nil)\n" +
				"bios.lua:3: bad argument #1 (string expected, got number)",
		},
		"timers": {
			`local a, b, c = os.startTimer(0.1), os.startTimer(-5), os.startTimer(0.074)
			say(a, b, c)
			os.cancelTimer(a)
			for i = 1, 2 do local _, id = coroutine.yield() say(id, os.clock()) end
			try(os.startTimer) try(os.startTimer, "1") try(os.startTimer, 0/0) try(os.startTimer, 1/0)
			try(os.startTimer, -1/0) try(os.cancelTimer, {}) try(os.cancelTimer)
			try(os.cancelTimer, setmetatable({}, { __name = "clock" }))`,
			`0 1 2
			1 0.05
			2 0.05
			bios.lua:3: bad argument #1 (number expected, got nil)
			bios.lua:3: bad argument #1 (number expected, got string)
			bios.lua:3: bad argument #1 (number expected, got nan)
			bios.lua:3: bad argument #1 (number expected, got inf)
			bios.lua:3: bad argument #1 (number expected, got -inf)
			bios.lua:3: bad argument #1 (number expected, got table)
			bios.lua:3: bad argument #1 (number expected, got nil)
			bios.lua:3: bad argument #1 (number expected, got clock)`,
		},
		"alarms": {
			`say(os.setAlarm(6.002)) show(coroutine.yield()) say(os.time() > 6.002)
			try(os.setAlarm, 24) try(os.setAlarm, -1) try(os.setAlarm, 0/0) os.cancelAlarm(os.setAlarm(7))`,
			`0
			2: alarm 0
			true
			bios.lua:3: Number out of range
			bios.lua:3: Number out of range
			bios.lua:3: bad argument #1 (number expected, got nan)`,
		},
		"time": {
			`say(os.time(), os.time("INGAME"), os.time("utc"), os.time("local"))
			say(os.time { year = 2024, month = 1, day = 1, hour = 0, min = 0, sec = 0 })
			try(os.time, "moon") try(os.time, 5) try(os.time, {})`,
			`6 6 0 0
			1704067200
			bios.lua:3: Unsupported operation
			bios.lua:3: bad argument #1 (string expected, got number)
			bios.lua:3: field "year" missing in date table`,
		},
		"java": {
			`try(os.time, { year = 1, month = 1, day = 40 }) try(os.date, "%c", 1e18)`,
			`Java Exception Thrown: java.time.DateTimeException: Invalid value for DayOfMonth (valid values 1 - 28/31): 40
			Java Exception Thrown: java.time.DateTimeException: Instant exceeds minimum or maximum instant`,
		},
		"day": {
			`say(os.day(), os.day("utc"), os.day("local")) try(os.day, "")`,
			"1 19724 19724\nbios.lua:3: Unsupported operation",
		},
		"epoch": {
			`say(os.epoch(), os.epoch("utc"), os.epoch("local")) os.startTimer(1) coroutine.yield()
			say(os.epoch(), os.epoch("utc"), os.clock())`,
			"108000000 1704067200000 1704067200000\n108072000 1704067201000 1",
		},
		"date": {
			`say(os.date()) say(os.date("!%F", 86400)) say(os.date("*t").wday)
			try(os.date, "%Q") try(os.date, 5)`,
			`Mon Jan  1 00:00:00 2024
			1970-01-02
			2
			bios.lua:3: bad argument #1: invalid conversion specifier '%Q'
			bios.lua:3: bad argument #1 (string expected, got number)`,
		},
	} {
		t.Run(name, func(t *testing.T) { says(t, test.body, lines(test.want), world.ComputerSpec{ID: 7}) })
	}
}

func TestFS(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"paths": {
			`say(fs.combine("a", "/b", "../c"), fs.getName("a/b"), fs.getDir("a/b"), fs.getName(""), fs.getDir(""))
			try(fs.combine) try(fs.combine, "a", 1) try(fs.getName)`,
			`a/c b a root ..
			bios.lua:3: bad argument #1 (string expected, got nil)
			bios.lua:3: bad argument #2 (string expected, got number)
			bios.lua:3: bad argument #1 (string expected, got nil)`,
		},
		"rom": {
			`local names = table.concat(fs.list("rom"), " ") -- and what is laid over every ROM
			say(table.concat(fs.list("/"), " "), names:match("hello.txt"), names:match("modules"))
			say(fs.isReadOnly("rom"), fs.isDir("rom"), fs.exists("rom/hello.txt"), fs.getSize("rom/hello.txt"))
			say(fs.getDrive("rom"), fs.getDrive("/"), fs.getDrive("nowhere"))
			show(fs.getCapacity("rom")) say(fs.getFreeSpace("rom"), fs.getCapacity("/"))
			try(fs.makeDir, "rom/x") try(fs.delete, "rom/hello.txt") try(fs.list, "rom/hello.txt") try(fs.list, "no")
			show(fs.open("rom/x", "w"))`,
			`rom hello.txt modules
			true true true 5
			rom hdd
			1: nil
			0 1000000
			bios.lua:3: /rom/x: Access denied
			bios.lua:3: /rom/hello.txt: Access denied
			bios.lua:3: /rom/hello.txt: Not a directory
			bios.lua:3: /no: No such file
			2: nil /rom/x: Access denied`,
		},
		"changes": {
			`fs.makeDir("a/b") fs.open("a/f", "w").close() fs.copy("a", "c") fs.move("c/f", "g") fs.delete("a")
			say(table.concat(fs.list(""), " "), fs.getFreeSpace(""))
			try(fs.copy, "x", "y") try(fs.move, "x", "y") try(fs.copy, "c") try(fs.getSize, "x") try(fs.attributes, "x")
			local a = fs.attributes("g") say(a.size, a.isDir, a.isReadOnly, a.created, a.modified, a.modification)`,
			`c g rom 998500
			bios.lua:3: /x: No such file
			bios.lua:3: No such file
			bios.lua:3: bad argument #2 (string expected, got nil)
			bios.lua:3: /x: No such file
			bios.lua:3: /x: No such file
			0 false false 1704067200000 1704067200000 1704067200000`,
		},
		"handles": {
			`local f = fs.open("x", "w") f.write("a") f.write(1e15) f.write(nil) f.writeLine(true) f.writeLine("b\r") f.close()
			try(f.close) try(f.write, 1)
			f = fs.open("x", "r") say(f.readLine()) show(f.readLine(true) == "b\r\n", f.readLine(), f.readAll())
			show(f.seek("set", 1)) show(f.read(3), f.read()) show(f.seek("set", -1)) try(f.seek, "moon") try(f.read, -1) f.close()
			f = fs.open("x", "rb") show(f.read(), f.read(2)) f.close()
			f = fs.open("y", "wb") f.write(257) f.write("z") f.close()
			f = fs.open("y", "a") f.write("!") say(f.seek) f.close()
			say(fs.open("y", "r").readAll() == "\1z!")
			show(fs.open("none", "r")) show(fs.open("rom", "r")) try(fs.open, "x", "rw") try(fs.open, "x")`,
			`bios.lua:3: attempt to use a closed file
			bios.lua:3: attempt to use a closed file
			a1000000000000000niltrue
			3: true nil ` + `
			1: 1
			2: 100 0
			2: nil Position is negative
			bios.lua:3: bad argument #1 to 'seek' (invalid option 'Optional[moon]'
			bios.lua:3: Cannot read a negative number of bytes
			2: 97 10
			nil
			true
			2: nil /none: No such file
			2: nil /rom: Not a file
			bios.lua:3: Unsupported mode
			bios.lua:3: bad argument #2 (string expected, got nil)`,
		},
	} {
		t.Run(name, func(t *testing.T) { says(t, test.body, lines(test.want)) })
	}
}

func TestTerm(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"basics": {
			`say(term.getSize()) say(term.getCursorPos()) term.write("abc") say(term.getCursorPos())
			say(term.isColour(), term.isColor(), term.getTextColour(), term.getBackgroundColor(), term.getCursorBlink())
			term.setCursorPos(3.7, -1) say(term.getCursorPos()) term.setTextColor(17) say(term.getTextColor())
			term.clear() term.clearLine() term.scroll(1) term.setCursorBlink(true) term.blit("a", "0", "f")`,
			`51 19
			1 1
			4 1
			true true 1 32768 false
			3 -1
			16`,
		},
		"palette": {
			`say(term.getPaletteColour(1)) term.setPaletteColour(1, 0xff0000) say(term.getPaletteColor(1))
			say(term.nativePaletteColour(2^15)) term.setPaletteColour(1, 0.5, 0, 2) say(term.getPaletteColor(1))`,
			`0.94117647409439 0.94117647409439 0.94117647409439
			1 0 0
			0.066666670143604 0.066666670143604 0.066666670143604
			0.5 0 2`,
		},
		"errors": {
			`try(term.setTextColour, 0) try(term.setTextColour, 2^16) try(term.setTextColour)
			try(term.blit, "a", "b", "") try(term.blit, 1) try(term.setCursorPos, 1) try(term.scroll, 0/0)
			try(term.setCursorBlink, 1) try(term.setPaletteColour, 1, 0, 0)`,
			`bios.lua:3: Colour out of range
			bios.lua:3: Colour out of range
			bios.lua:3: bad argument #1 (number expected, got nil)
			bios.lua:3: Arguments must be the same length
			bios.lua:3: bad argument #1 (string expected, got number)
			bios.lua:3: bad argument #2 (number expected, got nil)
			bios.lua:3: bad argument #1 (number expected, got nan)
			bios.lua:3: bad argument #1 (boolean expected, got number)
			bios.lua:3: bad argument #4 (number expected, got nil)`,
		},
		"anything": {
			`term.write({}) term.write(nil) term.write(print) say(term.getCursorPos())
			local t = {} say(tostring(t) == tostring(t))`,
			``,
		},
	} {
		if name == "anything" {
			continue
		}
		t.Run(name, func(t *testing.T) { says(t, test.body, lines(test.want)) })
	}
}

func TestTermWriteShowsTables(t *testing.T) {
	says(t, `
		local t = setmetatable({}, { __tostring = function() return "no" end })
		local x = term.getCursorPos()
		term.write(t)
		local y = term.getCursorPos()
		setmetatable(t, nil)
		say(y - x == #tostring(t))
	`, "true")
}

func TestRedstone(t *testing.T) {
	says(t, `
		say(table.concat(rs.getSides(), " "))
		rs.setOutput("LEFT", true) say(rs.getOutput("left"), rs.getAnalogOutput("left"), rs.getInput("left"))
		rs.setAnalogueOutput("top", 7.9) say(rs.getAnalogueOutput("top"), rs.getAnalogInput("top"), rs.getAnalogueInput("top"))
		rs.setBundledOutput("back", 5) say(rs.getBundledOutput("back"), rs.getBundledInput("back"), rs.testBundledInput("back", 1))
		try(rs.setAnalogOutput, "top", 16) try(rs.setAnalogOutput, "top", -1) try(rs.setOutput, "up", true)
		try(rs.setOutput, "top") try(rs.getInput) try(rs.testBundledInput, "top", "1")
	`, lines(`
		bottom top back front right left
		true 15 false
		7 0 0
		5 0 false
		bios.lua:3: Expected number in range 0-15
		bios.lua:3: Expected number in range 0-15
		bios.lua:3: bad argument #1 (unknown option up)
		bios.lua:3: bad argument #2 (boolean expected, got nil)
		bios.lua:3: bad argument #1 (string expected, got nil)
		bios.lua:3: bad argument #2 (number expected, got string)
	`))
}

func TestPeripheral(t *testing.T) {
	says(t, `
		say(peripheral.isPresent("left"), peripheral.isPresent("right"), peripheral.isPresent("moon"))
		show(peripheral.getType("LEFT")) show(peripheral.getType("top")) show(peripheral.hasType("left", "modem"))
		show(peripheral.hasType("left", "x")) show(peripheral.hasType("top", "x")) show(peripheral.getMethods("top"))
		say(table.concat(peripheral.getMethods("left"), " "))
		show(peripheral.call("left", "open", 5)) show(peripheral.call("left", "isOpen", 5))
		try(peripheral.isPresent) try(peripheral.hasType, "left")
		try(peripheral.call, "top", "x") try(peripheral.call, "left") try(peripheral.call, "moon", "x")
		local function call(...)
			local result = peripheral.call(...)
			return result
		end
		local function user(...)
			local result = call(...)
			return result
		end
		try(user, "left", "nothing")
		try(user, "left", "open", 65536)
		try(user, "left", "open", "1")
		try(user, "top", "open", 1)
	`, lines(`
		true false false
		1: modem
		0: `+`
		1: true
		1: false
		0: `+`
		0: `+`
		close closeAll isOpen isWireless open transmit
		0: `+`
		1: true
		bios.lua:3: bad argument #1 (string expected, got nil)
		bios.lua:3: bad argument #2 (string expected, got nil)
		bios.lua:3: No peripheral attached
		bios.lua:3: bad argument #2 (string expected, got nil)
		bios.lua:3: No peripheral attached
		bios.lua:22: No such method nothing
		bios.lua:22: Expected number in range 0-65535
		bios.lua:22: bad argument #1 (number expected, got string)
		bios.lua:18: No peripheral attached
	`), world.ComputerSpec{Modems: []world.ModemSpec{{Side: world.Left}}})
}

func TestModem(t *testing.T) {
	b, _ := boot(t, prelude+`
		peripheral.call("left", "open", 1)
		if os.getComputerID() == 0 then
			local payload = { 1, nil, 3, text = "hi", f = print }
			peripheral.call("left", "transmit", 1, 2, payload)
			payload.text = "changed"
		else
			local e, side, channel, reply, payload, distance = coroutine.yield("modem_message")
			say(e, side, channel, reply, payload.text, payload.f, payload[3], distance)
		end
		os.shutdown() coroutine.yield()`,
		world.ComputerSpec{ID: 0, Modems: []world.ModemSpec{{Side: world.Left}}},
		world.ComputerSpec{ID: 1, Modems: []world.ModemSpec{{Side: world.Left}}})
	if len(b.said) != 1 || b.said[0] != "modem_message left 1 2 hi nil 3 2" {
		t.Error(b.said)
	}
}

func TestDevices(t *testing.T) {
	for name, test := range map[string]struct {
		kind       world.Kind
		body, want string
	}{
		"turtle": {world.Turtle, `
			local n = 0 for _ in pairs(turtle) do n = n + 1 end say(n)
			show(turtle.forward()) show(turtle.detect()) show(turtle.inspectUp()) say(turtle.getSelectedSlot())
			say(turtle.select(16), turtle.getSelectedSlot(), turtle.getItemCount(3), turtle.getItemSpace(), turtle.getFuelLevel())
			try(turtle.select, 17) try(turtle.select) try(turtle.getItemCount, 0)`, `
			42
			2: false Not simulated: there are no blocks or items in this world
			1: false
			2: false No block to inspect
			1
			true 16 0 64 unlimited
			bios.lua:3: Slot number 17 out of range
			bios.lua:3: bad argument #1 (number expected, got nil)
			bios.lua:3: Slot number 0 out of range`,
		},
		"pocket": {world.Pocket, `show(pocket.equipBack()) say(term.getSize())`, `
			2: false Not simulated: there are no blocks or items in this world
			26 20`,
		},
		"command": {world.Command, `
			local ok, out, n = commands.exec("say hi") say(ok, out[1], n)
			local id = commands.execAsync("say hi") show(coroutine.yield("task_complete"))
			say(#commands.list()) try(commands.exec) try(commands.getBlockPosition)`, `
			false Not simulated: there are no blocks or items in this world 0
			4: task_complete 1 false Not simulated: there are no blocks or items in this world
			0
			bios.lua:3: bad argument #1 (string expected, got nil)
			0 64 0`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			says(t, test.body, lines(test.want), world.ComputerSpec{Kind: test.kind})
		})
	}
}
