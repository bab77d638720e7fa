package workspace

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What is largest within the bounds is read, or refused, in a time that nobody notices. Without the bounds the parser takes
// minutes for some of these.
func TestTheWorstFilesAreReadInTime(t *testing.T) {
	t.Parallel()
	grow := func(limit int, line func(i int) string) string {
		var b strings.Builder
		for i := 0; b.Len() < limit; i++ {
			b.WriteString(line(i))
		}
		return b.String()[:limit]
	}
	for name, text := range map[string]string{
		"keys":           grow(58_000, func(i int) string { return fmt.Sprintf("k%d: v\n", i) }),
		"flow keys":      "{" + grow(43_000, func(i int) string { return fmt.Sprintf("k%d: v,", i) }) + "}",
		"brackets":       strings.Repeat(strings.Repeat("[", 30)+strings.Repeat("]", 30)+",", 300),
		"open brackets":  strings.Repeat("[", MaxBytes),
		"dashes":         strings.Repeat("- ", MaxBytes/2),
		"indentation":    grow(MaxBytes, func(i int) string { return strings.Repeat(" ", i) + "a:\n" }),
		"dash staircase": grow(MaxBytes, func(i int) string { return strings.Repeat(" ", i) + "-\n" }),
		"comments":       grow(MaxBytes, func(int) string { return "#\n" }),
		"documents":      grow(MaxBytes, func(int) string { return "---\n" }),
		"empty lines":    grow(MaxBytes, func(int) string { return "\n" }),
		"one long text":  "a: " + strings.Repeat("x", MaxBytes-3),
		"quotes":         grow(MaxBytes, func(int) string { return "'' " }),
		"a folded text":  "a: >\n" + grow(MaxBytes-10, func(int) string { return "  x\n" }),
		"a plain text":   "a: x\n" + grow(MaxBytes-10, func(int) string { return "  x\n" }),
		"question marks": strings.Repeat("? ", MaxBytes/2),
		"colons":         strings.Repeat("a: ", MaxBytes/3),
		"escapes":        `a: "` + grow(MaxBytes-10, func(int) string { return `\n` }) + `"`,
		"tags":           strings.Repeat("!!a ", MaxBytes/4),
		"anchors":        strings.Repeat("&a ", MaxBytes/3),
		"alias lists":    grow(50_000, func(i int) string { return fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i, i, max(i-1, 0), max(i-1, 0)) }),
	} {
		elapsed := relay.RealClock{}.Stopwatch()
		_, err := Decode("l.yaml", []byte(text), variables(nil))
		took := elapsed()
		t.Logf("%s: %v, %v", name, took, err)
		if err == nil {
			t.Errorf("%s: it was taken", name)
		}
		if took > time.Minute { // far from the 0.3 s that the slowest takes: machines are busy
			t.Errorf("%s: it took %v", name, took)
		}
	}
}
