package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A flag that a case or a report names is one that check has, or the command that it names.
func TestCasesNameFlagsThatThereAre(t *testing.T) {
	t.Parallel()
	a := &app{}
	known := a.check().Flags()
	flag := regexp.MustCompile("(`ledgerhook verify )?--([a-z][a-z0-9-]*)")
	seen := 0
	for _, folder := range []string{"../../relay/check", "../../relay/check/report"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, found := range flag.FindAllStringSubmatch(string(text), -1) {
				flags := known
				if found[1] != "" {
					flags = a.verify().Flags()
				}
				if seen++; flags.Lookup(found[2]) == nil {
					t.Errorf("%s: there is no flag --%s", filepath.Base(file), found[2])
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d flags are named", seen)
	}
}
