package main

import (
	"os"
	"runtime/debug"
)

// newBallast returns memory that is never touched, and so takes no room, but that
// the garbage collector counts as live: it waits for that much garbage more before
// it sets to work. Without it, a small world, whose live data are a few megabytes,
// would be collected hundreds of times a second. The caller keeps it alive.
func newBallast() []byte { return make([]byte, ballastBytes) }

const ballastBytes = 64 << 20

// Beyond these bytes of memory the garbage collector works harder, so that programs
// which make much garbage do not double what they hold.
const (
	memoryOfProcess  = 256 << 20
	memoryOfComputer = 64 << 20
)

// limitMemory sets that bound for a world of so many computers, unless the
// environment does.
func limitMemory(computers int) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryOfProcess + int64(computers)*memoryOfComputer)
	}
}
