package retry

import (
	"fmt"
	"strings"
	"time"
)

// ParseError says which part of a written schedule cannot be read.
type ParseError struct {
	Part     string
	Position int // in bytes from the start of the text, from 0
	Problem  string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("%q at position %d: %s", e.Part, e.Position, e.Problem)
}

// longestWait bounds one wait of a written schedule.
const longestWait = 30 * 24 * time.Hour

// mostWaits bounds how many a written schedule has.
const mostWaits = 100

// Parse reads waits separated by commas, such as "5s,5m,1h30m"; blanks around them are allowed. "none" never retries.
// An error is a *ParseError.
func Parse(text string) (Schedule, error) {
	if strings.TrimSpace(text) == "none" {
		return Gaps(), nil
	}
	var gaps []time.Duration
	position := 0
	for part := range strings.SplitSeq(text, ",") {
		blanks := len(part) - len(strings.TrimLeft(part, " "))
		word := strings.TrimSpace(part)
		gap, err := time.ParseDuration(word)
		fail := func(problem string) (Schedule, error) {
			return Schedule{}, &ParseError{Part: word, Position: position + blanks, Problem: problem}
		}
		switch {
		case word == "":
			return fail("a wait is missing; write it like 5s,5m,1h, or none")
		case err != nil:
			return fail("no duration; write it like 5s, 5m or 1h30m")
		case gap < 0:
			return fail("a wait cannot be negative")
		case gap > longestWait:
			return fail(fmt.Sprintf("a wait is at most %v", longestWait))
		case len(gaps) == mostWaits:
			return fail(fmt.Sprintf("a schedule has at most %d waits", mostWaits))
		}
		gaps = append(gaps, gap)
		position += len(part) + 1
	}
	return Gaps(gaps...), nil
}

// String writes the schedule so that Parse reads it back.
func (s Schedule) String() string {
	if len(s.gaps) == 0 {
		return "none"
	}
	parts := make([]string, len(s.gaps))
	for i, gap := range s.gaps {
		parts[i] = gap.String()
	}
	return strings.Join(parts, ",")
}
