package relay_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestPublishIsAllOrNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.subscribe("fintoro")
	_, _, err := h.Publish(t.Context(), []relay.PublishRequest{
		{Provider: "fintoro", Type: "invoices.paid"},
		{Provider: "fintoro", Type: "invoices.payed"},
	}, "")
	var input *relay.InputError
	if !errors.As(err, &input) || input.Hint != "did you mean invoices.paid" {
		t.Fatalf("error = %v, want an InputError that names invoices.paid", err)
	}
	var event *relay.EventError
	if !errors.As(err, &event) || event.Index != 1 {
		t.Errorf("error = %v, want one that names the second event", err)
	}
	events, _, err := h.store.Events(t.Context(), relay.EventQuery{})
	if err != nil || len(events) != 0 {
		t.Errorf("%d events are stored (%v), want none", len(events), err)
	}
}

func TestPublishIsRepeatable(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	h.subscribe("fintoro")
	request := []relay.PublishRequest{{Provider: "fintoro", Type: "invoices.paid"}}
	first, repeated, err := h.Publish(t.Context(), request, "key-1")
	if err != nil || repeated {
		t.Fatalf("repeated %v, %v", repeated, err)
	}
	second, repeated, err := h.Publish(t.Context(), request, "key-1")
	if err != nil || !repeated {
		t.Fatalf("repeated %v, %v", repeated, err)
	}
	if first[0].Event.ID != second[0].Event.ID || first[0].Deliveries[0].ID != second[0].Deliveries[0].ID {
		t.Errorf("the second answer names %s, the first %s", second[0].Event.ID, first[0].Event.ID)
	}
	request[0].Type = "invoices.created"
	if _, _, err := h.Publish(t.Context(), request, "key-1"); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("another request under the same key: %v, want ErrConflict", err)
	}
}

// The same seed and the same calls give the same ids and bytes.
func TestRunsAreRepeatable(t *testing.T) {
	t.Parallel()
	run := func() []string {
		h := newHarness(t, always(200, ""))
		var out []string
		for _, name := range h.Providers() {
			sub := h.subscribe(name)
			out = append(out, sub.ID, fmt.Sprint(sub.Secrets), string(sub.Own))
			types, _ := h.EventTypes(name)
			d := h.untilFinal(h.publish(name, types[0].Name).ID)
			out = append(out, d.ID, d.EventID, d.DialectID, string(d.Body))
		}
		return out
	}
	if diff := cmp.Diff(run(), run()); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}
