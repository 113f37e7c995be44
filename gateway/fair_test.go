package gateway_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/cryptonet"
	"ccnet/gateway"
	"ccnet/host"
	"ccnet/protocol/cnet"
	"ccnet/protocol/cp"
	"ccnet/value"
	"ccnet/world"
)

// evil is the address that attacks. All of 127.0.0.0/8 is this machine.
const evil = "127.0.0.2"

// dialFrom connects from an address to a door.
func (h *house) dialFrom(from, door string) net.Conn {
	h.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	conn, err := dialer.Dial("tcp", door)
	if err != nil {
		h.Skipf("this machine has no %s: %v", from, err)
	}
	conn.SetDeadline(time.Now().Add(time.Minute)) // only so that a broken test ends
	return conn
}

// askFrom is ask from another address, without a check. It is empty if there is no answer.
func (h *house) askFrom(from, line string) string {
	conn := h.dialFrom(from, h.ctrp)
	defer conn.Close()
	_, _ = io.WriteString(conn, line+"\r\n")
	answer, _ := io.ReadAll(conn)
	return strings.ReplaceAll(string(answer), "\r\n", "\n")
}

// userFrom is somebody with a client of CP at an address.
func (h *house) userFrom(from, name string) *cp.Client {
	h.Helper()
	c := cp.NewClient(h.dialFrom(from, h.cp), cp.ClientOptions{QueueLength: 100_000})
	h.Cleanup(func() { c.Close() })
	require.NoError(h, c.SetName(h.Context(), name))
	return c
}

// attack does something again and again, on one connection after another, until the test
// stops it.
type attack struct {
	*house
	ctx  context.Context
	stop context.CancelFunc
	wait sync.WaitGroup

	limited atomic.Int64 // how often the address was told that it has too much
}

func (h *house) attack() *attack {
	ctx, cancel := context.WithCancel(context.Background())
	a := &attack{house: h, ctx: ctx}
	a.stop = func() { cancel(); a.wait.Wait() }
	return a
}

func (a *attack) on(door string, once func(conn net.Conn) bool) {
	a.wait.Go(func() {
		for a.ctx.Err() == nil {
			dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(evil)}}
			conn, err := dialer.Dial("tcp", door)
			if err != nil {
				return
			}
			undo := context.AfterFunc(a.ctx, func() { conn.Close() })
			for a.ctx.Err() == nil && once(conn) {
			}
			undo()
			conn.Close()
			time.Sleep(10 * time.Millisecond) // the attackers are of this process, too
		}
	})
}

// hear takes the answer.
func (a *attack) hear(conn net.Conn) {
	if strings.HasPrefix(reads(conn), "61 ") {
		a.limited.Add(1)
	}
}

// says writes and tells whether that went well; reads waits for the end.
func says(conn net.Conn, text string) bool {
	_, err := io.WriteString(conn, text)
	return err == nil
}

