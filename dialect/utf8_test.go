package dialect_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"ccnet/dialect"
)

func TestRunes(t *testing.T) {
	for r := range dialect.MaxRune + 1 {
		s := string(dialect.AppendRune(nil, r))
		if r < 0xd800 || r > 0xdfff { // Go has no surrogates
			if s != string(rune(r)) {
				t.Fatalf("%x: % x", r, s)
			}
		}
		if got, n := dialect.DecodeRune("x"+s+"\x80", 1); got != r || n != len(s) {
			t.Fatalf("%x: %x of %d bytes", r, got, n)
		}
	}
}

func TestBrokenRunes(t *testing.T) {
	for _, s := range []string{"\x80", "\xff", "\xc3", "\xc3x", "\xe2\x82", "\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"} {
		_, n := dialect.DecodeRune(s, 0)
		assert.Zero(t, n, "%x", s)
		assert.False(t, utf8.ValidString(s))
	}
}
