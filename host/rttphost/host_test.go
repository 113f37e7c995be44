package rttphost_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/host/rttphost"
	"ccnet/protocol/rttp"
	"ccnet/protocol/rttp/net"
	"ccnet/value"
	"ccnet/world"
)

// computer is a computer with a wireless modem at 192.168.0.ID.
func computer(id int, cfg rttphost.Config) world.ComputerSpec {
	cfg.Address = net.IP(0xC0A80000 + uint32(id))
	return world.ComputerSpec{ID: id, Modems: []world.ModemSpec{{Side: world.Back}}, Program: rttphost.Program(cfg)}
}

func echo(r rttp.Request, _ net.Message) rttp.Response {
	return rttp.Response{Code: rttp.Okay, ContentType: r.ContentType, Body: r.Body}
}

// run runs a world until it has nothing to do.
func run(t testing.TB, computers ...world.ComputerSpec) world.Result {
	t.Helper()
	w, err := world.New(world.Spec{Computers: computers, Until: world.UntilIdle, Limit: world.Ticks(time.Hour)}, world.Options{})
	require.NoError(t, err)
	result, err := w.Run(context.Background())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return result
}

func TestRequests(t *testing.T) {
	for _, encrypt := range []bool{false, true} {
		var got []string
		note := func(r rttp.Response, err error) {
			text, _ := r.Body.AsString()
			got = append(got, fmt.Sprint(r.Code, " ", text, " ", err))
		}
		encrypted := 0
		run(t,
			computer(1, rttphost.Config{Serve: echo, Encrypt: encrypt}),
			computer(2, rttphost.Config{
				Encrypt: encrypt,
				Wire: func(sent bool, payload value.Value) {
					if payload.AsTable().Field("header").AsTable().Field("encrypted").Truthy() {
						encrypted++
					}
				},
				Start: func(h *rttphost.Host, err error) {
					require.NoError(t, err)
					h.Do("192.168.0.1", rttp.Post("/", rttp.Plain, value.String("one")), 0, func(r rttp.Response, err error) {
						note(r, err)
						h.Do("192.168.0.1", rttp.Post("/", rttp.Plain, value.String("two")), 0, note)
						h.Do(h.Address().String(), rttp.Post("/", rttp.Plain, value.String("self")), 0, note)
						h.Do("192.168.0.9", rttp.Get("/"), 0, func(r rttp.Response, err error) {
							note(r, err)
							h.End()
						})
						h.Do("nobody.lan", rttp.Get("/"), 0, note)
					})
				},
				Serve: echo,
			}),
		)
		assert.ElementsMatch(t, []string{"200 one <nil>", "200 two <nil>", "200 self <nil>", "0  timeout", "0  send_fail"}, got)
		assert.Equal(t, encrypt, encrypted > 0)
	}
}

func TestNobodyGivesAnAddress(t *testing.T) {
	var problem error
	spec := computer(1, rttphost.Config{})
	spec.Program = rttphost.Program(rttphost.Config{Start: func(h *rttphost.Host, err error) {
		problem = err
		h.End()
	}})
	run(t, spec)
	assert.ErrorIs(t, problem, net.ErrSetup)
}

func TestNoModem(t *testing.T) {
	spec := computer(1, rttphost.Config{})
	spec.Modems = nil
	result := run(t, spec)
	assert.NotEmpty(t, result.Failures())
}

func TestHostileMessagesDoNoHarm(t *testing.T) {
	served := 0
	bad := &flood{}
	run(t,
		computer(1, rttphost.Config{Serve: func(r rttp.Request, m net.Message) rttp.Response {
			served++
			return rttp.Text(200, "")
		}}),
		world.ComputerSpec{ID: 2, Modems: []world.ModemSpec{{Side: world.Back}}, Program: bad},
		computer(3, rttphost.Config{Start: func(h *rttphost.Host, _ error) {
			h.Do("192.168.0.1", rttp.Get("/"), 0, func(r rttp.Response, err error) {
				assert.NoError(t, err)
				h.End()
			})
		}}),
	)
	assert.Equal(t, 1, served)
}

