package relay_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Each rule counts the reads of a thing since it is in force, and those that its filter takes.
func TestStrikeRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	add := func(s *relay.FaultSet, rule relay.FaultRule) {
		t.Helper()
		rule.At = relay.AtAPI
		if err := s.Add(rule); err != nil {
			t.Fatal(err)
		}
	}
	detail := relay.FaultRule{ID: "flt_detail", Name: "detail-404", Stage: relay.DetailStage, First: 1}
	s := relay.NewFaultSet(relay.Chance{Seed: 1})
	read := func(stage relay.FaultStage, eventType, key string) []string {
		var ids []string
		for _, rule := range s.StrikeRead(stage, &relay.Delivery{Provider: "fintoro", Type: eventType, CreatedAt: now}, key, now) {
			ids = append(ids, rule.ID)
		}
		return ids
	}
	if s.Reads(relay.DetailStage) || read(relay.DetailStage, "invoices.paid", "/invoices/1") != nil {
		t.Error("a rule struck, and none is in force")
	}
	add(s, detail)
	if !s.Reads(relay.DetailStage) || s.Reads(relay.FileStage) {
		t.Error("the one rule is for reads of records")
	}
	got := [][]string{
		read(relay.FileStage, "invoices.paid", "/invoices/1"),
		read(relay.DetailStage, "invoices.paid", "/invoices/1"),
		read(relay.DetailStage, "invoices.paid", "/invoices/1"),
		read(relay.DetailStage, "invoices.paid", "/invoices/2"),
	}
	add(s, relay.FaultRule{ID: "flt_orders", Name: "detail-stale", Stage: relay.DetailStage, First: 1, Filter: "type:orders.*"})
	add(s, relay.FaultRule{ID: "flt_later", Name: "detail-429", Stage: relay.DetailStage, First: 1})
	got = append(got, read(relay.DetailStage, "invoices.paid", "/invoices/1"), read(relay.DetailStage, "orders.created", "/orders/1"), read(relay.DetailStage, "orders.created", "/orders/1"))
	want := [][]string{nil, {"flt_detail"}, nil, {"flt_detail"}, {"flt_later"}, {"flt_detail", "flt_orders", "flt_later"}, nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("struck (-want +got):\n%s", diff)
	}
	last := relay.FaultHit{At: now, Key: "/orders/1", Number: 1}
	if rules := s.Rules(); rules[0].Hits != 3 || rules[0].Seen != 3 || rules[0].LastHit != last {
		t.Errorf("the first rule has counted %+v", rules[0])
	}
	s.Remove("flt_detail")
	add(s, detail)
	if diff := cmp.Diff([]string{"flt_detail"}, read(relay.DetailStage, "invoices.paid", "/invoices/1")); diff != "" {
		t.Errorf("added again (-want +got):\n%s", diff)
	}
}
