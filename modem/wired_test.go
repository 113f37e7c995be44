package modem_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/modem"
)

type block = modem.Block

// lay lays cables of the overworld.
func lay(t testing.TB, e *modem.Ether, blocks ...block) {
	t.Helper()
	for _, b := range blocks {
		require.NoError(t, e.Cable("", b))
	}
}

// line lays n cables eastwards from the origin.
func line(t testing.TB, e *modem.Ether, n int) {
	t.Helper()
	for x := range n {
		lay(t, e, block{X: x})
	}
}

// mounted describes a wired modem of a computer.
func mounted(computer int, at block, face modem.Face) modem.Spec {
	return modem.Spec{Kind: modem.Wired, Owner: computer, Side: "left", Mount: &modem.Mount{Block: at, Face: face}}
}

// changes lists what has happened as "computer+name" and "computer-name".
func changes(e *modem.Ether) []string {
	list := []string{}
	for _, c := range e.Changes() {
		sign := "-"
		if c.Attached {
			sign = "+"
		}
		list = append(list, fmt.Sprintf("%d%s%s", c.Computer, sign, c.Name))
	}
	return list
}

func ExampleEther_Cable() {
	e := modem.NewEther()
	for x := range 3 {
		_ = e.Cable("overworld", modem.Block{X: x})
	}
	west, _ := e.Add(modem.Spec{Kind: modem.Wired, Owner: 1, Side: "left",
		Mount: &modem.Mount{Block: modem.Block{X: 0}, Face: modem.West}})
	east, _ := e.Add(modem.Spec{Kind: modem.Wired, Owner: 2, Side: "right",
		Mount: &modem.Mount{Block: modem.Block{X: 2}, Face: modem.East}})
	_ = east.Open(1)
	_ = east.Expose("computer_2")

	for _, d := range e.Route(modem.Frame{Sender: west, Channel: 1}, nil) {
		fmt.Println("computer", d.Computer, "hears it from", d.Distance)
	}
	fmt.Println(west.RemoteNames(), east.RemoteNames())
	_ = e.Cut("overworld", modem.Block{X: 1})
	fmt.Println(west.RemoteNames())
	// Output:
	// computer 2 hears it from 4
	// [computer_2] []
	// []
}

func ExampleEther_Changes() {
	e := modem.NewEther()
	_, _ = e.Add(modem.Spec{Kind: modem.Wired, Owner: 1, Side: "left", Network: "lab"})
	monitor, _ := e.Add(modem.Spec{Kind: modem.Wired, Owner: -1, Network: "lab"})
	_ = monitor.Expose("monitor_0")
	e.CutNetwork("lab")
	for _, c := range e.Changes() {
		fmt.Println(c.Computer, c.Via, c.Name, c.Attached)
	}
	// Output:
	// 1 left monitor_0 true
	// 1 left monitor_0 false
}

func TestWiredDistance(t *testing.T) {
	for n := 2; n < 6; n++ {
		e := modem.NewEther()
		line(t, e, n)
		a := add(t, e, mounted(1, block{}, modem.West), 1)
		add(t, e, mounted(2, block{X: n - 1}, modem.East), 1)
		assert.Equal(t, []string{fmt.Sprintf("2:left:%d", n+1)}, heard(e, a, 1), "%d cables", n)
	}

	t.Run("bends lengthen", func(t *testing.T) {
		e := modem.NewEther()
		lay(t, e, block{}, block{Y: 1}, block{Y: 2}, block{X: 1, Y: 2}, block{X: 2, Y: 2}, block{X: 2, Y: 1}, block{X: 2})
		a := add(t, e, mounted(1, block{}, modem.West), 1)
		add(t, e, mounted(2, block{X: 2}, modem.East), 1)
		assert.Equal(t, []string{"2:left:8"}, heard(e, a, 1))
		lay(t, e, block{X: 1})
		assert.Equal(t, []string{"2:left:4"}, heard(e, a, 1), "a short cut")
		require.NoError(t, e.Cut("", block{X: 1}))
		assert.Equal(t, []string{"2:left:8"}, heard(e, a, 1))
	})

	t.Run("named", func(t *testing.T) {
		e := modem.NewEther()
		at := func(computer int, dim string, x, y, z float64) *modem.Modem {
			return add(t, e, modem.Spec{Kind: modem.Wired, Owner: computer, Side: "left", Network: "lab",
				Dimension: dim, Position: modem.Vec{X: x, Y: y, Z: z}}, 1)
		}
		a := at(1, "", 0, 0, 0)
		at(2, "", 4, 0, 0)
		at(3, "", 0.9, 0.2, 0)
		at(4, "", 1, -2, 3)
		moving := at(5, "nether", 0, 0, 0)
		assert.Equal(t, []string{"2:left:4", "3:left:2", "4:left:6", "5:left"}, heard(e, a, 1))
		moving.Move("", modem.Vec{X: -7.5})
		assert.Equal(t, []string{"2:left:4", "3:left:2", "4:left:6", "5:left:8"}, heard(e, a, 1))
	})
}

