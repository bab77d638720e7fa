package sqlite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What a reconciliation reads: the reference of each key, wherever it stands, and every posting.
func TestReconcilable(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	arrival := func(id, key, provider string) relay.Arrival {
		r := newReceipt(id, key)
		r.Provider = provider
		return atOnce(r)
	}
	paid := arrival("rcp_1", "paid", "fintoro")
	settle := paid.Booking.Settle
	paid.Booking.Settle = func(desk relay.Desk) ([]relay.Posting, string, error) {
		postings, reference, err := settle(desk)
		if err != nil {
			return nil, "", err
		}
		payment := postings[0]
		payment.Kind, payment.Breaches = relay.PaymentPosting, []string{"it was paid twice"}
		payment.Reference, err = desk.Number(payment.Kind)
		return append(postings, payment), reference, err
	}
	known := arrival("rcp_2", "same document", "fintoro")
	known.Booking = bookingFor("paid", known.Receipt, newPosting())
	nothing := arrival("rcp_3", "nothing to book", "fintoro")
	nothing.Booking = nil
	receiveAll(t, b, paid, known, nothing, arrival("rcp_4", "paid", "fintoro"), arrival("rcp_5", "elsewhere", "finpilo"), later("rcp_6", "waits"))
	must(t, b.Book(t.Context(), 5, nil))

	taken := func(key, provider, reference string) relay.Booked {
		return relay.Booked{Provider: provider, DedupKey: key, Reference: reference}
	}
	posted := func(key, provider, reference string, kind relay.PostingKind) relay.BookedPosting {
		return relay.BookedPosting{Reference: reference, Provider: provider, DedupKey: key, Document: "invoice/1", Kind: kind, Currency: "EUR", Entries: newPosting().Entries}
	}
	payment := posted("paid", "fintoro", "PAY-2026-0246", relay.PaymentPosting)
	payment.Breaches = []string{"it was paid twice"}
	elsewhere, elsewherePosted := taken("elsewhere", "finpilo", reference(2)), posted("elsewhere", "finpilo", reference(2), relay.InvoicePosting)
	waits := taken("waits", "fintoro", "")
	waits.Waiting = true
	all := []relay.Booked{elsewhere, taken("nothing to book", "fintoro", ""), taken("paid", "fintoro", reference(1)), taken("same document", "fintoro", reference(1)), waits}
	allPosted := []relay.BookedPosting{posted("paid", "fintoro", reference(1), relay.InvoicePosting), payment, elsewherePosted}
	for provider, want := range map[string]struct {
		booked   []relay.Booked
		postings []relay.BookedPosting
	}{"": {all, allPosted}, "fintoro": {all[1:], allPosted[:2]}, "finpilo": {all[:1], allPosted[2:]}, "silverfin": {}} {
		booked, postings, err := b.Reconcilable(t.Context(), provider)
		must(t, err)
		if diff := cmp.Diff(want.booked, booked); diff != "" {
			t.Errorf("booked of %q (-want +got):\n%s", provider, diff)
		}
		if diff := cmp.Diff(want.postings, postings); diff != "" {
			t.Errorf("postings of %q (-want +got):\n%s", provider, diff)
		}
	}
}
