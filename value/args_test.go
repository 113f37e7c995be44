package value

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func ExampleArgs() {
	args := Args{String("left"), Number(5.7)}
	channel, err := args.Int(2)
	fmt.Println(channel, err)
	_, err = args.Int(1)
	fmt.Println(err)
	_, err = args.Table(3)
	fmt.Println(err)
	// Output:
	// 5 <nil>
	// bad argument #1 (number expected, got string)
	// bad argument #3 (table expected, got nil)
}

func TestArgs(t *testing.T) {
	named := NewTable(0)
	named.SetTypeName("peripheral")
	args := Args{Number(math.NaN()), Number(math.Inf(1)), Number(math.Inf(-1)), Number(1<<32 + 5.5), Number(-1e300),
		String("s"), Bool(true), FromTable(named), Nil, Opaque("thread", nil)}

	for i, want := range map[int]string{1: "nan", 2: "inf", 3: "-inf", 6: "string", 7: "boolean", 8: "peripheral", 9: "nil",
		10: "thread", 11: "nil", 0: "nil"} {
		_, err := args.Int(i)
		assert.EqualError(t, err, fmt.Sprintf("bad argument #%d (number expected, got %s)", i, want))
	}
	f, err := args.Number(2)
	require.NoError(t, err)
	assert.Equal(t, math.Inf(1), f)
	for i, want := range map[int]int{4: 5, 5: 0} {
		n, err := args.Int(i)
		require.NoError(t, err)
		assert.Equal(t, want, n)
	}
	assert.Equal(t, []int64{0, math.MaxInt64, math.MinInt64, -3},
		[]int64{Saturate(math.NaN()), Saturate(1e30), Saturate(-1e30), Saturate(-3.9)})

	table, err := args.Table(8)
	require.NoError(t, err)
	assert.Same(t, named, table)
	s, err := args.String(6)
	require.NoError(t, err)
	assert.Equal(t, "s", s)
	_, err = args.String(4)
	assert.EqualError(t, err, "bad argument #4 (string expected, got number)")
	b, err := args.Bool(7)
	require.NoError(t, err)
	assert.True(t, b)
	_, err = args.Bool(6)
	assert.EqualError(t, err, "bad argument #6 (boolean expected, got string)")

	for _, i := range []int{9, 99} {
		n, err := args.OptInt(i, 3)
		require.NoError(t, err)
		assert.Equal(t, 3, n)
		f, err := args.OptNumber(i, 0.5)
		require.NoError(t, err)
		assert.Equal(t, 0.5, f)
		s, err := args.OptString(i, "d")
		require.NoError(t, err)
		assert.Equal(t, "d", s)
		b, err := args.OptBool(i, true)
		require.NoError(t, err)
		assert.True(t, b)
	}
	n, err := args.OptInt(4, 3)
	require.NoError(t, err)
	assert.Equal(t, 5, n)
	_, err = args.OptNumber(6, 1)
	assert.Error(t, err)
	_, err = args.OptString(7, "")
	assert.Error(t, err)
	_, err = args.OptBool(6, true)
	assert.Error(t, err)
}

func TestValues(t *testing.T) {
	assert.True(t, Nil.IsNil())
	for _, v := range []Value{Nil, Bool(false)} {
		assert.False(t, v.Truthy())
	}
	for _, v := range []Value{Bool(true), Int(0), String(""), List(), Opaque("function", 1)} {
		assert.True(t, v.Truthy())
	}
	assert.False(t, math.Signbit(Number(math.Copysign(0, -1)).num), "there is no negative zero")
	assert.Equal(t, 1, Opaque("function", 1).Ref())
	assert.Nil(t, List().Ref())
	assert.Nil(t, Int(1).AsTable())
	assert.Equal(t, Nil, List().AsTable().Field("x"))
	assert.Equal(t, "[\"a\",\"b\"]", string(AppendJSON(nil, Strings([]string{"a", "b"}))))
	assert.Equal(t, "table", List().TypeName())
	assert.Equal(t, "Cannot serialize type function", (&UnserialisableError{"function"}).Error())
}
