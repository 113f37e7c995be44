package luavm

import (
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"ccnet/luavm/code"
)

func TestSizes(t *testing.T) {
	assert.EqualValues(t, 16, unsafe.Sizeof(Value{}))
	assert.LessOrEqual(t, unsafe.Sizeof(Table{}), uintptr(64))
	assert.LessOrEqual(t, unsafe.Sizeof(Thread{}), uintptr(1024), "a fresh coroutine is at most a kilobyte")
}

func TestKinds(t *testing.T) {
	s := New(Config{})
	for _, c := range []struct {
		v    Value
		kind Kind
		name string
	}{
		{Nil, KindNil, "nil"}, {Bool(false), KindBool, "boolean"}, {Bool(true), KindBool, "boolean"}, {Number(0), KindNumber, "number"},
		{Number(math.Inf(-1)), KindNumber, "number"}, {Number(math.NaN()), KindNumber, "number"}, {Number(math.Inf(1)), KindNumber, "number"},
		{Number(-math.MaxFloat64), KindNumber, "number"}, {String(""), KindString, "string"}, {String("x"), KindString, "string"},
		{s.NewTable(0, 0).Value(), KindTable, "table"}, {s.NewBuiltin("f", nil).Value(), KindBuiltin, "function"},
		{s.NewThread(Nil).Value(), KindThread, "thread"}, {s.NewUserdata(1).Value(), KindUserdata, "userdata"},
	} {
		assert.Equal(t, c.kind, c.v.Kind())
		assert.Equal(t, c.name, c.v.TypeName())
		assert.Equal(t, c.kind != KindNil && c.v != Bool(false), c.v.Truthy())
		assert.Equal(t, c.v.Kind() != KindNumber || !math.IsNaN(c.v.num()), RawEqual(c.v, c.v))
	}
	assert.True(t, RawEqual(Number(math.Copysign(0, -1)), Number(0)))
	assert.True(t, RawEqual(String("ab"), String(string([]byte("ab")))))
}

func TestToInt(t *testing.T) {
	for f, want := range map[float64]int64{1.9: 1, -1.9: -1, 1e30: math.MaxInt64, -1e30: math.MinInt64, math.Inf(1): math.MaxInt64} {
		assert.Equal(t, want, ToInt(f))
	}
	assert.Zero(t, ToInt(math.NaN()))
}

// TestMalformedCode wants every operand out of bounds refused: the loop does
// not look again.
func TestMalformedCode(t *testing.T) {
	c := NewCache(0)
	ret := code.Make(code.OpReturn0, 0, 0, 0)
	for _, in := range []code.Instr{
		code.Make(code.NumOps, 0, 0, 0), code.Make(code.OpMove, 3, 0, 0), code.Make(code.OpMove, 0, 3, 0), code.Make(code.OpLoadK, 0, 0, 1),
		code.Make(code.OpLoadK, 0, 0, -1), code.Make(code.OpGetUpval, 0, 0, 0), code.Make(code.OpJmp, 0, 0, 5), code.Make(code.OpJmp, 0, 0, -2),
		code.Make(code.OpGetField, 0, 0, 0), code.Make(code.OpCall, 0, 9, 1), code.Make(code.OpCall, 0, 1, 9), code.Make(code.OpReturn, 0, 9, 0),
		code.Make(code.OpForLoop, 0, 0, 0), code.Make(code.OpClosure, 0, 0, 0), code.Make(code.OpLtK, 0, 7, 0),
		code.Make(code.OpLoadNil, 0, 9, 0), code.Make(code.OpSelf, 2, 0, 0), code.Make(code.OpTForCall, 0, 0, 0), code.Make(code.OpAddK, 0, 0, 3),
	} {
		_, err := c.Prototype(&code.Proto{NumRegisters: 3, Code: []code.Instr{in, ret}, Consts: []code.Const{{Kind: code.ConstNumber}}})
		assert.Error(t, err, "%d %d %d %d", in.Op(), in.A(), in.B(), in.C())
	}
	_, err := c.Prototype(&code.Proto{NumRegisters: 3, Code: []code.Instr{code.Make(code.OpMove, 0, 0, 0)}})
	assert.ErrorContains(t, err, "runs off the end")
}

func TestHandAssembled(t *testing.T) {
	s := New(Config{})
	p, err := s.cache.Prototype(&code.Proto{
		NumParams: 2, NumRegisters: 4,
		Code: []code.Instr{
			code.Make(code.OpAdd, 2, 0, 1),
			code.Make(code.OpMulK, 2, 2, 0),
			code.Make(code.OpReturn1, 2, 0, 0),
		},
		Consts: []code.Const{{Kind: code.ConstNumber, Num: 10}},
	})
	require.NoError(t, err)
	out, err := s.Call(s.Load(p, nil), Int(1), Int(2))
	require.NoError(t, err)
	assert.Equal(t, []Value{Int(30)}, out)
}

func TestCacheIsBounded(t *testing.T) {
	c := NewCache(4000)
	for i := range 100 {
		_, err := c.Compile("return "+FormatNumber(float64(i)), "=x")
		require.NoError(t, err)
	}
	assert.LessOrEqual(t, c.size, 4000)
	a, _ := c.Compile("return 99", "=x")
	b, _ := c.Compile("return 99", "=x")
	assert.Same(t, a, b)
}
