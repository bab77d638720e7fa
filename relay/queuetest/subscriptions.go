package queuetest

import (
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ExerciseSubscriptions runs the contract of relay.SubscriptionStore. open returns an empty store that closes itself by
// t.Cleanup.
func ExerciseSubscriptions(t *testing.T, open func(t *testing.T) relay.SubscriptionStore) {
	run(t, open, map[string]func(*testing.T, relay.SubscriptionStore){
		"subscriptions are put, replaced in their place, and deleted": subscriptions,
		"several are put with records, all or nothing":                subscriptionsWithRecords,
	})
}

func subscriptions(t *testing.T, store relay.SubscriptionStore) {
	full := relay.Subscription{
		ID: "sub_1", Provider: "finpilo", Name: "it's mine", URL: "http://127.0.0.1:3000/?a=1&b=<2>",
		URLs:   map[string]string{"b": "http://b", "a": ""},
		Events: []string{"invoices.*", "b"}, Secrets: []relay.Secret{{Value: "s3cret"}, {Value: "old", ExpiresAt: noon()}},
		Own: []byte(`{"webhook_token": "x"}`), State: relay.Paused, StateSince: noon().Add(time.Minute), Reason: "by hand", Builtin: true, DeclaredAs: "erp", Hook: "books", Resign: true, CreatedAt: noon(), UpdatedAt: noon().Add(time.Second),
	}
	plain := relay.Subscription{ID: "sub_0", Provider: "fintoro", URL: "http://x", State: relay.Active, CreatedAt: noon(), UpdatedAt: noon()}
	want := func(all ...relay.Subscription) {
		t.Helper()
		got, err := store.Subscriptions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		same(t, "subscriptions", all, got)
	}
	put := func(sub relay.Subscription) {
		t.Helper()
		if err := store.PutSubscription(t.Context(), &sub); err != nil {
			t.Fatal(err)
		}
	}
	want()
	put(full)
	put(plain)
	want(full, plain)
	full.State, full.Reason, full.Secrets, full.URLs, full.Events, full.Own, full.Builtin, full.DeclaredAs, full.Hook, full.Resign = relay.Expired, relay.ReasonScheduleSpent, nil, nil, nil, nil, false, "", "", false
	put(full)
	want(full, plain)
	for _, id := range []string{"sub_1", "sub_none"} {
		if err := store.DeleteSubscription(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	want(plain)
}

func subscriptionsWithRecords(t *testing.T, store relay.SubscriptionStore) {
	first := &relay.Subscription{ID: "sub_1", Provider: "silverfin", URL: "http://x", State: relay.Active, CreatedAt: noon(), UpdatedAt: noon()}
	second := &relay.Subscription{ID: "sub_2", Provider: "silverfin", URL: "http://y", State: relay.Active, CreatedAt: noon(), UpdatedAt: noon()}
	tokens := relay.Record{Provider: "silverfin", Kind: relay.ApplicationKind, Key: "tokens", Value: []byte(`["a"]`)}
	if err := store.PutSubscriptions(t.Context(), []*relay.Subscription{first, second}, []relay.Record{tokens}); err != nil {
		t.Fatal(err)
	}
	changed, refused := *first, *second
	changed.URL, refused.State = "http://z", "no such state"
	if err := store.PutSubscriptions(t.Context(), []*relay.Subscription{&changed, &refused}, nil); err == nil {
		t.Error("a state that there is not was stored")
	}
	got, err := store.Subscriptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "subscriptions", []relay.Subscription{*first, *second}, got)
	if records, ok := store.(relay.Records); ok {
		value, err := records.Record(t.Context(), tokens.Provider, tokens.Kind, tokens.Key)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "the record", string(tokens.Value), string(value))
	}
}
