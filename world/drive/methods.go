package drive

import (
	"strconv"

	"ccnet/value"
)

// Method is one method that Lua programs call on a Handle. Call appends the
// results to ret, which may be nil or a buffer to be used again, and returns
// it. Errors carry the game's text and no position.
type Method struct {
	Name string
	Call func(h *Handle, args value.Args, ret []value.Value) ([]value.Value, error)
}

// Methods returns the methods that the handle has, sorted by name: a file that
// was opened to read has none to write, and the other way round. The slice is
// not to be changed.
func (h *Handle) Methods() []Method {
	switch {
	case h.appends:
		return appendMethods
	case !h.writable:
		return readMethods
	case !h.readable:
		return writeMethods
	}
	return updateMethods
}

// None of these is ever changed.
var (
	closeMethod     = Method{"close", callClose}
	flushMethod     = Method{"flush", callFlush}
	readMethod      = Method{"read", callRead}
	readAllMethod   = Method{"readAll", callReadAll}
	readLineMethod  = Method{"readLine", callReadLine}
	seekMethod      = Method{"seek", callSeek}
	writeMethod     = Method{"write", callWrite}
	writeLineMethod = Method{"writeLine", callWriteLine}

	readMethods   = []Method{closeMethod, readMethod, readAllMethod, readLineMethod, seekMethod}
	appendMethods = []Method{closeMethod, flushMethod, writeMethod, writeLineMethod}
	writeMethods  = []Method{closeMethod, flushMethod, seekMethod, writeMethod, writeLineMethod}
	updateMethods = []Method{closeMethod, flushMethod, readMethod, readAllMethod, readLineMethod, seekMethod, writeMethod, writeLineMethod}
)

func callClose(h *Handle, _ value.Args, ret []value.Value) ([]value.Value, error) {
	return ret, h.Close()
}

func callFlush(h *Handle, _ value.Args, ret []value.Value) ([]value.Value, error) {
	return ret, h.Flush()
}

func callRead(h *Handle, args value.Args, ret []value.Value) ([]value.Value, error) {
	n, err := args.OptInt(1, 1)
	if err != nil {
		return ret, err
	}
	data, ok, err := h.Read(n)
	switch {
	case err != nil:
		return readFailed(ret, err)
	case !ok:
		return ret, nil
	case h.binary && args.At(1).IsNil():
		return append(ret, value.Int(int(data[0]))), nil
	}
	return append(ret, value.String(string(data))), nil
}

// readFailed ends a call whose reading failed: what the host says shows as no
// result, what the program did wrong is raised.
func readFailed(ret []value.Value, err error) ([]value.Value, error) {
	if reason, ok := err.(Reason); ok {
		return ret, reason
	}
	return ret, nil
}

func callReadAll(h *Handle, _ value.Args, ret []value.Value) ([]value.Value, error) {
	text, err := h.ReadText()
	if err != nil {
		return readFailed(ret, err)
	}
	return append(ret, value.String(text)), nil
}

func callReadLine(h *Handle, args value.Args, ret []value.Value) ([]value.Value, error) {
	keep, err := args.OptBool(1, false)
	if err != nil {
		return ret, err
	}
	line, ok, err := h.ReadLine(keep)
	switch {
	case err != nil:
		return readFailed(ret, err)
	case !ok:
		return ret, nil
	}
	return append(ret, value.String(string(line))), nil
}

func callWrite(h *Handle, args value.Args, ret []value.Value) ([]value.Value, error) {
	if f, ok := args.At(1).AsNumber(); ok && h.binary {
		h.buf = append(h.buf[:0], byteOf(f))
	} else {
		h.buf = appendCoerced(h.buf[:0], args.At(1))
	}
	return ret, h.Write(h.buf)
}

// byteOf is the byte that a number is written as: its integer part, kept within
// 32 bits, of which the low eight count.
func byteOf(f float64) byte {
	return byte(min(max(value.Saturate(f), -1<<31), 1<<31-1))
}

func callWriteLine(h *Handle, args value.Args, ret []value.Value) ([]value.Value, error) {
	h.buf = append(appendCoerced(h.buf[:0], args.At(1)), '\n')
	return ret, h.Write(h.buf)
}

// appendCoerced appends anything as plain tostring writes it, without
// metamethods. Tables and opaque values have no address here and show their
// type alone.
func appendCoerced(b []byte, v value.Value) []byte {
	if s, ok := v.AsString(); ok {
		return append(b, s...)
	}
	if f, ok := v.AsNumber(); ok {
		return value.AppendNumber(b, f)
	}
	if on, ok := v.AsBool(); ok {
		return strconv.AppendBool(b, on)
	}
	return append(b, v.TypeName()...)
}

func callSeek(h *Handle, args value.Args, ret []value.Value) ([]value.Value, error) {
	whence, err := args.OptString(1, "cur")
	if err != nil {
		return ret, err
	}
	offset := 0.0
	if !args.At(2).IsNil() {
		if offset, err = args.Finite(2); err != nil {
			return ret, err
		}
	}
	position, ok, err := h.Seek(whence, value.Saturate(offset))
	switch {
	case err != nil:
		return readFailed(ret, err)
	case !ok:
		return append(ret, value.Nil, value.String("Position is negative")), nil
	}
	return append(ret, value.Number(float64(position))), nil
}
