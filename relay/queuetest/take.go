package queuetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// newIncoming is a verified request with newEvent(n)'s identity and newDelivery(n)'s body.
func newIncoming(n int, edits ...func(*relay.Incoming)) relay.Incoming {
	in := relay.Incoming{
		ID: fmt.Sprintf("inc_%04d", n), Hook: "books", Provider: "fintoro", ReceivedAt: noon(), RemoteAddr: "203.0.113.7",
		Request: relay.Request{
			Method: "POST", URL: "/?key=***", Body: newDelivery(n).Body,
			Headers: []relay.Header{{Name: "Authorization", Value: "Bearer s3cret"}, {Name: "X-Twice", Value: "1"}, {Name: "X-Twice", Value: "\xff"}, {Name: "x-empty"}},
		},
		Verdict: relay.IncomingVerified, EventType: "invoices.paid", DialectID: fmt.Sprintf("ft-%d", n), EventID: fmt.Sprintf("evt_%04d", n), Status: 200,
	}
	for _, edit := range edits {
		edit(&in)
	}
	return in
}

// taking is newIncoming(n) with what it becomes.
func taking(n int, edits ...func(*relay.Incoming)) relay.Taking {
	in := newIncoming(n, edits...)
	t := relay.Taking{Incoming: in}
	if !in.Verdict.GoesOn() {
		t.Incoming.EventID = ""
		return t
	}
	t.Publication = publication(n, func(d *relay.Delivery) {
		d.IncomingID, d.Passed, d.DialectID, d.Body = in.ID, in.Request.Headers, in.DialectID, in.Request.Body
	})
	t.Publication.Event.DialectID = in.DialectID
	return t
}

func take(t *testing.T, q relay.Queue, taking relay.Taking) relay.Incoming {
	t.Helper()
	stored, err := q.Take(t.Context(), taking)
	if err != nil {
		t.Fatalf("take: %v", err)
	}
	return stored
}

func takenComesBack(t *testing.T, a Archive) {
	request := taking(1)
	request.Incoming.Problem = "a remark"
	request.LastID, request.Events = 12, 3
	second := request.Publication.Deliveries[0]
	second.ID, second.SubscriptionID = "dlv_0002", "sub_b"
	request.Publication.Deliveries = append(request.Publication.Deliveries, second)
	same(t, "what Take returns", request.Incoming, take(t, a, request))

	in, err := a.Incoming(t.Context(), "inc_0001")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "incoming", request.Incoming, *in)
	event, err := a.Event(t.Context(), "evt_0001")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "event", *request.Publication.Event, *event)
	loaded, err := a.Load(t.Context(), []string{"dlv_0001", "dlv_0002"}, 1<<20)
	if err != nil || len(loaded) != 2 {
		t.Fatalf("load: %d, %v", len(loaded), err)
	}
	for i, want := range request.Publication.Deliveries {
		same(t, "delivery", want, delivery(t, a, want.ID))
		same(t, "loaded", want, *loaded[i])
	}
	if few, err := a.Load(t.Context(), []string{"dlv_0001", "dlv_0002"}, 3*len(second.Body)); err != nil || len(few) != 1 {
		t.Errorf("what is passed on does not count: %d are loaded, %v", len(few), err)
	}
	same(t, "due", []string{"dlv_0001"}, dueIDs(t, a, "sub_a", 10))
	list, _, err := a.Deliveries(t.Context(), relay.DeliveryQuery{Now: noon()})
	if err != nil || len(list) != 2 || list[0].IncomingID != "inc_0001" || list[0].Passed != nil {
		t.Errorf("the list shows %+v, %v", list, err)
	}
	got, err := a.Counters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counters", relay.Counters{LastID: 12, Events: 3, Latest: noon()}, got)
	if _, err := a.Incoming(t.Context(), "inc_none"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("unknown request: %v, want ErrNotFound", err)
	}
}

func takenIsReplayed(t *testing.T, a Archive) {
	take(t, a, taking(1))
	replay := newDelivery(2)
	replay.EventID, replay.ReplayOf, replay.DialectID = "evt_0001", "dlv_0001", "ft-9"
	replay.IncomingID, replay.Edited, replay.Body = "inc_0001", true, []byte("edited")
	publish(t, a, relay.Publication{Deliveries: []relay.Delivery{replay}})
	replay.Passed = newIncoming(1).Request.Headers
	same(t, "replay", replay, delivery(t, a, replay.ID))
}

func takeIsAtomic(t *testing.T, a Archive) {
	publish(t, a, publication(1))
	if _, err := a.Take(t.Context(), taking(1)); !errors.Is(err, relay.ErrConflict) {
		t.Errorf("take with an event that is there: %v, want ErrConflict", err)
	}
	if _, err := a.Incoming(t.Context(), "inc_0001"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("the first half of it: %v, want ErrNotFound", err)
	}
}