func reads(conn net.Conn) string {
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

// shop is a world with a server.
func shop() world.Spec {
	return world.Spec{Name: "shop", Computers: []world.ComputerSpec{{
		ID: 1, Label: "shop", Modems: []world.ModemSpec{{Side: world.Top, Kind: world.Wireless}},
		Program: host.Program(func(h *host.Host) error {
			var mux cnet.Mux
			mux.Handle("GET", "/hello", func(*cnet.Call) (cnet.Response, error) {
				return cnet.Response{Status: cnet.OK, Data: value.String("hello")}, nil
			})
			certificate, key := cryptonet.GenerateCertificate(cryptonet.Seeded(1), "shop")
			_, err := h.ServeCTTP(cryptonet.HostOptions{Name: "shop", Certificate: &certificate, PrivateKey: &key}, &mux)
			return err
		}),
	}}}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestOneAddressDisturbsNobody: one address attacks both doors as fast as it can, and
// others get all their answers.
func TestOneAddressDisturbsNobody(t *testing.T) {
	for name, begin := range map[string]func(*attack){
		"requests": func(a *attack) { // more than may be under way, to a host that does not answer
			for i := range 120 {
				request := "GET rttp://10.0.0.1/"
				if i%6 == 0 {
					request = []string{"GET cttp://nobody/", "LIST servers", "JOURNAL last=4096"}[i/6%3]
				}
				a.on(a.ctrp, func(conn net.Conn) bool {
					says(conn, request+"\r\n")
					a.hear(conn)
					return false
				})
			}
			for range 20 {
				a.on(a.ctrp, func(conn net.Conn) bool { // does not take the answer
					says(conn, "JOURNAL last=4096\r\n")
					<-a.ctx.Done()
					return false
				})
			}
		},
		"connections": func(a *attack) { // more than there are
			for range 1100 {
				a.on(a.ctrp, func(conn net.Conn) bool {
					says(conn, "GET cttp://sh")
					reads(conn)
					return false
				})
			}
			a.on(a.ctrp, func(conn net.Conn) bool {
				says(conn, "HELP\r\n")
				if !strings.HasPrefix(reads(conn), "20 ") { // or it is closed without an answer
					a.limited.Add(1)
				}
				return false
			})
		},
		"garbage and chat": func(a *attack) {
			garbage := strings.Repeat("\x00\xff\r\n", 500)
			for range 4 {
				a.on(a.ctrp, func(conn net.Conn) bool { return says(conn, garbage) })
				a.on(a.cp, func(conn net.Conn) bool { return says(conn, garbage) })
			}
			for i := range 4 {
				token := ""
				a.on(a.cp, func(conn net.Conn) bool { // says much and takes nothing
					if token == "" {
						says(conn, fmt.Sprintf("\r\n\r\nSet-name loud%d\r\n", i))
						answer := make([]byte, 200)
						n, _ := conn.Read(answer)
						if lines := strings.Split(string(answer[:n]), "\r\n"); len(lines) > 1 {
							token = lines[1]
						}
					}
					a.limited.Add(1)
					return token != "" && says(conn, strings.Repeat("\r\n"+token+"\r\nBroadcast-message "+strings.Repeat("x", 300)+"\r\n", 20))
				})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, shop, gateway.Config{Rate: -1}) // bounded by shares alone
			require.Contains(t, h.askFrom("127.0.0.3", "GET cttp://shop/hello"), "20 OK")
			before := heap()
			a := h.attack()
			defer a.stop()
			begin(a)
			require.Eventually(t, func() bool { return a.limited.Load() > 0 }, time.Minute, time.Millisecond, "the one who attacks is told so")

			anna, boris := h.userFrom("127.0.0.3", "anna"), h.userFrom("127.0.0.1", "boris")
			require.NoError(t, anna.Push(t.Context(), true))
			for i := range 5 {
				assert.Equal(t, "20 OK (200 OK)\nhello\n.\n", h.askFrom("127.0.0.3", "GET cttp://shop/hello"))
				assert.Contains(t, h.askFrom("127.0.0.1", "SCREEN shop"), "20 OK")
				require.NoError(t, boris.Tell(t.Context(), "anna", fmt.Sprint(i)))
				for {
					m, err := anna.Next(t.Context())
					require.NoError(t, err)
					if m.From == "boris" {
						require.Equal(t, fmt.Sprint(i), m.Text)
						break
					}
				}
			}
			assert.Contains(t, h.askFrom("127.0.0.3", "LIST servers"), "20 OK")
			a.stop()
			anna.Close()
			boris.Close()
			require.Eventually(t, func() bool {
				h.world.Inspect(h.journal.Reset) // which is of the test
				return heap() < before+12<<20
			}, time.Minute, 50*time.Millisecond)
		})
	}
}

// TestOneAddressBringsLittleIn: what an address can bring into the world is bounded, and
// with it what it adds to the journal.
func TestOneAddressBringsLittleIn(t *testing.T) {
	const rate, burst = 1, 60
	h := open(t, plain, gateway.Config{Rate: rate})
	begin := time.Now()
	loud := h.userFrom(evil, "loud")
	entered := 0
	for range 200 {
		if err := loud.Broadcast(t.Context(), "hello"); err == nil {
			entered++
		} else {
			var status *cp.StatusError
			require.ErrorAs(t, err, &status)
			assert.Equal(t, cp.StatusError{Status: cp.Forbidden, Body: "Too many messages."}, *status)
		}
	}
	quiet := h.userFrom(evil, "quiet")
	require.NoError(t, quiet.Broadcast(t.Context(), "there is something left for others of the address"))
	entered++
	for range 200 {
		switch answer := h.askFrom(evil, "GET ftp://x/"); {
		case strings.HasPrefix(answer, "40 "): // never asks the world
		default:
			t.Fatal(answer)
		}
	}
	for range 100 {
		switch answer := h.askFrom(evil, "GET cttp://nobody/"); {
		case strings.HasPrefix(answer, "41 "):
			entered++
		default:
			require.Contains(t, answer, "61 RATE LIMITED\nthere are too many requests from your address")
		}
	}
	assert.LessOrEqual(t, float64(entered), burst+rate*time.Since(begin).Seconds()+1)
	assert.GreaterOrEqual(t, entered, burst)
	assert.Contains(t, h.askFrom("127.0.0.3", "GET cttp://nobody/"), "41 NOT FOUND")
	require.NoError(t, h.userFrom("127.0.0.3", "anna").Broadcast(t.Context(), "hello"))
	h.shut()
	assert.LessOrEqual(t, strings.Count(h.journal.String(), `"name":"queue"`), 2*entered+10)
	h.replay()
}
