package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/ledgerhook/ledgerhook/"

// arrows says, for every package, which of our packages it may import. A package without a row fails. The reasons stand
// in each package's doc comment.
var arrows = map[string][]string{
	"relay/retry":               {},
	"relay":                     {"relay/retry"},
	"relay/provider":            {"relay", "relay/retry"},
	"relay/fault":               {"relay"},
	"relay/sqlite":              {"relay", "relay/retry"},
	"relay/queuetest":           {"relay"},
	"relay/pipetest":            {},
	"relay/check":               {"relay", "relay/provider", "relay/fault"},
	"relay/check/receivers":     {},
	"relay/check/report":        {"relay", "relay/check", "relay/export", "relay/github", "relay/junit"},
	"relay/control":             {"relay", "relay/retry"},
	"relay/emulate":             {"relay", "relay/provider"},
	"relay/export":              {"relay", "relay/control"},
	"relay/github":              {},
	"relay/junit":               {},
	"relay/inbound":             {"relay", "relay/provider"},
	"relay/observed":            {"relay"},
	"relay/saves":               {"relay"},
	"relay/strictyaml":          {"relay"},
	"relay/workspace":           {"relay", "relay/control", "relay/saves", "relay/strictyaml"},
	"fixtures":                  {"relay"},
	"fixtures/scenario":         {"relay", "relay/control", "relay/fault", "relay/strictyaml", "fixtures"},
	"fixtures/scenario/explore": {"fixtures/scenario", "relay", "relay/control", "relay/strictyaml"},
	"fixtures/scenario/report":  {"fixtures/scenario", "relay", "relay/control", "relay/export", "relay/github", "relay/junit", "relay/strictyaml"},
	"mock":                      {"relay", "relay/retry", "relay/fault", "relay/provider"},
	"relay/local":               {"relay", "relay/retry", "relay/provider", "relay/fault", "relay/sqlite", "relay/control", "relay/emulate", "relay/inbound", "fixtures", "mock"},
	"relay/relaytest":           {"relay/export", "relay", "relay/control", "relay/local"},
	"relay/proof/bench":         {"relay", "relay/provider", "relay/sqlite", "relay/control", "relay/local", "fixtures"},
	"relay/proof/chaos":         {"relay", "relay/local", "relay/control"},
	"tui":                       {"relay", "relay/control", "relay/export"},
	"cmd/ledgerhook":            {"*"},
}

func TestImports(t *testing.T) {
	t.Parallel()
	var complaints bytes.Buffer
	list := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", module+"...")
	list.Stderr = &complaints
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, complaints.String())
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		name := strings.TrimPrefix(fields[0], module)
		allowed, known := arrows[name]
		if !known {
			t.Errorf("package %s has no row in arrows: say what it may import, and why, in its doc comment", name)
			continue
		}
		seen++
		for _, imported := range fields[1:] {
			own, ours := strings.CutPrefix(imported, module)
			if ours && !slices.Contains(allowed, own) && !slices.Contains(allowed, "*") {
				t.Errorf("%s imports %s: arrows point inwards; it may import only %v", name, own, allowed)
			}
		}
	}
	if seen != len(arrows) {
		t.Errorf("%d packages were looked at, arrows has %d rows: remove those of packages that are gone", seen, len(arrows))
	}
}

// The time is injected: only the clock asks the machine for it. In a synctest bubble time is not the machine's.
func TestOnlyTheClockAsksTheTime(t *testing.T) {
	t.Parallel()
	asks := regexp.MustCompile(`\btime\.(Now|Sleep|After|AfterFunc|Tick|NewTimer|NewTicker|Since|Until)\(`)
	root := os.DirFS("../..")
	files := 0
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || path == "relay/clock.go" {
			return err
		}
		text, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		files++
		if bytes.Contains(text, []byte(`"testing/synctest"`)) {
			return nil
		}
		for i, line := range strings.Split(string(text), "\n") {
			if asks.MatchString(line) {
				t.Errorf("%s:%d takes the time from the machine, not from a relay.Clock: %s", path, i+1, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil || files < 50 {
		t.Fatalf("%d files were looked at: %v", files, err)
	}
}
