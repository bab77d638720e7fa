package local_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// An attempt whose receiver nobody verified says so wherever attempts are shown, beside what the product notes.
func TestInsecureAttemptsCarryANote(t *testing.T) {
	t.Parallel()
	answers := map[string]struct {
		answer string
		noted  string // beside the note on TLS
	}{
		"success":                     {`{"accountingReferenceId":"00000042"}`, ""},
		"success without a reference": {`{}`, "; "},
	}
	for name, tt := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, tt.answer) }))
			t.Cleanup(server.Close)
			_, client := start(t, local.Options{Bare: true, InsecureSkipVerify: true})
			if _, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "finpilo", URL: server.URL, Secret: "k"}); err != nil {
				t.Fatal(err)
			}
			published, err := client.Publish(t.Context(), control.PublishRequest{Provider: "finpilo", Type: "document.sent"}, "")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.Wait(t.Context(), "", time.Minute); err != nil {
				t.Fatal(err)
			}
			d, err := client.Delivery(t.Context(), published.Deliveries[0].ID)
			if err != nil || len(d.Attempts) != 1 {
				t.Fatalf("%d attempts, %v", len(d.Attempts), err)
			}
			at := d.Attempts[0]
			if at.Outcome != string(relay.Success) || !strings.Contains(at.Note, "not verified (--insecure-skip-verify)") || !strings.Contains(at.Note, tt.noted) {
				t.Errorf("%s %s, note %q", at.Outcome, at.Error, at.Note)
			}
		})
	}
}

func TestCAFileOfNoUse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(text, []byte("This is a letter."), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{text, dir, filepath.Join(dir, "nowhere")} {
		db := filepath.Join(dir, "relay.db")
		_, err := local.Start(t.Context(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", DB: db, CAFile: file})
		var input *relay.InputError
		if !errors.As(err, &input) || input.Field != "ca" {
			t.Errorf("%s: %v", file, err)
		}
		if _, err := os.Stat(db); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: a database was made all the same", file)
		}
	}
}
