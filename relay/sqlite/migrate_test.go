package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"io/fs"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A database of the first schema goes on with everything in it.
func TestTheFirstSchemaIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	first, err := fs.ReadFile(storeMigrations, "migration/0001_start.sql")
	must(t, err)
	old := storeKind()
	old.migrations = fstest.MapFS{"migration/0001_start.sql": {Data: first}}
	must(t, old.prepare(t.Context(), path, true))
	driver, err := newDriver()
	must(t, err)
	db := sql.OpenDB(connector{driver, writerDSN(path, true)})
	_, err = db.ExecContext(t.Context(), `
INSERT INTO events (seq, id, provider, type, dialect_id, data, occurred_at, created_at) VALUES (7, 'evt_1', 'fintoro', 'invoices.paid', '', '{}', 1, 1);
INSERT INTO bodies (id, bytes) VALUES (3, x'7b7d');
INSERT INTO deliveries (seq, id, event_id, subscription_id, provider, type, url, dialect_id, body_id, state, reason, reference, replay_of,
	due_at, created_at, attempt_count, tries, last_status, last_outcome, last_duration, last_error, last_faults)
VALUES (9, 'dlv_1', 'evt_1', 'sub_a', 'fintoro', 'invoices.paid', 'http://127.0.0.1/', '', 3, 'pending', '', '', '', 5, 1, 2, 2, 503, 'http_error', 1, 'no', 0);
INSERT INTO attempts (delivery_id, number, started_at, duration, outcome, error, note, request_method, request_url, request_headers, response_status, response_headers)
VALUES ('dlv_1', 1, 1000, 1, 'timeout', 'late', '', 'POST', 'http://127.0.0.1/', '[]', NULL, NULL),
	('dlv_1', 2, 2000, 1, 'http_error', 'no', 'a note', 'POST', 'http://127.0.0.1/', '[["A","b"]]', 503, '[]');
INSERT INTO subscriptions (id, provider, name, url, state, reason, builtin) VALUES ('sub_a', 'fintoro', '', 'http://127.0.0.1/', 'active', '', 0);
INSERT INTO fault_rules (id, name, value, place, filter, first_n, every_n, chance, hit_limit, hits) VALUES ('flt_1', 'status', '503', 'sender', '', 1, 0, 0, 0, 4);`)
	must(t, err)
	must(t, db.Close())

	s := openAt(t, path)
	got, err := s.Attempts(t.Context(), "dlv_1")
	must(t, err)
	want := []relay.Attempt{
		{DeliveryID: "dlv_1", Number: 1, StartedAt: time.Unix(0, 1000).UTC(), Duration: 1, Outcome: relay.Timeout, Error: "late",
			Request: relay.Request{Method: "POST", URL: "http://127.0.0.1/", Body: []byte("{}")}},
		{DeliveryID: "dlv_1", Number: 2, StartedAt: time.Unix(0, 2000).UTC(), Duration: 1, Outcome: relay.HTTPError, Error: "no", Note: "a note",
			Request:  relay.Request{Method: "POST", URL: "http://127.0.0.1/", Headers: []relay.Header{{Name: "A", Value: "b"}}, Body: []byte("{}")},
			Response: &relay.Response{Status: 503}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	loaded, err := s.Load(t.Context(), []string{"dlv_1"}, 1)
	if err != nil || len(loaded) != 1 || loaded[0].Redirected || !loaded[0].SignedAt.IsZero() || loaded[0].Row != 9 {
		t.Errorf("the delivery is %+v, %v", loaded, err)
	}
	subs, err := s.Subscriptions(t.Context())
	if err != nil || len(subs) != 1 || subs[0].Limits != (relay.Limits{}) {
		t.Errorf("subscriptions %+v, %v", subs, err)
	}
	rules, err := s.FaultRules(t.Context())
	if err != nil || len(rules) != 1 || rules[0].Hits != 4 || rules[0].Seen != 0 {
		t.Errorf("fault rules %+v, %v", rules, err)
	}
	third := relay.Attempt{
		DeliveryID: "dlv_1", Number: 3, PlannedAt: noon().Add(-1), StartedAt: noon(), Outcome: relay.Success,
		Timings: relay.Timings{DNS: 1, Connect: 2, TLS: 3, FirstByte: 4, Reused: true}, Request: relay.Request{Body: []byte("other")},
	}
	if _, err := s.Settle(t.Context(), relay.Settlement{Attempt: third, Next: relay.Next{State: relay.Delivered, SettledAt: noon(), CostsTry: true}}); err != nil {
		t.Errorf("the third attempt: %v", err)
	}
	got, err = s.Attempts(t.Context(), "dlv_1")
	must(t, err)
	if diff := cmp.Diff(append(want, third), got); diff != "" {
		t.Errorf("attempts with a third (-want +got):\n%s", diff)
	}
	var sound string
	if _, err := s.db.reader.row(t.Context(), "PRAGMA integrity_check", nil, &sound); err != nil || sound != "ok" {
		t.Errorf("the file is not sound: %q, %v", sound, err)
	}
}
