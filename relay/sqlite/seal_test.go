package sqlite

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/queuetest"
)

// marker is part of every secret in these tests. It must not be found in a file.
const marker = "s3cr3t-marker"

// refusingSeal is a key that cannot be had.
type refusingSeal struct{ err error }

func (r refusingSeal) Seal([]byte) ([]byte, error) { return nil, r.err }
func (r refusingSeal) Open([]byte) ([]byte, error) { return nil, r.err }

func secretSubscription() relay.Subscription {
	return relay.Subscription{
		ID: "sub_1", Provider: "moneybird", URL: "http://user:" + marker + "@127.0.0.1/?t=" + marker, URLs: map[string]string{"a": "http://" + marker + "@b"},
		Secrets: []relay.Secret{{Value: marker}, {Value: marker + "2", ExpiresAt: noon()}}, Own: []byte(`{"webhook_token":  "` + marker + `"}`),
		State: relay.Active, StateSince: noon(), CreatedAt: noon(), UpdatedAt: noon(),
	}
}

// wantNowhere looks through the bytes of a database's files.
func wantNowhere(t *testing.T, path, when string) {
	t.Helper()
	seen := 0
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		content, err := os.ReadFile(path + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		must(t, err)
		seen += len(content)
		if i := bytes.Index(content, []byte(marker)); i >= 0 {
			t.Errorf("%s, %s%s holds the marker at byte %d: %q", when, filepath.Base(path), suffix, i, content[max(0, i-40):i+len(marker)])
		}
	}
	if seen == 0 {
		t.Errorf("%s there are no files", when)
	}
}

func TestNothingSecretStandsInTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	s := openAt(t, path)
	sub := secretSubscription()
	must(t, s.PutSubscription(t.Context(), &sub))
	p := onePublication(1)
	p.Deliveries[0].URL = sub.URL
	replay := p.Deliveries[0]
	replay.ID, replay.Redirected = "dlv_2", true
	p.Deliveries = append(p.Deliveries, replay)
	p.Records = []relay.Record{{Provider: "fintoro", Kind: "answer", Key: "k", Value: []byte(`{"plainTextSecret":"` + marker + `"}`), Secret: true}}
	_, _, err := s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{p}})
	must(t, err)
	wantNowhere(t, path, "while it is open")
	must(t, s.Close())
	wantNowhere(t, path, "after it was closed")

	s = openAt(t, path)
	subs, err := s.Subscriptions(t.Context())
	must(t, err)
	if diff := cmp.Diff([]relay.Subscription{sub}, subs); diff != "" {
		t.Errorf("subscriptions (-want +got):\n%s", diff)
	}
	value, err := s.Record(t.Context(), "fintoro", "answer", "k")
	if err != nil || !strings.Contains(string(value), marker) {
		t.Errorf("the record is %s, %v", value, err)
	}
	for id, want := range map[string]string{"dlv_1": "http://***@127.0.0.1/?t=***", "dlv_2": sub.URL} {
		d, err := s.Delivery(t.Context(), id)
		must(t, err)
		if d.URL != want {
			t.Errorf("%s goes to %s, want %s", id, d.URL, want)
		}
	}
	var url, urls string
	_, err = s.db.reader.row(t.Context(), "SELECT url, urls FROM subscriptions", nil, &url, &urls)
	if err != nil || url != "http://***@127.0.0.1/?t=***" || urls != `{"a":"http://***@b"}` {
		t.Errorf("people read %s and %s, %v", url, urls, err)
	}
}

