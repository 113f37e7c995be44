package main

// newBallast returns memory that is never touched, and so takes no room, but that
// the garbage collector counts as live: it waits for that much garbage more before
// it sets to work. Without it, a small world, whose live data are a few megabytes,
// would be collected hundreds of times a second. The caller keeps it alive.
func newBallast() []byte { return make([]byte, 64<<20) }
