package modem_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/modem"
	"ccnet/value"
)

// add adds a modem to e and opens the channels.
func add(t testing.TB, e *modem.Ether, spec modem.Spec, open ...int) *modem.Modem {
	t.Helper()
	m, err := e.Add(spec)
	require.NoError(t, err)
	for _, ch := range open {
		require.NoError(t, m.Open(ch))
	}
	return m
}

// heard lists the deliveries of a message on channel ch as "computer:name:distance".
func heard(e *modem.Ether, from *modem.Modem, ch int) []string {
	list := []string{}
	for _, d := range e.Route(modem.Frame{Sender: from, Channel: ch, Payload: value.String("hi")}, nil) {
		s := fmt.Sprintf("%d:%s", d.Computer, d.Name)
		if d.HasDistance {
			s += fmt.Sprintf(":%.4g", d.Distance)
		}
		list = append(list, s)
	}
	return list
}

func ExampleEther_Route() {
	e := modem.NewEther()
	alice, _ := e.Add(modem.Spec{Kind: modem.Wireless, Owner: 1, Side: "top"})
	bob, _ := e.Add(modem.Spec{Kind: modem.Wireless, Owner: 2, Side: "left", Position: modem.Vec{X: 3, Z: 4}})
	_ = bob.Open(7)

	for _, d := range e.Route(modem.Frame{Sender: alice, Channel: 7, Reply: 1, Payload: value.String("hello")}, nil) {
		fmt.Println("computer", d.Computer, "on its", d.Name, "from", d.Distance)
	}
	// Output: computer 2 on its left from 5
}

func TestChannels(t *testing.T) {
	e := modem.NewEther()
	m := add(t, e, modem.Spec{Owner: 1, Side: "top"})

	for _, ch := range []int{-1, 65536, math.MinInt32, math.MaxInt32} {
		assert.EqualError(t, m.Open(ch), "Expected number in range 0-65535")
		assert.EqualError(t, m.Close(ch), "Expected number in range 0-65535")
		_, err := m.IsOpen(ch)
		assert.EqualError(t, err, "Expected number in range 0-65535")
	}
	for ch := range modem.MaxOpen {
		require.NoError(t, m.Open(ch*512))
	}
	assert.EqualError(t, m.Open(65535), "Too many open channels")
	assert.NoError(t, m.Open(512), "open already")

	m.SetAttached(false)
	m.SetAttached(true)
	assert.Len(t, m.Channels(), modem.MaxOpen, "channels survive a reboot")

	require.NoError(t, m.Close(512))
	require.NoError(t, m.Close(512))
	require.NoError(t, m.Open(65535))
	open, err := m.IsOpen(512)
	require.NoError(t, err)
	assert.False(t, open)
	open, err = m.IsOpen(65535)
	require.NoError(t, err)
	assert.True(t, open)

	other := add(t, e, modem.Spec{Owner: 2, Side: "top"})
	assert.Equal(t, []string{"1:top:0"}, heard(e, other, 65535))
	m.CloseAll()
	assert.Empty(t, m.Channels())
	assert.Empty(t, heard(e, other, 65535))

	require.NoError(t, m.Open(5))
	e.Remove(m)
	e.Remove(m)
	assert.Empty(t, m.Channels())
	assert.Empty(t, heard(e, other, 5))
	m.Attach(1, "top")
	assert.NoError(t, m.Open(5))
	assert.Empty(t, heard(e, other, 5), "a removed modem stays dead")
}

func TestHold(t *testing.T) {
	e := modem.NewEther()
	sender := add(t, e, modem.Spec{Owner: 1, Side: "top"})
	m := add(t, e, modem.Spec{Owner: 2, Side: "top"}, 1, 2)
	hears := func() (out []int) {
		for ch := range 6 {
			if len(heard(e, sender, ch)) > 0 {
				out = append(out, ch)
			}
		}
		return out
	}
	m.Hold()
	m.CloseAll()
	require.NoError(t, m.Open(3))
	require.NoError(t, m.Open(1))
	require.NoError(t, m.Open(4))
	require.NoError(t, m.Close(4))
	assert.Equal(t, []int{1, 3}, m.Channels(), "it knows what it has open")
	assert.Equal(t, []int{1, 2}, hears(), "and hears what it had")
	m.Release()
	assert.Equal(t, []int{1, 3}, hears())
	m.Release()
	require.NoError(t, m.Open(5))
	assert.Equal(t, []int{1, 3, 5}, hears())

	m.Hold()
	require.NoError(t, m.Close(1))
	m.Hold()
	require.NoError(t, m.Open(1))
	require.NoError(t, m.Open(2))
	m.Release()
	assert.Equal(t, []int{3, 5}, hears())
	m.Release()
	assert.Equal(t, []int{1, 2, 3, 5}, hears())
}

