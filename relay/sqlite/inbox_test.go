package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func later(id, key string) relay.Arrival { return relay.Arrival{Receipt: newReceipt(id, key)} }

func (b *Books) unbooked(t *testing.T) []string {
	t.Helper()
	receipts, err := b.Unbooked(t.Context(), 0, 1000, 100)
	must(t, err)
	ids := []string{}
	for _, r := range receipts {
		ids = append(ids, r.ID)
	}
	return ids
}

// What was answered is in the inbox until it is booked, and is booked once, over a stop in between.
func TestTheInboxOutlivesAStop(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "books.db")
	b := openBooksAt(t, Options{Path: path})
	got := receiveAll(t, b, later("rcp_1", "a"), later("rcp_2", "b"), later("rcp_3", "a"))
	if got[2].Verdict != relay.Duplicate {
		t.Fatalf("%+v", got[2])
	}
	if diff := gocmp.Diff([]string{"rcp_1", "rcp_2", "rcp_3"}, b.unbooked(t)); diff != "" {
		t.Errorf("the inbox (-want +got):\n%s", diff)
	}
	must(t, b.Book(t.Context(), 1, []relay.Booking{*bookingOf(got[0], newPosting())}))
	must(t, b.Close())

	b = openBooksAt(t, Options{Path: path})
	if diff := gocmp.Diff([]string{"rcp_2", "rcp_3"}, b.unbooked(t)); diff != "" {
		t.Errorf("the inbox after a start (-want +got):\n%s", diff)
	}
	both := []relay.Booking{*bookingFor("doubled", got[0], newPosting()), *bookingOf(got[1], newPosting())}
	both[1].Remark = "late"
	for range 2 {
		must(t, b.Book(t.Context(), 3, both))
	}
	receipts, _, err := b.Receipts(t.Context(), relay.ReceiptQuery{})
	must(t, err)
	var lines []string
	for _, r := range receipts {
		lines = append(lines, r.ID+" "+r.Reference+" "+r.Problem)
	}
	want := []string{"rcp_3 " + reference(1) + " ", "rcp_2 " + reference(2) + " late", "rcp_1 " + reference(1) + " "}
	if diff := gocmp.Diff(want, lines); diff != "" {
		t.Errorf("receipts (-want +got):\n%s", diff)
	}
	if postings, _, err := b.Postings(t.Context(), "", "", 0); err != nil || len(postings) != 2 || len(b.unbooked(t)) != 0 {
		t.Errorf("%d postings, %v in the inbox, %v", len(postings), b.unbooked(t), err)
	}
}

// What waits to be booked, or for its detail, is told apart from what books nothing.
func TestWhatWaitsIsTold(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	detail := later("rcp_1", "detail")
	detail.Receipt.Fetches = []relay.Fetch{{What: relay.FetchDetail, State: relay.FetchWaiting, NextTry: noon()}}
	file := later("rcp_2", "file")
	file.Receipt.Fetches = []relay.Fetch{{What: relay.FetchFile, State: relay.FetchWaiting, NextTry: noon()}}
	receiveAll(t, b, detail, file, later("rcp_3", "inbox"))
	must(t, b.Book(t.Context(), 2, nil))
	booked, _, err := b.Reconcilable(t.Context(), "")
	must(t, err)
	got := map[string]bool{}
	for _, one := range booked {
		got[one.DedupKey] = one.Waiting
	}
	if diff := gocmp.Diff(map[string]bool{"detail": true, "file": false, "inbox": true}, got); diff != "" {
		t.Errorf("waiting (-want +got):\n%s", diff)
	}
}

// What a reset removed is not booked by whoever still has it in hand.
func TestAResetEmptiesTheInbox(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	arrival := later("rcp_1", "a")
	arrival.Receipt.Fetches = []relay.Fetch{{What: relay.FetchDetail, URL: "/a", State: relay.FetchWaiting, NextTry: noon()}}
	got := receiveAll(t, b, arrival)
	must(t, b.ResetBooks(t.Context()))
	receiveAll(t, b, later("rcp_2", "b"))
	booking := bookingOf(got[0], newPosting())
	must(t, b.Book(t.Context(), 2, []relay.Booking{*booking}))
	must(t, b.Fetched(t.Context(), got[0].Row, relay.Fetch{What: relay.FetchDetail, State: relay.Fetched}, booking))
	if postings, _, err := b.Postings(t.Context(), "", "", 0); err != nil || len(postings) != 0 {
		t.Errorf("%d postings, %v", len(postings), err)
	}
}

