package relay_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestTrialBalance(t *testing.T) {
	t.Parallel()
	type entry struct {
		reference, currency string
		relay.Entry
	}
	debit := func(account, amount string) relay.Entry { return relay.Entry{Account: account, Debit: amount} }
	credit := func(account, amount string) relay.Entry { return relay.Entry{Account: account, Credit: amount} }
	tests := map[string]struct {
		entries  []entry
		want     relay.TrialBalance
		balanced bool
	}{
		"nothing is balanced": {nil, relay.TrialBalance{}, true},
		"currencies and accounts are kept apart": {
			[]entry{
				{"1", "EUR", debit("expenses", "100.00")}, {"1", "EUR", debit("vat", "21.00")}, {"1", "EUR", credit("payables", "121.00")},
				{"2", "SEK", debit("expenses", "7")}, {"2", "SEK", credit("payables", "7")},
				{"3", "EUR", debit("payables", "0.005")}, {"3", "EUR", credit("expenses", "0.005")},
			},
			relay.TrialBalance{
				Accounts: []relay.AccountBalance{
					{Account: "expenses", Currency: "EUR", Debit: "100.000", Credit: "0.005", Balance: "99.995"},
					{Account: "payables", Currency: "EUR", Debit: "0.005", Credit: "121.000", Balance: "-120.995"},
					{Account: "vat", Currency: "EUR", Debit: "21.00", Credit: "0.00", Balance: "21.00"},
					{Account: "expenses", Currency: "SEK", Debit: "7", Credit: "0", Balance: "7"},
					{Account: "payables", Currency: "SEK", Debit: "0", Credit: "7", Balance: "-7"},
				},
				Currencies: []relay.CurrencyBalance{
					{Currency: "EUR", Debit: "121.005", Credit: "121.005", Balanced: true}, {Currency: "SEK", Debit: "7", Credit: "7", Balanced: true},
				},
			},
			true,
		},
		"two mistakes that cancel each other out are still two": {
			[]entry{
				{"1", "EUR", debit("a", "2")}, {"1", "EUR", credit("b", "1")},
				{"2", "EUR", debit("a", "1")}, {"2", "EUR", credit("b", "2")},
			},
			relay.TrialBalance{
				Accounts: []relay.AccountBalance{
					{Account: "a", Currency: "EUR", Debit: "3", Credit: "0", Balance: "3"}, {Account: "b", Currency: "EUR", Debit: "0", Credit: "3", Balance: "-3"},
				},
				Currencies: []relay.CurrencyBalance{{Currency: "EUR", Debit: "3", Credit: "3", Balanced: true}},
				Unbalanced: []string{"1", "2"}, UnbalancedCount: 2,
			},
			false,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sums relay.TrialBalancer
			for _, e := range tt.entries {
				if err := sums.Add(e.reference, e.currency, e.Entry); err != nil {
					t.Fatal(err)
				}
			}
			got := sums.Result(5)
			tt.want.Postings = 5
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("trial balance (-want +got):\n%s", diff)
			}
			if got.Balanced() != tt.balanced {
				t.Errorf("balanced: %v", got.Balanced())
			}
		})
	}
}

func TestTrialBalanceIsExactAndBounded(t *testing.T) {
	t.Parallel()
	var sums relay.TrialBalancer
	for i := range 1000 {
		if err := sums.Add(fmt.Sprint(i), "EUR", relay.Entry{Account: "a", Debit: "999999999999.000001"}); err != nil {
			t.Fatal(err)
		}
	}
	got := sums.Result(1000)
	if got.Accounts[0].Debit != "999999999999000.001000" || got.UnbalancedCount != 1000 || len(got.Unbalanced) != relay.MaxFindings {
		t.Errorf("%s, %d unbalanced, %d of them named", got.Accounts[0].Debit, got.UnbalancedCount, len(got.Unbalanced))
	}
	for _, amount := range []string{"", "1e3", "-1", "1/3", "0x1", ".5", "1.2.3", "1_0"} {
		if err := sums.Add("r", "EUR", relay.Entry{Account: "a", Debit: amount}); err == nil {
			t.Errorf("%q was taken for an amount", amount)
		}
	}
}
