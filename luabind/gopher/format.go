package gopher

import (
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"ccnet/value"
)

// stringFormat is format(text, ...).
func (e *engine) stringFormat(L *lua.LState) int {
	text := e.checkString(L, 1)
	var out strings.Builder
	arg := 1
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			out.WriteByte(text[i])
			continue
		}
		if i++; i < len(text) && text[i] == '%' {
			out.WriteByte('%')
			continue
		}
		start := i
		for i < len(text) && strings.IndexByte("-+ #0", text[i]) >= 0 {
			i++
		}
		flags := text[start:i]
		for digits := i; i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] == '.'); i++ {
			if i-digits >= 5 {
				e.fail(L, "invalid format (width or precision too long)")
			}
		}
		if i >= len(text) {
			e.fail(L, "invalid conversion '%%%s' to 'format'", text[start:])
		}
		arg++
		out.WriteString(e.formatOne(L, flags, text[start:i], text[i], arg))
		if out.Len() > maxString {
			e.fail(L, "%s", tooLarge)
		}
	}
	e.charge(L, out.Len()>>4)
	return give(L, lua.LString(out.String()))
}

// formatOne formats argument arg by a directive: flags, spec (the flags, width and
// precision) and verb.
func (e *engine) formatOne(L *lua.LState, flags, spec string, verb byte, arg int) string {
	v := L.Get(arg)
	switch verb {
	case 'd', 'i', 'u', 'o', 'x', 'X':
		f := e.checkNumber(L, arg)
		n := value.Saturate(f)
		if d := f - float64(n); !(d > -1 && d < 1) {
			e.fail(L, "bad argument #%d (not a number in proper range)", arg)
		}
		if strings.Contains(spec, ".") {
			spec = strings.Replace(spec, "0", "", strings.Count(flags, "0")) // as in C
		}
		switch verb {
		case 'd', 'i':
			return fmt.Sprintf("%"+spec+"d", n)
		case 'u':
			return fmt.Sprintf("%"+spec+"d", uint64(n))
		}
		return fmt.Sprintf("%"+spec+string(verb), uint64(n))
	case 'c':
		return fmt.Sprintf("%"+spec+"s", string([]byte{byte(e.checkInt(L, arg))}))
	case 'e', 'E', 'f', 'g', 'G', 'a', 'A':
		return formatFloat(flags, spec, verb, e.checkNumber(L, arg)+0)
	case 's':
		s, ok := asString(v)
		if !ok {
			s, _ = asString(e.show(L, v))
		}
		return formatString(spec, s)
	case 'q':
		switch v := v.(type) {
		case lua.LString:
			return string(value.AppendQuoted(nil, string(v)))
		case lua.LNumber, lua.LBool, *lua.LNilType:
			return e.text(v)
		}
		e.fail(L, "bad argument #%d (value has no literal form)", arg)
	}
	e.fail(L, "invalid conversion '%%%s%c' to 'format'", spec, verb)
	return ""
}

// formatString pads and cuts s by bytes; Go would count characters.
func formatString(spec, s string) string {
	var width, precision int
	left := strings.Contains(spec, "-")
	head, tail, cut := strings.Cut(strings.TrimLeft(spec, "-+ #0"), ".")
	_, _ = fmt.Sscan(head, &width)
	_, _ = fmt.Sscan(tail, &precision)
	if cut {
		s = s[:min(len(s), precision)]
	}
	pad := strings.Repeat(" ", max(0, width-len(s)))
	if left {
		return s + pad
	}
	return pad + s
}

func formatFloat(flags, spec string, verb byte, f float64) string {
	if f == 0 {
		f = 0 // not negative
	}
	if math.IsInf(f, 0) || math.IsNaN(f) {
		word := "inf"
		switch {
		case math.IsNaN(f):
			word = "nan"
		case f < 0:
			word = "-inf"
		case strings.Contains(flags, "+"):
			word = "+inf"
		}
		if verb < 'a' {
			word = strings.ToUpper(word)
		}
		width, _, _ := strings.Cut(strings.TrimLeft(spec, "-+ #0"), ".")
		if strings.Contains(flags, "-") {
			width = "-" + width
		}
		return formatString(width, word)
	}
	switch verb {
	case 'a':
		verb = 'x'
	case 'A':
		verb = 'X'
	case 'g', 'G':
		if !strings.Contains(spec, ".") {
			spec += ".6" // Go would write as many digits as it takes
		}
	}
	return fmt.Sprintf("%"+spec+string(verb), f)
}
