//go:build unix

package ctrp_test

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
)

// TestFilesLeadNowhere: what is no file or directory is not there, whatever it is, and
// is never opened: for a pipe that would take until somebody writes into it.
func TestFilesLeadNowhere(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(dir+"/pipe", 0o600))
	require.NoError(t, os.Symlink("loop", dir+"/loop"))
	require.NoError(t, os.Symlink("/etc", dir+"/outside"))
	require.NoError(t, os.WriteFile(dir+"/a.txt", []byte("a"), 0o600))
	require.NoError(t, os.Mkdir(dir+"/b", 0o700))
	root, err := os.OpenRoot(dir)
	require.NoError(t, err)
	defer root.Close()
	files := ctrp.Files(root.FS())
	for _, request := range []string{
		"GET pipe", "LIST pipe", "LIST pipe/a", "GET loop", "LIST loop", "GET outside/passwd", "LIST outside",
		"LIST a.txt", "GET a.txt/b", "GET b", "GET a%00b", "GET " + strings.Repeat("a", 300),
	} {
		req, err := ctrp.ParseRequest(request)
		require.NoError(t, err)
		assert.Equal(t, ctrp.NotFound, files.ServeCTRP(t.Context(), req).Status, request)
	}
}
