package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
)

func TestExport(t *testing.T) {
	t.Parallel()
	for format, holds := range map[string]string{"jsonl": `"invoices.paid"`, "har": `"log"`, "curl": "curl -g", "scenario": "provider: fintoro"} {
		path := filepath.Join(t.TempDir(), "out")
		s := connected(t, 200, 30, sample(t))
		s.press("x")
		s.wants("Export this delivery")
		s.typed(format + " " + path)
		s.wants("ledgerhook deliveries export id:dlv_0k3f9a00000000000000000009f --format " + format)
		s.press("enter")
		s.wants("1 delivery is in " + path)
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), holds) {
			t.Errorf("%s: %v\n%s", format, err, text)
		}
		s.press("x")
		s.typed(format + " " + path)
		s.press("enter")
		s.wants("file exists") // and it is left as it is
	}
	s := connected(t, 120, 30, sample(t))
	s.press("x")
	s.wants("ledgerhook-dlv_0k3f9a00000000000000000009f.jsonl")
	s.press("esc", "space", "space", "x")
	s.wants("Export all that is marked")
	path := filepath.Join(t.TempDir(), "two")
	s.typed("jsonl " + path)
	s.press("enter")
	text, _ := os.ReadFile(path)
	if n := strings.Count(string(text), "\n"); n != 2 {
		t.Errorf("%d lines:\n%s", n, text)
	}
}

// Any selection is one scenario, which loads.
func TestExportOfMarkedAsScenario(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 30, sample(t))
	s.press("space", "space", "x")
	s.wants("one scenario for your tests")
	path := filepath.Join(t.TempDir(), "two.yaml")
	s.typed("scenario " + path)
	s.press("enter")
	loaded, err := scenario.Load([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	triggers := 0
	for _, step := range loaded[0].Steps {
		if step.Trigger != nil {
			triggers++
		}
	}
	if triggers != 2 {
		text, _ := os.ReadFile(path)
		t.Errorf("%d events:\n%s", triggers, text)
	}
}

func TestCopyAsCurl(t *testing.T) {
	t.Parallel()
	s := connected(t, 160, 40, sample(t))
	s.press("enter", "h")
	_, cmd := s.m.Update(keyOf("y"))
	var copied string
	for _, msg := range all(cmd) {
		if one, ok := msg.(copiedMsg); ok {
			copied = one.text
			s.send(one)
		}
	}
	if !strings.HasPrefix(copied, "# attempt 4 of dlv_0k3f9a00000000000000000009f\ncurl ") {
		t.Errorf("copied %q", copied)
	}
	s.wants("copied as curl")
}

// all are the messages that a command leads to at once.
func all(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	batch, ok := cmd().(tea.BatchMsg)
	if !ok {
		return []tea.Msg{cmd()}
	}
	var messages []tea.Msg
	for _, one := range batch {
		messages = append(messages, all(one)...)
	}
	return messages
}