func takeRepeats(t *testing.T, a Archive) {
	like := func(n int, edit func(*relay.Incoming)) relay.Taking {
		return taking(n, func(in *relay.Incoming) {
			in.DialectID, in.Request.Body = "ft-1", newDelivery(1).Body
			edit(in)
		})
	}
	without := func(in *relay.Incoming) { in.DialectID, in.Hook = "", "plain" }
	steps := []struct {
		name    string
		taking  relay.Taking
		verdict relay.IncomingVerdict
		event   string // of the request
		problem string
	}{
		{"an unverified one does not count as a first", like(9, func(in *relay.Incoming) { in.Verdict = relay.IncomingUnverified }), relay.IncomingUnverified, "evt_0009", ""},
		{"the first", like(1, func(*relay.Incoming) {}), relay.IncomingVerified, "evt_0001", ""},
		{"the same again", like(2, func(*relay.Incoming) {}), relay.IncomingRepeated, "evt_0001", "inc_0001"},
		{"and again", like(3, func(*relay.Incoming) {}), relay.IncomingRepeated, "evt_0001", "inc_0001"},
		{"another body", like(4, func(in *relay.Incoming) { in.Request.Body = []byte("other") }), relay.IncomingVerified, "evt_0004", "inc_0001"},
		{"the other body again", like(5, func(in *relay.Incoming) { in.Request.Body = []byte("other") }), relay.IncomingRepeated, "evt_0004", "inc_0004"},
		{"at another hook", like(6, func(in *relay.Incoming) { in.Hook = "bank" }), relay.IncomingVerified, "evt_0006", ""},
		{"of another product", like(7, func(in *relay.Incoming) { in.Provider = "moneybird" }), relay.IncomingVerified, "evt_0007", ""},
		{"another identity", like(8, func(in *relay.Incoming) { in.DialectID = "ft-8" }), relay.IncomingVerified, "evt_0008", ""},
		{"unverified and the same", like(10, func(in *relay.Incoming) { in.Verdict = relay.IncomingUnverified }), relay.IncomingUnverified, "evt_0010", ""},
		{"without an identity", like(11, without), relay.IncomingVerified, "evt_0011", ""},
		{"the same without an identity", like(12, without), relay.IncomingVerified, "evt_0012", "inc_0011"},
		{"without a body", like(13, func(in *relay.Incoming) { in.DialectID, in.Request.Body = "ft-13", nil }), relay.IncomingVerified, "evt_0013", ""},
		{"without a body again", like(14, func(in *relay.Incoming) { in.DialectID, in.Request.Body = "ft-13", nil }), relay.IncomingRepeated, "evt_0013", "inc_0013"},
	}
	for _, step := range steps {
		stored := take(t, a, step.taking)
		want := step.taking.Incoming
		want.Verdict, want.EventID, want.Problem = step.verdict, step.event, stored.Problem
		same(t, step.name, want, stored)
		if named := strings.Contains(stored.Problem, step.problem); !named || (step.problem == "") != (stored.Problem == "") {
			t.Errorf("%s: the problem is %q, want one that names %q", step.name, stored.Problem, step.problem)
		}
		in, err := a.Incoming(t.Context(), stored.ID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, step.name+", read", stored, *in)
		_, err = a.Delivery(t.Context(), step.taking.Publication.Deliveries[0].ID)
		if repeated := step.verdict == relay.IncomingRepeated; errors.Is(err, relay.ErrNotFound) != repeated {
			t.Errorf("%s: its delivery: %v", step.name, err)
		}
	}
}

func takeRaces(t *testing.T, a Archive) {
	const callers = 16
	verdicts := make([]relay.IncomingVerdict, callers)
	var wait sync.WaitGroup
	for i := range callers {
		wait.Go(func() {
			request := taking(i, func(in *relay.Incoming) { in.DialectID, in.Request.Body = "one", []byte("body") })
			stored, err := a.Take(t.Context(), request)
			if err != nil {
				t.Errorf("take %d: %v", i, err)
			}
			verdicts[i] = stored.Verdict
		})
	}
	wait.Wait()
	got := map[relay.IncomingVerdict]int{}
	for _, v := range verdicts {
		got[v]++
	}
	same(t, "verdicts", map[relay.IncomingVerdict]int{relay.IncomingVerified: 1, relay.IncomingRepeated: callers - 1}, got)
	same(t, "how many are due", 1, len(dueIDs(t, a, "sub_a", callers)))
}

