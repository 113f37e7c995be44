package luavm_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm"
)

// TestPairsOrder wants the order of PUC Lua 5.1 for strings and the game's for
// numbers.
func TestPairsOrder(t *testing.T) {
	check(t, []row{
		{`for k in pairs{a = 1, b = 2, c = 3, d = 4, e = 5} do print(k) end`, "a; c; b; e; d"},
		{`for k in pairs{nMessageID = 1, nRecipient = 2, nSender = 3, message = 4, sProtocol = 5} do print(k) end`, "nRecipient; sProtocol; message; nSender; nMessageID"},
		{`local t = {} for i = 10, 1, -1 do t[i] = i end for k in pairs(t) do print(k) end`, "1; 2; 3; 4; 5; 6; 7; 8; 9; 10"},
		{`local t = {1, 2, 3, x = 1} t[3] = nil for k in pairs(t) do print(k) end`, "1; 2; x"},
	})
}

func TestLength(t *testing.T) {
	check(t, []row{
		{`print(#{}, #{1, 2, 3}, #{1, 2, nil, 4}, #{nil, nil, 3}, #{10, 20, 30, nil, 50}, #{n = 1})`, "0 3 4 3 5 0"},
		{`local t = {} for i = 1, 10 do t[i] = i end for i = 10, 1, -1 do t[i] = nil io = #t end print(#t, next(t))`, "0 nil"},
		{`local t = {} for i = 1, 100 do t[#t + 1] = i end print(#t) t[100] = nil print(#t) t[50] = nil print(#t)`, "100; 99; 99"},
		{`local t = {} for i = 5, 1, -1 do t[i] = i end print(#t)`, "5"},
	})
}

func TestNextOnUnknownKey(t *testing.T) {
	s := luavm.New(luavm.Config{})
	tab := s.NewTable(0, 0)
	_, _, _, err := tab.Next(luavm.String("x"))
	assert.EqualError(t, err, "invalid key to 'next'")
	assert.EqualError(t, tab.Set(s, luavm.Nil, luavm.Nil), "table index is nil")
	assert.EqualError(t, tab.Set(s, luavm.Number(math.NaN()), luavm.Nil), "table index is NaN")
}

// FuzzTable compares a table with a Go map.
func FuzzTable(f *testing.F) {
	f.Add([]byte{1, 1, 2, 2, 3, 3, 130, 0, 2, 0})
	f.Add([]byte("the quick brown fox jumps over the lazy dog"))
	f.Fuzz(func(t *testing.T, ops []byte) {
		s := luavm.New(luavm.Config{})
		tab := s.NewTable(0, 0)
		model := map[luavm.Value]luavm.Value{}
		words := []string{"a", "b", "key", "message", "x1", "x2", "x3", ""}
		for i := 0; i+1 < len(ops); i += 2 {
			k := luavm.Int(int(ops[i]) - 4)
			switch op := ops[i]; {
			case op >= 200:
				k = s.Intern(words[int(op)%len(words)])
			case op >= 160:
				k = luavm.Number(float64(op) / 8)
			case op == 159:
				k = luavm.Bool(true)
			}
			v := luavm.Int(int(ops[i+1]))
			if ops[i+1]%3 == 0 {
				v = luavm.Nil
			}
			require.NoError(t, tab.Set(s, k, v))
			if v.IsNil() {
				delete(model, k)
			} else {
				model[k] = v
			}
			n := tab.Len()
			require.True(t, n == 0 || !tab.GetInt(n).IsNil(), "border %d", n)
			require.True(t, tab.GetInt(n+1).IsNil(), "border %d", n)
		}
		for k, v := range model {
			require.Equal(t, v, tab.Get(k))
		}
		seen := 0
		for k := luavm.Nil; ; seen++ {
			nk, nv, ok, err := tab.Next(k)
			require.NoError(t, err)
			if !ok {
				break
			}
			require.Equal(t, model[nk], nv)
			k = nk
		}
		require.Len(t, model, seen)
	})
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"1", " 0x1p4 ", "1e5", "0x.8", "-.5", "1e", "0x", "nan", "inf", "1_0", "1e999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := luavm.ParseNumber(s)
		if !ok {
			return
		}
		require.False(t, math.IsNaN(n))
		again, ok := luavm.ParseNumber(luavm.FormatNumber(n))
		if math.Abs(n) < 1<<63 { // beyond, whole numerals wrap around as in the game
			require.True(t, ok)
			require.InEpsilon(t, n+1e-300, again+1e-300, 1e-10)
		}
	})
}

func TestParseNumber(t *testing.T) {
	for s, want := range map[string]float64{"10": 10, " 0x10 ": 16, "0xA.8p1": 21, "1e2": 100, ".5": 0.5, "5.": 5, "-0x1": -1, "1e400": math.Inf(1)} {
		got, ok := luavm.ParseNumber(s)
		assert.True(t, ok, s)
		assert.Equal(t, want, got, s)
	}
	for _, s := range []string{"", " ", "x", "1x", "0x", "nan", "inf", "1e", "1 2", "1_000", "0x1p", "."} {
		_, ok := luavm.ParseNumber(s)
		assert.False(t, ok, s)
	}
}

func TestFormatNumber(t *testing.T) {
	for want, f := range map[string]float64{"0": math.Copysign(0, -1), "nan": math.NaN(), "-inf": math.Inf(-1), "9223372036854775807": 1 << 63,
		"1.844674407371e+19": 1 << 64, "0.3": 0.1 + 0.2, "1e-05": 1e-5, "3.1415926535898": math.Pi, "-1000000000000000": -1e15} {
		assert.Equal(t, want, luavm.FormatNumber(f))
	}
}
