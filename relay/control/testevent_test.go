package control_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

func TestTestEvent(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	tests := []struct {
		product string
		events  []string
		ask     string
		want    string // event type; empty: any
	}{
		{"fintoro", nil, "", ""},
		{"fintoro", []string{"invoices.paid"}, "", "invoices.paid"},
		{"fintoro", []string{"invoices.paid", "invoices.created"}, "invoices.created", "invoices.created"},
		{"moneybird", []string{"contact"}, "", "contact_activated"},
		{"moneybird", []string{"legacy"}, "", ""},
		{"silverfin", nil, "", ""},
		{"finpilo", nil, "", "document.sent"},
		{"bookkeeper", nil, "refund.initiated", "refund.initiated"},
	}
	for _, tt := range tests {
		sub, err := client.Subscribe(ctx, control.CreateSubscription{Provider: tt.product, URL: node.MockURL + "/" + tt.product, Events: tt.events})
		if err != nil {
			t.Fatal(err)
		}
		d, err := client.TestSubscription(ctx, sub.ID, tt.ask)
		if err != nil || d.SubscriptionID != sub.ID || tt.want != "" && d.Type != tt.want {
			t.Errorf("%s %v: %s to %s (%v); want %s", tt.product, tt.events, d.Type, d.SubscriptionID, err, tt.want)
		}
		if all, _, err := client.Deliveries(ctx, control.DeliveryQuery{Filter: "event:" + d.EventID}); err != nil || len(all) != 1 {
			t.Errorf("%d deliveries of the test, want 1 (%v)", len(all), err)
		}
		if _, err := client.Pause(ctx, sub.ID); err != nil {
			t.Fatal(err)
		}
		var refusal *control.Error
		if _, err := client.TestSubscription(ctx, sub.ID, tt.ask); !errors.As(err, &refusal) || refusal.Status != 409 || !strings.Contains(err.Error(), "is paused") {
			t.Errorf("of a paused one: %v, want 409", err)
		}
	}
}
