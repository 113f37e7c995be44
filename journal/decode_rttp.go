package journal

import (
	"strings"

	"ccnet/protocol/rttp"
)

// rttpLog reads messages of PeterOS's network and of RTTP.
type rttpLog struct{}

// Read implements Protocol.
func (rttpLog) Read(f Frame) ([]Layer, bool) {
	lines, ok := rttp.Describe(f.Payload)
	if !ok {
		return nil, false
	}
	layers := make([]Layer, len(lines))
	for i, line := range lines {
		layers[i].Name, layers[i].Text, _ = strings.Cut(line, " ")
	}
	return layers, true
}
