package workspace

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
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
		"open brackets":  strings.Repeat("[", strictyaml.MaxBytes),
		"dashes":         strings.Repeat("- ", strictyaml.MaxBytes/2),
		"indentation":    grow(strictyaml.MaxBytes, func(i int) string { return strings.Repeat(" ", i) + "a:\n" }),
		"dash staircase": grow(strictyaml.MaxBytes, func(i int) string { return strings.Repeat(" ", i) + "-\n" }),
		"comments":       grow(strictyaml.MaxBytes, func(int) string { return "#\n" }),
		"documents":      grow(strictyaml.MaxBytes, func(int) string { return "---\n" }),
		"empty lines":    grow(strictyaml.MaxBytes, func(int) string { return "\n" }),
		"one long text":  "a: " + strings.Repeat("x", strictyaml.MaxBytes-3),
		"quotes":         grow(strictyaml.MaxBytes, func(int) string { return "'' " }),
		"a folded text":  "a: >\n" + grow(strictyaml.MaxBytes-10, func(int) string { return "  x\n" }),
		"a plain text":   "a: x\n" + grow(strictyaml.MaxBytes-10, func(int) string { return "  x\n" }),
		"question marks": strings.Repeat("? ", strictyaml.MaxBytes/2),
		"colons":         strings.Repeat("a: ", strictyaml.MaxBytes/3),
		"escapes":        `a: "` + grow(strictyaml.MaxBytes-10, func(int) string { return `\n` }) + `"`,
		"tags":           strings.Repeat("!!a ", strictyaml.MaxBytes/4),
		"anchors":        strings.Repeat("&a ", strictyaml.MaxBytes/3),
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
