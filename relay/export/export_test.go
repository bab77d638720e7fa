package export_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// setBody puts a body in as the API shows it.
func setBody(m *control.Message, body []byte) {
	if utf8.Valid(body) {
		text := string(body)
		m.Body = &text
		return
	}
	m.Body, m.BodyBase64 = nil, base64.StdEncoding.EncodeToString(body)
}

// attemptOf is an attempt that sent a body.
func attemptOf(url string, body []byte, headers map[string][]string) (*control.Delivery, *control.Attempt) {
	request := control.Message{Method: http.MethodPost, URL: url, Headers: headers}
	setBody(&request, body)
	a := control.Attempt{Number: 2, Request: request}
	d := control.Delivery{ID: "dlv_1", EventID: "evt_1", Provider: "fintoro", Type: "invoices.paid", URL: url, Body: request.Body, BodyBase64: request.BodyBase64}
	d.Attempts = []control.Attempt{a}
	return &d, &a
}

// event is one with data.
func event(eventType, data string) *control.Event {
	return &control.Event{ID: "evt_1", Type: eventType, CreatedAt: control.Time{Time: time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)}, Data: json.RawMessage(data)}
}

// golden compares with a file in testdata, which UPDATE_GOLDEN=1 rewrites.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
