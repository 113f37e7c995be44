package host_test

import (
	"context"
	"fmt"
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
			done, until := 0, 0
			var failure error
			specs := []world.ComputerSpec{computer(1, serveShop)}
			for i := range connections {
				specs = append(specs, computer(2+i, func(h *host.Host) error {
					h.Sleep(time.Second)
					c, err := h.DialCTTP(cryptonet.ConnectOptions{Name: "shop"})
					if err != nil {
						failure = err
						return err
					}
					for {
						if done >= until {
							h.Sleep(time.Second)
							continue
						}
						if _, err := c.Get("/greet/you"); err != nil {
							failure = err
							return err
						}
						done++
					}
				}))
			}
			w, err := world.New(world.Spec{Computers: specs}, world.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer w.Close()
			advance(b, w, world.Ticks(10*time.Second))
			b.ResetTimer()
			until = b.N
			for done < b.N && failure == nil {
				advance(b, w, w.Now()+1)
			}
			if failure != nil {
				b.Fatal(failure)
			}
			b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}

func advance(tb testing.TB, w *world.World, to world.Tick) {
	if err := w.Advance(context.Background(), to); err != nil {
		tb.Fatal(err)
	}
}
