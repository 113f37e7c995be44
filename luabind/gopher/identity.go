package gopher

import (
	"strconv"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// identities number the objects whose address a program has asked for, so that runs
// can be compared. They keep no object alive.
type identities struct {
	last   uint64
	number map[any]uint64 // by weak pointer
	limit  int            // when to look for those whose object is gone
}

func (n *identities) of(key any) string {
	id, ok := n.number[key]
	if !ok {
		if len(n.number) >= n.limit {
			n.prune()
		}
		n.last++
		id = n.last
		n.number[key] = id
	}
	return strconv.FormatUint(id, 16)
}

func (n *identities) prune() {
	if n.number == nil {
		n.number = map[any]uint64{}
	}
	for key := range n.number {
		if gone(key) {
			delete(n.number, key)
		}
	}
	n.limit = max(1024, 2*len(n.number))
}

func gone(key any) bool {
	switch key := key.(type) {
	case weak.Pointer[lua.LTable]:
		return key.Value() == nil
	case weak.Pointer[lua.LFunction]:
		return key.Value() == nil
	case weak.Pointer[thread]:
		return key.Value() == nil
	case weak.Pointer[lua.LUserData]:
		return key.Value() == nil
	}
	return true
}

// address names an object as tostring does, without its type.
func (n *identities) address(v lua.LValue) string {
	switch v := v.(type) {
	case *lua.LTable:
		return n.of(weak.Make(v))
	case *lua.LFunction:
		return n.of(weak.Make(v))
	case *thread:
		return n.of(weak.Make(v))
	case *lua.LUserData:
		return n.of(weak.Make(v))
	}
	return "0"
}
