package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Ctrl-C lets the page that was begun end, starts no other, and what was done is told.
func TestBulkStopsBetweenPages(t *testing.T) {
	t.Parallel()
	node, err := local.Start(t.Context(), local.Options{
		Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Bare: true, Clock: relay.NewVirtualClock(repeatableStart()),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	client := control.NewClient(node.ControlURL)
	sub, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "fintoro", URL: "http://127.0.0.1:1/"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Pause(t.Context(), sub.ID); err != nil { // so that nothing is sent meanwhile
		t.Fatal(err)
	}
	event := control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}
	if _, err := client.PublishBatch(t.Context(), slices.Repeat([]control.PublishRequest{event}, 10)); err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	h := handling{verb: relay.CancelVerb, filter: "state:held", rate: 0.001} // the second page would come in a quarter of an hour
	request := control.BulkReplayRequest{BulkRequest: control.BulkRequest{Filter: h.filter}}
	result, err := bulkPages(ctx, client, &h, request, func(*control.BulkResult) { interrupt() })
	if !errors.Is(err, context.Canceled) || result.Changed != 1 || result.Next == "" {
		t.Errorf("%+v, %v; want 1 changed, and that it was canceled", result, err)
	}
	if result, err = bulkPages(ctx, client, &h, request, func(*control.BulkResult) {}); !errors.Is(err, context.Canceled) || result.Matched != 0 {
		t.Errorf("%+v, %v; want that nothing was begun", result, err)
	}
	h.rate = 0
	if result, err = bulkPages(t.Context(), client, &h, request, func(*control.BulkResult) {}); err != nil || result.Changed != 9 {
		t.Errorf("%+v, %v; want the other 9 changed", result, err)
	}
}

func TestBarText(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		seen, total, changed int
		elapsed              time.Duration
		want                 string
	}{
		"at the beginning":       {0, 100, 0, 0, "[" + strings.Repeat("-", 24) + "] 0/100  0/s"},
		"half way":               {50, 100, 40, 2 * time.Second, "[" + strings.Repeat("#", 12) + strings.Repeat("-", 12) + "] 50/100  20/s"},
		"more than were counted": {120, 100, 120, time.Second, "[" + strings.Repeat("#", 24) + "] 120/120  120/s"},
		"nothing there":          {0, 0, 0, time.Second, "[" + strings.Repeat("#", 24) + "] 0/0  0/s"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := barText(tt.seen, tt.total, tt.changed, tt.elapsed); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}
