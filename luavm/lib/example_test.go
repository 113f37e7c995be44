package lib_test

import (
	"fmt"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

// A state with the library can run programs; a program that takes too long is
// told so.
func ExampleOpen() {
	s := luavm.New(luavm.Config{SoftSteps: 1_000_000})
	lib.Open(s)
	p, err := s.Compile(`
		local words = {}
		for w in ("the quick brown fox"):gmatch("%a+") do words[#words + 1] = w:upper() end
		table.sort(words)
		local ok, err = pcall(function() while true do end end)
		return table.concat(words, " "), err`, "=example")
	if err != nil {
		panic(err)
	}
	vs, err := s.Call(s.Load(p, nil))
	if err != nil {
		panic(err)
	}
	for _, v := range vs {
		fmt.Println(s.ToStringRaw(v))
	}
	// Output:
	// BROWN FOX QUICK THE
	// example:5: Too long without yielding
}
