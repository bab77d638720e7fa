package control_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestOldestFirst(t *testing.T) {
	t.Parallel()
	client := story(t)
	newest, _, err := client.Deliveries(t.Context(), control.DeliveryQuery{})
	if err != nil || len(newest) != 2 {
		t.Fatalf("%d deliveries, want 2 (%v)", len(newest), err)
	}
	first, cursor, err := client.Deliveries(t.Context(), control.DeliveryQuery{Limit: 1, OldestFirst: true})
	if err != nil || len(first) != 1 || first[0].ID != newest[1].ID || cursor == "" {
		t.Fatalf("the oldest is %v, cursor %q (%v); want %s", first, cursor, err, newest[1].ID)
	}
	second, cursor, err := client.Deliveries(t.Context(), control.DeliveryQuery{Cursor: cursor, Limit: 1, OldestFirst: true})
	if err != nil || len(second) != 1 || second[0].ID != newest[0].ID || cursor != "" {
		t.Errorf("then comes %v, cursor %q (%v); want %s", second, cursor, err, newest[0].ID)
	}
}
