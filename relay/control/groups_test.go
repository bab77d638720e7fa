package control_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestGroups(t *testing.T) {
	t.Parallel()
	client := story(t)
	got, err := client.Groups(t.Context(), "", "outcome,status", 0)
	if err != nil || len(got.Items) != 2 {
		t.Fatalf("%+v, %v; want two groups", got, err)
	}
	latest, _, err := client.Deliveries(t.Context(), control.DeliveryQuery{OldestFirst: true})
	if err != nil || len(latest) != 2 {
		t.Fatalf("%d deliveries, want 2 (%v)", len(latest), err)
	}
	want := control.Groups{Total: 2, Deliveries: 2, Items: []control.Group{
		{Group: map[string]string{"outcome": "http_error", "status": "401"}, Count: 1, Share: 0.5, Latest: latest[1].ID, LatestAt: latest[1].CreatedAt},
		{Group: map[string]string{"outcome": "success", "status": "204"}, Count: 1, Share: 0.5, Latest: latest[0].ID, LatestAt: latest[0].CreatedAt},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	for _, by := range []string{"", "outcome,stauts"} {
		var refusal *control.Error
		if _, err := client.Groups(t.Context(), "", by, 0); !errors.As(err, &refusal) || refusal.Status != http.StatusUnprocessableEntity {
			t.Errorf("grouped by %q: %v, want 422", by, err)
		}
	}
}
