package term

import (
	"math"
	"strconv"

	"ccnet/value"
)

// formatNumber writes a number as plain tostring does: whole numbers that fit
// 64 bits in full, others with 14 digits.
func formatNumber(f float64) string {
	switch i := value.Saturate(f); {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case float64(i) == f:
		return strconv.FormatInt(i, 10)
	}
	return strconv.FormatFloat(f, 'g', 14, 64)
}
