package cryptonet

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"ccnet/value"
)

// values draws values that programs send.
func values(depth int) *rapid.Generator[value.Value] {
	return rapid.Custom(func(t *rapid.T) value.Value {
		kinds := 5
		if depth == 0 {
			kinds = 4
		}
		switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
		case 0:
			return value.Bool(rapid.Bool().Draw(t, "bool"))
		case 1:
			return value.Int(rapid.IntRange(-1<<31, 1<<31).Draw(t, "number"))
		case 2:
			return value.String(string(rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "string")) + "!")
		case 3:
			return value.Number(rapid.SampledFrom([]float64{0.5, -1e9, 1e300, 1 << 53}).Draw(t, "float"))
		}
		list := rapid.SliceOfN(values(depth-1), 0, 4).Draw(t, "list")
		return value.List(list...)
	})
}

func same(a, b value.Value) bool {
	x, errX := value.Serialise(a, value.SerialiseOptions{Compact: true})
	y, errY := value.Serialise(b, value.SerialiseOptions{Compact: true})
	return errX == nil && errY == nil && x == y && a.Kind() == b.Kind()
}

func TestValuesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := values(3).Draw(t, "value")
		text, err := EncodeValue(v)
		if err != nil {
			t.Fatal(err)
		}
		if back, ok := DecodeValue(text); !ok || !same(v, back) {
			t.Fatalf("%q comes back as another value", text)
		}
	})
}

func TestLoginsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bytes := func(name string) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, name)) }
		for _, c := range []Content{
			{Kind: LoginRequest, User: bytes("user"), Hash: bytes("hash")},
			{Kind: LoginGranted, User: bytes("user"), Permission: float64(rapid.IntRange(-9, 9).Draw(t, "level"))},
			{Kind: LoginRefused, User: bytes("user")},
		} {
			text, err := c.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if back, ok := Decode(text); !ok || back != c {
				t.Fatalf("%q comes back as %+v", text, back)
			}
		}
	})
}

func TestFilesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching("[0-9]{1,80}")
		c := Certificate{
			Name:      string(rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "name")),
			Key:       PublicKey{digits.Draw(t, "e"), digits.Draw(t, "n")},
			Signature: digits.Draw(t, "s"),
		}
		if back, err := ParseCertificate(c.Marshal()); err != nil || back != c {
			t.Fatal(back, err)
		}
		if back, ok := CertificateFrom(c.Value(), false); !ok || back != c {
			t.Fatal(back)
		}
		if back, err := ParsePublicKey(c.Key.Marshal()); err != nil || back != c.Key {
			t.Fatal(back, err)
		}
		k := PrivateKey{digits.Draw(t, "d"), c.Key.Shared}
		if back, err := ParsePrivateKey(k.Marshal()); err != nil || back != k {
			t.Fatal(back, err)
		}
		users := NewUserTable()
		for _, name := range rapid.SliceOfNDistinct(rapid.StringN(0, 9, 20), 0, 5, rapid.ID).Draw(t, "users") {
			users.Set(name, User{Hash: StoredHash("s", name, "h"), Permission: float64(len(name))})
		}
		back, err := ParseUserTable(users.Marshal())
		if err != nil || back.Marshal() != users.Marshal() || back.Len() != users.Len() {
			t.Fatal(err)
		}
	})
}

func TestEnvelopesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Envelope{
			ID: float64(rapid.Int32Range(1, 1<<31-1).Draw(t, "id")), Recipient: 7,
			Type:   MessageType(rapid.String().Draw(t, "type")),
			Target: rapid.String().Draw(t, "target"), Sender: rapid.String().Draw(t, "sender"),
			Message: values(1).Draw(t, "message"),
		}
		if back, ok := EnvelopeFrom(e.Value()); !ok || back != e {
			t.Fatalf("%+v", back)
		}
		sealed := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "sealed")
		iv := Key(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "iv"))
		got, gotIV, ok := SealedFrom(SealedValue(sealed, iv))
		if !ok || string(got) != string(sealed) || gotIV != iv {
			t.Fatal("the sealed text does not come back")
		}
	})
}

func TestGeneratedKeysAreSound(t *testing.T) {
	least := new(big.Int).Lsh(one, 256)
	authority, private := GenerateKeyPair(Seeded(1000))
	for seed := range uint64(20) {
		c, k := GenerateCertificate(Seeded(seed), "a server")
		n, err := parseNumber(c.Key.Shared)
		require.NoError(t, err)
		require.Positive(t, n.Cmp(least))
		require.LessOrEqual(t, len(c.Key.Shared), 78)
		require.Len(t, c.Key.Public, 39)
		require.True(t, c.Key.Matches(k))
		require.NoError(t, c.Key.Check())
		require.NoError(t, k.Check())
		signed, err := c.Sign(private)
		require.NoError(t, err)
		require.True(t, signed.Verify(authority))
		require.False(t, signed.Verify(c.Key))
		again, _ := GenerateCertificate(Seeded(seed), "a server")
		require.Equal(t, c, again, "the same bytes give the same key")
	}
}

