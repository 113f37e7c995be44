package cp_test

import "unicode"

// nonControl is what a text may hold beside TAB, LF and CR.
var nonControl = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x20, Hi: 0x7e, Stride: 1}, {Lo: 0xa0, Hi: 0xd7ff, Stride: 1}, {Lo: 0xe000, Hi: 0xffff, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x10000, Hi: 0x10ffff, Stride: 1}},
}
