package dialect

import (
	"fmt"
	"math"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// formatNumber formats f by one directive.
func formatNumber(spec string, f float64) (string, error) {
	d, err := ParseDirective(spec)
	if err == nil {
		err = d.Check()
	}
	if err != nil {
		return "", err
	}
	switch d.Verb {
	case 'd', 'i', 'u', 'o', 'x', 'X':
		return string(d.AppendInt(nil, int64(f))), nil
	case 'c':
		return string(d.AppendChar(nil, byte(f))), nil
	}
	return string(d.AppendFloat(nil, f)), nil
}

func TestDirective(t *testing.T) {
	for _, c := range []struct {
		spec string
		f    float64
		want string
	}{
		{"d", -5, "-5"}, {"5d", 42, "   42"}, {"-5d", 42, "42   "}, {"05d", -42, "-0042"}, {"+d", 3, "+3"},
		{".3d", 7, "007"}, {"5.3d", -7, " -007"}, {".0d", 0, ""}, {"x", -1, "ffffffffffffffff"}, {"#X", 255, "0XFF"},
		{"#o", 8, "010"}, {"#.0o", 0, "0"}, {"u", -1, "18446744073709551615"}, {"c", 65, "A"}, {"3c", 65, "  A"},
		{".3f", 2.0 / 3, "0.667"}, {"g", 1e20, "1e+20"}, {"g", 0.0001, "0.0001"}, {"g", 0.00001, "1e-05"},
		{".14g", 0.1, "0.1"}, {"#g", 1, "1.00000"}, {"#.0f", 3, "3."}, {"e", 12345, "1.234500e+04"},
		{"#.0e", 1, "1.e+00"}, {"G", 1e-10, "1E-10"}, {"010.2f", -3.14159, "-000003.14"}, {"5.1f", math.Inf(-1), " -inf"},
		{"05f", math.Inf(1), "  inf"}, {"G", math.NaN(), "NAN"}, {"g", math.Copysign(math.NaN(), -1), "nan"},
		{"a", 1, "0x1p+0"}, {"a", 0.5, "0x1p-1"}, {".2a", 3.14159, "0x1.92p+1"}, {"A", 255.5, "0X1.FFP+7"},
		{"a", 0, "0x0p+0"}, {"g", math.Copysign(0, -1), "0"}, {".99f", 1, "1." + strings.Repeat("0", 99)},
	} {
		got, err := formatNumber(c.spec, c.f)
		require.NoError(t, err, c.spec)
		assert.Equal(t, c.want, got, "%%%s of %v", c.spec, c.f)
	}
	for spec, want := range map[string]string{
		"y":       "invalid conversion '%y' to 'format'",
		"":        "invalid conversion '%' to 'format'",
		"5":       "invalid conversion '%5' to 'format'",
		"F":       "invalid conversion '%F' to 'format'",
		"p":       "invalid conversion '%p' to 'format'",
		"123d":    "invalid format (width or precision too long)",
		".123d":   "invalid format (width or precision too long)",
		"------d": "invalid format (repeated flags)",
		"#d":      "invalid conversion specification: '%#d'",
		"05s":     "invalid conversion specification: '%05s'",
		"5q":      "specifier '%q' cannot have modifiers",
	} {
		d, err := ParseDirective(spec)
		if err == nil {
			err = d.Check()
		}
		assert.EqualError(t, err, want)
	}
}

// TestDirectiveAgainstC compares with the C library's printf, through Debian's
// Lua.
func TestDirectiveAgainstC(t *testing.T) {
	lua, err := exec.LookPath("lua5.2")
	if err != nil {
		t.Skip("no lua5.2 to compare with")
	}
	numbers := []float64{0, 1, -1, 7, 10, 255, 1e3, 123456, 1234567, -99999, 1e15, 1e16, 9.5, 0.4, 1.5, 2.4, 0.1, -0.3, // no ties that C rounds down
		1.0 / 3, 2.0 / 3, 1e-4, 9.99995e-5, 1e-5, 1e-7, 123.456, 99999.95, 999999.5, 1e100, 1.7976931348623157e308, 5e-324, math.Pi}
	var script strings.Builder
	var want []string
	for _, verb := range []string{"d", "i", "u", "o", "x", "X", "e", "E", "f", "g", "G", "a", "A", "c"} {
		for _, flags := range []string{"", "-", "+", " ", "0", "#", "-#", "+0", "#0", "- ", "+#0"} {
			for _, size := range []string{"", "1", "8", "20", ".0", ".1", ".3", ".10", "8.0", "15.4", "."} {
				spec := flags + size + verb
				for _, f := range numbers {
					integral := strings.Contains("diuoxX", verb)
					switch {
					case integral && math.Abs(f) >= 1<<52,
						strings.Contains("uoxXc", verb) && f < 0,
						verb == "c" && (f < 1 || f > 127),
						strings.Contains("aA", verb) && (f < 1e-300 && f > 0 || strings.Contains(size, ".")), // glibc does not normalize
						strings.Contains("gG", verb) && strings.Contains(flags, "#"):                         // and %#g of 999999.5 is wrong there
						continue
					}
					got, err := formatNumber(spec, f)
					if err != nil {
						continue // the game is stricter than C about flags
					}
					want = append(want, fmt.Sprintf("%%%s %v: %s", spec, f, got))
					fmt.Fprintf(&script, "print((%q):format(%s))\n", "%"+spec+"$", strconv.FormatFloat(f, 'g', 17, 64))
				}
			}
		}
	}
	cmd := exec.Command(lua, "-")
	cmd.Stdin = strings.NewReader(script.String())
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	lines := strings.Split(strings.TrimSuffix(string(out), "$\n"), "$\n")
	require.Len(t, lines, len(want))
	for i, line := range lines {
		head := want[i][:strings.Index(want[i], ": ")+2]
		assert.Equal(t, head+line, want[i])
	}
	t.Logf("%d comparisons", len(lines))
}

func FuzzDirective(f *testing.F) {
	f.Add("5.3d", 3.5)
	f.Add("#+-0 99.99g", 1e300)
	f.Fuzz(func(t *testing.T, spec string, n float64) {
		got, err := formatNumber(spec, n)
		if err == nil {
			assert.Less(t, len(got), 600)
		}
	})
}

func TestHexFloat(t *testing.T) {
	for _, c := range []struct {
		spec string
		f    float64
		want string
	}{
		{"a", 1.5, "0x1.8p+0"}, {"a", 0.1, "0x1.999999999999ap-4"}, {"a", 1024, "0x1p+10"}, {"a", 0, "0x0p+0"}, {"A", 255, "0X1.FEP+7"}, {"#.0a", 1, "0x1.p+0"},
		{".0a", 1.5, "0x2p+0"}, {".0a", 2.5, "0x1p+1"}, {".1a", 1.03125, "0x1.0p+0"}, {".1a", 1.09375, "0x1.2p+0"}, {".1a", 1.96875, "0x2.0p+0"},
		{".15a", 1.5, "0x1.800000000000000p+0"}, {"a", math.Ldexp(1, -1023), "0x0.8p-1022"}, {"+12.2a", 3, "  +0x1.80p+1"},
	} {
		got, err := formatNumber(c.spec, c.f)
		require.NoError(t, err)
		assert.Equal(t, c.want, got, "%s of %v", c.spec, c.f)
	}
}
