package local_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// fetched is what the mock has read for a delivery's receipt.
func (s *stage) fetched(provider string) control.Fetch {
	s.t.Helper()
	receipts, _, err := s.Receipts(s.t.Context(), provider, "accepted", "", 1)
	s.must(err)
	if len(receipts) != 1 || len(receipts[0].Fetches) != 1 {
		s.t.Fatalf("%d receipts of %s: %+v", len(receipts), provider, receipts)
	}
	return receipts[0].Fetches[0]
}

// A document whose file cannot be had is booked without it, and marked; the file arrives later.
func TestAFileThatFailsArrivesLater(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.breaks(control.AddFault{Name: "file-fail", First: 2})
	s.sends("finpilo", "document.sent")
	s.passes(0)
	s.isRight(1)
	if f := s.fetched("finpilo"); f.State != "waiting" || f.Tries != 1 || f.Status != http.StatusServiceUnavailable || !strings.HasPrefix(f.Fault, "file-fail flt_") {
		t.Fatalf("at first: %+v", f)
	}
	postings, _, err := s.Ledger(t.Context(), "", "", 10)
	s.must(err)
	if len(postings) != 1 || postings[0].File == nil || postings[0].File.State != "waiting" {
		t.Fatalf("the posting is not marked: %+v", postings)
	}
	s.passes(time.Minute)
	if f := s.fetched("finpilo"); f.State != "fetched" || f.Tries != 3 || f.Bytes == 0 || len(f.SHA256) != 64 || f.Fault != "" {
		t.Errorf("later: %+v", f)
	}
	postings, _, err = s.Ledger(t.Context(), "", "", 10)
	s.must(err)
	if len(postings) != 1 || postings[0].File.State != "fetched" {
		t.Errorf("later: %+v", postings)
	}
	s.isRight(1)
}

// A thin event whose record cannot be read at once was acknowledged all the same, and is booked once it can be.
func TestAThinEventIsBookedOnceItCanBeRead(t *testing.T) {
	t.Parallel()
	for _, spec := range []control.AddFault{{Name: "detail-404", First: 2}, {Name: "detail-429", Value: "90s", First: 1}, {Name: "detail-stale", First: 1}} {
		s := newStage(t)
		s.breaks(spec)
		id := s.sends("fintoro", "invoices.created")
		s.passes(0)
		if d := s.delivery(id); d.State != "delivered" || d.AttemptCount != 1 {
			t.Fatalf("%s: %s after %d attempts", spec.Name, d.State, d.AttemptCount)
		}
		if n := len(s.booked()); n != 0 {
			t.Errorf("%s: %d postings before it was read", spec.Name, n)
		}
		found, err := s.Reconcile(t.Context(), "", "")
		s.must(err)
		if !found.Reconciled || found.Waiting != 1 {
			t.Errorf("%s: reconciled %v, %d waiting", spec.Name, found.Reconciled, found.Waiting)
		}
		s.passes(2 * time.Minute)
		s.isRight(1)
	}
}

// What is forged, stale or unsigned is refused by the mock of every product that can tell, and never booked.
func TestForgeriesAreNeverBooked(t *testing.T) {
	t.Parallel()
	types := map[string]string{
		"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "sales_invoice_state_changed_to_open", "silverfin": "export.created", "bookkeeper": "payment.confirmed",
	}
	for _, forgery := range []string{"bad-signature", "wrong-secret", "missing-signature", "stale-timestamp", "future-timestamp", "truncate-body", "corrupt-body"} {
		t.Run(forgery, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			key := "a-key-of-finpilo"
			_, err := s.Subscribe(t.Context(), control.CreateSubscription{Provider: "finpilo", URL: s.node.MockURL + "/finpilo", Secret: key})
			s.must(err)
			s.breaks(control.AddFault{Name: forgery})
			for provider, eventType := range types {
				unsigned := provider == "finpilo" && strings.HasSuffix(forgery, "-body") // only its key proves who sends
				timeless := strings.HasSuffix(forgery, "-timestamp") && (provider == "finpilo" || provider == "silverfin")
				if unsigned {
					continue
				}
				s.passes(0)
				before := len(s.booked())
				id := s.sends(provider, eventType)
				s.passes(0)
				d := s.delivery(id)
				if timeless { // nothing tells when it was sent, so nothing can be refused
					if d.State != "delivered" || !strings.HasPrefix(d.Attempts[0].Faults[0].Note, "not applied") {
						t.Errorf("%s: %s, note %q", provider, d.State, d.Attempts[0].Faults[0].Note)
					}
					continue
				}
				if d.Attempts[0].Status != http.StatusUnauthorized {
					t.Errorf("%s: answered %d (%s)", provider, d.Attempts[0].Status, d.Attempts[0].Faults[0].Note)
				}
				if n := len(s.booked()); n != before {
					t.Errorf("%s: %d postings", provider, n-before)
				}
			}
			if got := s.verdicts(); got["rejected"] == 0 || got["duplicate"] > 0 {
				t.Errorf("receipts %v", got)
			}
		})
	}
}
