package main

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"
)

// gopherLua is gopher-lua as released. What the workloads need and Lua 5.1 lacks is
// added: bit32 in Go, and the later names of unpack and loadstring.
type gopherLua struct{ input }

func (gopherLua) name() string { return "gopher-lua" }

func (g gopherLua) time(workload string) (float64, error) {
	L := lua.NewState(lua.Options{RegistrySize: 256, RegistryMaxSize: 1 << 20})
	defer L.Close()
	L.SetGlobal("bit32", L.SetFuncs(L.NewTable(), bit32))
	if err := L.DoString(`table.unpack, load = unpack, loadstring`); err != nil {
		return 0, err
	}
	if g.original != "" {
		L.SetGlobal("CRYPTONET", lua.LString(g.original))
	}
	if err := L.DoString(g.source); err != nil {
		return 0, err
	}
	list := L.CheckTable(-1)
	for i := 1; i <= list.Len(); i++ {
		entry, _ := list.RawGetInt(i).(*lua.LTable)
		if entry.RawGetInt(1) == lua.LString(workload) {
			L.Push(entry.RawGetInt(2))
			return stopwatch(func() error { return L.PCall(0, 0, nil) })
		}
	}
	return 0, fmt.Errorf("no such workload")
}

var bit32 = map[string]lua.LGFunction{
	"band": fold(math.MaxUint32, func(a, b uint32) uint32 { return a & b }),
	"bor":  fold(0, func(a, b uint32) uint32 { return a | b }),
	"bxor": fold(0, func(a, b uint32) uint32 { return a ^ b }),
	"bnot": func(L *lua.LState) int {
		L.Push(lua.LNumber(^bits(L, 1)))
		return 1
	},
	"lshift":  shift(func(x uint32, n int) uint32 { return x << n }),
	"rshift":  shift(func(x uint32, n int) uint32 { return x >> n }),
	"arshift": shift(func(x uint32, n int) uint32 { return uint32(int32(x) >> n) }),
	"lrotate": shift(func(x uint32, n int) uint32 { return x<<(n&31) | x>>(-n&31) }),
	"rrotate": shift(func(x uint32, n int) uint32 { return x>>(n&31) | x<<(-n&31) }),
}

func bits(L *lua.LState, i int) uint32 {
	return uint32(int64(math.Mod(float64(L.CheckNumber(i)), 1<<32)))
}

func fold(x uint32, op func(a, b uint32) uint32) lua.LGFunction {
	return func(L *lua.LState) int {
		x := x
		for i := range L.GetTop() {
			x = op(x, bits(L, i+1))
		}
		L.Push(lua.LNumber(x))
		return 1
	}
}

// shift is a function of a number and of a distance, which must not be negative.
func shift(op func(x uint32, n int) uint32) lua.LGFunction {
	return func(L *lua.LState) int {
		n := L.CheckInt(2)
		if n < 0 {
			L.RaiseError("negative shift")
		}
		L.Push(lua.LNumber(op(bits(L, 1), n)))
		return 1
	}
}
