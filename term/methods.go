package term

import (
	"errors"
	"math/bits"
	"sort"
	"strconv"

	"ccnet/value"
)

// Method is one method that Lua programs call on a screen. Call appends the
// results to ret, which may be nil or a buffer to be used again, and returns
// it. Errors carry the game's text and no position.
type Method struct {
	Name string
	Call func(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error)
}

// ErrColour is the answer to a number that is no colour.
var ErrColour = errors.New("Colour out of range")

// Methods returns the methods that a computer's term API and a monitor have in
// common, sorted by name.
func Methods() []Method { return append([]Method(nil), methods...) }

// methods is never changed.
var methods = sorted([]Method{
	{"blit", blit},
	{"clear", func(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
		s.Clear()
		return ret, nil
	}},
	{"clearLine", func(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
		s.ClearLine()
		return ret, nil
	}},
	{"getBackgroundColor", getBackground},
	{"getBackgroundColour", getBackground},
	{"getCursorBlink", func(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
		return append(ret, value.Bool(s.blink)), nil
	}},
	{"getCursorPos", func(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
		return append(ret, value.Int(int(s.x+1)), value.Int(int(s.y+1))), nil
	}},
	{"getPaletteColor", getPalette},
	{"getPaletteColour", getPalette},
	{"getSize", func(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
		return append(ret, value.Int(s.width), value.Int(s.height)), nil
	}},
	{"getTextColor", getText},
	{"getTextColour", getText},
	{"isColor", isColour},
	{"isColour", isColour},
	{"scroll", func(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
		n, err := args.Int(1)
		if err == nil {
			s.Scroll(n)
		}
		return ret, err
	}},
	{"setBackgroundColor", setBackground},
	{"setBackgroundColour", setBackground},
	{"setCursorBlink", func(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
		on, err := args.Bool(1)
		if err == nil {
			s.SetBlink(on)
		}
		return ret, err
	}},
	{"setCursorPos", setCursorPos},
	{"setPaletteColor", setPalette},
	{"setPaletteColour", setPalette},
	{"setTextColor", setText},
	{"setTextColour", setText},
	{"write", write},
})

func sorted(ms []Method) []Method {
	sort.Slice(ms, func(i, j int) bool { return ms[i].Name < ms[j].Name })
	return ms
}

func write(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	text, ok := args.At(1).AsString()
	if !ok {
		text = coerce(args.At(1))
	}
	s.Write(text)
	return ret, nil
}

// coerce turns anything into text as plain tostring does, without metamethods.
// Tables and opaque values have no address here and show their type alone.
func coerce(v value.Value) string {
	if f, ok := v.AsNumber(); ok {
		return value.FormatNumber(f)
	}
	if b, ok := v.AsBool(); ok {
		return strconv.FormatBool(b)
	}
	if s, ok := v.AsString(); ok {
		return s
	}
	return v.TypeName()
}

func setCursorPos(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	x, err := args.Int(1)
	if err != nil {
		return ret, err
	}
	y, err := args.Int(2)
	if err != nil {
		return ret, err
	}
	s.SetCursor(x-1, y-1)
	return ret, nil
}

func blit(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	text, err := args.String(1)
	if err != nil {
		return ret, err
	}
	fg, err := args.String(2)
	if err != nil {
		return ret, err
	}
	bg, err := args.String(3)
	if err != nil {
		return ret, err
	}
	return ret, s.Blit(text, fg, bg)
}

func isColour(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
	return append(ret, value.Bool(s.colour)), nil
}

func getText(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
	return append(ret, value.Int(1<<s.textColour)), nil
}

func getBackground(s *Screen, _ value.Args, ret []value.Value) ([]value.Value, error) {
	return append(ret, value.Int(1<<s.background)), nil
}

func setText(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	c, err := Colour(args, 1)
	if err == nil {
		s.SetTextColour(c)
	}
	return ret, err
}

func setBackground(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	c, err := Colour(args, 1)
	if err == nil {
		s.SetBackgroundColour(c)
	}
	return ret, err
}

func getPalette(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	c, err := Colour(args, 1)
	if err != nil {
		return ret, err
	}
	return appendRGB(ret, s.Palette(c)), nil
}

func setPalette(s *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	c, err := Colour(args, 1)
	if err != nil {
		return ret, err
	}
	if len(args) == 2 {
		hex, err := args.Int(2)
		if err == nil {
			s.SetPalette(c, RGB(hex))
		}
		return ret, err
	}
	var rgb [3]float64
	for i := range rgb {
		if rgb[i], err = args.Finite(i + 2); err != nil {
			return ret, err
		}
	}
	s.SetPalette(c, rgb)
	return ret, nil
}

// NativePaletteColour is term.nativePaletteColour, which a computer's term API
// has and a monitor has not: the default palette.
func NativePaletteColour(_ *Screen, args value.Args, ret []value.Value) ([]value.Value, error) {
	c, err := Colour(args, 1)
	if err != nil {
		return ret, err
	}
	return appendRGB(ret, DefaultPalette(c)), nil
}

func appendRGB(ret []value.Value, rgb [3]float64) []value.Value {
	return append(ret, value.Number(rgb[0]), value.Number(rgb[1]), value.Number(rgb[2]))
}

// Colour reads argument i as a colour of the colors API, of whose bits the
// highest counts, and returns its index, 0 to 15.
func Colour(args value.Args, i int) (int, error) {
	n, err := args.Int(i)
	if err != nil {
		return 0, err
	}
	if n <= 0 || n >= 1<<Colours {
		return 0, ErrColour
	}
	return bits.Len(uint(n)) - 1, nil
}
