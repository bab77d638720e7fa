package queuetest

import (
	"errors"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ExerciseRecords runs the contract of relay.Records. open returns an empty store that closes itself by t.Cleanup.
func ExerciseRecords(t *testing.T, open func(t *testing.T) Archive) {
	run(t, open, map[string]func(*testing.T, Archive){
		"records are put, replaced and deleted":         putRecords,
		"records are listed by prefix, in pages":        listRecords,
		"records go with a publish and with an attempt": recordsGoAlong,
		"secret records come back as they were put":     secretRecords,
	})
}

func record(key, value string) relay.Record {
	r := relay.Record{Provider: "finpilo", Kind: "document", Key: key}
	if value != "" {
		r.Value = []byte(value)
	}
	return r
}

// wantRecord checks one value; empty: none.
func wantRecord(t *testing.T, store relay.Records, key, want string) {
	t.Helper()
	got, err := store.Record(t.Context(), "finpilo", "document", key)
	if want == "" {
		if !errors.Is(err, relay.ErrNotFound) {
			t.Errorf("record %s: %q, %v; want ErrNotFound", key, got, err)
		}
		return
	}
	if err != nil {
		t.Errorf("record %s: %v", key, err)
	}
	same(t, "record "+key, want, string(got))
}

func putRecords(t *testing.T, a Archive) {
	steps := []struct {
		put  []relay.Record
		want map[string]string
	}{
		{nil, map[string]string{"1": ""}},
		{[]relay.Record{record("1", `{"a": 1.0}`), record("2", `[]`)}, map[string]string{"1": `{"a": 1.0}`, "2": `[]`}},
		{[]relay.Record{record("1", `null`), record("2", ""), record("3", "")}, map[string]string{"1": `null`, "2": "", "3": ""}},
	}
	for _, step := range steps {
		if err := a.PutRecords(t.Context(), step.put); err != nil {
			t.Fatal(err)
		}
		for key, want := range step.want {
			wantRecord(t, a, key, want)
		}
	}
	if _, err := a.Record(t.Context(), "fintoro", "document", "1"); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("another product's record: %v, want ErrNotFound", err)
	}
}

func listRecords(t *testing.T, a Archive) {
	other := relay.Record{Provider: "fintoro", Kind: "document", Key: "a/4", Value: []byte(`4`)}
	put := []relay.Record{record("a/2", `2`), record("a/10", `10`), record("a/1", `1`), record("a/ž", `"ž"`), record("b/3", `3`), record("a", `0`), other}
	if err := a.PutRecords(t.Context(), put); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		query relay.RecordQuery
		want  []string
	}{
		"all":                  {relay.RecordQuery{}, []string{"a", "a/1", "a/10", "a/2", "a/ž", "b/3"}},
		"of a prefix":          {relay.RecordQuery{Prefix: "a/"}, []string{"a/1", "a/10", "a/2", "a/ž"}},
		"the first two":        {relay.RecordQuery{Prefix: "a/", Limit: 2}, []string{"a/1", "a/10"}},
		"the two after":        {relay.RecordQuery{Prefix: "a/", Limit: 2, After: "a/10"}, []string{"a/2", "a/ž"}},
		"after the last":       {relay.RecordQuery{Prefix: "a/", After: "a/ž"}, nil},
		"of an unknown prefix": {relay.RecordQuery{Prefix: "c"}, nil},
	}
	for name, tt := range tests {
		tt.query.Provider, tt.query.Kind = "finpilo", "document"
		records, err := a.ListRecords(t.Context(), tt.query)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var keys []string
		for _, r := range records {
			keys = append(keys, r.Key)
			wantRecord(t, a, r.Key, string(r.Value))
		}
		same(t, name, tt.want, keys)
	}
}

func recordsGoAlong(t *testing.T, a Archive) {
	with := publication(1)
	with.Records = []relay.Record{record("1", `"published"`)}
	publish(t, a, with)
	wantRecord(t, a, "1", `"published"`)

	again := publication(1)
	again.Records = []relay.Record{record("1", `"refused"`)}
	if _, _, err := a.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{again}}); err == nil {
		t.Error("the same event was published twice")
	}
	wantRecord(t, a, "1", `"published"`)

	settlement := relay.Settlement{
		Attempt: newAttempt(1, 1), Next: relay.Next{State: relay.Delivered, SettledAt: noon(), CostsTry: true},
		Records: []relay.Record{record("1", `"settled"`)},
	}
	if _, err := a.Settle(t.Context(), settlement); err != nil {
		t.Fatal(err)
	}
	wantRecord(t, a, "1", `"settled"`)
}

func secretRecords(t *testing.T, a Archive) {
	secret := record("1", `{"secret": "x"}`)
	secret.Secret = true
	for _, step := range []relay.Record{secret, record("1", `"open"`), secret, record("1", "")} {
		if err := a.PutRecords(t.Context(), []relay.Record{step}); err != nil {
			t.Fatal(err)
		}
		wantRecord(t, a, "1", string(step.Value))
	}
	if err := a.PutRecords(t.Context(), []relay.Record{secret}); err != nil {
		t.Fatal(err)
	}
	listed, err := a.ListRecords(t.Context(), relay.RecordQuery{Provider: secret.Provider, Kind: secret.Kind})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "listed", []relay.Record{secret}, listed)
}
