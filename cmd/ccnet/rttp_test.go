package main

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRTTPOnBothEngines: the network of PeterOS is the same on gopher-lua.
func TestRTTPOnBothEngines(t *testing.T) {
	want, err := os.ReadFile("../../testdata/worlds/rttp-site.golden")
	require.NoError(t, err)
	var stdout, stderr bytes.Buffer
	code := run(context.Background(), []string{"run", "--engine", "gopher", "../../testdata/worlds/rttp-site.toml"}, &stdout, &stderr)
	assert.Zero(t, code, stderr.String())
	assert.Equal(t, string(want), stdout.String())
}
