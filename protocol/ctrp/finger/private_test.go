package finger_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp/finger"
)

// TestPrivate: only what says clearly that it is not private is shown.
func TestPrivate(t *testing.T) {
	for value, want := range map[string]bool{
		"true": true, "True": true, "yes": true, `"true"`: true, "1": true, "really": true, "[]": true,
		"false": false, "no": false, "": false, "null": false,
	} {
		doc, err := finger.ParseDocument("---\nprivate: " + value + "\n---\nsecret\n")
		require.NoError(t, err)
		assert.Equal(t, want, doc.Private(), value)
	}
}
