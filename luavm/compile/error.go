package compile

import (
	"strconv"
	"strings"
)

// Error is why a chunk does not compile.
type Error struct {
	Chunk   string // as ShortSource shows it
	Line    int    // from 1
	Message string
}

// Error gives the text that a program sees, such as
// "f:1: unexpected symbol near '='".
func (e *Error) Error() string {
	return e.Chunk + ":" + strconv.Itoa(e.Line) + ": " + e.Message
}

// How much of a chunk's name is shown, in bytes.
const (
	maxPlainName  = 29 // after '='
	maxFileName   = 22 // after '@'; the end of a longer one
	maxSourceText = 13 // of the source itself
)

// ShortSource is how messages show a chunk's name: "=name" as it is, "@path" by
// its end, and anything else as the beginning of the source text.
func ShortSource(chunkName string) string {
	if name, ok := strings.CutPrefix(chunkName, "="); ok {
		return name[:min(len(name), maxPlainName)]
	}
	if path, ok := strings.CutPrefix(chunkName, "@"); ok {
		if len(path) > maxFileName {
			return "..." + path[len(path)-maxFileName:]
		}
		return path
	}
	text, dots := chunkName, ""
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		text, dots = text[:end], "..."
	}
	if len(text) > maxSourceText {
		text, dots = text[:maxSourceText], "..."
	}
	return `[string "` + text + dots + `"]`
}
