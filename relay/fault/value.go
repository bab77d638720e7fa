package fault

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Bounds of values.
const (
	longestWait   = 30 * 24 * time.Hour
	longestStall  = time.Hour // inside an attempt, whose time limit ends it sooner
	maxHeaderText = 200
)

// mistake is an InputError about a fault's value.
func mistake(name, value, takes, example string) error {
	problem := fmt.Sprintf("%s takes %s, not %q", name, takes, value)
	if value == "" {
		problem = name + " needs " + takes
	}
	return &relay.InputError{Field: "fault", Problem: problem, Hint: "for example " + name + "=" + example}
}

// checkWait wants a duration of more than nothing and at most longest.
func checkWait(name, value string, longest time.Duration, example string) error {
	if d, err := time.ParseDuration(value); err != nil || d <= 0 || d > longest {
		return mistake(name, value, fmt.Sprintf("a duration up to %v", longest), example)
	}
	return nil
}

// wait reads a duration that checkWait has seen. What it refuses is no wait.
func wait(value string) time.Duration {
	d, err := time.ParseDuration(value)
	if err != nil {
		return 0
	}
	return d
}

// statusCode reads three digits. Codes below 200 are no final answers.
func statusCode(value string) (int, bool) {
	code, err := strconv.Atoi(value)
	return code, err == nil && len(value) == 3 && code >= 200 && code <= 599
}

// headerText reports whether text can stand in a header as it is.
func headerText(text string) bool {
	return text != "" && len(text) <= maxHeaderText && text == strings.TrimSpace(text) &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// byteSize reads a size such as 8MiB, 64KiB or 1000, in bytes.
func byteSize(value string) (int64, bool) {
	digits, unit := value, int64(1)
	for suffix, size := range map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20} {
		if rest, ok := strings.CutSuffix(value, suffix); ok {
			digits, unit = rest, size
		}
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	return n * unit, err == nil && n > 0 && strconv.FormatInt(n, 10) == digits
}