func TestErrandsComeByDueTime(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	at := func(id string, after time.Duration) relay.Arrival {
		a := relay.Arrival{Receipt: newReceipt(id, id)}
		a.Receipt.Fetches = []relay.Fetch{{What: relay.FetchFile, URL: "http://127.0.0.1/" + id, State: relay.FetchWaiting, NextTry: noon().Add(after)}}
		return a
	}
	got := receiveAll(t, b, at("rcp_1", time.Minute), at("rcp_2", 0), at("rcp_3", 0), at("rcp_4", time.Hour))
	due := func(after time.Duration) []string {
		t.Helper()
		errands, err := b.Errands(t.Context(), noon().Add(after), 10)
		must(t, err)
		ids := []string{}
		for _, e := range errands {
			if e.Fetch.URL != "http://127.0.0.1/"+e.Receipt.ID || string(e.Receipt.Request.Body) != "{}\x00" {
				t.Errorf("%+v", e)
			}
			ids = append(ids, e.Receipt.ID)
		}
		return ids
	}
	if diff := gocmp.Diff([]string{"rcp_2", "rcp_3", "rcp_1"}, due(time.Minute)); diff != "" {
		t.Errorf("due within a minute (-want +got):\n%s", diff)
	}
	done := relay.Fetch{What: relay.FetchFile, URL: "http://127.0.0.1/rcp_2", State: relay.Fetched, Tries: 1, Status: 200, Bytes: 7, SHA256: "ab"}
	must(t, b.Fetched(t.Context(), got[1].Row, done, bookingOf(got[1], newPosting())))
	again := relay.Fetch{
		What: relay.FetchFile, URL: "http://127.0.0.1/rcp_3", State: relay.FetchWaiting, Tries: 1, Status: 503, Problem: "answered 503", Fault: "status",
		NextTry: noon().Add(2 * time.Hour),
	}
	must(t, b.Fetched(t.Context(), got[2].Row, again, nil))
	if diff := gocmp.Diff([]string{"rcp_1", "rcp_4"}, due(time.Hour)); diff != "" {
		t.Errorf("due within an hour (-want +got):\n%s", diff)
	}
	if next, err := b.NextErrand(t.Context(), noon()); err != nil || !next.Equal(noon().Add(time.Minute)) {
		t.Errorf("next at %v, %v", next, err)
	}
	receipts, _, err := b.Receipts(t.Context(), relay.ReceiptQuery{})
	must(t, err)
	if diff := gocmp.Diff([]relay.Fetch{again}, receipts[1].Fetches); diff != "" {
		t.Errorf("of the third (-want +got):\n%s", diff)
	}
	postings, _, err := b.Postings(t.Context(), "", "", 0)
	must(t, err)
	if len(postings) != 1 || !gocmp.Equal(&done, postings[0].File) {
		t.Errorf("postings %+v", postings)
	}
}

// Old receipts go once they are booked, and all that must not be forgotten stays.
func TestOldReceiptsAreRemoved(t *testing.T) {
	t.Parallel()
	b := openBooksAt(t, Options{Path: filepath.Join(t.TempDir(), "books.db"), NoSync: true, KeepReceipts: 100})
	waiting := relay.Arrival{Receipt: newReceipt("rcp_fetch", "fetch")}
	waiting.Receipt.Fetches = []relay.Fetch{{What: relay.FetchFile, State: relay.FetchWaiting, NextTry: noon()}}
	receiveAll(t, b, waiting, atOnce(newReceipt("rcp_first", "first")))
	left := func() (n int) {
		t.Helper()
		_, err := b.db.reader.row(t.Context(), `SELECT count(*) FROM receipts`, nil, &n)
		must(t, err)
		return n
	}
	more := func(n int) {
		t.Helper()
		for range n {
			receiveAll(t, b, relay.Arrival{Receipt: newReceipt("rcp", "")})
		}
	}
	more(2*trimStep - 2)
	if n := left(); n != 2*trimStep {
		t.Errorf("%d receipts are left though none is booked, want all %d", n, 2*trimStep)
	}
	must(t, b.Book(t.Context(), 2*trimStep, nil))
	more(trimStep)
	if n := left(); n != trimStep+1 {
		t.Errorf("%d receipts are left, want those not booked and the one that something waits for", n)
	}
	must(t, b.Book(t.Context(), 4*trimStep, nil))
	more(trimStep)
	if n := left(); n != 101 {
		t.Errorf("%d receipts are left, want the newest 100 and the one that something waits for", n)
	}
	again := receiveAll(t, b, atOnce(newReceipt("rcp_again", "first")))[0]
	if again.Verdict != relay.Duplicate || again.Reference != reference(1) {
		t.Errorf("%+v", again)
	}
}
