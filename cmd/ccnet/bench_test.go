//go:build unix

package main

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"ccnet/world"
)

// The benchmarks here run whole worlds: our ROM, Lua programs, modems, and the
// garbage collector as ccnet sets it. BENCHMARKS.md has their figures.

// lab builds a world of computers that run Lua programs.
type lab struct {
	spec  world.Spec
	begun time.Duration // processor time then
}

func (l *lab) add(id int, at world.Vec, program string, args ...string) {
	l.spec.Computers = append(l.spec.Computers, world.ComputerSpec{
		ID:     id,
		Kind:   world.Advanced,
		At:     &at,
		Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		Files:  world.Files{Inline: map[string]string{"bench.lua": program}},
		Run:    append([]string{"bench.lua"}, args...),
	})
}

// place is the i-th place of a cube of computers that do not touch, all within reach
// of each other. Computers that touch see each other as peripherals, so they cannot
// run at the same time.
func place(i int) world.Vec {
	return world.Vec{X: float64(i % 10 * 2), Y: float64(40 + i/100*2), Z: float64(i / 10 % 10 * 2)}
}

// idle adds n computers that stand at their shells.
func (l *lab) idle(first, n int) {
	for i := range n {
		at := place(i)
		l.spec.Computers = append(l.spec.Computers, world.ComputerSpec{
			ID:     first + i,
			Kind:   world.Advanced,
			At:     &at,
			Modems: []world.ModemSpec{{Side: world.Back, Kind: world.Wireless}},
		})
	}
}

func (l *lab) build(tb testing.TB) *world.World {
	tb.Helper()
	f := &runFlags{engine: "craft"}
	r, err := f.runtime()
	require.NoError(tb, err)
	w, err := world.New(l.spec, f.options(r, nil))
	require.NoError(tb, err)
	ballast := newBallast()
	tb.Cleanup(func() {
		w.Close()
		runtime.KeepAlive(ballast)
	})
	return w
}

func (l *lab) run(tb testing.TB) world.Result {
	tb.Helper()
	w := l.build(tb)
	if b, ok := tb.(*testing.B); ok {
		l.begin(b)
	}
	result, err := w.Run(context.Background())
	require.NoError(tb, err)
	require.Equal(tb, world.ReasonPrograms, result.Reason)
	require.Empty(tb, result.Failures())
	return result
}

// begin starts the clocks.
func (l *lab) begin(b *testing.B) {
	b.ResetTimer()
	l.begun = processorTime()
}

// perSecond reports a rate, and the same for a second of processor time, which depends
// less on what else the machine does: a world that keeps one core busy reaches it when
// it has that core to itself.
func (l *lab) perSecond(b *testing.B, count int, unit string) {
	b.ReportMetric(float64(count)/(processorTime()-l.begun).Seconds(), unit+"/cpu-s")
	b.ReportMetric(float64(count)/b.Elapsed().Seconds(), unit+"/s")
}

// processorTime is what this process has used of the processors so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it fails on bad arguments only
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

const modemServer = `
local modem = peripheral.wrap("back")
modem.open(2)
while true do
  local _, _, _, reply, message = os.pullEvent("modem_message")
  if message == "end" then break end
  modem.transmit(reply, 2, message)
end`

const modemClient = `
local modem = peripheral.wrap("back")
modem.open(1)
sleep(1)
for i = 1, tonumber((...)) do
  modem.transmit(2, 1, i)
  local _, _, _, _, message = os.pullEvent("modem_message")
  if message ~= i then error("wrong answer") end
end
modem.transmit(2, 1, "end")`

func BenchmarkModemRoundTrips(b *testing.B) {
	var l lab
	l.add(1, world.Vec{Y: 64}, modemServer)
	l.add(2, world.Vec{X: 3, Y: 64}, modemClient, fmt.Sprint(b.N))
	l.run(b)
	l.perSecond(b, b.N, "roundtrips")
}

