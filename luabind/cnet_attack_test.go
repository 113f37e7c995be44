package luabind_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luabind"
	"ccnet/luabind/craft"
	"ccnet/world"
)

// Programs can reach the native functions under the modules. Whatever they give them,
// there is an error at worst.
const callEverything = `
	local values = {
		false, true, 0, 1, -1, 0.5, 1e300, -1e300, 0 / 0, 1 / 0, "", "x", "back", "test", ("9"):rep(100), "\0\255", {}, { 1 }, { {}, {} },
		{ name = "back" }, { name = "test", key = { public = "5", shared = "35" } }, { public = "1", shared = "0" },
		{ private = "-3", shared = "35" }, { problem = 5, open = {} }, { private = ("9"):rep(400), shared = ("7"):rep(400) },
		{ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 }, { nMessageID = 1 / 0, sProtocol = "cryptoNet", message = { msgType = "x" } },
		{ protocol = "CTCP", payload = { seqNumber = 0 / 0, ackNumber = -1 / 0, flags = { true } } }, { "normal", { "x" } }, { "system", { "error" } },
		print, coroutine.create(print),
	}
	local cycle = {}
	cycle[1] = cycle
	values[#values + 1] = cycle
	local n = 0
	local objects, known = {}, {}
	local function attack(fn, name)
		for round = 1, 80 do
			local args = {}
			local count = math.random(0, 8)
			for i = 1, count do args[i] = values[math.random(#values + 1)] end
			n = n + 1
			local results = table.pack(pcall(fn, table.unpack(args, 1, count)))
			if not results[1] and tostring(results[2]):find("internal error", 1, true) then print(name, results[2]) end
			for i = 2, results.n do
				local result = results[i]
				local key, value
				if type(result) == "table" then key, value = next(result) end
				if type(value) == "function" and (known[name] or 0) < 2 then
					known[name] = (known[name] or 0) + 1
					objects[#objects + 1] = result
				end
			end
		end
	end
	for _, name in ipairs { "cryptonet", "cnet" } do objects[#objects + 1] = ccnet[name] end
	local station = ccnet.cryptonet.station()
	station.host({ name = "back" }, "test")
	objects[#objects + 1] = station
	objects[#objects + 1] = station.cnet()
	objects[#objects + 1] = station.sessions()
	objects[#objects + 1] = select(3, station.discover({ name = "back" }, 100))
	objects[#objects + 1] = select(3, station.connect({ name = "back" }, "test", 100))
	local i = 0
	while objects[i + 1] and i < 60 do
		i = i + 1
		local names = {}
		for name in pairs(objects[i]) do names[#names + 1] = name end
		table.sort(names)
		for _, name in ipairs(names) do
			attack(objects[i][name], name)
			sleep(0)
		end
	end
	print(i > 8, n > 5000)
`

func TestNativeFunctionsTakeAnything(t *testing.T) {
	machines, err := luabind.NewRuntime(luabind.RuntimeConfig{ROM: luabind.OwnROM(), Engines: craft.NewFactory(0)})
	require.NoError(t, err)
	var rows []string
	w, err := world.New(world.Spec{Limit: 3600 * world.TicksPerSecond, Computers: []world.ComputerSpec{{
		Run: []string{"program.lua"}, Files: world.Files{Inline: map[string]string{"program.lua": callEverything}},
		Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
	}}}, world.Options{NewProgram: machines.NewProgram, ROM: machines.ROM(), OnRow: func(_ *world.Computer, row string) {
		rows = append(rows, row)
	}})
	require.NoError(t, err)
	defer w.Close()
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	assert.Empty(t, result.Failures())
	assert.Contains(t, rows, "true true")
	for _, row := range rows {
		assert.NotContains(t, row, "internal error")
	}
}
