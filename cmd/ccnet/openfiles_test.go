package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestConnections(t *testing.T) {
	assert.Equal(t, usualCPConns, connections(usualCPConns, plentyOfFiles, 3))
	assert.Equal(t, 298, connections(usualCTRPConns, 1024, 3), "together they leave some files")
	assert.Equal(t, 1, connections(usualCTRPConns, 64, 3))
	assert.Positive(t, openFiles())
}
