package gateway

import (
	"fmt"
	"strings"
	"testing"
	memory "unsafe" // for the package has a function of that name

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/world"
)

// TestCrowd: those outside may say and do as much as they like while the world is busy;
// what waits for it stays small, and it learns later who is there.
func TestCrowd(t *testing.T) {
	g, spec, err := New(world.Spec{}, Config{})
	require.NoError(t, err)
	var options world.Options
	g.Options(&options)
	w, err := world.New(spec, options)
	require.NoError(t, err)
	defer w.Close()
	g.world = w
	require.NoError(t, w.Advance(t.Context(), 1))

	inside := new(member)
	require.True(t, g.chat.join(inside, "inside"))
	first, err := g.chat.hub.Join("first", nil)
	require.NoError(t, err)
	last, err := g.chat.hub.Join("last", nil)
	require.NoError(t, err)
	for i := range 5000 {
		require.NoError(t, first.Rename(fmt.Sprintf("name%d", i)))
		require.NoError(t, first.Broadcast("hello"))
		require.NoError(t, first.Tell("inside", "hello"))
		for g.chat.step() {
		}
		g.chat.catchUp() // which is of no use while the world does nothing
	}
	last.Leave()
	long := strings.Repeat("x", 2000)
	for range maxEvents / len(long) {
		require.NoError(t, first.Broadcast(long))
	}
	assert.LessOrEqual(t, g.chat.heard, maxEvents)
	assert.Greater(t, g.chat.heard, maxEvents*9/10)
	assert.True(t, g.chat.lost)
	for g.chat.step() {
	}
	assert.Less(t, w.Waiting(), 2*maxCrowd)

	for g.chat.stale || len(g.chat.held) > 0 {
		require.NoError(t, w.Advance(t.Context(), w.Now()+1))
		g.chat.catchUp()
		for g.chat.step() {
		}
	}
	require.NoError(t, w.Advance(t.Context(), w.Now()+1))
	assert.Equal(t, []string{"name4999"}, g.resident.room.outside)
	_, more := inside.Poll()
	assert.False(t, more, "private messages have come in")
}

// TestCutLetsGo: a short text does not keep the long one in memory that it was cut from.
func TestCutLetsGo(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	short := cut(long, 10)
	assert.Len(t, short, 10)
	assert.NotSame(t, memory.StringData(long), memory.StringData(short))
}