// A session key never ends in a zero byte, nor does the proof: the original
// refuses both, once in 256 times each.
func TestSessionKeysSuitTheOriginal(t *testing.T) {
	s := &Station{random: Seeded(3)}
	for range 2000 {
		key, proof, encrypted, err := drawSession(s, "DemoServer", &demoCertificate)
		require.NoError(t, err)
		require.NotZero(t, key[15])
		require.NotZero(t, proof[31])
		n, ok := new(big.Int).SetString(encrypted, 10)
		require.True(t, ok && n.Sign() > 0)
	}
}

func TestMemoriesKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 20).Draw(t, "limit")
		s := seen{limit: limit}
		var added []uint64
		for _, mark := range rapid.SliceOfN(rapid.Uint64Range(1, 60), 0, 100).Draw(t, "marks") {
			if s.has(mark) {
				continue
			}
			s.add(mark)
			added = append(added, mark)
			for _, m := range added[max(0, len(added)-limit):] {
				if !s.has(m) {
					t.Fatalf("%d is forgotten too early", m)
				}
			}
			if s.old.len+s.new.len > 2*limit {
				t.Fatal("too much is remembered")
			}
		}

		r := recent{limit: 1000}
		last := map[float64]time.Duration{}
		var now time.Duration
		for range rapid.IntRange(0, 100).Draw(t, "messages") {
			now += time.Duration(rapid.IntRange(0, 3000).Draw(t, "ms")) * time.Millisecond
			id := float64(rapid.IntRange(1, 8).Draw(t, "id"))
			at, known := last[id]
			if r.met(now, id) != (known && now-at <= recentFor) {
				t.Fatalf("%v at %v, before at %v", id, now, at)
			}
			last[id] = now
			if len(r.at) > 8 || len(r.queue)-r.first != len(r.at) {
				t.Fatal("the queue does not fit")
			}
		}
	})
}

// faulty makes the air lose, double, delay and cut by seed.
func faulty(a *air, seed uint64, loss, double float64, jitter time.Duration, cut func(time.Duration) bool) {
	random := rand.New(rand.NewPCG(seed, 1))
	a.fault = func(_, _ *node, _ Action) []time.Duration {
		if cut != nil && cut(a.now) || random.Float64() < loss {
			return nil
		}
		copies := []time.Duration{0}
		if random.Float64() < double {
			copies = append(copies, 0)
		}
		for i := range copies {
			if jitter > 0 {
				copies[i] = time.Duration(random.Int64N(int64(jitter)))
			}
		}
		return copies
	}
}

