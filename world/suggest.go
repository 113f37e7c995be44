package world

import (
	"fmt"
	"strings"
)

// suggest asks for the word that was probably meant.
func suggest(word string, words []string) string {
	best, least := "", 1+len(word)/3
	for _, w := range words {
		if n := editDistance(strings.ToLower(word), w); n <= least && (best == "" || n < least) {
			best, least = w, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// editDistance is how many letters must be changed, added or taken away to make b
// of a.
func editDistance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
