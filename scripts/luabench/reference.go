package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// reference is PUC Lua 5.2.
type reference struct{ input }

func (reference) name() string { return "lua5.2" }

func (r reference) time(workload string) (float64, error) {
	driver := `
local clock = os.clock
local path, want, cryptonet = ...
if cryptonet ~= "" then
  local f = assert(io.open(cryptonet)) CRYPTONET = f:read("*a") f:close()
end
for _, w in ipairs(dofile(path)) do
  if w[1] == want then
    local start = clock()
    w[2]()
    io.stdout:write(clock() - start)
  end
end`
	cmd := exec.Command("lua5.2", "-e", "arg = nil; "+"local function main(...) "+driver+" end main("+
		strconv.Quote(workloadsPath)+","+strconv.Quote(workload)+","+strconv.Quote(r.path)+")")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, stderr.String())
	}
	return strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
}
