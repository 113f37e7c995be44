package world

// InStep has no computer of a world run ahead.
func InStep(o Options) Options {
	o.inStep = true
	return o
}

// TurnsAhead is how many turns a computer has taken ahead of the others so far.
func TurnsAhead(w *World) int { return w.ahead.turns }

// InOneLane tells whether two computers never run at the same time.
func InOneLane(a, b *Computer) bool { return a.lane != nil && a.lane == b.lane }
