package workspace

import (
	"os"
	"regexp"
	"testing"
)

// The README's pieces of a ledgerhook.yaml are read as they stand there.
func TestTheFilesOfTheREADMEAreRead(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]string{"FINTORO_WEBHOOK_SECRET": "s1", "FINTORO_SECRET": "s2", "FINPILO_KEY": "s3"}
	hooks, subscriptions := 0, 0
	for _, block := range regexp.MustCompile("(?s)```yaml\n((?:serve|relay):.*?)```").FindAllSubmatch(text, -1) {
		file, err := Decode("README.yaml", block[1], variables(set))
		if err != nil {
			t.Errorf("%v, in\n%s", err, block[1])
			continue
		}
		hooks, subscriptions = hooks+len(file.Hooks), subscriptions+len(file.Subscriptions)
	}
	if hooks != 2 || subscriptions != 1 {
		t.Errorf("%d hooks and %d subscriptions are declared, want 2 and 1", hooks, subscriptions)
	}
}