func TestNetworksDoNotMix(t *testing.T) {
	e := modem.NewEther()
	spec := modem.Spec{Kind: modem.Wired, Owner: 1, Side: "left", Network: "a"}
	a := add(t, e, spec, 1)
	spec.Owner, spec.Network = 2, "b"
	b := add(t, e, spec, 1)
	spec.Owner, spec.Network = 3, ""
	add(t, e, spec, 1)
	spec.Owner = 4
	alone := add(t, e, spec, 1)
	air := add(t, e, modem.Spec{Kind: modem.Ender, Owner: 5, Side: "top"}, 1)
	for _, m := range []*modem.Modem{a, b, alone, air} {
		assert.Empty(t, heard(e, m, 1))
	}
}

func TestFullBlock(t *testing.T) {
	e := modem.NewEther()
	require.NoError(t, e.FullBlock("", block{}))
	west := add(t, e, mounted(1, block{}, modem.West), 1)
	east := add(t, e, mounted(2, block{}, modem.East))
	assert.Equal(t, []int{1}, east.Channels(), "faces share their channels")
	assert.Equal(t, []string{"2:left:2"}, heard(e, west, 1))
	assert.Equal(t, []string{"1:left:2"}, heard(e, east, 1))
	require.NoError(t, east.Close(1))
	assert.Empty(t, heard(e, east, 1))
	require.NoError(t, east.Open(2))
	assert.Equal(t, []string{"2:left:2"}, heard(e, west, 2))

	lay(t, e, block{Y: 1})
	up := add(t, e, mounted(3, block{Y: 1}, modem.Up), 2)
	assert.Equal(t, []string{"1:left:3", "2:left:3"}, heard(e, up, 2), "it acts as cable")

	require.NoError(t, west.Expose("computer_1"))
	assert.Equal(t, []string{"computer_1"}, east.RemoteNames())
	assert.Empty(t, west.RemoteNames(), "the own face's name is hidden")

	assert.ErrorContains(t, e.Cut("", block{}), "still has modems")
	e.Remove(west)
	assert.Equal(t, []int{2}, east.Channels(), "the other faces keep the channels")
	e.Remove(east)
	require.NoError(t, e.Cut("", block{}))
	assert.Empty(t, up.RemoteNames())
}

func TestModemBlocksItsFace(t *testing.T) {
	e := modem.NewEther()
	line(t, e, 3)
	a := add(t, e, mounted(1, block{}, modem.West), 1)
	b := add(t, e, mounted(2, block{X: 2}, modem.Up), 1)
	require.NoError(t, b.Expose("computer_2"))
	assert.Equal(t, []string{"2:left:4"}, heard(e, a, 1))
	changes(e)

	between := add(t, e, mounted(3, block{X: 1}, modem.East), 1) // looks at the last cable
	assert.Equal(t, []string{"3:left:3"}, heard(e, a, 1))
	assert.Equal(t, []string{"1-computer_2"}, changes(e))
	e.Remove(between)
	assert.Equal(t, []string{"2:left:4"}, heard(e, a, 1))
	assert.Equal(t, []string{"1+computer_2"}, changes(e))
}