// oldDatabase is a file of the schema before 0004, which had everything in the clear, and traces of earlier versions.
func oldDatabase(t *testing.T, path string) {
	t.Helper()
	old := storeKind()
	files := fstest.MapFS{}
	for _, name := range []string{"migration/0001_start.sql", "migration/0002_limits.sql"} {
		text, err := fs.ReadFile(storeMigrations, name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: text}
	}
	old.migrations = files
	must(t, old.prepare(t.Context(), path, true))
	driver, err := newDriver()
	must(t, err)
	db := sql.OpenDB(connector{driver, writerDSN(path, true)})
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(t.Context(), "PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 10")
	must(t, err)
	sub := secretSubscription()
	for i := range 300 { // rows that grow, shrink and go leave traces
		_, err = db.ExecContext(t.Context(), `INSERT INTO subscriptions (id, provider, name, url, secrets, state, reason, builtin) VALUES (?, 'fintoro', '', ?, ?, 'active', '', 0)`,
			fmt.Sprint("gone_", i), sub.URL+strings.Repeat("x", i*7%300), `[{"value":"`+marker+`"}]`)
		must(t, err)
	}
	_, err = db.ExecContext(t.Context(), `DELETE FROM subscriptions;
INSERT INTO subscriptions (id, provider, name, url, urls, secrets, own, state, reason, builtin, created_at, updated_at)
VALUES (?, ?, '', ?, ?, ?, ?, 'active', '', 0, ?, ?)`,
		sub.ID, sub.Provider, sub.URL, `{"a":"http://`+marker+`@b"}`, fmt.Sprintf(`[{"value":"%s"},{"value":"%s2","expires_at":%d}]`, marker, marker, noon().UnixNano()),
		string(sub.Own), noon().UnixNano(), noon().UnixNano())
	must(t, err)
	_, err = db.ExecContext(t.Context(), `INSERT INTO events (id, provider, type, dialect_id, occurred_at, created_at) VALUES ('evt_1', 'moneybird', 'a', '', 1, 1)`)
	must(t, err)
	for i, redirected := range []int{0, 1} {
		_, err = db.ExecContext(t.Context(), `
INSERT INTO deliveries (seq, id, event_id, subscription_id, provider, type, url, dialect_id, state, reason, reference, replay_of,
	due_at, created_at, attempt_count, tries, last_status, last_outcome, last_duration, last_error, last_faults, redirected)
VALUES (?, ?, 'evt_1', 'sub_1', 'moneybird', 'a', ?, '', 'pending', '', '', '', 5, 1, 1, 1, 503, 'http_error', 1, 'no', 0, ?)`,
			i+1, fmt.Sprint("dlv_", i+1), sub.URL, redirected)
		must(t, err)
	}
	_, err = db.ExecContext(t.Context(), `INSERT INTO attempts (key, started_at, duration, outcome, error, note, request_method, request_url, request_headers)
VALUES (1 << 20 | 1, 1, 1, 'timeout', '', '', 'POST', ?, '[]')`, "http://***@127.0.0.1/?t="+marker)
	must(t, err)
	must(t, db.Close())
	content, err := os.ReadFile(path)
	must(t, err)
	if n := bytes.Count(content, []byte(marker)); n < 10 {
		t.Fatalf("the old database holds the marker %d times: it is no test", n)
	}
}

// A database of an older schema is sealed when it is opened, and nothing is left of what stood in it.
func TestAnOldDatabaseIsSealed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	oldDatabase(t, path)
	s := openAt(t, path)
	must(t, s.Unscrubbed())
	wantNowhere(t, path, "while it is open")
	subs, err := s.Subscriptions(t.Context())
	must(t, err)
	if diff := cmp.Diff([]relay.Subscription{secretSubscription()}, subs); diff != "" {
		t.Errorf("subscriptions (-want +got):\n%s", diff)
	}
	for id, want := range map[string]string{"dlv_1": "http://***@127.0.0.1/?t=***", "dlv_2": secretSubscription().URL} {
		d, err := s.Delivery(t.Context(), id)
		must(t, err)
		if d.URL != want {
			t.Errorf("%s goes to %s, want %s", id, d.URL, want)
		}
	}
	attempts, err := s.Attempts(t.Context(), "dlv_1")
	if err != nil || len(attempts) != 1 || attempts[0].Request.URL != "http://***@127.0.0.1/?t=***" {
		t.Errorf("attempts %+v, %v", attempts, err)
	}
	must(t, s.Close())
	wantNowhere(t, path, "after it was closed")
	openAt(t, path)
}

