package queuetest

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func eventsAbout(t *testing.T, a Archive) {
	for n, subject := range []string{"invoice/1", "", "invoice/2", "invoice/1", "invoice/1"} {
		e := newEvent(n)
		e.Subject = subject
		if n == 4 {
			e.Provider = "moneybird"
		}
		publish(t, a, relay.Publication{Event: e})
	}
	about := func(query relay.EventQuery) []string {
		events, _, err := a.Events(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, e := range events {
			same(t, "subject", query.Subject, e.Subject)
			ids = append(ids, e.ID)
		}
		return ids
	}
	same(t, "of one product", []string{"evt_0003", "evt_0000"}, about(relay.EventQuery{Provider: "fintoro", Subject: "invoice/1"}))
	same(t, "of all", []string{"evt_0004", "evt_0003", "evt_0000"}, about(relay.EventQuery{Subject: "invoice/1"}))
	same(t, "the newest", []string{"evt_0003"}, about(relay.EventQuery{Provider: "fintoro", Subject: "invoice/1", Limit: 1}))
	same(t, "of none", nil, about(relay.EventQuery{Provider: "fintoro", Subject: "invoice/3"}))
}

func lastAnswer(t *testing.T, a Archive) {
	answer := func() relay.LastAnswer {
		t.Helper()
		got, err := a.LastAnswer(t.Context(), "sub_a")
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	settle := func(n, number int, after time.Duration, response *relay.Response, outcome relay.Outcome, of string) {
		t.Helper()
		attempt := newAttempt(n, number)
		attempt.StartedAt, attempt.Outcome, attempt.Response = noon().Add(after), outcome, response
		next := relay.Next{State: relay.Pending, DueAt: noon().Add(time.Hour), CostsTry: true}
		if _, err := a.Settle(t.Context(), relay.Settlement{AnswerOf: of, Attempt: attempt, Next: next}); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "before any", relay.LastAnswer{}, answer())
	publish(t, a, publication(1), publication(2))

	settle(1, 1, 1*time.Second, &relay.Response{Status: 200, Body: []byte("fine")}, relay.Success, "sub_a")
	want := relay.LastAnswer{SuccessAt: noon().Add(1 * time.Second), Status: 200, Body: []byte("fine")}
	same(t, "a success", want, answer())

	settle(2, 1, 3*time.Second, &relay.Response{Status: 503, Body: []byte("no")}, relay.HTTPError, "sub_a")
	want.FailureAt, want.Status, want.Body = noon().Add(3*time.Second), 503, []byte("no")
	same(t, "a failure", want, answer())

	settle(1, 2, 2*time.Second, &relay.Response{Status: 200}, relay.Success, "sub_a")
	want.SuccessAt = noon().Add(2 * time.Second)
	same(t, "one that began before the newest", want, answer())

	settle(1, 3, 5*time.Second, nil, relay.Timeout, "")
	same(t, "a replay to elsewhere", want, answer())

	settle(2, 2, 4*time.Second, nil, relay.Timeout, "sub_a")
	same(t, "one without answer", relay.LastAnswer{SuccessAt: noon().Add(2 * time.Second), FailureAt: noon().Add(4 * time.Second)}, answer())

	if err := a.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	same(t, "after a reset", relay.LastAnswer{}, answer())
}
