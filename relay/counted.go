package relay

import "strconv"

// Counted is a number with its noun, which makes its plural with an s: "1 webhook", "2 webhooks".
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
