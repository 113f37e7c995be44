package value_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"ccnet/value"
)

func TestBytesAreAList(t *testing.T) {
	bytes := value.Bytes([]byte{7, 0, 255})
	require.Equal(t, 3, bytes.AsTable().Len())
	require.Equal(t, value.Int(255), bytes.AsTable().Get(value.Int(3)))

	text, err := value.Serialise(bytes, value.SerialiseOptions{Compact: true})
	require.NoError(t, err)
	require.Equal(t, "{7,0,255,}", text)

	for key, want := range map[value.Value]value.Value{
		value.Int(1): value.Int(7), value.Int(0): value.Nil, value.Int(4): value.Nil,
		value.Number(1.5): value.Nil, value.String("1"): value.Nil, value.Number(math.NaN()): value.Nil,
	} {
		require.Equal(t, want, bytes.AsTable().Get(key))
	}
	packed, ok := bytes.AsTable().Packed()
	require.True(t, ok)
	require.Equal(t, "\x07\x00\xff", packed)
	require.Equal(t, []value.Entry{{Key: value.Int(1), Value: value.Int(7)}, {Key: value.Int(2), Value: value.Int(0)}, {Key: value.Int(3), Value: value.Int(255)}},
		bytes.AsTable().Entries())

	plain := value.List(value.Int(7), value.Int(0), value.Int(255))
	require.Less(t, value.Size(bytes), value.Size(plain))
	// A list among others counts as much as alone.
	scalar := value.Size(value.Nil)
	require.Equal(t, value.Size(value.List())+scalar+value.Size(bytes), value.Size(value.List(bytes)))
	large := value.Size(value.Bytes(make([]byte, 1<<20)))
	require.InDelta(t, 1<<20, large, 1000)
	require.Equal(t, plain.AsTable().Entries(), bytes.AsTable().Entries())
	require.Equal(t, value.AppendJSON(nil, plain), value.AppendJSON(nil, bytes))
}

func TestRecordLeavesNilOut(t *testing.T) {
	r := value.Record(value.Named("a", value.Nil), value.Named("b", value.Int(1)))
	require.Equal(t, 1, r.AsTable().Len())
	require.Equal(t, value.Int(1), r.AsTable().Field("b"))
}

func TestRecordIsFrozenWhenAllItHoldsIs(t *testing.T) {
	ready := value.Record(value.Named("list", value.Bytes([]byte{1})))
	require.Equal(t, ready, value.Freeze(ready))

	function := value.Opaque("function", nil)
	frozen := value.Freeze(value.Record(value.Named("f", function), value.Named("n", value.Int(1))))
	require.Equal(t, 1, frozen.AsTable().Len())

	hidden := value.NewTable(1)
	hidden.Add(value.String("f"), function)
	frozen = value.Freeze(value.Record(value.Named("t", value.FromTable(hidden))))
	require.Equal(t, 0, frozen.AsTable().Field("t").AsTable().Len())
}

func TestRecordsHaveTheSizeOfTheirTables(t *testing.T) {
	text, bytes := value.String("some text"), value.Bytes([]byte{1, 2})
	plain := value.NewTable(2)
	plain.Add(value.String("x"), text)
	plain.Add(value.String("y"), bytes)
	r := value.Record(value.Named("x", text), value.Named("y", bytes))
	require.Equal(t, value.Size(value.FromTable(plain)), value.Size(r))
}
