package host_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"ccnet/cryptonet"
	"ccnet/host"
	"ccnet/world"
)

// BenchmarkCTTP is a request and its response between two computers of a world,
// with a number of connections at work at the same time.
func BenchmarkCTTP(b *testing.B) {
	for _, connections := range []int{1, 8} {
		b.Run(fmt.Sprint(connections), func(b *testing.B) {
			b.ReportAllocs()
			var left, done atomic.Int64 // the computers run at the same time
			specs := []world.ComputerSpec{computer(1, serveShop)}
			for i := range connections {
				specs = append(specs, computer(2+i, func(h *host.Host) error {
					h.Sleep(time.Second)
					c, err := h.DialCTTP(cryptonet.ConnectOptions{Name: "shop"})
					if err != nil {
						return err
					}
					for {
						if left.Add(-1) < 0 {
							h.Sleep(time.Second)
							continue
						}
						if _, err := c.Get("/greet/you"); err != nil {
							return err
						}
						done.Add(1)
					}
				}))
			}
			w, err := world.New(world.Spec{Computers: specs}, world.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer w.Close()
			advance := func(to world.Tick) {
				if err := w.Advance(context.Background(), to); err != nil {
					b.Fatal(err)
				}
				for _, c := range w.Computers() {
					if c.Outcome().Done {
						b.Fatal(c.Outcome().Text())
					}
				}
			}
			advance(world.Ticks(10 * time.Second))
			b.ResetTimer()
			left.Store(int64(b.N))
			for done.Load() < int64(b.N) {
				advance(w.Now() + 1)
			}
			b.ReportMetric(float64(done.Load())/b.Elapsed().Seconds(), "requests/s")
		})
	}
}