func TestModemWithoutCable(t *testing.T) {
	e := modem.NewEther()
	line(t, e, 2)
	a := add(t, e, mounted(1, block{}, modem.West), 1)
	alone := add(t, e, mounted(2, block{X: 2}, modem.East), 1)
	assert.Empty(t, heard(e, a, 1))
	assert.ErrorContains(t, alone.Expose("computer_2"), "no cable")
	lay(t, e, block{X: 2})
	assert.Equal(t, []string{"2:left:4"}, heard(e, a, 1))
	require.NoError(t, alone.Expose("computer_2"))
	require.NoError(t, e.Cut("", block{X: 2}))
	assert.Empty(t, heard(e, a, 1))
	assert.Empty(t, alone.LocalName())
	assert.Equal(t, []string{"1+computer_2", "1-computer_2"}, changes(e))
	assert.Equal(t, []int{1}, alone.Channels(), "the modem itself has stayed")
	e.Remove(alone)
	lay(t, e, block{X: 2})
}

func TestPlacementErrors(t *testing.T) {
	e := modem.NewEther()
	line(t, e, 2)
	require.NoError(t, e.FullBlock("", block{Y: 5}))
	add(t, e, mounted(1, block{}, modem.West))
	add(t, e, mounted(1, block{Y: 5}, modem.West))
	add(t, e, mounted(1, block{Y: 9}, modem.West))

	assert.EqualError(t, e.Cable("", block{}), "lay cable at 0, 0, 0 in the overworld: there is one already")
	assert.ErrorContains(t, e.FullBlock("", block{}), "taken")
	assert.ErrorContains(t, e.Cut("", block{X: 7}), "there is none")
	assert.ErrorContains(t, e.Cut("nether", block{}), "there is none")
	both := mounted(2, block{X: 1}, modem.East)
	both.Network = "lab"
	for want, spec := range map[string]modem.Spec{
		"there is one already":        mounted(2, block{}, modem.Up),
		"at 0, 9, 0":                  mounted(2, block{Y: 9}, modem.Up),
		"face west has one already":   mounted(2, block{Y: 5}, modem.West),
		"no face 17":                  mounted(2, block{X: 1}, 17),
		`network ("lab") and a mount`: both,
	} {
		_, err := e.Add(spec)
		assert.ErrorContains(t, err, want)
	}
	air := add(t, e, modem.Spec{Owner: 4, Side: "top"})
	assert.ErrorContains(t, air.Expose("x"), "wireless")
	assert.Nil(t, air.RemoteNames())
	assert.Nil(t, air.Exposer("x"))
}

