package world_test

import (
	"testing"

	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"
)

// modemOn is the modem on a side of c.
func modemOn(c *world.Computer, side world.Side) *world.Modem {
	p, _ := c.Peripheral(side)
	return p.(*world.Modem)
}

// payload is the payload of a modem_message.
func payload(ev world.Event) int {
	n, _ := ev.Args[3].AsNumber()
	return int(n)
}

const pingChannel, pongChannel = 1, 2

// pinger sends n pings, each when the answer to the one before has come.
func pinger(n int) world.Program {
	sent := 0
	return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		m := modemOn(c, world.Back)
		if ev.Name == worldtest.Boot {
			_ = m.Open(pongChannel)
			c.StartTimer(1) // the ponger boots meanwhile
			return true
		}
		if sent == n {
			return false
		}
		sent++
		return m.Transmit(c, "back", pingChannel, pongChannel, value.Int(sent)) == nil
	}).Program()
}

func ponger() world.Program {
	return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		m := modemOn(c, world.Back)
		if ev.Name == worldtest.Boot {
			return m.Open(pingChannel) == nil
		}
		return m.Transmit(c, "back", pongChannel, pingChannel, ev.Args[3]) == nil
	}).Program()
}

func wireless(id int, p world.Program) world.ComputerSpec {
	return world.ComputerSpec{
		ID: id, Program: p,
		Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
	}
}

func TestPingPong(t *testing.T) {
	w := worldtest.New(t, wireless(0, pinger(3)), wireless(1, ponger()))
	w.Until(10)
	r := w.Result()
	if !r.Computers[0].Outcome.Done || !r.Computers[0].Outcome.OK {
		t.Fatalf("the pinger has not ended: %+v", r)
	}
}
