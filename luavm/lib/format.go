package lib

import (
	"slices"
	"strconv"

	"ccnet/dialect"
	"ccnet/luavm"
)

// format is one run of string.format; as a continuation it waits for the text
// that a __tostring gives for directive d.
type format struct {
	text    string
	args    []luavm.Value // all of the call's: the format is the first
	at, arg int
	out     []byte
	size    growth // of out
	d       dialect.Directive
	scratch bool // out and args are shared with other calls
}

// stringFormat is format(text, ...).
func stringFormat(c *luavm.Call) error {
	f := &c.Self().Data.(*stringLib).format
	*f = format{text: c.CheckString(1), args: c.Args(), out: f.out[:0], scratch: true}
	err := f.run(c)
	out := f.out
	if cap(out) > maxScratch {
		out = nil
	}
	*f = format{out: out}
	return err
}

// Continue goes on with what __tostring has returned.
func (f *format) Continue(c *luavm.Call) error {
	text, ok := c.Arg(1).ToString()
	if !ok {
		return c.Errorf("'__tostring' must return a string")
	}
	f.out = f.d.AppendString(f.out, text)
	return f.run(c)
}

// Held reports what a suspended run keeps alive.
func (f *format) Held(visit func(luavm.Value)) int {
	for _, v := range f.args {
		visit(v)
	}
	return cap(f.out) + 16*cap(f.args)
}

// next returns the next argument, nil beyond the last.
func (f *format) next() luavm.Value {
	f.arg++
	if f.arg < len(f.args) {
		return f.args[f.arg]
	}
	return luavm.Nil
}

func (f *format) run(c *luavm.Call) error {
	text := f.text
	for f.at < len(text) {
		f.size.reach(c, len(f.out))
		b := text[f.at]
		f.at++
		if b != '%' {
			f.out = append(f.out, b)
			continue
		}
		if f.at >= len(text) {
			return c.Errorf("%s", "invalid conversion '%' to 'format'")
		}
		b = text[f.at]
		if b == '%' {
			f.at++
			f.out = append(f.out, b)
			continue
		}
		v := f.next()
		if (b == 'd' || b == 's') && f.simple(b, v) {
			f.at++
			continue
		}
		if waiting, err := f.directive(c, v); waiting || err != nil {
			return err
		}
	}
	c.Charge(len(f.out) >> 4)
	return c.Return1(newString(c, f.out))
}

// simple handles the plain %d and %s of ordinary values.
func (f *format) simple(verb byte, v luavm.Value) bool {
	if n, ok := v.AsNumber(); ok {
		if verb == 's' {
			f.out = luavm.AppendNumber(f.out, n)
			return true
		}
		if i := int64(n); float64(i) == n && i > -1<<53 && i < 1<<53 {
			f.out = strconv.AppendInt(f.out, i, 10)
			return true
		}
		return false
	}
	if s, ok := v.AsString(); ok && verb == 's' {
		f.out = dialect.AppendText(f.out, s)
		return true
	}
	return false
}

// directive handles the directive at f.at with its argument v. waiting says
// that the text of v has to be waited for.
func (f *format) directive(c *luavm.Call, v luavm.Value) (waiting bool, err error) {
	d, err := dialect.ParseDirective(f.text[f.at:])
	if err == nil {
		err = d.Check()
	}
	if err != nil {
		return false, c.Errorf("%s", err)
	}
	f.at += len(d.Text)
	switch d.Verb {
	case 'q':
		return false, f.quote(c, v)
	case 's':
		text, ok := v.ToString()
		if !ok {
			if h := c.Metafield(v, "__tostring"); !h.IsNil() {
				return true, c.CallThen(f.suspended(d), h, v)
			}
			text = displayName(c, v)
		} else if h := c.Metafield(v, "__tostring"); !h.IsNil() {
			return true, c.CallThen(f.suspended(d), h, v)
		}
		f.out = d.AppendString(f.out, text)
		return false, nil
	}
	n, ok := v.ToNumber()
	if !ok {
		return false, typeError(c, v, "number")
	}
	switch d.Verb {
	case 'c':
		f.out = d.AppendChar(f.out, byte(luavm.ToInt(n)))
	case 'd', 'i', 'u', 'o', 'x', 'X':
		i := luavm.ToInt(n)
		if diff := n - float64(i); !(diff > -1 && diff < 1) {
			return false, c.ArgError(f.arg, "not a number in proper range")
		}
		f.out = d.AppendInt(f.out, i)
	default:
		f.out = d.AppendFloat(f.out, n)
	}
	return false, nil
}

// suspended returns f in a form that can wait at d.
func (f *format) suspended(d dialect.Directive) *format {
	if f.scratch {
		k := *f
		k.args, k.out, k.scratch = slices.Clone(f.args), slices.Clone(f.out), false
		f = &k
	}
	f.d = d
	return f
}

// quote appends v for %q.
func (f *format) quote(c *luavm.Call, v luavm.Value) error {
	switch v.Kind() {
	case luavm.KindString:
		s, _ := v.AsString()
		f.out = dialect.AppendQuoted(f.out, s)
	case luavm.KindNumber:
		n, _ := v.AsNumber()
		f.out = dialect.AppendQuotedNumber(f.out, n+0)
	case luavm.KindNil, luavm.KindBool:
		f.out = append(f.out, c.State().ToStringRaw(v)...)
	default:
		return c.ArgError(f.arg, "value has no literal form")
	}
	return nil
}