// BenchmarkModemRoundTripsCrowded has the same two computers in a world of 5,000
// others that stand at their shells.
func BenchmarkModemRoundTripsCrowded(b *testing.B) {
	for _, others := range []int{8, 4998} {
		b.Run(fmt.Sprint(others+2), func(b *testing.B) {
			var l lab
			l.add(1, world.Vec{Y: 64}, modemServer)
			l.add(2, world.Vec{X: 3, Y: 64}, modemClient, fmt.Sprint(b.N))
			l.idle(10, others)
			w := l.build(b)
			require.NoError(b, w.Advance(context.Background(), 10)) // all have booted
			l.begin(b)
			result, err := w.Run(context.Background())
			require.NoError(b, err)
			require.Empty(b, result.Failures())
			l.perSecond(b, b.N, "roundtrips")
		})
	}
}

func BenchmarkRednetRoundTrips(b *testing.B) {
	var l lab
	l.add(1, world.Vec{Y: 64}, `
rednet.open("back")
while true do
  local id, message = rednet.receive("pp")
  if message == "end" then break end
  rednet.send(id, message, "pp")
end`)
	l.add(2, world.Vec{X: 3, Y: 64}, `
rednet.open("back")
sleep(1)
-- Message numbers are random and remembered for 9.5 s, in which so many messages pass
-- that two may have the same: the second is lost, as it would be in the game.
for i = 1, tonumber((...)) do
  local message
  repeat
    rednet.send(1, i, "pp")
    _, message = rednet.receive("pp", 1)
  until message
  if message ~= i then error("wrong answer") end
end
rednet.send(1, "end", "pp")`, fmt.Sprint(b.N))
	l.run(b)
	l.perSecond(b, b.N, "roundtrips")
}

func BenchmarkOwnEvents(b *testing.B) {
	var l lab
	l.add(1, world.Vec{Y: 64}, `
for i = 1, tonumber((...)) do
  os.queueEvent("bench", i)
  local _, n = os.pullEvent("bench")
  if n ~= i then error("wrong event") end
end`, fmt.Sprint(b.N))
	l.run(b)
	l.perSecond(b, b.N, "events")
}

func BenchmarkTimers(b *testing.B) {
	var l lab
	l.add(1, world.Vec{Y: 64}, `for i = 1, tonumber((...)) do sleep(0) end`, fmt.Sprint(b.N))
	l.run(b)
	l.perSecond(b, b.N, "sleeps")
}

// BenchmarkFanOut sends messages from one computer to many in bursts that fit
// their queues.
func BenchmarkFanOut(b *testing.B) {
	for _, receivers := range []int{20, 50, 1000} {
		b.Run(fmt.Sprint(receivers), func(b *testing.B) {
			messages := max(100, b.N/receivers) / 100 * 100
			var l lab
			l.add(1, place(0), `
local modem = peripheral.wrap("back")
sleep(1)
for i = 1, tonumber((...)) do
  modem.transmit(7, 7, i)
  if i % 100 == 0 then sleep(0) end
end`, fmt.Sprint(messages))
			for i := range receivers {
				l.add(10+i, place(i+1), `
peripheral.wrap("back").open(7)
for i = 1, tonumber((...)) do
  local _, _, _, _, n = os.pullEvent("modem_message")
  if n ~= i then error("lost " .. i) end
end`, fmt.Sprint(messages))
			}
			w := l.build(b)
			require.NoError(b, w.Advance(context.Background(), 10)) // all listen
			l.begin(b)
			result, err := w.Run(context.Background())
			require.NoError(b, err)
			require.Empty(b, result.Failures())
			l.perSecond(b, messages*receivers, "deliveries")
		})
	}
}

// BenchmarkVirtualDay is a day of 100 computers of which each transmits once a
// second.
func BenchmarkVirtualDay(b *testing.B) {
	const hour = 3600
	for range b.N {
		var l lab
		for i := range 100 {
			l.add(i, place(i), `
local modem = peripheral.wrap("back")
for i = 1, tonumber((...)) do
  modem.transmit(9, 9, i)
  sleep(1)
end`, fmt.Sprint(24*hour))
		}
		l.run(b)
	}
}

// BenchmarkIdle boots many computers to their shells.
func BenchmarkIdle(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				var l lab
				l.idle(0, n)
				w := l.build(b)
				require.NoError(b, w.Advance(context.Background(), 100))
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapInuse-before.HeapInuse-ballastBytes)/float64(n)/1024, "KB/computer")
				runtime.KeepAlive(w)
				w.Close()
				b.StartTimer()
			}
		})
	}
}
