package sqlite

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestBooksAddUp(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	for i, provider := range []string{"fintoro", "finpilo", "finpilo"} {
		receipt := newReceipt(fmt.Sprintf("rcp_%d", i), fmt.Sprint(i))
		receipt.Provider = provider
		receiveAll(t, b, atOnce(receipt))
	}
	receiveAll(t, b, relay.Arrival{Receipt: newReceipt("rcp_3", "3")})

	for provider, want := range map[string]struct {
		postings int
		bank     string
	}{"": {3, "363.00"}, "finpilo": {2, "242.00"}, "fintoro": {1, "121.00"}} {
		got, err := b.TrialBalance(t.Context(), provider)
		must(t, err)
		if got.Postings != want.postings || got.Accounts[0].Account != "bank" || got.Accounts[0].Debit != want.bank || !got.Balanced() {
			t.Errorf("of %q: %+v, want %+v", provider, got, want)
		}
	}
	if none, err := b.TrialBalance(t.Context(), "silverfin"); err != nil || none.Postings != 0 || len(none.Accounts) != 0 || !none.Balanced() {
		t.Errorf("of nothing: %+v, %v", none, err)
	}
}

// What the checks found wrong with a posting is told wherever it is looked at.
func TestBreachesAreKept(t *testing.T) {
	t.Parallel()
	b := openBooks(t)
	wrong := newPosting()
	wrong.Breaches = []string{"debits are 1 and credits 2", "VAT is odd"}
	arrival := atOnce(newReceipt("rcp_2", "2"))
	arrival.Booking = bookingOf(arrival.Receipt, wrong)
	receiveAll(t, b, atOnce(newReceipt("rcp_1", "1")), arrival, atOnce(newReceipt("rcp_3", "3")))
	balance, err := b.TrialBalance(t.Context(), "")
	must(t, err)
	if diff := cmp.Diff([]relay.Breach{{Reference: reference(2), Breaches: wrong.Breaches}}, balance.Breaches); diff != "" || balance.Breached != 1 {
		t.Errorf("the trial balance has %d (-want +got):\n%s", balance.Breached, diff)
	}
	postings, _, err := b.Postings(t.Context(), "", "", 0)
	must(t, err)
	receipts, _, err := b.Receipts(t.Context(), relay.ReceiptQuery{})
	must(t, err)
	for i, want := range [][]string{nil, wrong.Breaches, nil} {
		if !cmp.Equal(want, postings[i].Breaches) || !cmp.Equal(want, receipts[i].Breaches) {
			t.Errorf("%s has %q, its receipt %q", postings[i].Reference, postings[i].Breaches, receipts[i].Breaches)
		}
	}
}
