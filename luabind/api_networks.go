package luabind

import (
	"sort"

	"ccnet/value"
)

// networks is the global ccnet: for each network library a table of native
// functions, on which its modules in the ROM stand (ccnet.cnet, …). Programs use
// the modules; the tables may change.
var networks = libraries(map[string][]Function{
	"cnet":      cnetFunctions,
	"cryptonet": cryptonetFunctions,
	"rttp":      rttpFunctions,
})

// libraries makes a table of tables of functions.
func libraries(all map[string][]Function) value.Value {
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	table := value.NewTable(len(names))
	for _, name := range names {
		object := &Object{Methods: API{Functions: all[name]}.Sorted().Functions}
		table.Add(value.String(name), object.Value())
	}
	return value.FromTable(table)
}
