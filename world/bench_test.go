package world_test

import (
	"fmt"
	"io"
	"testing"

	"ccnet/journal"
	"ccnet/value"
	"ccnet/world"
	"ccnet/world/worldtest"
)

// start makes a world for a benchmark.
func start(b *testing.B, spec world.Spec, options world.Options) *world.World {
	b.Helper()
	w, err := world.New(spec, options)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.Close() })
	return w
}

// until advances w tick by tick until done.
func until(b *testing.B, w *world.World, done func() bool) {
	b.Helper()
	for !done() {
		if err := w.Advance(b.Context(), w.Now()+1); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPingPong is one round trip between two programs.
func BenchmarkPingPong(b *testing.B) {
	for name, options := range map[string]world.Options{
		"plain":     {},
		"journaled": {Recorder: journal.NewWriter(io.Discard)},
	} {
		b.Run(name, func(b *testing.B) {
			done := false
			w := start(b, world.Spec{Computers: []world.ComputerSpec{wireless(0, pinger(b.N)), wireless(1, ponger())}}, options)
			c, _ := w.Computer(0)
			b.ReportAllocs()
			until(b, w, func() bool { done = c.Outcome().Done; return done })
		})
	}
}

// sender transmits n frames, one each time it hears from itself.
func sender(n int) world.Program {
	return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		switch ev.Name {
		case worldtest.Boot:
			c.StartTimer(1)
			return true
		default:
			n--
			if n < 0 {
				return false
			}
			c.Queue("next")
			return modemOn(c, world.Back).Transmit(c, "back", 1, 1, value.Int(n)) == nil
		}
	}).Program()
}

func hearer() world.Program {
	return worldtest.Func(func(c *world.Computer, ev world.Event) bool {
		if ev.Name == worldtest.Boot {
			return modemOn(c, world.Back).Open(1) == nil
		}
		return true
	}).Program()
}

// BenchmarkFanOut is one frame to many receivers; deliveries/s tells how fast they
// hear it.
func BenchmarkFanOut(b *testing.B) {
	for _, receivers := range []int{20, 50, 1000} {
		b.Run(fmt.Sprint(receivers), func(b *testing.B) {
			spec := world.Spec{Computers: []world.ComputerSpec{wireless(0, sender(b.N))}}
			for id := 1; id <= receivers; id++ {
				spec.Computers = append(spec.Computers, wireless(id, hearer()))
			}
			w := start(b, spec, world.Options{})
			c, _ := w.Computer(0)
			b.ReportAllocs()
			b.ResetTimer()
			until(b, w, func() bool { return c.Outcome().Done })
			b.ReportMetric(float64(b.N*receivers)/b.Elapsed().Seconds(), "deliveries/s")
		})
	}
}

// BenchmarkWorldSize is the same round trip in worlds of different sizes.
func BenchmarkWorldSize(b *testing.B) {
	for _, size := range []int{10, 5000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			spec := world.Spec{Computers: []world.ComputerSpec{wireless(0, pinger(b.N)), wireless(1, ponger())}}
			for id := 2; id < size; id++ {
				spec.Computers = append(spec.Computers, wireless(id, &worldtest.Script{On: on{
					worldtest.Boot: func(c *world.Computer, _ world.Event) { _ = modemOn(c, world.Back).Open(100 + c.ID()%1000) },
				}}))
			}
			w := start(b, spec, world.Options{})
			if err := w.Advance(b.Context(), 0); err != nil {
				b.Fatal(err)
			}
			c, _ := w.Computer(0)
			b.ReportAllocs()
			b.ResetTimer()
			until(b, w, func() bool { return c.Outcome().Done })
		})
	}
}

// BenchmarkHour is a virtual hour of 100 computers that broadcast a heartbeat every
// second.
func BenchmarkHour(b *testing.B) {
	for range b.N {
		spec := world.Spec{}
		for id := range 100 {
			spec.Computers = append(spec.Computers, wireless(id, worldtest.Func(func(c *world.Computer, ev world.Event) bool {
				m := modemOn(c, world.Back)
				switch ev.Name {
				case worldtest.Boot:
					_ = m.Open(c.ID() % 10)
				case "timer":
					_ = m.Transmit(c, "back", c.ID()%10, 0, value.Int(1))
				default:
					return true
				}
				c.StartTimer(world.TicksPerSecond)
				return true
			}).Program()))
		}
		w := start(b, spec, world.Options{})
		if err := w.Advance(b.Context(), 60*60*world.TicksPerSecond); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTimers is one timer that fires and starts the next, on each of many
// computers.
func BenchmarkTimers(b *testing.B) {
	for _, size := range []int{1, 10_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			fired := 0
			var spec world.Spec
			for id := range size {
				spec.Computers = append(spec.Computers, world.ComputerSpec{ID: id, Program: worldtest.Func(
					func(c *world.Computer, ev world.Event) bool {
						c.StartTimer(int64(1 + c.ID()%20))
						fired++
						return true
					}).Program()})
			}
			w := start(b, spec, world.Options{Workers: 1})
			b.ReportAllocs()
			b.ResetTimer()
			until(b, w, func() bool { return fired >= b.N })
		})
	}
}
