package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// edits is a screen with an editor that is a shell command with the file as its argument.
func edits(t *testing.T, editor string) *screen {
	t.Helper()
	s := connected(t, 140, 30, sample(t))
	d := s.server.whole["dlv_0k3f9a00000000000000000009f"]
	d.Body = text(`{"type":"invoices.paid","resource":{"total":1.0}}`)
	s.server.whole[d.ID] = d
	s.m.editor = editor
	s.press("e")
	return s
}

func TestEditAndReplay(t *testing.T) {
	t.Parallel()
	t.Run("what is changed is replayed, on one line as it was", func(t *testing.T) {
		t.Parallel()
		s := edits(t, `sed -i.bak 's/1\.0/2.50/'`)
		s.wantsAsks(`POST /v1/deliveries/dlv_0k3f9a00000000000000000009f/replay {"body":"{\"type\":\"invoices.paid\",\"resource\":{\"total\":2.50}}"}`)
		s.wants("replayed")
		s.wants("z undo: cancel the replay")
	})
	t.Run("nothing changed, nothing sent", func(t *testing.T) {
		t.Parallel()
		s := edits(t, "true")
		s.wantsAsks()
		s.wants("nothing was changed, so nothing was sent")
	})
	t.Run("what is no JSON any more is asked about", func(t *testing.T) {
		t.Parallel()
		s := edits(t, `sh -c 'echo oops > "$1"' -`)
		s.wants("This is no JSON any more.")
		s.wantsAsks()
		s.press("y")
		s.wantsAsks(`POST /v1/deliveries/dlv_0k3f9a00000000000000000009f/replay {"body":"oops\n"}`)
	})
	t.Run("an editor that fails sends nothing", func(t *testing.T) {
		t.Parallel()
		s := edits(t, "false")
		s.wants("the editor ended with an error, so nothing was sent")
		s.wantsAsks()
	})
	t.Run("the file is the user's alone, and goes", func(t *testing.T) {
		t.Parallel()
		kept := filepath.Join(t.TempDir(), "seen")
		edits(t, `sh -c 'stat -c "%a %n" "$1" > `+kept+`; cat "$1" >> `+kept+`' -`)
		seen, err := os.ReadFile(kept)
		if err != nil {
			t.Fatal(err)
		}
		mode, rest, _ := strings.Cut(string(seen), " ")
		path, body, _ := strings.Cut(rest, "\n")
		if mode != "600" || !strings.Contains(body, "\n  \"type\": \"invoices.paid\",\n") {
			t.Errorf("the editor saw %s", seen)
		}
		if _, err := os.Stat(filepath.Dir(path)); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", filepath.Dir(path), err)
		}
	})
}
