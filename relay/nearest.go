package relay

import "strings"

// maxNearest is how long a word may be to have a nearest one.
const maxNearest = 128

// Nearest returns the candidate that a mistyped word most likely meant, or "" when none is near: at most a third
// of the word's letters may differ (and at least two may).
func Nearest(word string, candidates []string) string {
	if len(word) > maxNearest {
		return "" // nobody mistypes at such length, and measuring it would take long
	}
	best, bestDistance := "", max(2, len(word)/3)+1
	for _, candidate := range candidates {
		if abs(len(word)-len(candidate)) >= bestDistance {
			continue
		}
		if d := editDistance(strings.ToLower(word), strings.ToLower(candidate)); d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions, substitutions and swaps of neighbours between two words
// (optimal string alignment).
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }
