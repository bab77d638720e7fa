package export_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// archived are two deliveries: one that was answered with bytes after a fault and a refused connection, and one without an
// attempt.
func archived() []control.Delivery {
	at := func(second int) control.Time {
		return control.Time{Time: time.Date(2026, 5, 4, 9, 30, second, 123456789, time.UTC)}
	}
	d, a := attemptOf("http://127.0.0.1:3000/hooks?a=1%202&***", []byte(`{"id":"0b5c"}`), map[string][]string{
		"Host": {"127.0.0.1:3000"}, "Content-Type": {"application/json"}, "webhook-id": {"0b5c"}, "Authorization": {"Bearer ***"},
	})
	first, second := *a, *a
	first.Number, first.StartedAt, first.DurationMS, first.Outcome, first.Error = 1, at(0), 1.5, "connect_error", "connection refused"
	first.Faults = []control.Fault{}
	second.Number, second.StartedAt, second.DurationMS, second.Outcome, second.Status = 2, at(10), 12.25, "http_error", 302
	setBody(&second.Request, []byte("\xff\x00"))
	second.Faults = []control.Fault{{ID: "flt_1", Name: "redirect", At: "sender", Note: "\x1b[2J"}}
	second.Response = &control.Message{Status: 302, Headers: map[string][]string{"location": {"/elsewhere"}, "Content-Type": {"text/plain"}}, Truncated: 7}
	setBody(second.Response, []byte("\xfe\x1b"))
	d.State, d.Reason, d.AttemptCount, d.Attempts = "failed", "exhausted", 2, []control.Attempt{first, second}
	return []control.Delivery{*d, {ID: "dlv_2", State: "pending"}}
}

// archive writes deliveries as an HTTP Archive.
func archive(t *testing.T, deliveries []control.Delivery, version string) []byte {
	t.Helper()
	var text bytes.Buffer
	a := export.NewArchive(&text, version)
	for i := range deliveries {
		if err := a.Add(&deliveries[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func TestHAR(t *testing.T) {
	t.Parallel()
	got := archive(t, archived(), "v1.2.3")
	golden(t, "har.golden", string(got))
	if strings.ContainsRune(string(got), '\x1b') {
		t.Error("it drives a terminal")
	}
}

// What HAR 1.2 demands is there, also where there is nothing to tell.
func TestHARKeepsTheFormat(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/har-1.2.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rules, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("har.json", rules); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("har.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, deliveries := range map[string][]control.Delivery{"two deliveries": archived(), "none": nil, "an empty attempt": {{Attempts: []control.Attempt{{}}}}} {
		text := archive(t, deliveries, "dev")
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		delete(document.(map[string]any)["log"].(map[string]any), "creator") // so that the check is seen to fail where it must
		if err := schema.Validate(document); err == nil {
			t.Errorf("%s: without a creator it passes too", name)
		}
	}
}
