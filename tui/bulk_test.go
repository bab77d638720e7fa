package tui

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// asks are all calls that are no readings.
func (s *screen) asks() []string {
	var asks []string
	for _, call := range s.server.calls {
		if !strings.HasPrefix(call, "GET") {
			asks = append(asks, call)
		}
	}
	return asks
}

func (s *screen) wantsAsks(want ...string) {
	s.t.Helper()
	got := s.asks()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		s.t.Errorf("asked\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBulk(t *testing.T) {
	t.Parallel()
	const first, second = "dlv_0k3f9a00000000000000000009f", "dlv_0k3f9a00000000000000000008e"
	t.Run("what is marked is counted, confirmed and replayed", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("space", "space")
		s.wants("2 marked")
		s.wants("■  ✕ failed    fintoro    invoices.paid")
		s.press("r")
		s.wants("Replay 1 delivery?")
		s.wants("1 other stays as it is") // as the stub says
		s.press("n")
		s.lacks("Sure?")
		counted := `POST /v1/deliveries/replay {"filter":"id:` + second + "," + first + `","dry_run":true}`
		s.wantsAsks(counted)
		s.press("r", "y")
		s.wants("1 delivery replayed")
		s.wantsAsks(counted, counted, `POST /v1/deliveries/replay {"filter":"id:`+second+","+first+`","limit":200}`)
		s.lacks("marked")
	})
	t.Run("all that the filter takes, in steps", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("/")
		s.typed("state:failed")
		s.press("enter", "*")
		s.wants("all marked")
		s.press("c")
		s.wants("Cancel 2 deliveries?")
		s.wants("All that this filter takes: state:failed")
		s.wants("ledgerhook deliveries cancel state:failed")
		s.press("enter")
		s.wantsAsks(`POST /v1/deliveries/cancel {"filter":"state:failed","dry_run":true}`, `POST /v1/deliveries/cancel {"filter":"state:failed","limit":200}`,
			`POST /v1/deliveries/cancel {"filter":"state:failed","limit":200,"cursor":"2"}`)
		s.wants("2 deliveries canceled")
	})
	t.Run("every delivery there is", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("*", "R", "enter")
		s.wants("That is every delivery there is.")
		s.wants("ledgerhook deliveries replay --all --new-id")
		s.press("esc")
		s.wantsAsks(`POST /v1/deliveries/replay {"all":true,"dry_run":true,"new_id":true}`)
	})
	t.Run("a range is marked, and esc takes marks away", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("space", "j", "j", "v")
		s.wants("4 marked")
		s.press("esc")
		s.lacks("marked")
		s.wantsAsks()
	})
	t.Run("nothing can be changed", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("space", "c")
		s.wants("none of 1 delivery can be canceled")
	})
	t.Run("a step that fails tells how far it came", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("*", "r")
		s.server.refusal = &control.Error{Status: 409, Title: "Conflict", Detail: "subscription expired"}
		s.press("y")
		s.wants("after 0 replayed: subscription expired")
	})
}

func TestCancel(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 30, sample(t))
	s.press("c") // failed: there is nothing to cancel
	s.lacks("Sure?")
	s.press("j", "c")
	s.wants("Cancel this delivery?")
	s.press("esc")
	s.wantsAsks()
	s.press("c", "y")
	s.wantsAsks("POST /v1/deliveries/dlv_0k3f9a00000000000000000008e/cancel")
	s.wants("canceled   ledgerhook deliveries cancel dlv_0k3f9a00000000000000000008e")
}

func TestUndo(t *testing.T) {
	t.Parallel()
	t.Run("a pause is released", func(t *testing.T) {
		t.Parallel()
		server := sample(t)
		server.subscriptions[0].State = "active"
		s := connected(t, 160, 30, server)
		s.press("p")
		s.wants("paused: 0 deliveries held")
		s.wants("ledgerhook subscriptions pause sub_7q")
		s.wants("z undo: release the subscription")
		s.press("z")
		s.wants("released: 0 deliveries sent")
		s.wantsAsks("POST /v1/subscriptions/sub_7q/pause", "POST /v1/subscriptions/sub_7q/resume")
	})
	t.Run("a fault is taken away, and put in force again", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("f")
		s.typed("status=503 first=2")
		s.press("enter", "z", "z")
		s.wantsAsks(`POST /v1/faults {"name":"status","value":"503","first":2}`, "DELETE /v1/faults/flt_1", `POST /v1/faults {"name":"status","value":"503","first":2}`)
	})
	t.Run("a replay is canceled, once", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 120, 30, sample(t))
		s.press("r", "z", "z")
		s.wantsAsks("POST /v1/deliveries/dlv_0k3f9a00000000000000000009f/replay {}", "POST /v1/deliveries/dlv_0k4v9q2r7s5t1a3b5c7d9e2a/cancel")
	})
}

func TestReplayWithOptions(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                               `{"new_id":true}`,
		"orig":                           `{"original_time":true}`,
		"url=http://127.0.0.1:9/x":       `{"url":"http://127.0.0.1:9/x"}`,
		"set resource.total=5":           `{"set_text":{"resource.total":"5"}}`,
		"new-id original-time set a.b=c": `{"new_id":true,"original_time":true,"set_text":{"a.b":"c"}}`,
	} {
		s := connected(t, 120, 30, sample(t))
		s.press("R")
		s.typed(typed)
		s.press("enter")
		if got := s.asked(); got != "POST /v1/deliveries/dlv_0k3f9a00000000000000000009f/replay "+want {
			t.Errorf("%q asked %q, want %s", typed, got, want)
		}
	}
	for typed, says := range map[string]string{"url=": "url= takes an address", "set": "set takes a path and a value", "new-id foo": `"foo" is no option`, "zzz": "nothing is called like that"} {
		s := connected(t, 120, 30, sample(t))
		s.press("R")
		s.typed(typed)
		s.press("enter")
		s.wants(says)
		s.wantsAsks()
	}
}
