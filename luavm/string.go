package luavm

import (
	"unsafe"

	"ccnet/dialect"
)

// FormatNumber returns f as tostring shows it.
func FormatNumber(f float64) string { return dialect.FormatNumber(f) }

// AppendNumber appends what FormatNumber returns to b.
func AppendNumber(b []byte, f float64) []byte { return dialect.AppendNumber(b, f) }

// ParseNumber reads a number as the language and tonumber do.
func ParseNumber(s string) (float64, bool) { return dialect.ParseNumber(s) }

// bytesValue makes b a string value. b must not change any more.
func bytesValue(b []byte) Value {
	if len(b) == 0 {
		return String("")
	}
	return Value{p: unsafe.Pointer(&b[0]), n: tagString | uint64(len(b))}
}
