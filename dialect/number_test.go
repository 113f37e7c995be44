package dialect_test

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"ccnet/dialect"
)

func TestFormatNumber(t *testing.T) {
	for f, want := range map[float64]string{
		0: "0", math.Copysign(0, -1): "0", -7: "-7", 1e15: "1000000000000000", 1 << 53: "9007199254740992",
		1 << 63: "9223372036854775807", -(1 << 63): "-9223372036854775808", 1 << 64: "1.844674407371e+19",
		0.1: "0.1", 1.0 / 3: "0.33333333333333", 1e100: "1e+100", 5e-324: "4.9406564584125e-324",
		math.Inf(1): "inf", math.Inf(-1): "-inf",
		12345678901234.5: "12345678901235", 1234567890123.25: "1234567890123.3", -12345678901234.5: "-12345678901235",
		99999999999999.5: "1e+14", 9999999999999.75: "9999999999999.8",
	} {
		assert.Equal(t, want, dialect.FormatNumber(f), "%g", f)
	}
	assert.Equal(t, "nan", dialect.FormatNumber(math.NaN()))
}

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"12": 12, " 12\t": 12, "-3": -3, "+3": 3, "1e2": 100, ".5": 0.5, "5.": 5, "0x10": 16, "0X.8": 0.5, "0x1p4": 16, "0x1P-1": 0.5,
		"1e400": math.Inf(1), "-1e400": math.Inf(-1), "1e-400": 0,
		"--5": 5, "+-5": -5, "-.5": -0.5,
		"9223372036854775808": -(1 << 63), "18446744073709551616": 0, "18446744073709551616.": 1 << 64,
		"0xFFFFFFFFFFFFFFFF": -1, "0x1" + strings.Repeat("0", 16): 0, "0x" + strings.Repeat("1", 40): 0x1111111111111111,
		"0x1e1": 0x1e1, "0x1p4294967297": 2, // 2^32 + 1
	} {
		f, ok := dialect.ParseNumber(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, f, text)
	}
	for _, text := range []string{"", " ", "-", "- 5", "0x", "0x.", "0x1p", "0x1p+", "1e", "1e+", ".", "e5", "1 2", "1_0", "inf", "nan", "1.2.3", "0x1.1.1",
		"12a", "0x-1", "1\x00", "0x1." + strings.Repeat("1", 30), "---5", "٣"} {
		_, ok := dialect.ParseNumber(text)
		assert.False(t, ok, text)
	}
}

func TestParseNumberIn(t *testing.T) {
	for _, c := range []struct {
		text string
		base int
		want float64
	}{{"ff", 16, 255}, {"0xff", 16, 255}, {"1.8", 16, 1.5}, {"-11", 2, -3}, {"zz", 36, 35*36 + 35}, {"0x1", 36, 33*36 + 1}, {"7", 8, 7}} {
		f, ok := dialect.ParseNumberIn(c.text, c.base)
		assert.True(t, ok, "%+v", c)
		assert.Equal(t, c.want, f, "%+v", c)
	}
	for text, base := range map[string]int{"8": 8, "1.0": 8, "0x1": 8, "g": 16, "": 2, "1e1": 12} {
		_, ok := dialect.ParseNumberIn(text, base)
		assert.False(t, ok, "%s in %d", text, base)
	}
}

func TestAppendFloat(t *testing.T) {
	for _, c := range []struct {
		f         float64
		verb      byte
		precision int
		want      string
	}{
		{0.25, 'f', 1, "0.3"}, {-0.25, 'f', 1, "-0.3"}, {0.5, 'f', 0, "1"}, {2.5, 'f', 0, "3"}, {99.5, 'f', 0, "100"}, {9.96875, 'f', 4, "9.9688"}, {0.125, 'f', 2, "0.13"},
		{2.675, 'f', 2, "2.67"}, {1.0005, 'f', 3, "1.000"}, {0, 'f', 1, "0.0"}, {1e22, 'f', 1, "10000000000000000000000.0"},
		{25, 'e', 0, "3e+01"}, {95, 'e', 0, "1e+02"}, {0.25, 'e', 0, "3e-01"}, {9.5, 'e', 0, "1e+01"}, {0.0625, 'e', 1, "6.3e-02"}, {-95, 'e', 0, "-1e+02"},
		{1250, 'e', 1, "1.3e+03"}, {1251, 'e', 1, "1.3e+03"}, {1249, 'e', 1, "1.2e+03"},
	} {
		assert.Equal(t, c.want, string(dialect.AppendFloat(nil, c.f, c.verb, c.precision)), "%+v", c)
	}
}

// TestAppendFloatRounds compares with exact arithmetic.
func TestAppendFloatRounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.OneOf(rapid.Float64Range(-1e20, 1e20), rapid.Custom(func(t *rapid.T) float64 {
			return math.Ldexp(float64(rapid.Int64Range(-1<<20, 1<<20).Draw(t, "m")), rapid.IntRange(-24, 60).Draw(t, "e"))
		})).Draw(t, "f")
		precision := rapid.IntRange(0, 20).Draw(t, "precision")
		scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(precision)), nil))
		want := func(value, scale *big.Rat) string { // round half away from zero
			x := new(big.Rat).Mul(new(big.Rat).Abs(value), scale)
			x.Add(x, big.NewRat(1, 2))
			whole := new(big.Int).Quo(x.Num(), x.Denom())
			return new(big.Rat).Quo(new(big.Rat).SetInt(whole), scale).RatString()
		}
		text := string(dialect.AppendFloat(nil, f, 'f', precision))
		got, ok := new(big.Rat).SetString(text)
		require.True(t, ok, text)
		require.Equal(t, want(new(big.Rat).SetFloat64(f), scale), new(big.Rat).Abs(got).RatString(), text)
		if f == 0 {
			return
		}
		text = string(dialect.AppendFloat(nil, f, 'e', precision))
		plain := strconv.FormatFloat(f, 'e', -1, 64)
		exponent, _ := strconv.Atoi(plain[strings.IndexByte(plain, 'e')+1:])
		places := precision - exponent
		scale = new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil))
		if places < 0 {
			scale.Inv(scale)
		}
		got, ok = new(big.Rat).SetString(text)
		require.True(t, ok, text)
		require.Equal(t, want(new(big.Rat).SetFloat64(f), scale), new(big.Rat).Abs(got).RatString(), text)
	})
}

func FuzzParseNumber(f *testing.F) {
	f.Add("0x1.8p3", 10)
	f.Add("-zz", 36)
	f.Fuzz(func(t *testing.T, s string, base int) {
		v, ok := dialect.ParseNumberIn(s, 2+(base&0x7fffffff)%35)
		require.False(t, math.IsNaN(v))
		if ok && v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			again, ok := dialect.ParseNumber(dialect.FormatNumber(v))
			require.True(t, ok)
			require.Equal(t, v, again)
		}
	})
}

func BenchmarkFormatNumber(b *testing.B) {
	var buf [32]byte
	for b.Loop() {
		dialect.AppendNumber(buf[:0], 0.1)
		dialect.AppendNumber(buf[:0], 12345)
	}
}