// flood sends what is no message.
type flood struct{}

func (flood) Start(c *world.Computer) (world.Status, error) {
	p, _ := c.Peripheral(world.Back)
	for _, text := range []string{`5`, `{}`, `{origin=1,dest=3232235521,header=1,msgid=1}`,
		`{origin={},dest=3232235521,header={type="rttp",method="GET"},msgid=1}`,
		`{origin=1,dest=3232235521,header={type="rttp",method="GET",conId={}},msgid=1}`,
		`{origin=1,dest=3232235521,header={type={},method={}},msgid=0/0}`} {
		v, err := value.Unserialise(text)
		if err != nil {
			return world.Ended, err
		}
		if err := p.(*world.Modem).Transmit(c, "back", net.PortRTTP, net.PortRTTP, v); err != nil {
			return world.Ended, err
		}
	}
	return world.Ended, nil
}

func (flood) Handle(world.Event) (world.Status, error) { return world.Ended, nil }
func (flood) Close()                                   {}

// BenchmarkRoundTrip is a request and its reply between two Go programs of a world.
func BenchmarkRoundTrip(b *testing.B) {
	for _, encrypt := range []bool{false, true} {
		b.Run(map[bool]string{false: "plain", true: "encrypted"}[encrypt], func(b *testing.B) {
			b.ReportAllocs()
			done := 0
			var next func(h *rttphost.Host)
			next = func(h *rttphost.Host) {
				h.Do("192.168.0.1", rttp.Get("/x"), -1, func(r rttp.Response, err error) {
					if done++; done < b.N && err == nil {
						next(h)
					} else {
						h.End()
					}
				})
			}
			run(b,
				computer(1, rttphost.Config{Encrypt: encrypt, Serve: func(rttp.Request, net.Message) rttp.Response { return rttp.Text(rttp.Okay, "hello") }}),
				computer(2, rttphost.Config{Encrypt: encrypt, Start: func(h *rttphost.Host, _ error) { next(h) }}),
			)
			if done != b.N {
				b.Fatal("not all requests were answered: ", done)
			}
			b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "roundtrips/s")
		})
	}
}

func ExampleProgram() {
	modem := []world.ModemSpec{{Side: world.Back}}
	w, err := world.New(world.Spec{Until: world.UntilIdle, Computers: []world.ComputerSpec{
		{ID: 1, Modems: modem, Program: rttphost.Program(rttphost.Config{
			Address: net.IP(0xC0A80001),
			Serve: func(r rttp.Request, _ net.Message) rttp.Response {
				return rttp.Text(rttp.Okay, "hello "+r.Path)
			},
		})},
		{ID: 2, Modems: modem, Program: rttphost.Program(rttphost.Config{
			Address: net.IP(0xC0A80002),
			Start: func(h *rttphost.Host, _ error) {
				h.Do("192.168.0.1", rttp.Get("/you"), 0, func(r rttp.Response, err error) {
					fmt.Println(r.Code, net.LuaText(r.Body), err)
				})
			},
		})},
	}}, world.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	_, _ = w.Run(context.Background())
	// Output: 200 "hello /you" <nil>
}

// TestNothingSaysTheSeed: a computer's keys follow from its seed, which it must not tell
// everybody.
func TestNothingSaysTheSeed(t *testing.T) {
	var seed, told string
	spec := computer(1, rttphost.Config{})
	spec.Program = rttphost.Program(rttphost.Config{
		Encrypt: true,
		Wire: func(_ bool, payload value.Value) {
			origin, _ := payload.AsTable().Field("origin").AsString()
			told += origin
		},
		Start: func(h *rttphost.Host, _ error) {
			seed = fmt.Sprintf("%016x", h.Computer().Seed())
			h.Call(net.Call{Port: net.PortNetwork, Dest: "1", Header: net.Table("type", net.TypePing)}, nil)
		},
	})
	run(t, spec)
	assert.Contains(t, told, "hw:")
	assert.NotContains(t, told, seed)
}