func TestReach(t *testing.T) {
	type end struct {
		kind modem.Kind
		dim  string
		at   modem.Vec
	}
	at := func(x, y float64) end { return end{modem.Wireless, "", modem.Vec{X: x, Y: y}} }
	in := func(dim string, e end) end { e.dim = dim; return e }
	ender := func(e end) end { e.kind = modem.Ender; return e }
	far := at(1e6, 64)
	storm := modem.Ranges{Low: 64, High: 384, StormLow: 10, StormHigh: 20}

	rows := []struct {
		name  string
		a, b  end
		storm bool
		want  float64 // distance; -1 for no distance, NaN for not heard
	}{
		{"near", at(0, 64), at(10, 64), false, 10},
		{"at the edge", at(0, 64), at(64, 64), false, 64},
		{"beyond the edge", at(0, 64), at(64.001, 64), false, math.NaN()},
		{"96 is still low", at(0, 96), at(64.001, 96), false, math.NaN()},
		{"97 inside", at(0, 97), at(65.43, 97), false, 65.43},
		{"97 outside", at(0, 97), at(65.44, 97), false, math.NaN()},
		{"128 inside", at(0, 128), at(109.91, 128), false, 109.91},
		{"128 outside", at(0, 128), at(109.92, 128), false, math.NaN()},
		{"200 inside", at(0, 200), at(213.23, 200), false, 213.23},
		{"255 inside", at(0, 255), at(292.16, 255), false, 292.16},
		{"319 inside", at(0, 319), at(384, 319), false, 384},
		{"319 outside", at(0, 319), at(384.01, 319), false, math.NaN()},
		{"no cap above", at(0, 400), at(450, 400), false, 450},
		{"the higher end decides", at(0, 319), at(200, 64), false, math.Hypot(200, 255)},
		{"nether is lower", in("nether", at(0, 128)), in("nether", at(128, 128)), false, 128},
		{"nether by its full name", in("minecraft:the_end", at(0, 128)), in("the_end", at(128.41, 128)), false, math.NaN()},
		{"ender sends anywhere", ender(at(0, 64)), far, false, 1e6},
		{"ender hears anything", far, ender(at(0, 64)), false, 1e6},
		{"other dimension", at(0, 64), in("nether", at(0, 64)), false, math.NaN()},
		{"ender to other dimension", ender(at(0, 64)), in("nether", at(0, 64)), false, -1},
		{"ender from other dimension", at(0, 64), in("nether", ender(at(0, 64))), false, -1},
		{"storm inside", at(0, 64), at(10, 64), true, 10},
		{"storm outside", at(0, 64), at(11, 64), true, math.NaN()},
		{"storm spares ender", ender(at(0, 64)), at(11, 64), true, 11},
		{"storm elsewhere", in("nether", at(0, 64)), in("nether", at(11, 64)), true, 11},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			e := modem.NewEther()
			if row.storm {
				e.Ranges = storm
				e.SetStorm("overworld", true)
			}
			a := add(t, e, modem.Spec{Kind: row.a.kind, Owner: 1, Side: "top", Dimension: row.a.dim, Position: row.a.at}, 1)
			b := add(t, e, modem.Spec{Kind: row.b.kind, Owner: 2, Side: "top", Dimension: row.b.dim, Position: row.b.at}, 1)
			for _, from := range []*modem.Modem{a, b} { // always symmetrical
				got := e.Route(modem.Frame{Sender: from, Channel: 1}, nil)
				if math.IsNaN(row.want) {
					assert.Empty(t, got)
					continue
				}
				require.Len(t, got, 1)
				assert.Equal(t, row.want >= 0, got[0].HasDistance)
				if row.want >= 0 {
					assert.InDelta(t, row.want, got[0].Distance, 1e-9)
				}
			}
		})
	}
}

func TestMove(t *testing.T) {
	e := modem.NewEther()
	e.SetWorldTop("pit", 100)
	a := add(t, e, modem.Spec{Owner: 1, Side: "top"})
	b := add(t, e, modem.Spec{Owner: 2, Side: "back", Position: modem.Vec{X: 100}}, 1)
	assert.Empty(t, heard(e, a, 1))
	b.Move("", modem.Vec{X: 1.5, Y: 2})
	assert.Equal(t, []string{"2:back:2.5"}, heard(e, a, 1))
	b.Move("pit", modem.Vec{})
	assert.Equal(t, "pit", b.Dimension())
	assert.Empty(t, heard(e, a, 1))
	a.Move("pit", modem.Vec{Y: 99, X: 300})
	assert.Equal(t, []string{"2:back:315.9"}, heard(e, a, 1))
}

