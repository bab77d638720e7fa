package queuetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
)

// filterSelects compares what a store selects with Filter.Match, for drawn filters over drawn deliveries.
func filterSelects(t *testing.T, a Archive) {
	var stored []relay.Delivery
	var all []relay.Publication
	draw := rapid.Custom(drawDelivery)
	for n := range 100 {
		d := draw.Example(n)
		d.ID, d.EventID = fmt.Sprintf("dlv_%d", n), fmt.Sprintf("evt_%d", n)
		e := newEvent(n)
		e.ID = d.EventID
		all = append(all, relay.Publication{Event: e, Deliveries: []relay.Delivery{d}})
		stored = append(stored, d)
	}
	publish(t, a, all...)
	compare := func(filter relay.Filter, now time.Time) {
		t.Helper()
		var want []string
		counts := map[relay.DeliveryState]int{}
		for i := range stored {
			if filter.Match(&stored[i], now) {
				want = append(want, stored[i].ID)
				counts[stored[i].State]++
			}
		}
		same(t, "selected by "+filter.String(), want, listed(t, a, filter, now))
		got, err := a.CountDeliveries(t.Context(), filter, now)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "counted by "+filter.String(), counts, got)
	}
	for _, field := range fields() {
		for i, value := range valuesOf(field) {
			compare(relay.Filter{Terms: []relay.Term{{Field: field, Values: []string{value}, Negate: i%5 == 4, Number: 1, Age: time.Second}}}, noon())
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		filter := relay.Filter{Terms: rapid.SliceOfN(rapid.Custom(drawTerm), 0, 3).Draw(r, "terms")}
		compare(filter, noon().Add(time.Duration(rapid.IntRange(-3, 3).Draw(r, "now"))*time.Second))
		if t.Failed() {
			r.FailNow()
		}
	})
}

// Few values each, so that filters hit.
func words() []string {
	return []string{"", "a", "A", "a.b", "a/b", "*", "a%", "_", "ÄRGER", "ärger", "ǅ", "x\x00y", "\xff", `a\`, "[a]", "fintoro", "a.b.c"}
}

func patterns() []string {
	return append(words(), "a.*", "a*", "?", "a?b", "[a-c]", "[^a]*", `\*`, `\[a\]`, "*b*", "[", "a.[", "ä*", "*.?")
}

func drawDelivery(r *rapid.T) relay.Delivery {
	word := rapid.SampledFrom(words())
	return relay.Delivery{
		SubscriptionID: word.Draw(r, "sub"), Provider: word.Draw(r, "provider"), Type: word.Draw(r, "type"), URL: word.Draw(r, "url"),
		State: rapid.SampledFrom(relay.DeliveryStates()).Draw(r, "state"), Reason: word.Draw(r, "reason"), Reference: word.Draw(r, "reference"),
		DueAt: noon(), CreatedAt: noon().Add(time.Duration(rapid.IntRange(-3, 3).Draw(r, "created")) * time.Second),
		AttemptCount: rapid.IntRange(0, 3).Draw(r, "attempts"), LastStatus: rapid.SampledFrom([]int{0, 200, 500}).Draw(r, "status"),
		LastOutcome: rapid.SampledFrom(append(relay.Outcomes(), "")).Draw(r, "outcome"), LastError: word.Draw(r, "error"),
	}
}

func fields() []relay.Field {
	return []relay.Field{
		relay.FieldState, relay.FieldProvider, relay.FieldType, relay.FieldStatus, relay.FieldOutcome, relay.FieldAttempts, relay.FieldAge,
		relay.FieldSubscription, relay.FieldID, relay.FieldEvent, relay.FieldReason, relay.FieldReference, relay.FieldText, "no such field",
	}
}

func valuesOf(field relay.Field) []string {
	switch field {
	case relay.FieldState:
		return strings.Fields("pending sending delivered failed held canceled unknown none")
	case relay.FieldOutcome:
		return []string{"success", "http_error", "timeout", "aborted", ""}
	case relay.FieldID:
		return []string{"dlv_1", "dlv_2", "dlv_99", "dlv_none"}
	case relay.FieldEvent:
		return []string{"evt_1", "evt_2", "evt_99", "evt_none"}
	case relay.FieldText:
		return append(patterns(), "DLV_1", "evt_9", "b")
	}
	return patterns()
}

func drawTerm(r *rapid.T) relay.Term {
	t := relay.Term{
		Negate: rapid.Bool().Draw(r, "negate"),
		Field:  rapid.SampledFrom(fields()).Draw(r, "field"),
		Op:     rapid.SampledFrom([]relay.Op{relay.Equal, relay.Less, relay.LessOrEqual, relay.Greater, relay.GreaterOrEqual, ""}).Draw(r, "op"),
		Number: rapid.SampledFrom([]int64{0, 1, 2, 200, 500}).Draw(r, "number"),
		Age:    time.Duration(rapid.IntRange(0, 6).Draw(r, "age")) * time.Second,
	}
	t.Values = rapid.SliceOfN(rapid.SampledFrom(valuesOf(t.Field)), 1, 3).Draw(r, "values")
	return t
}