func TestRemotePeripherals(t *testing.T) {
	e := modem.NewEther()
	on := func(computer int, side string) *modem.Modem {
		return add(t, e, modem.Spec{Kind: modem.Wired, Owner: computer, Side: side, Network: "lab"}, 1)
	}
	two, one, drive := on(2, "left"), on(1, "right"), on(-1, "")
	oneToo := on(1, "top")
	assert.Error(t, two.Expose(""))
	require.NoError(t, two.Expose("computer_2"))
	require.NoError(t, two.Expose("computer_2"))
	assert.Equal(t, []string{"1+computer_2", "1+computer_2"}, changes(e), "once for each modem")
	require.NoError(t, drive.Expose("drive_10"))
	require.NoError(t, drive.Expose("drive_9"))
	assert.Equal(t, []string{
		"1+drive_10", "1+drive_10", "2+drive_10",
		"1-drive_10", "1-drive_10", "2-drive_10",
		"1+drive_9", "1+drive_9", "2+drive_9",
	}, changes(e))
	assert.Equal(t, []string{"computer_2", "drive_9"}, one.RemoteNames())
	assert.Equal(t, []string{"drive_9"}, two.RemoteNames())
	assert.Same(t, drive, two.Exposer("drive_9"))
	assert.Nil(t, two.Exposer("computer_2"))
	assert.Same(t, two, one.Exposer("computer_2"))

	e.Unplug(two)
	e.Unplug(two)
	assert.Equal(t, []string{"1-computer_2", "1-computer_2", "2-drive_9"}, changes(e))
	assert.Empty(t, two.RemoteNames())
	assert.Empty(t, heard(e, two, 1))
	e.Plug(two)
	e.Plug(two)
	assert.Equal(t, []string{"1+computer_2", "1+computer_2", "2+drive_9"}, changes(e))
	assert.Equal(t, []string{"1:top:2", "1:right:2"}, heard(e, two, 1))

	e.CutNetwork("lab")
	late := on(3, "left")
	require.NoError(t, late.Expose("computer_3"))
	assert.Equal(t, []string{"1-computer_2", "1-drive_9", "1-computer_2", "1-drive_9", "2-drive_9"}, changes(e))
	assert.Empty(t, heard(e, one, 1))
	e.MendNetwork("lab")
	assert.Equal(t, []string{
		"1+computer_2", "1+computer_3", "1+drive_9", "1+computer_2", "1+computer_3", "1+drive_9",
		"2+computer_3", "2+drive_9", "3+computer_2", "3+drive_9",
	}, changes(e))

	e.Remove(oneToo)
	two.SetAttached(false)
	e.Remove(drive)
	assert.Equal(t, []string{"1-drive_9", "3-drive_9"}, changes(e), "computers that are off see nothing")
	late.Withdraw()
	late.Withdraw()
	assert.Equal(t, []string{"1-computer_3"}, changes(e))
}

func TestSplitAndMerge(t *testing.T) {
	e := modem.NewEther()
	line(t, e, 5)
	a := add(t, e, mounted(1, block{}, modem.West), 1)
	b := add(t, e, mounted(2, block{X: 4}, modem.East), 1)
	m := add(t, e, mounted(3, block{X: 2}, modem.Up), 1)
	for i, m := range []*modem.Modem{a, b, m} {
		require.NoError(t, m.Expose(fmt.Sprintf("computer_%d", i+1)))
	}
	changes(e)
	require.NoError(t, e.Cut("", block{X: 3}))
	assert.Equal(t, []string{"1-computer_2", "2-computer_1", "2-computer_3", "3-computer_2"}, changes(e))
	assert.Equal(t, []string{"3:left:4"}, heard(e, a, 1))
	lay(t, e, block{X: 3})
	assert.Equal(t, []string{"1+computer_2", "2+computer_1", "2+computer_3", "3+computer_2"}, changes(e))
	assert.Equal(t, []string{"2:left:6", "3:left:4"}, heard(e, a, 1))
}