// Under faults every attempt ends with a result, nothing is delivered twice, what
// arrives is what was sent, and no socket is left when all have closed and the
// silent ones have been swept.
func TestFaults(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := newAir(t)
		server := a.add("server", Config{Random: Seeded(rapid.Uint64().Draw(t, "keys"))})
		v := server.demo(HostOptions{IdleTimeout: 10 * time.Minute})
		if err := v.AddUser("u", "p", 5); err != nil {
			t.Fatal(err)
		}
		loss := rapid.SampledFrom([]float64{0, 0.1, 0.5}).Draw(t, "loss")
		begin := time.Duration(rapid.IntRange(0, 40).Draw(t, "cut")) * time.Second
		faulty(a, rapid.Uint64().Draw(t, "faults"), loss, 0.3, 300*time.Millisecond,
			func(now time.Duration) bool { return now >= begin && now < begin+2*time.Second })

		got := map[string]int{}
		a.onEvent = func(n *node, e Event) {
			if e.Kind == EncryptedMessage || e.Kind == PlainMessage {
				s, _ := e.Value.AsString()
				got[n.name+" "+s]++
				if n == server {
					if err := e.Socket.Send(e.Value); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		var dials []*Dial
		clients := rapid.IntRange(1, 3).Draw(t, "clients")
		for i := range clients {
			n := a.add(fmt.Sprint("client ", i), Config{Random: Seeded(uint64(100 + i))})
			d, err := n.Connect(0, ConnectOptions{Name: "DemoServer"})
			if err != nil {
				t.Fatal(err)
			}
			dials = append(dials, d)
		}
		a.run(7 * time.Second)
		sent := map[string]bool{}
		for i, d := range dials {
			if !d.Done() {
				t.Fatal("an attempt has not ended")
			}
			c := d.Socket()
			if c == nil {
				if d.Err() != ErrNoCertificate && d.Err() != ErrNoResponse {
					t.Fatal(d.Err())
				}
				continue
			}
			if _, err := c.Login("u", "p"); err != nil {
				t.Fatal(err)
			}
			for j := range 10 {
				s := fmt.Sprint(i, " ", j)
				if err := c.Send(value.String(s)); err != nil {
					t.Fatal(err)
				}
				sent["server "+s] = true
				sent[fmt.Sprint("client ", i, " ", s)] = true
				a.runFor(200 * time.Millisecond)
			}
			a.runFor(2 * time.Second)
			c.Close()
		}
		a.runFor(30 * time.Minute)
		for s, n := range got {
			if n != 1 || !sent[s] {
				t.Fatalf("%q came %d times", s, n)
			}
		}
		if loss == 0 && begin >= 25*time.Second && len(got) != len(sent) {
			t.Fatalf("%d of %d messages came without any loss", len(got), len(sent))
		}
		for _, n := range a.nodes {
			if n != server && (len(n.open) > 0 || len(n.ClientSockets()) > 0) {
				t.Fatal("something is left open on a client")
			}
			if deadline := n.apply(); deadline != Never {
				t.Fatal("something is waited for")
			}
		}
		if len(v.Sockets()) > 0 {
			t.Fatal("sockets are left on the server")
		}
	})
}

// Two days of clients that come and go, and lose messages, leave nothing behind.
func TestSoak(t *testing.T) {
	a := newAir(t)
	server := a.add("server", Config{Limits: Limits{Sessions: 100, Replay: 100}})
	v := server.demo(HostOptions{IdleTimeout: time.Hour})
	faulty(a, 1, 0.05, 0.1, 100*time.Millisecond, nil)
	var clients []*node
	for i := range 10 {
		clients = append(clients, a.add(fmt.Sprint(i), Config{}))
	}
	heap := func() uint64 {
		for _, n := range a.nodes {
			n.events, n.sent, n.lines = nil, nil, nil
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var early uint64
	for round := range 48 {
		for _, n := range clients {
			d, err := n.Connect(a.now, ConnectOptions{Name: "DemoServer"})
			require.NoError(t, err)
			a.runFor(7 * time.Second)
			if c := d.Socket(); c != nil {
				for i := range 10 {
					require.NoError(t, c.Send(value.Int(i)))
					a.runFor(time.Second)
				}
				c.Close()
			}
		}
		a.run(time.Duration(round+1) * time.Hour)
		require.LessOrEqual(t, len(v.Sockets()), len(clients))
		if round == 11 {
			early = heap()
		}
	}
	require.Less(t, heap(), early+early/4+1<<20)
	a.runFor(2 * time.Hour)
	require.Empty(t, v.Sockets())
	require.LessOrEqual(t, len(server.recent.at), 1)
	require.LessOrEqual(t, len(server.opened), 2)
}

func BenchmarkKeyPair(b *testing.B) {
	b.ReportAllocs()
	random := Seeded(1)
	for b.Loop() {
		GenerateKeyPair(random)
	}
}

// BenchmarkHandshake is a connection with both ends, certificate at hand, and its
// close.
func BenchmarkHandshake(b *testing.B) {
	b.ReportAllocs()
	a := newAir(b)
	server, client := a.add("server", Config{}), a.add("client", Config{})
	v := server.demo(HostOptions{})
	for b.Loop() {
		d, err := client.Connect(a.now, ConnectOptions{Certificate: &v.Certificate})
		if err != nil {
			b.Fatal(err)
		}
		a.runFor(0)
		if d.Socket() == nil {
			b.Fatal("not connected")
		}
		d.Socket().Close()
		a.runFor(6 * time.Second)
		for _, n := range a.nodes {
			n.events, n.sent, n.lines = n.events[:0], n.sent[:0], n.lines[:0]
		}
	}
}

func BenchmarkSealOpen(b *testing.B) {
	for _, size := range []int{100, 1 << 10, 64 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(size))
			c := NewCipher(Key{1})
			text := strings.Repeat("x", size)
			for b.Loop() {
				if c.Open(Key{2}, c.Seal(Key{2}, text)) != text {
					b.Fatal("not the same")
				}
			}
		})
	}
}

// BenchmarkMessage is a value from a program on one end to a program on the other.
func BenchmarkMessage(b *testing.B) {
	for _, size := range []int{100, 1 << 10, 64 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(size))
			a := newAir(b)
			server, client := a.add("server", Config{}), a.add("client", Config{})
			v := server.demo(HostOptions{})
			c := client.connect(ConnectOptions{Name: "DemoServer"})
			text := value.String(strings.Repeat("x", size))
			var now time.Duration
			server.Take()
			for b.Loop() {
				now += time.Millisecond
				if err := c.Send(text); err != nil {
					b.Fatal(err)
				}
				server.Handle(now, Frame{"top", v.Channel, v.Channel, client.Take().Actions[0].Payload})
				if len(server.Take().Events) != 1 {
					b.Fatal("no message")
				}
			}
		})
	}
}
