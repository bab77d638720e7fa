package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// The README's scenario runs as it stands there.
func TestReadmeScenario(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```yaml\n# fixtures/scenarios/([a-z-]+\\.yaml)\n(.*?)```").FindSubmatch(text)
	if found == nil {
		t.Fatal("the README shows no scenario")
	}
	path := filepath.Join(t.TempDir(), string(found[1]))
	if err := os.WriteFile(path, found[2], 0o600); err != nil {
		t.Fatal(err)
	}
	var out, problems bytes.Buffer
	if code := run([]string{"test", path}, bytes.NewReader(nil), &out, &problems); code != exitDone {
		t.Errorf("exit code %d\n%s%s", code, &out, &problems)
	}
}
