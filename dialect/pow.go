package dialect

import "math"

// Pow is a to the power of b, as the game has it: unlike C and Go, it knows no
// result for one to the power of infinity or of no number.
func Pow(a, b float64) float64 {
	switch b {
	case 2:
		return a * a
	case 0.5:
		if a >= 0 {
			return math.Sqrt(a)
		}
	}
	if a == 1 && (b != b || math.IsInf(b, 0)) || a == -1 && math.IsInf(b, 0) {
		return math.NaN()
	}
	return math.Pow(a+0, b) + 0
}
