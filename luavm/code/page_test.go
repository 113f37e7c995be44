package code_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var spaces = regexp.MustCompile(`\s+`)

// TestThePageListsAllInstructions compares the page about the machine with the
// comments here.
func TestThePageListsAllInstructions(t *testing.T) {
	page, err := os.ReadFile("../MACHINE.md")
	require.NoError(t, err)
	rows := map[string]string{}
	for line := range strings.Lines(string(page)) {
		if cells := strings.Split(strings.Trim(line, "|\n"), "|"); len(cells) == 3 && strings.HasPrefix(cells[0], " `") {
			rows[strings.Trim(cells[0], " `")] = strings.Join(strings.Fields(cells[1]+cells[2]), " ")
		}
	}
	file, err := parser.ParseFile(token.NewFileSet(), "instr.go", nil, parser.ParseComments)
	require.NoError(t, err)
	ops := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		name, isOp := strings.CutPrefix(spec.Names[0].Name, "Op")
		if !isOp {
			return true
		}
		ops++
		row, listed := rows[name]
		require.True(t, listed, name)
		if comment := strings.TrimSpace(spec.Comment.Text()); comment != "" {
			require.Equal(t, spaces.ReplaceAllString(comment, " "), row, name)
		}
		return true
	})
	require.Equal(t, len(rows), ops)
}
