// Package ccnet holds the tests of the house as a whole.
package ccnet

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// layers lists what each package may import of the others, tests included. A
// package that is not listed may not exist; an import that is not listed may
// not be made.
var layers = map[string][]string{
	"dialect":              {},
	"dialect/pattern":      {},
	"value":                {"dialect"},
	"luavm/code":           {},
	"luavm/compile":        {"dialect", "luavm/code"},
	"luavm":                {"dialect", "luavm/code", "luavm/compile"},
	"luavm/lib":            {"dialect", "dialect/pattern", "luavm", "luavm/compile"},
	"luavm/difftest":       {"luavm", "luavm/lib"},
	"term":                 {"value"},
	"modem":                {"value"},
	"world/drive":          {"value"},
	"world":                {"value", "modem", "term", "world/drive"},
	"world/worldtest":      {"value", "world", "journal", "modem", "term", "world/drive"},
	"journal":              {"value", "world", "cryptonet", "protocol/cnet", "protocol/cnet/v1", "protocol/rttp"},
	"lua":                  {},
	"luabind":              {"value", "lua", "term", "world", "world/drive", "cryptonet", "protocol/cnet", "protocol/cnet/v1", "protocol/rttp", "protocol/rttp/net", "protocol/rttp/net/ecc", "protocol/rttp/lan", "protocol/rttp/rtml"},
	"luabind/craft":        {"value", "luabind", "luavm", "luavm/lib"},
	"luabind/gopher":       {"dialect", "dialect/pattern", "value", "luabind", "world"},
	"terminal":             {"term", "world"},
	"scripts/cryptobench":  {"value", "world", "host", "cryptonet", "protocol/cnet", "luabind", "luabind/craft"},
	"scripts/luabench":     {"luavm", "luavm/lib"},
	"scripts/density":      {},
	"interop":              {},
	"cryptonet":            {"value"},
	"protocol/conns":       {},
	"protocol/eager":       {},
	"protocol/ctrp":        {"value", "protocol/conns", "protocol/eager"},
	"protocol/ctrp/finger": {"value", "protocol/ctrp"},
	"protocol/cp":          {"value", "protocol/conns"},
	"protocol/cnet":        {"value"},
	"protocol/cnet/v1":     {"value", "cryptonet", "protocol/cnet"},
	"host":                 {"value", "world", "cryptonet", "protocol/cnet", "protocol/cnet/v1"},
	"gateway":              {"value", "journal", "term", "world", "cryptonet", "protocol/cnet", "protocol/conns", "protocol/cp", "protocol/ctrp", "protocol/rttp", "protocol/rttp/net", "protocol/rttp/rtml"},
	"cmd/ccnet":            {"value", "gateway", "cryptonet", "protocol/cnet/v1", "protocol/ctrp", "protocol/ctrp/finger", "protocol/cp", "journal", "lua", "luabind", "luabind/craft", "luabind/gopher", "term", "terminal", "world", "world/drive", "host/rttphost", "protocol/rttp", "protocol/rttp/net", "protocol/rttp/rtml"},

	"protocol/rttp/net/ecc": {},
	"protocol/rttp/net":     {"value", "protocol/rttp/net/ecc"},
	"protocol/rttp":         {"value", "protocol/rttp/net"},
	"protocol/rttp/rtml":    {"value", "protocol/rttp/net"},
	"protocol/rttp/lan":     {"value", "protocol/rttp", "protocol/rttp/net", "protocol/rttp/rtml"},
	"host/rttphost":         {"value", "world", "protocol/rttp", "protocol/rttp/net", "protocol/rttp/net/ecc"},
}

// testOnly are imports that tests may make on top.
var testOnly = map[string][]string{
	"host":           {"world/worldtest"},
	"luavm":          {"luavm/lib"},
	"luavm/compile":  {"luavm", "luavm/lib"},
	"world":          {"world/worldtest", "journal"},
	"lua":            {"luabind", "luabind/craft", "world", "world/drive", "term", "value"},
	"luabind":        {"luabind/craft", "journal", "modem"},
	"luabind/craft":  {"world", "world/drive", "lua"},
	"luabind/gopher": {"luabind/craft", "journal"},
	"interop":        {"value", "luabind", "luabind/craft", "luabind/gopher", "world", "host", "cryptonet", "protocol/cnet", "protocol/cnet/v1"},
	"cryptonet":      {"value"},
	"terminal":       {"value", "world/worldtest"},
	"gateway":        {"host", "world/worldtest", "luabind", "luabind/craft"},
	"cmd/ccnet":      {"modem"},
}

type goPackage struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...").Output()
	require.NoError(t, err)
	var list []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		list = append(list, p)
	}
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range packages(t) {
		name, ours := strings.CutPrefix(p.ImportPath, "ccnet/")
		if !ours {
			continue
		}
		allowed, known := layers[name]
		if !known {
			t.Errorf("package %s has no place in the layers", name)
			continue
		}
		check := func(imports, allowed []string, kind string) {
			for _, imp := range imports {
				if dep, ours := strings.CutPrefix(imp, "ccnet/"); ours && dep != name && !slices.Contains(allowed, dep) {
					t.Errorf("%s must not import %s%s", name, dep, kind)
				}
			}
		}
		check(p.Imports, allowed, "")
		all := append(slices.Clone(allowed), testOnly[name]...)
		check(append(p.TestImports, p.XTestImports...), all, " in its tests")
	}
}

// TestLayersAreAcyclic keeps the table itself honest.
func TestLayersAreAcyclic(t *testing.T) {
	var visit func(name string, path []string)
	visit = func(name string, path []string) {
		require.NotContains(t, path, name, "a cycle")
		for _, dep := range layers[name] {
			require.Contains(t, layers, dep)
			visit(dep, append(slices.Clone(path), name))
		}
	}
	for name := range layers {
		visit(name, nil)
	}
}

// TestEnginesStayBehindTheirAdapters: an engine is known to its adapter alone.
func TestEnginesStayBehindTheirAdapters(t *testing.T) {
	adapters := map[string][]string{
		"ccnet/luavm":                {"luavm/lib", "luavm/difftest", "luavm/compile", "luabind/craft", "scripts/luabench"},
		"ccnet/luavm/lib":            {"luavm", "luavm/difftest", "luavm/compile", "luabind/craft", "scripts/luabench"},
		"github.com/yuin/gopher-lua": {"luabind/gopher", "scripts/luabench"},
	}
	for _, p := range packages(t) {
		name, _ := strings.CutPrefix(p.ImportPath, "ccnet/")
		for engine, users := range adapters {
			uses := slices.Contains(slices.Concat(p.Imports, p.TestImports, p.XTestImports), engine)
			if uses && p.ImportPath != engine {
				require.Contains(t, users, name, "%s imports the engine %s", name, engine)
			}
		}
	}
}
