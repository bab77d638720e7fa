package relaytest_test

import (
	"os"
	"strings"
	"testing"
)

// The test in the README is the one in lostack_test.go, which runs.
func TestREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "\n## In Go tests\n")
	section, _, _ = strings.Cut(section, "\n## ")
	_, code, found := strings.Cut(section, "```go\n")
	code, _, closed := strings.Cut(code, "```\n")
	if !found || !closed || !strings.Contains(code, "relaytest.New(t)") {
		t.Fatalf("there is no test in the README, but %q", section)
	}
	test, err := os.ReadFile("lostack_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(test), code) {
		t.Errorf("what the README shows is not what lostack_test.go ends with:\n%s", code)
	}
}
