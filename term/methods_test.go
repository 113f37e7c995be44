package term

import (
	"math"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/value"
)

func call(t *testing.T, s *Screen, name string, args ...value.Value) ([]value.Value, error) {
	t.Helper()
	for _, m := range Methods() {
		if m.Name == name {
			return m.Call(s, args, nil)
		}
	}
	require.Fail(t, "no method "+name)
	return nil, nil
}

func num(f float64) value.Value { return value.Number(f) }
func str(s string) value.Value  { return value.String(s) }

func TestMethodNames(t *testing.T) {
	var names []string
	for _, m := range Methods() {
		names = append(names, m.Name)
	}
	assert.True(t, sort.StringsAreSorted(names))
	assert.Equal(t, []string{
		"blit", "clear", "clearLine", "getBackgroundColor", "getBackgroundColour", "getCursorBlink", "getCursorPos",
		"getPaletteColor", "getPaletteColour", "getSize", "getTextColor", "getTextColour", "isColor", "isColour",
		"scroll", "setBackgroundColor", "setBackgroundColour", "setCursorBlink", "setCursorPos", "setPaletteColor",
		"setPaletteColour", "setTextColor", "setTextColour", "write",
	}, names)
}

func TestMethodErrors(t *testing.T) {
	tests := []struct {
		name string
		args []value.Value
		want string
	}{
		{"blit", nil, "bad argument #1 (string expected, got nil)"},
		{"blit", []value.Value{str("a"), num(1)}, "bad argument #2 (string expected, got number)"},
		{"blit", []value.Value{str("a"), str("b"), str("")}, "Arguments must be the same length"},
		{"scroll", []value.Value{str("1")}, "bad argument #1 (number expected, got string)"},
		{"scroll", []value.Value{num(math.NaN())}, "bad argument #1 (number expected, got nan)"},
		{"setCursorPos", []value.Value{num(1)}, "bad argument #2 (number expected, got nil)"},
		{"setCursorBlink", nil, "bad argument #1 (boolean expected, got nil)"},
		{"setTextColour", []value.Value{num(0)}, "Colour out of range"},
		{"setTextColor", []value.Value{num(-1)}, "Colour out of range"},
		{"setTextColor", []value.Value{num(65536)}, "Colour out of range"},
		{"setBackgroundColour", []value.Value{value.Bool(true)}, "bad argument #1 (number expected, got boolean)"},
		{"setBackgroundColor", []value.Value{num(1 << 20)}, "Colour out of range"},
		{"getPaletteColour", []value.Value{num(0)}, "Colour out of range"},
		{"setPaletteColour", []value.Value{num(1)}, "bad argument #2 (number expected, got nil)"},
		{"setPaletteColour", []value.Value{num(1), num(1), num(1)}, "bad argument #4 (number expected, got nil)"},
		{"setPaletteColor", []value.Value{num(1), num(1), num(math.Inf(1)), num(1)}, "bad argument #3 (number expected, got inf)"},
	}
	for _, test := range tests {
		s := NewScreen(4, 2, true)
		_, err := call(t, s, test.name, test.args...)
		assert.EqualError(t, err, test.want, test.name)
	}
}

func TestMethodResults(t *testing.T) {
	s := NewScreen(51, 19, true)
	tests := []struct {
		name string
		args []value.Value
		want []value.Value
	}{
		{"getSize", nil, []value.Value{num(51), num(19)}},
		{"getCursorPos", nil, []value.Value{num(1), num(1)}},
		{"write", []value.Value{str("abc")}, nil},
		{"write", []value.Value{num(12)}, nil},
		{"write", nil, nil},
		{"getCursorPos", nil, []value.Value{num(9), num(1)}},
		{"setCursorPos", []value.Value{num(2.9), num(-1.9)}, nil},
		{"getCursorPos", nil, []value.Value{num(2), num(-1)}},
		{"setCursorPos", []value.Value{num(-1 << 31), num(1 << 31)}, nil},
		{"getCursorPos", nil, []value.Value{num(-1 << 31), num(-1 << 31)}},
		{"getCursorBlink", nil, []value.Value{value.Bool(false)}},
		{"setCursorBlink", []value.Value{value.Bool(true)}, nil},
		{"getCursorBlink", nil, []value.Value{value.Bool(true)}},
		{"getTextColour", nil, []value.Value{num(1)}},
		{"setTextColour", []value.Value{num(16384 + 5)}, nil},
		{"getTextColor", nil, []value.Value{num(16384)}},
		{"getBackgroundColor", nil, []value.Value{num(32768)}},
		{"setBackgroundColor", []value.Value{num(2)}, nil},
		{"getBackgroundColour", nil, []value.Value{num(2)}},
		{"isColour", nil, []value.Value{value.Bool(true)}},
		{"isColor", nil, []value.Value{value.Bool(true)}},
		{"setPaletteColour", []value.Value{num(1), num(0xFF0000)}, nil},
		{"getPaletteColour", []value.Value{num(1)}, []value.Value{num(1), num(0), num(0)}},
		{"setPaletteColor", []value.Value{num(3), num(0.5), num(7), num(-2)}, nil},
		{"getPaletteColor", []value.Value{num(2)}, []value.Value{num(0.5), num(7), num(-2)}},
		{"scroll", []value.Value{num(1)}, nil},
		{"clear", nil, nil},
		{"clearLine", nil, nil},
		{"blit", []value.Value{str("ab"), str("01"), str("ff")}, nil},
	}
	for _, test := range tests {
		got, err := call(t, s, test.name, test.args...)
		require.NoError(t, err, test.name)
		assert.Equal(t, test.want, got, test.name)
	}
	got, err := NativePaletteColour(s, value.Args{num(1)}, nil)
	require.NoError(t, err)
	assert.Equal(t, DefaultPalette(White), [3]float64{first(got[0].AsNumber()), first(got[1].AsNumber()), first(got[2].AsNumber())})
}

func first(f float64, _ bool) float64 { return f }

func TestWriteCoerces(t *testing.T) {
	tests := []struct {
		v    value.Value
		want string
	}{
		{num(65), "65"},
		{num(0.1), "0.1"},
		{num(1e15), "1000000000000000"},
		{num(math.Pow(2, 64)), "1.844674407371e+19"},
		{num(math.NaN()), "nan"},
		{num(math.Inf(-1)), "-inf"},
		{num(math.Inf(1)), "inf"},
		{value.Bool(true), "true"},
		{value.Nil, "nil"},
	}
	for _, test := range tests {
		s := NewScreen(20, 1, true)
		_, err := call(t, s, "write", test.v)
		require.NoError(t, err)
		assert.Equal(t, test.want+"\n", Text(s))
	}
}

func TestHotMethodsDoNotAllocate(t *testing.T) {
	s := NewScreen(51, 19, true)
	s.SetTranscript(func(string) {})
	ret := make([]value.Value, 0, 4)
	text := value.Args{str("hello world")}
	pos := value.Args{num(1), num(3)}
	colours := value.Args{str("ab"), str("00"), str("ff")}
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		_, _ = setCursorPos(s, pos, ret)
		_, _ = write(s, text, ret)
		_, _ = blit(s, colours, ret)
	}))
}
