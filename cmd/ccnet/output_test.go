package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestPrintable: a stranger's text stays text.
func TestPrintable(t *testing.T) {
	assert.Equal(t, `a\x1b[2J\u009b1m\r`+"\n"+`\u202eb\u2066\u2028`, printable("a\x1b[2J\u009b1m\r\n\u202eb\u2066\u2028"))
	assert.Equal(t, "né 👩\u200d🚀 \ufffd", printable("né 👩\u200d🚀 \xff"))
}