// takenAside lets more be rejected than are kept, with probes and verified ones between.
func takenAside(t *testing.T, a Archive) {
	const rejected = relay.KeptAside + 5
	var wait sync.WaitGroup
	for n := range rejected {
		wait.Go(func() {
			_, err := a.Take(t.Context(), taking(n, func(in *relay.Incoming) { in.Verdict = relay.IncomingRejected }))
			if n%500 == 0 && err == nil {
				_, err = a.Take(t.Context(), taking(10_000+n, func(in *relay.Incoming) { in.Verdict = relay.IncomingProbe }))
			}
			if n%500 == 0 && err == nil {
				_, err = a.Take(t.Context(), taking(20_000+n))
			}
			if err != nil {
				t.Errorf("take %d: %v", n, err)
			}
		})
	}
	wait.Wait()
	for verdict, want := range map[relay.IncomingVerdict]int{relay.IncomingRejected: relay.KeptAside, relay.IncomingProbe: 3, relay.IncomingVerified: 3, "": relay.KeptAside + 6} {
		got := len(incomingIDs(t, a, relay.IncomingQuery{Verdict: verdict, Limit: 300}))
		same(t, fmt.Sprintf("how many %s ones are kept", verdict), want, got)
	}
	counts, err := a.CountIncoming(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "counts, with those that are gone", map[relay.IncomingVerdict]int{relay.IncomingRejected: rejected, relay.IncomingProbe: 3, relay.IncomingVerified: 3}, counts)
	last := take(t, a, taking(rejected, func(in *relay.Incoming) { in.Verdict = relay.IncomingRejected }))
	newest := incomingIDs(t, a, relay.IncomingQuery{Verdict: relay.IncomingRejected, Limit: 300})
	same(t, "the newest", last.ID, newest[0])
	in, err := a.Incoming(t.Context(), newest[len(newest)-1])
	if err != nil || len(in.Request.Body) == 0 {
		t.Errorf("the oldest that is kept: %+v, %v", in, err)
	}
}

func countTaken(t *testing.T, a Archive) {
	want := map[relay.IncomingVerdict]int{}
	counted := func(what string) {
		t.Helper()
		for range 2 { // the second time, nothing is new
			got, err := a.CountIncoming(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			same(t, what, want, got)
		}
	}
	counted("nothing")
	for n := range 25 {
		verdict := relay.IncomingVerdicts()[n*n%len(relay.IncomingVerdicts())]
		same := 0
		if verdict != relay.IncomingRepeated { // which is what the store finds itself
			same = n
		}
		stored := take(t, a, taking(same, func(in *relay.Incoming) {
			in.ID = fmt.Sprintf("inc_%04d", n)
			if verdict != relay.IncomingRepeated {
				in.Verdict = verdict
			}
		}))
		want[stored.Verdict]++
		counted(fmt.Sprintf("after %d", n+1))
	}
	if err := a.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	want = map[relay.IncomingVerdict]int{}
	counted("after a reset")
	take(t, a, taking(1))
	want[relay.IncomingVerified] = 1
	counted("after another one")
}

func incomingPages(t *testing.T, a Archive) {
	for n := range 6 {
		take(t, a, taking(n, func(in *relay.Incoming) {
			in.ReceivedAt = noon().Add(time.Duration(n))
			switch n % 3 {
			case 1:
				in.Hook, in.Provider = "bank", "silverfin"
			case 2:
				in.Verdict = relay.IncomingRejected
			}
		}))
	}
	for name, tt := range map[string]struct {
		query relay.IncomingQuery
		want  []string
	}{
		"all":                {relay.IncomingQuery{Limit: 4}, []string{"inc_0005", "inc_0004", "inc_0003", "inc_0002", "inc_0001", "inc_0000"}},
		"of a hook":          {relay.IncomingQuery{Limit: 1, Hook: "bank"}, []string{"inc_0004", "inc_0001"}},
		"of a provider":      {relay.IncomingQuery{Limit: 2, Provider: "fintoro"}, []string{"inc_0005", "inc_0003", "inc_0002", "inc_0000"}},
		"rejected":           {relay.IncomingQuery{Limit: 1, Verdict: relay.IncomingRejected}, []string{"inc_0005", "inc_0002"}},
		"verified of a hook": {relay.IncomingQuery{Verdict: relay.IncomingVerified, Hook: "books"}, []string{"inc_0003", "inc_0000"}},
		"none":               {relay.IncomingQuery{Verdict: relay.IncomingProbe}, nil},
	} {
		same(t, name, tt.want, incomingIDs(t, a, tt.query))
	}
	page, _, err := a.IncomingRequests(t.Context(), relay.IncomingQuery{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := newIncoming(5, func(in *relay.Incoming) {
		in.ReceivedAt, in.Verdict, in.EventID = noon().Add(5), relay.IncomingRejected, ""
		in.Request.Headers, in.Request.Body = nil, nil
	})
	same(t, "a row", []relay.Incoming{want}, page)
	var input *relay.InputError
	if _, _, err := a.IncomingRequests(t.Context(), relay.IncomingQuery{Cursor: "nonsense!"}); !errors.As(err, &input) {
		t.Errorf("an unreadable cursor: %v, want an InputError", err)
	}
}

// incomingIDs reads all pages.
func incomingIDs(t *testing.T, a Archive, query relay.IncomingQuery) []string {
	t.Helper()
	var ids []string
	for first := true; first || query.Cursor != ""; first = false {
		page, next, err := a.IncomingRequests(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range page {
			ids = append(ids, in.ID)
		}
		query.Cursor = next
	}
	return ids
}
