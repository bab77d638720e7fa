package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// What the README promises to tests in any language: the examples' commands are those that .ci/run runs, and every variable is set.
func TestREADMEOfRun(t *testing.T) {
	t.Parallel()
	_, section, _ := strings.Cut(fileText(t, "../../README.md"), "\n## In any language\n")
	section, _, found := strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("README.md has no section on other languages")
	}
	ci := fileText(t, "../../.ci/run")
	commands := regexp.MustCompile(`(?m)^cd fixtures/examples/(\w+) *&& ledgerhook run -- (.+)$`).FindAllStringSubmatch(section, -1)
	if len(commands) != 2 {
		t.Errorf("%d examples are named", len(commands))
	}
	for _, c := range commands {
		if readme := fileText(t, "../../fixtures/examples/"+c[1]+"/README.md"); !strings.Contains(readme, "ledgerhook run -- "+c[2]+"\n") {
			t.Errorf("the README of example %s does not tell %q", c[1], c[2])
		}
		if !regexp.MustCompile(`(?m)^example ` + c[1] + ` .*` + regexp.QuoteMeta(c[2]) + `$`).MatchString(ci) {
			t.Errorf(".ci/run does not run %q for example %s", c[2], c[1])
		}
	}

	node, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer node.Close()
	vars, err := (&commandNode{Node: node, client: node.Client()}).variables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`\bLEDGERHOOK_\w+`).FindAllString(section, -1)
	if len(named) < 8 {
		t.Errorf("only %v are named", named)
	}
	for _, name := range named {
		if !slices.ContainsFunc(vars, func(v variable) bool { return v.name == name && v.value != "" }) {
			t.Errorf("%s is not in the environment", name)
		}
	}
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
