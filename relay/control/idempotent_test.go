package control_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// The same key with the same request is answered as the first time, with another one refused; batches likewise.
func TestPublishUnderAKey(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	ctx := t.Context()
	paid, created := control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, control.PublishRequest{Provider: "fintoro", Type: "invoices.created"}
	ids := func(all ...control.Published) (ids []string) {
		for _, p := range all {
			ids = append(ids, p.Event.ID)
			for _, d := range p.Deliveries {
				ids = append(ids, d.ID)
			}
		}
		return ids
	}
	one, err := client.Publish(ctx, paid, "one")
	if err != nil {
		t.Fatal(err)
	}
	many, err := client.PublishBatchOnce(ctx, []control.PublishRequest{paid, created}, "many")
	if err != nil || len(many) != 2 {
		t.Fatal(many, err)
	}
	settled(t, client) // what was delivered since changes nothing
	if again, err := client.Publish(ctx, paid, "one"); err != nil || !cmp.Equal(ids(one), ids(again)) {
		t.Errorf("again: %v (%v), want %v", ids(again), err, ids(one))
	}
	if again, err := client.PublishBatchOnce(ctx, []control.PublishRequest{paid, created}, "many"); err != nil || !cmp.Equal(ids(many...), ids(again...)) {
		t.Errorf("again: %v (%v), want %v", ids(again...), err, ids(many...))
	}
	refused := func(what string, err error) {
		t.Helper()
		var refusal *control.Error
		if !errors.As(err, &refusal) || refusal.Status != 409 || !strings.Contains(err.Error(), "key") {
			t.Errorf("%s: %v, want 409 and the key named", what, err)
		}
	}
	_, err = client.Publish(ctx, created, "one")
	refused("another event", err)
	_, err = client.PublishBatchOnce(ctx, []control.PublishRequest{created, paid}, "many")
	refused("another order", err)
	_, err = client.PublishBatchOnce(ctx, []control.PublishRequest{paid}, "many")
	refused("a part of the batch", err)
	_, err = client.Publish(ctx, paid, "many")
	refused("one event under a batch's key", err)

	// Many at once under one key are one.
	var callers sync.WaitGroup
	seen := make([]string, 8)
	for i := range seen {
		callers.Go(func() {
			p, err := client.Publish(ctx, paid, "at once")
			if err != nil {
				t.Error(err)
			}
			seen[i] = p.Event.ID
		})
	}
	callers.Wait()
	for _, id := range seen {
		if id != seen[0] {
			t.Errorf("%d callers got %v", len(seen), seen)
			break
		}
	}
	if events, _, err := client.Events(ctx, "", "", 0); err != nil || len(events) != 4 {
		t.Errorf("%d events, want 4 (%v)", len(events), err)
	}
}
