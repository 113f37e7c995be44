package finger_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/protocol/ctrp"
	"ccnet/protocol/ctrp/finger"
)

// counted counts how often something is opened.
type counted struct {
	fs.FS
	opened atomic.Int64
}

func (c *counted) Open(name string) (fs.File, error) {
	c.opened.Add(1)
	return c.FS.Open(name)
}

// TestListsAreReadOnce: however many ask for a list at a time, the files are read once.
func TestListsAreReadOnce(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 2500 {
		files[fmt.Sprintf("user/u%04d.md", i)] = &fstest.MapFile{Data: []byte("hello")}
	}
	files["user/hidden.md"] = &fstest.MapFile{Data: []byte("---\nprivate: true\n---\n")}
	files["org/one.md"] = &fstest.MapFile{Data: []byte("hello")}
	root := &counted{FS: files}
	h := finger.Handler{Directory: finger.Files(root)}
	ask := func(arguments string) ctrp.Response {
		return h.ServeCTRP(context.Background(), ctrp.Request{Command: "LIST", Arguments: arguments})
	}
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() { assert.Equal(t, ctrp.OKMore, ask(fmt.Sprintf("user:?page=%d", 1+i%2)).Status) })
	}
	all.Wait()
	assert.Less(t, root.opened.Load(), int64(3*len(files)), "each is looked for, and read")
	for page, want := range map[string]struct {
		status      ctrp.Status
		lines       int
		first, last string
	}{
		"1":                   {ctrp.OKMore, 1000, "user:u0000", "user:u0999"},
		"2":                   {ctrp.OKMore, 1000, "user:u1000", "user:u1999"},
		"3":                   {ctrp.OK, 501, "user:u2000", "org:one"},
		"4":                   {ctrp.NotFound, 0, "", ""},
		"9223372036854775807": {ctrp.NotFound, 0, "", ""},
		"9223372036854775808": {ctrp.NotFound, 0, "", ""},
	} {
		r := ask("?page=" + page)
		assert.Equal(t, want.status, r.Status, page)
		lines := strings.Split(strings.TrimSuffix(r.Content, "\n"), "\n")
		assert.Equal(t, want.lines, strings.Count(r.Content, "\n"), page)
		assert.Equal(t, []string{want.first, want.last}, []string{lines[0], lines[len(lines)-1]}, page)
	}
	assert.Equal(t, ctrp.Response{Status: ctrp.OK}, ask("mcp:"), "nothing is one empty page")
}

// stuck is a file system that does not answer until it may.
type stuck struct {
	fs.FS
	inside, leave chan struct{}
}

func (s *stuck) Open(name string) (fs.File, error) {
	s.inside <- struct{}{}
	<-s.leave
	return s.FS.Open(name)
}

// TestWhoWaitsForAListMayGiveUp also if the list is made for somebody else.
func TestWhoWaitsForAListMayGiveUp(t *testing.T) {
	root := &stuck{fstest.MapFS{}, make(chan struct{}, 10), make(chan struct{})}
	d := finger.Files(root)
	first := make(chan error)
	go func() {
		_, err := d.List(context.Background(), finger.User)
		first <- err
	}()
	<-root.inside
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := d.List(ctx, finger.User)
	require.True(t, errors.Is(err, context.Canceled))
	close(root.leave)
	require.NoError(t, <-first)
}
