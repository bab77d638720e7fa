package relay_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestCheckingMakesNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	ctx := t.Context()
	wanted := relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/", DeclaredAs: "erp"}
	if _, err := h.CheckSubscribe(ctx, wanted); err != nil || len(h.Subscriptions()) != 0 {
		t.Fatalf("%v, %d subscriptions", err, len(h.Subscriptions()))
	}
	var input *relay.InputError
	wanted.Events = []string{"invoices.payed"}
	if _, err := h.CheckSubscribe(ctx, wanted); !errors.As(err, &input) || input.Field != "events" {
		t.Errorf("an unknown event: %v", err)
	}
	sub := h.subscribe("fintoro")
	last := h.Changes.Last()
	toURL := func(url string) func(*relay.Subscription) error {
		return func(s *relay.Subscription) error { s.URL = url; return nil }
	}
	if got, err := h.CheckUpdate(ctx, sub.ID, toURL("http://127.0.0.1:4000/")); err != nil || got.URL != "http://127.0.0.1:4000/" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := h.CheckUpdate(ctx, sub.ID, toURL("ftp://x")); !errors.As(err, &input) || input.Field != "url" {
		t.Errorf("a bad URL: %v", err)
	}
	if _, err := h.CheckFault(ctx, relay.FaultRule{Name: "lose-ack"}); err != nil || len(h.FaultSet.Rules()) != 0 {
		t.Errorf("%v, %d rules", err, len(h.FaultSet.Rules()))
	}
	if _, err := h.CheckFault(ctx, relay.FaultRule{Name: "lose-akc"}); !errors.As(err, &input) {
		t.Errorf("an unknown fault: %v", err)
	}
	if got, err := h.Subscription(sub.ID); err != nil || !cmp.Equal(got, sub) || h.Changes.Last() != last {
		t.Errorf("%+v, %v; %d changes were told", got, err, h.Changes.Last()-last)
	}
}

func TestAnUpdateThatChangesNothingIsNotTold(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.subscribe("fintoro")
	last := h.Changes.Last()
	got, err := h.Update(t.Context(), sub.ID, func(s *relay.Subscription) error { s.Name = sub.Name; return nil })
	if err != nil || !cmp.Equal(got, sub) || h.Changes.Last() != last {
		t.Errorf("%+v, %v; %d changes were told", got, err, h.Changes.Last()-last)
	}
}

func TestANameIsDeclaredOnce(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	wanted := relay.Subscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/", DeclaredAs: "erp"}
	made, _, err := h.Subscribe(t.Context(), wanted)
	if err != nil || made.DeclaredAs != "erp" {
		t.Fatalf("%+v, %v", made, err)
	}
	if _, _, err := h.Subscribe(t.Context(), wanted); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("the second one: %v, want ErrConflict", err)
	}
}

// The rules of the workspace's file are part of what is being tested, as subscriptions are; those of a person end.
func TestAResetBeginsDeclaredFaultsAnew(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	ctx := t.Context()
	h.subscribe("fintoro")
	if _, err := h.AddFault(ctx, relay.FaultRule{Name: "status", Value: "503"}); err != nil {
		t.Fatal(err)
	}
	declared, err := h.AddFault(ctx, relay.FaultRule{Name: "lose-ack", Limit: 1, DeclaredAs: "lost answer"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		d := h.publish("fintoro", "invoices.paid")
		h.untilAttempts(d.ID, 1)
		if rules := h.FaultSet.Rules(); rules[len(rules)-1].Hits != 1 {
			t.Errorf("rules %+v, want one hit of the last", rules)
		}
		if err := h.Reset(ctx); err != nil {
			t.Fatal(err)
		}
		want := []relay.FaultRule{declared}
		if diff := cmp.Diff(want, h.FaultSet.Rules()); diff != "" {
			t.Errorf("in force (-want +got):\n%s", diff)
		}
		want[0].Stage = 0 // the catalogue's to say
		stored, err := h.store.FaultRules(ctx)
		if diff := cmp.Diff(want, stored); err != nil || diff != "" {
			t.Errorf("stored (-want +got, %v):\n%s", err, diff)
		}
	}
}