func TestSelfAndSharing(t *testing.T) {
	e := modem.NewEther()
	one := add(t, e, modem.Spec{Owner: 1, Side: "left"}, 1)
	two := add(t, e, modem.Spec{Owner: 1, Side: "top"}, 1)
	assert.Equal(t, []string{"1:top:0"}, heard(e, one, 1), "a second modem of the computer hears, the first does not")

	shared := add(t, e, modem.Spec{Owner: -1}, 1)
	assert.Empty(t, heard(e, shared, 1), "without a computer it does not send")
	assert.Equal(t, []string{"1:left:0"}, heard(e, two, 1), "nor hear")
	shared.SetAttached(true)
	assert.False(t, shared.Attached())

	shared.Attach(3, "modem_0")
	shared.Attach(2, "modem_0")
	shared.Attach(2, "modem_0")
	assert.Equal(t, []string{"1:left:0", "2:modem_0:0", "3:modem_0:0"}, heard(e, two, 1))
	assert.Equal(t, []string{"1:top:0", "1:left:0"}, heard(e, shared, 1), "none of its computers hears it itself")
	shared.Detach(2, "modem_0")
	shared.Detach(2, "modem_1")
	assert.Equal(t, []string{"1:left:0", "3:modem_0:0"}, heard(e, two, 1))
}

func TestDeliveryOrder(t *testing.T) {
	e := modem.NewEther()
	sender := add(t, e, modem.Spec{Owner: 0, Side: "top"}, 1)
	for _, m := range []struct {
		computer int
		name     string
	}{
		{9, "left"}, {9, "right"}, {10, "top"}, {9, "front"}, {2, "modem_2"}, {9, "back"}, {2, "modem_10"},
		{9, "top"}, {9, "bottom"}, {2, "left"}, {9, "modem_0"},
	} {
		add(t, e, modem.Spec{Owner: m.computer, Side: m.name}, 1)
	}
	assert.Equal(t, []string{
		"2:left:0", "2:modem_10:0", "2:modem_2:0",
		"9:bottom:0", "9:top:0", "9:back:0", "9:front:0", "9:right:0", "9:left:0", "9:modem_0:0", "10:top:0",
	}, heard(e, sender, 1))
}

func TestKinds(t *testing.T) {
	assert.True(t, modem.Wireless.IsWireless())
	assert.True(t, modem.Ender.IsWireless())
	assert.False(t, modem.Wired.IsWireless())
	assert.Equal(t, "wireless ender wired unknown", fmt.Sprintf("%v %v %v %v", modem.Wireless, modem.Ender, modem.Wired, modem.Kind(9)))
}

func BenchmarkRoute(b *testing.B) {
	for _, world := range []int{10, 5000} {
		for _, listeners := range []int{1, 20, 50, 1000} {
			if listeners >= world {
				continue
			}
			for _, kind := range []modem.Kind{modem.Wireless, modem.Wired} {
				b.Run(fmt.Sprintf("%v/world=%d/listeners=%d", kind, world, listeners), func(b *testing.B) {
					e := modem.NewEther()
					var sender *modem.Modem
					for i := range world {
						m := add(b, e, modem.Spec{Kind: kind, Owner: i, Side: "top", Network: "lab",
							Position: modem.Vec{X: float64(i % 8), Y: 200, Z: float64(i / 8 % 8)}}, 2)
						if i < listeners {
							require.NoError(b, m.Open(1))
						}
						sender = m
					}
					out := make([]modem.Delivery, 0, listeners)
					b.ReportAllocs()
					for b.Loop() {
						out = e.Route(modem.Frame{Sender: sender, Channel: 1}, out[:0])
					}
					require.Len(b, out, listeners)
					b.ReportMetric(float64(listeners)*float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
				})
			}
		}
	}
}

func BenchmarkOpenClose(b *testing.B) {
	e := modem.NewEther()
	var m *modem.Modem
	for i := range 5000 {
		m = add(b, e, modem.Spec{Owner: i, Side: "top"}, 65535)
	}
	for b.Loop() {
		_ = m.Open(1)
		_ = m.Close(1)
	}
}
