package luabind

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/value"
)

func TestInOrder(t *testing.T) {
	for text, want := range map[string]string{
		`{b=1,a=2,3,[2.5]=4,[-1]=5}`:                    `{3,[-1]=5,[2.5]=4,a=2,b=1,}`,
		`{z={b=1,a={y=1,x=2}},[true]=1,a="text",[2]=1}`: `{[2]=1,a="text",z={a={x=2,y=1,},b=1,},[true]=1,}`,
		`{[true]=1,[false]=2,a=3}`:                      `{a=3,[false]=2,[true]=1,}`,
		`"text"`:                                        `"text"`, `{}`: `{}`, `nil`: `nil`,
	} {
		v, err := value.Unserialise(text)
		require.NoError(t, err)
		got, err := value.Serialise(inOrder(v), value.SerialiseOptions{Compact: true})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	shared := value.List(value.Int(1))
	v := inOrder(value.List(shared, shared)).AsTable()
	assert.Same(t, v.Get(value.Int(1)).AsTable(), v.Get(value.Int(2)).AsTable(), "one table stays one")
	bytes := value.Bytes([]byte("abc"))
	assert.Equal(t, bytes, inOrder(bytes))

	cycle := value.NewTable(1)
	cycle.Add(value.String("me"), value.FromTable(cycle))
	assert.Same(t, cycle, inOrder(value.FromTable(cycle)).AsTable())
	bomb := shared
	for range 100 {
		bomb = value.List(bomb, bomb)
	}
	assert.NotNil(t, inOrder(bomb).AsTable())
}
