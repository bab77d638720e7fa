package sqlite

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// oneTaking is onePublication(n) as it came in.
func oneTaking(n int) relay.Taking {
	p := onePublication(n)
	d := &p.Deliveries[0]
	d.IncomingID, d.DialectID = "inc_"+d.ID[4:], d.ID
	d.Passed = []relay.Header{{Name: "Content-Type", Value: "application/json"}}
	return relay.Taking{Publication: p, Incoming: relay.Incoming{
		ID: d.IncomingID, Hook: "books", Provider: d.Provider, ReceivedAt: noon(), Request: relay.Request{Method: "POST", URL: "/", Headers: d.Passed, Body: d.Body},
		Verdict: relay.IncomingVerified, EventType: d.Type, DialectID: d.DialectID, EventID: d.EventID, Status: 200,
	}}
}

func TestHeadersThatCameInAreSealed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	s := openAt(t, path)
	request := oneTaking(1)
	d := &request.Publication.Deliveries[0]
	d.Passed = []relay.Header{{Name: "Authorization", Value: "Bearer " + marker}}
	request.Incoming.Request.Headers = d.Passed
	_, err := s.Take(t.Context(), request)
	must(t, err)
	wantNowhere(t, path, "while it is open")
	must(t, s.Close())
	wantNowhere(t, path, "after it was closed")

	s = openAt(t, path)
	got, err := s.Delivery(t.Context(), d.ID)
	must(t, err)
	if diff := cmp.Diff(d.Passed, got.Passed); diff != "" {
		t.Errorf("what is passed on (-want +got):\n%s", diff)
	}
}

// A body that came in is stored once, whatever became of the request, and again where it came with another one.
func TestBodiesThatCameInAreStoredOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 3 { // the first goes on, the others repeat it
		request := oneTaking(n)
		request.Incoming.DialectID, request.Incoming.Request.Body = "one", []byte("body")
		request.Publication.Deliveries[0].Body = request.Incoming.Request.Body
		_, err := s.Take(t.Context(), request)
		must(t, err)
	}
	for n := range 2 {
		request := oneTaking(10 + n)
		request.Incoming.Verdict, request.Publication = relay.IncomingRejected, relay.Publication{}
		_, err := s.Take(t.Context(), request)
		must(t, err)
	}
	var bodies int
	_, err := s.db.reader.row(t.Context(), "SELECT count(*) FROM bodies", nil, &bodies)
	must(t, err)
	if bodies != 3 {
		t.Errorf("%d bodies are stored, want 3", bodies)
	}
}

// A rejected request that is not kept any more takes its body with it, and nothing else does.
func TestBodiesOfOldRejectedRequestsGo(t *testing.T) {
	t.Parallel()
	s := open(t)
	_, err := s.Take(t.Context(), oneTaking(0))
	must(t, err)
	together(relay.KeptAside+3, func(i int) {
		request := oneTaking(i + 1)
		request.Incoming.Verdict, request.Publication = relay.IncomingRejected, relay.Publication{}
		_, err := s.Take(t.Context(), request)
		check(t, err)
	})
	var bodies, lost int
	_, err = s.db.reader.row(t.Context(), "SELECT count(*) FROM bodies", nil, &bodies)
	must(t, err)
	_, err = s.db.reader.row(t.Context(), "SELECT count(*) FROM incoming WHERE body_id NOT IN (SELECT id FROM bodies)", nil, &lost)
	must(t, err)
	if bodies != relay.KeptAside+1 || lost != 0 {
		t.Errorf("%d bodies are stored, want %d; %d requests have none", bodies, relay.KeptAside+1, lost)
	}
}

// A database of the schema before goes on, and the migration reads no delivery.
func TestTheSeventhSchemaIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	old := storeKind()
	files, err := old.files()
	must(t, err)
	before := fstest.MapFS{}
	for _, name := range files[:7] {
		script, err := fs.ReadFile(storeMigrations, name)
		must(t, err)
		before[name] = &fstest.MapFile{Data: script}
	}
	old.migrations = before
	must(t, old.prepare(t.Context(), path, true))
	driver, err := newDriver()
	must(t, err)
	db := sql.OpenDB(connector{driver, writerDSN(path, true)})
	// The constraint that this row breaks shows whether rows are read.
	_, err = db.ExecContext(t.Context(), `
INSERT INTO events (id, provider, type, dialect_id, subject, data, occurred_at, created_at) VALUES ('evt_1', 'fintoro', 'invoices.paid', '', '', '{}', 1, 1);
INSERT INTO bodies (id, bytes) VALUES (3, x'7b7d');
PRAGMA ignore_check_constraints = ON;
INSERT INTO deliveries (seq, id, event_id, subscription_id, provider, type, url, dialect_id, body_id, state, reason, reference, replay_of,
	created_at, attempt_count, tries, last_status, last_outcome, last_duration, last_error, last_faults)
VALUES (9, 'dlv_1', 'evt_1', 'sub_a', 'fintoro', 'invoices.paid', 'http://127.0.0.1/', '', 3, 'pending', '', '', '', 1, 2, 2, 503, 'http_error', 1, 'no', 0);
INSERT INTO subscriptions (id, provider, name, url, state, reason, builtin) VALUES ('sub_a', 'fintoro', '', 'http://127.0.0.1/', 'active', '', 0);`)
	must(t, err)
	must(t, db.Close())

	s := openAt(t, path)
	loaded, err := s.Load(t.Context(), []string{"dlv_1"}, 1)
	if err != nil || len(loaded) != 1 || loaded[0].IncomingID != "" || loaded[0].Edited || loaded[0].Passed != nil || string(loaded[0].Body) != "{}" {
		t.Fatalf("the delivery is %+v, %v", loaded, err)
	}
	subs, err := s.Subscriptions(t.Context())
	if err != nil || len(subs) != 1 || subs[0].Hook != "" || subs[0].Resign {
		t.Errorf("subscriptions %+v, %v", subs, err)
	}
	_, err = s.Take(t.Context(), oneTaking(2))
	must(t, err)
	d, err := s.Delivery(t.Context(), "dlv_2")
	if err != nil || d.IncomingID != "inc_2" || len(d.Passed) != 1 {
		t.Errorf("a delivery of what came in is %+v, %v", d, err)
	}
	must(t, s.db.writer.do(t.Context(), func(t *tx) error { _, err := t.exec("DELETE FROM deliveries WHERE id = 'dlv_1'"); return err }))
	var sound string
	if _, err := s.db.reader.row(t.Context(), "PRAGMA integrity_check", nil, &sound); err != nil || sound != "ok" {
		t.Errorf("the file is not sound: %q, %v", sound, err)
	}
}
