package gopher

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"ccnet/dialect"
	"ccnet/value"
)

// stringFormat is format(text, ...).
func (e *engine) stringFormat(L *lua.LState) int {
	text := e.checkString(L, 1)
	var out []byte
	for arg := 2; ; arg++ {
		plain, rest, found := strings.Cut(text, "%")
		out = append(out, plain...)
		if !found {
			break
		}
		if strings.HasPrefix(rest, "%") {
			out, text = append(out, '%'), rest[1:]
			arg--
			continue
		}
		if rest == "" {
			e.fail(L, "invalid conversion '%%' to 'format'")
		}
		d, err := dialect.ParseDirective(rest)
		if err == nil {
			err = d.Check()
		}
		if err != nil {
			e.fail(L, "%s", err)
		}
		text = rest[len(d.Text):]
		out = e.appendArgument(L, out, &d, arg)
		if len(out) > maxString {
			e.fail(L, "%s", tooLarge)
		}
	}
	e.charge(L, len(out)>>4)
	return give(L, lua.LString(out))
}

// appendArgument appends argument arg as d writes it.
func (e *engine) appendArgument(L *lua.LState, out []byte, d *dialect.Directive, arg int) []byte {
	v := L.Get(arg)
	switch d.Verb {
	case 'd', 'i', 'u', 'o', 'x', 'X':
		f := e.checkNumber(L, arg)
		n := value.Saturate(f)
		if diff := f - float64(n); !(diff > -1 && diff < 1) {
			e.fail(L, "bad argument #%d (not a number in proper range)", arg)
		}
		return d.AppendInt(out, n)
	case 'c':
		return d.AppendChar(out, byte(e.checkInt(L, arg)))
	case 's':
		s, ok := asString(v)
		if !ok {
			s, _ = asString(e.show(L, v))
		}
		return d.AppendString(out, s)
	case 'q':
		switch v := v.(type) {
		case lua.LString:
			return dialect.AppendQuoted(out, string(v))
		case lua.LNumber:
			return dialect.AppendQuotedNumber(out, float64(v))
		case lua.LBool, *lua.LNilType:
			return append(out, e.text(v)...)
		}
		e.fail(L, "bad argument #%d (value has no literal form)", arg)
	}
	return d.AppendFloat(out, e.checkNumber(L, arg))
}