// TestGraphAgainstFlood changes a small box of blocks at random and compares
// who hears whom, from where, with a search that keeps no state.
func TestGraphAgainstFlood(t *testing.T) {
	const side = 4
	r := rand.New(rand.NewPCG(1, 2))
	e := modem.NewEther()
	kinds := map[block]byte{} // 'c'able, 'f'ull, 'm'odem alone
	type mount struct {
		at   block
		face modem.Face
	}
	modems := map[mount]*modem.Modem{}
	onBlock := func(b block) (list []mount) {
		for f := modem.Down; f <= modem.East; f++ {
			if modems[mount{b, f}] != nil {
				list = append(list, mount{b, f})
			}
		}
		return list
	}
	opens := func(b block, f modem.Face) bool {
		return kinds[b] == 'f' || kinds[b] == 'c' && modems[mount{b, f}] == nil
	}
	flood := func(from mount) map[block]int {
		steps := map[block]int{from.at: 0}
		for queue := []block{from.at}; len(queue) > 0; queue = queue[1:] {
			b := queue[0]
			for f := modem.Down; f <= modem.East; f++ {
				next := b.Next(f)
				if _, met := steps[next]; !met && opens(b, f) && opens(next, f.Opposite()) {
					steps[next] = steps[b] + 1
					queue = append(queue, next)
				}
			}
		}
		return steps
	}
	// What each computer believes to see, from the changes that it was told.
	views := map[int]map[string]bool{}
	follow := func() {
		for _, c := range e.Changes() {
			require.NotEqual(t, c.Attached, views[c.Computer][c.Name], "%v", c)
			if views[c.Computer][c.Name] = true; !c.Attached {
				delete(views[c.Computer], c.Name)
			}
		}
	}
	computer := 0
	for step := range 3000 {
		follow()
		b := block{X: r.IntN(side), Y: r.IntN(side), Z: r.IntN(2)}
		f := modem.Face(r.IntN(6))
		switch r.IntN(6) {
		case 0, 1:
			if e.Cable("", b) == nil {
				kinds[b] = 'c'
			}
		case 2:
			if e.FullBlock("", b) == nil {
				kinds[b] = 'f'
			}
		case 3:
			if e.Cut("", b) == nil {
				if delete(kinds, b); len(onBlock(b)) > 0 {
					kinds[b] = 'm'
				}
			}
		case 4:
			m, err := e.Add(mounted(computer, b, f))
			if err == nil {
				require.NoError(t, m.Open(1))
				views[computer] = map[string]bool{}
				for _, name := range m.RemoteNames() {
					views[computer][name] = true
				}
				modems[mount{b, f}] = m
				if computer++; kinds[b] == 0 {
					kinds[b] = 'm'
				}
				_ = m.Expose(fmt.Sprint("computer_", computer))
			}
		case 5:
			if on := onBlock(b); len(on) > 0 {
				e.Remove(modems[on[0]])
				if delete(modems, on[0]); kinds[b] == 'm' {
					delete(kinds, b)
				}
			}
		}
		follow()
		if step%10 != 0 {
			continue
		}
		for from, m := range modems {
			steps := flood(from)
			want := map[string]float64{}
			for to, other := range modems {
				if d, ok := steps[to.at]; ok && other != m {
					owner, _ := other.Owner()
					want[fmt.Sprint(owner)] = float64(d + 2)
				}
			}
			got := map[string]float64{}
			for _, d := range e.Route(modem.Frame{Sender: m, Channel: 1}, nil) {
				got[fmt.Sprint(d.Computer)] = d.Distance
			}
			require.Equal(t, want, got, "step %d, modem at %v", step, from)
			var names []string
			for to, other := range modems {
				if _, ok := steps[to.at]; ok && other != m && other.LocalName() != "" {
					names = append(names, other.LocalName())
				}
			}
			require.ElementsMatch(t, names, m.RemoteNames())
			owner, _ := m.Owner()
			require.ElementsMatch(t, names, slices.Collect(maps.Keys(views[owner])))
		}
	}
}

func TestFaces(t *testing.T) {
	for f := modem.Down; f <= modem.East; f++ {
		parsed, ok := modem.ParseFace(f.String())
		assert.True(t, ok)
		assert.Equal(t, f, parsed)
		assert.Equal(t, block{}, block{}.Next(f).Next(f.Opposite()))
	}
	_, ok := modem.ParseFace("nowhere")
	assert.False(t, ok)
	assert.Equal(t, "nowhere", modem.Face(9).String())
	assert.Equal(t, block{X: -1, Y: 0, Z: 2}, modem.Vec{X: -0.5, Y: 0.99, Z: 2}.Block())
}

func BenchmarkRouteAlongCables(b *testing.B) {
	for _, length := range []int{10, 2000} {
		b.Run(fmt.Sprint("cables=", length), func(b *testing.B) {
			e := modem.NewEther()
			line(b, e, length)
			from := add(b, e, mounted(1, block{}, modem.West))
			add(b, e, mounted(2, block{X: length - 1}, modem.East), 1)
			var out []modem.Delivery
			for b.Loop() {
				out = e.Route(modem.Frame{Sender: from, Channel: 1}, out[:0])
			}
			require.Len(b, out, 1)
		})
	}
}
