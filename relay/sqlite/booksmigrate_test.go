package sqlite

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Books of the second schema go on with everything in them: what was seen stays seen, and references count on.
func TestOldBooksAreBroughtUpToDate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "books.db")
	old := booksKind()
	scripts := fstest.MapFS{}
	for _, name := range []string{"migration_books/0001_start.sql", "migration_books/0002_masked.sql"} {
		script, err := fs.ReadFile(booksMigrations, name)
		must(t, err)
		scripts[name] = &fstest.MapFile{Data: script}
	}
	old.migrations = scripts
	must(t, old.prepare(t.Context(), path, true))
	driver, err := newDriver()
	must(t, err)
	db := sql.OpenDB(connector{driver, writerDSN(path, true)})
	_, err = db.ExecContext(t.Context(), `
INSERT INTO receipts (seq, id, provider, received_at, verdict, problem, event_type, dedup_key, reference, request_method, request_url, request_headers, status)
VALUES (5, 'rcp_0', 'fintoro', 1000, 'accepted', '', 'x', 'n', 'INV-2026-0040', 'POST', 'http://127.0.0.1/', '[]', 204),
	(7, 'rcp_1', 'fintoro', 1000, 'accepted', '', 'x', 'k', 'INV-2026-0041', 'POST', 'http://127.0.0.1/', '[]', 204),
	(9, 'rcp_2', 'fintoro', 1000, 'accepted', '', 'x', 'nothing', '', 'POST', 'http://127.0.0.1/', '[]', 204);
INSERT INTO dedupe (provider, key, reference, receipt_id) VALUES ('fintoro', 'k', 'INV-2026-0041', 'rcp_1'), ('fintoro', 'nothing', '', 'rcp_2');
INSERT INTO reference_numbers (year, number) VALUES (2026, 41);
INSERT INTO postings (seq, reference, provider, dedup_key, receipt_id, text, currency, posted_at)
VALUES (3, 'INV-2026-0041', 'fintoro', 'k', 'rcp_1', 'invoice 1', 'EUR', 1000), (4, 'INV-2026-0040', 'fintoro', 'n', 'rcp_0', 'note', 'XXX', 1000);
INSERT INTO entries (reference, line, account, debit, credit)
VALUES ('INV-2026-0041', 1, 'bank', '12.00', ''), ('INV-2026-0041', 2, 'revenue', '', '12.00')`)
	must(t, err)
	must(t, db.Close())

	b := openBooksAt(t, Options{Path: path})
	postings, _, err := b.Postings(t.Context(), "", "", 0)
	must(t, err)
	want := []relay.Posting{
		{
			Reference: "INV-2026-0041", Kind: relay.InvoicePosting, Provider: "fintoro", DedupKey: "k", ReceiptID: "rcp_1", Text: "invoice 1", Currency: "EUR",
			Entries: []relay.Entry{{Account: "bank", Debit: "12.00"}, {Account: "revenue", Credit: "12.00"}}, PostedAt: time.Unix(0, 1000).UTC(),
		},
		{Reference: "INV-2026-0040", Kind: relay.InvoicePosting, Provider: "fintoro", DedupKey: "n", ReceiptID: "rcp_0", Text: "note", Currency: "XXX", PostedAt: time.Unix(0, 1000).UTC()},
	}
	if diff := gocmp.Diff(want, postings); diff != "" {
		t.Errorf("postings (-want +got):\n%s", diff)
	}
	got := receiveAll(t, b, atOnce(newReceipt("rcp_3", "k")), atOnce(newReceipt("rcp_4", "nothing")), atOnce(newReceipt("rcp_5", "new")))
	for i, want := range []relay.Receipt{
		{Row: 10, Verdict: relay.Duplicate, Reference: "INV-2026-0041"}, {Row: 11, Verdict: relay.Duplicate}, {Row: 12, Verdict: relay.Accepted, Reference: "INV-2026-0042"},
	} {
		if r := got[i]; r.Row != want.Row || r.Verdict != want.Verdict || r.Reference != want.Reference {
			t.Errorf("%s: row %d %s %q, want %+v", r.ID, r.Row, r.Verdict, r.Reference, want)
		}
	}
}
