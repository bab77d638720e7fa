package main

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestRepeatable(t *testing.T) {
	t.Parallel()
	show, err := repeatableFor("http://127.0.0.1:7117", "http://127.0.0.1:7118")
	if err != nil {
		t.Fatal(err)
	}
	body := func(text string) *string { return &text }
	headers := func() map[string][]string {
		return map[string][]string{"Content-Length": {"9"}, "X-Signature-1": {"abc"}, "Date": {"today"}, "Host": {"127.0.0.1:7118"}}
	}
	type message struct {
		Headers map[string][]string `json:"headers"`
	}
	type attempt struct {
		DurationMS *float64 `json:"duration_ms"`
		Timings    *message `json:"timings"`
		Error      string   `json:"error"`
		Request    message  `json:"request"`
		Response   message  `json:"response"`
	}
	tests := map[string]struct {
		attempt control.Attempt
		want    attempt
	}{
		"headers over a body without addresses stay, but for an answer's date": {
			control.Attempt{DurationMS: 7, Timings: control.Timings{Reused: true}, Request: control.Message{Body: body("{}"), Headers: headers()}, Response: &control.Message{Body: body(""), Headers: headers()}},
			attempt{
				Request:  message{map[string][]string{"Content-Length": {"9"}, "X-Signature-1": {"abc"}, "Date": {"today"}, "Host": {"mock"}}},
				Response: message{map[string][]string{"Content-Length": {"9"}, "X-Signature-1": {"abc"}, "Host": {"mock"}}},
			},
		},
		"what covers an address is hidden": {
			control.Attempt{Request: control.Message{Body: body("see http://127.0.0.1:7117/x"), Headers: headers()}, Response: &control.Message{Body: body("127.0.0.1:71180"), Headers: headers()}},
			attempt{
				Request:  message{map[string][]string{"Content-Length": {coversAddress}, "X-Signature-1": {coversAddress}, "Date": {"today"}, "Host": {"mock"}}},
				Response: message{map[string][]string{"Content-Length": {"9"}, "X-Signature-1": {"abc"}, "Host": {"mock"}}},
			},
		},
		"errors name no port that the machine picked, and other addresses whole": {
			control.Attempt{Error: "read tcp 127.0.0.1:53412->127.0.0.1:7118: read: connection reset; 127.0.0.1:71170 is another"},
			attempt{Error: "read tcp local->mock: read: connection reset; 127.0.0.1:71170 is another"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := show(&control.Delivery{LastDurationMS: 7, Attempts: []control.Attempt{tt.attempt}}, &control.Event{})
			if err != nil {
				t.Fatal(err)
			}
			var got struct {
				LastDurationMS *float64  `json:"last_duration_ms"`
				Attempts       []attempt `json:"attempts"`
			}
			if err := json.Unmarshal(text, &got); err != nil {
				t.Fatal(err)
			}
			if got.LastDurationMS != nil || len(got.Attempts) != 1 {
				t.Fatalf("%s", text)
			}
			if diff := cmp.Diff(tt.want, got.Attempts[0], cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("attempt (-want +got):\n%s", diff)
			}
		})
	}
}
