// Command density boots many idle computers in one process of ccnet and asks all of
// them: each stands at its shell and listens beside it, and one more computer
// broadcasts a question and counts who answers. It prints the time and the memory
// that the process took, and fails if an answer is missing.
//
//	go run ./scripts/density [-ccnet bin/ccnet] [N…]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ccnet := flag.String("ccnet", "bin/ccnet", "the ccnet to measure")
	repeats := flag.Int("repeats", 1, "runs of each size")
	flag.Parse()
	sizes := flag.Args()
	if len(sizes) == 0 {
		sizes = []string{"1000", "10000"}
	}
	for _, size := range sizes {
		n, err := strconv.Atoi(size)
		for i := 0; i < *repeats && err == nil; i++ {
			err = measure(*ccnet, n)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "density: %s computers: %v\n", size, err)
			os.Exit(1)
		}
	}
}

// measure runs a world of n computers and one that asks them.
func measure(ccnet string, n int) error {
	dir, err := os.MkdirTemp("", "density")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "world.toml")
	if err := os.WriteFile(path, crowd(n), 0o600); err != nil {
		return err
	}
	cmd := exec.Command(ccnet, "run", path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	start := time.Now()
	if _, err := cmd.Output(); err != nil {
		return fmt.Errorf("%w\n%s", err, stderr.String())
	}
	wall := time.Since(start)
	used, _ := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	fmt.Printf("%6d computers: %.2f s, %.2f s of processor time, %d MB; all answered\n", n, wall.Seconds(),
		(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), used.Maxrss>>10)
	return nil
}

// answer is the startup file of a computer that stands at its shell and answers
// beside it. That comes in one of a hundred ticks, lest the queue of who asks
// overflow.
const answer = `
local modem = peripheral.wrap("back")
modem.open(9)
parallel.waitForAny(function()
  local _, _, _, reply, question = os.pullEvent("modem_message")
  sleep(os.getComputerID() % 100 / 20 + 0.05)
  modem.transmit(reply, 9, { os.getComputerID(), question })
  os.pullEvent("never")
end, function() shell.run("shell") end)`

// ask is the program of computer 0, which ends when all have answered, once each.
const ask = `
local modem = peripheral.wrap("back")
modem.open(8)
sleep(5)
modem.transmit(9, 8, "who is there?")
local heard, count = {}, 0
while count < tonumber((...)) do
  local _, _, _, _, answer = os.pullEvent("modem_message")
  if heard[answer[1]] or answer[2] ~= "who is there?" then error("wrong answer") end
  heard[answer[1]], count = true, count + 1
end
print(count, "answered")`

// crowd is the world file: a block of computers that do not touch.
func crowd(n int) []byte {
	side := 1
	for side*side*side < n+1 {
		side++
	}
	var b bytes.Buffer
	computer := func(i int) {
		fmt.Fprintf(&b, "[[computer]]\nid = %d\nkind = \"advanced\"\nat = [%d, %d, %d]\nmodems = { back = \"ender\" }\n",
			i, i%side*2, 64+i/side/side*2, i/side%side*2)
	}
	b.WriteString("limit = \"1m\"\n")
	computer(0)
	fmt.Fprintf(&b, "run = \"ask.lua %d\"\nexpect = [\"%d answered\"]\nfiles = { \"ask.lua\" = %s }\n", n, n, quote(ask))
	for i := 1; i <= n; i++ {
		computer(i)
		fmt.Fprintf(&b, "files = { \"startup.lua\" = %s }\n", quote(answer))
	}
	return b.Bytes()
}

// quote is text as a literal of TOML.
func quote(text string) string { return "'''" + strings.TrimPrefix(text, "\n") + "'''" }