// A start that ends between sealing and rewriting the file is made up for by the next one.
func TestScrubbingIsMadeUpFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	oldDatabase(t, path)
	must(t, storeKind().prepare(t.Context(), path, true))
	driver, err := newDriver()
	must(t, err)
	db := sql.OpenDB(connector{driver, writerDSN(path, true)})
	_, err = sealOld(t.Context(), db, queuetest.Seal{})
	must(t, err)
	must(t, db.Close())
	s := openAt(t, path)
	must(t, s.Unscrubbed())
	wantNowhere(t, path, "after the next start")
	if _, due, err := s.Meta(t.Context(), scrubKey); due || err != nil {
		t.Errorf("scrubbing is still due: %v, %v", due, err)
	}
}

// Another key is refused before anything is changed.
func TestAnotherKeyIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "x.db")
	s := openAt(t, path)
	sub := secretSubscription()
	must(t, s.PutSubscription(t.Context(), &sub))
	must(t, s.Close())
	before, err := os.ReadFile(path)
	must(t, err)
	_, err = Open(t.Context(), Options{Path: path, Seal: refusingSeal{fmt.Errorf("%w: wanted is another", ErrWrongKey)}})
	if !errors.Is(err, ErrWrongKey) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "wanted is another") {
		t.Errorf("error %v, want ErrWrongKey with the path and the key's own words", err)
	}
	after, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	left, err := filepath.Glob(path + "*")
	must(t, err)
	if diff := cmp.Diff([]string{path, path + ".lock"}, left); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	subs, err := openAt(t, path).Subscriptions(t.Context())
	if err != nil || len(subs) != 1 {
		t.Errorf("with the right key: %v, %v", subs, err)
	}
}

func TestOpenWantsAKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	if _, err := Open(t.Context(), Options{Path: path}); err == nil {
		t.Error("a store was opened without a key")
	}
	if _, err := Open(t.Context(), Options{Path: path, Seal: refusingSeal{ErrWrongKey}}); !errors.Is(err, ErrWrongKey) {
		t.Errorf("a key that cannot be made gives %v", err)
	}
	publishOne(t, openAt(t, path), 1)
}

// What was sealed for one row does not open in another's place.
func TestASealedValueStaysInItsPlace(t *testing.T) {
	t.Parallel()
	s := open(t)
	sub := secretSubscription()
	must(t, s.PutSubscription(t.Context(), &sub))
	must(t, s.db.writer.do(t.Context(), func(t *tx) error {
		_, err := t.exec("UPDATE subscriptions SET id = 'sub_2'")
		return err
	}))
	_, err := s.Subscriptions(t.Context())
	if err == nil || strings.Contains(err.Error(), marker) {
		t.Errorf("a moved value gives %v", err)
	}
}

func BenchmarkSubscriptions(b *testing.B) {
	s := open(b)
	for i := range 1000 {
		sub := secretSubscription()
		sub.ID = fmt.Sprint("sub_", i)
		must(b, s.PutSubscription(b.Context(), &sub))
	}
	for b.Loop() {
		subs, err := s.Subscriptions(b.Context())
		if err != nil || len(subs) != 1000 {
			b.Fatal(len(subs), err)
		}
	}
}

func TestASecretSettingIsKeptSealed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	s := openAt(t, path)
	if _, ok, err := s.SecretMeta(t.Context(), "token"); ok || err != nil {
		t.Errorf("before it was set: %t, %v", ok, err)
	}
	must(t, s.PutSecretMeta(t.Context(), "token", "hush-hush"))
	must(t, s.Close())
	for _, name := range []string{path, path + "-wal"} {
		if text, err := os.ReadFile(name); err == nil && bytes.Contains(text, []byte("hush-hush")) {
			t.Errorf("%s holds the secret", name)
		}
	}
	s = openAt(t, path)
	value, ok, err := s.SecretMeta(t.Context(), "token")
	if value != "hush-hush" || !ok || err != nil {
		t.Errorf("after a restart: %q, %t, %v", value, ok, err)
	}
	moved, _, err := s.Meta(t.Context(), "token")
	must(t, err)
	must(t, s.PutMeta(t.Context(), "other", moved))
	if _, _, err := s.SecretMeta(t.Context(), "other"); err == nil {
		t.Error("a sealed setting opens under another name")
	}
}
