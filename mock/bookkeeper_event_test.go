package mock

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBookkeeperBooks(t *testing.T) {
	t.Parallel()
	event := func(eventType, ids, amount string, second int) string {
		return fmt.Sprintf(`{"type":%q,"timestamp":"2026-05-04T09:30:00Z","data":{%s,"amount":%q,"currency":"EUR","occurred_at":"2026-05-04T09:29:%02dZ"}}`, eventType, ids, amount, second)
	}
	payment, refund := `"transaction_id":"t1","reference_id":"INV-7"`, `"transaction_id":"t2","refund_id":"r1"`
	const (
		paid     = "PAY-1 EUR payment.confirmed INV-7: Dr bank 121.00, Cr receivables 121.00"
		owed     = "EUR refund.initiated t2: Dr receivables 121.00, Cr refunds_payable 121.00"
		refunded = "EUR refund.completed t2: Dr refunds_payable 121.00, Cr bank 121.00"
	)
	tests := map[string]struct{ bodies, want []string }{
		"a payment, confirmed and completed": {[]string{event("payment.confirmed", payment, "121.00", 1), event("transaction.completed", payment, "121.00", 2)}, []string{paid}},
		"a later amount":                     {[]string{event("payment.confirmed", payment, "121.00", 1), event("payment.confirmed", payment, "120.00", 2)}, []string{paid, "COR-1 EUR correction of PAY-1: Dr receivables 1.00, Cr bank 1.00"}},
		"an earlier amount":                  {[]string{event("payment.confirmed", payment, "121.00", 1), event("payment.confirmed", payment, "120.00", 0)}, []string{paid}},
		"a refund":                           {[]string{event("refund.initiated", refund, "121.00", 1), event("refund.completed", refund, "121.00", 2)}, []string{"RF-1 " + owed, "RF-2 " + refunded}},
		"a refund, completed first":          {[]string{event("refund.completed", refund, "121.00", 2), event("refund.initiated", refund, "121.00", 1)}, []string{"RF-1 " + refunded, "RF-2 " + owed}},
		"a refund told twice":                {[]string{event("refund.initiated", refund, "121.00", 1), event("refund.initiated", refund, "121.00", 1)}, []string{"RF-1 " + owed}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var l ledger
			for _, body := range test.bodies {
				l.hear(t, "bookkeeper", body, "")
			}
			if diff := cmp.Diff(strings.Join(test.want, "\n"), l.String()); diff != "" {
				t.Errorf("booked (-want +got):\n%s", diff)
			}
		})
	}
}

// Without the ids of an endpoint's own field map, two payments on one invoice stay two.
func TestBookkeeperWithoutIDsBooksEachEvent(t *testing.T) {
	t.Parallel()
	var sent bookkeeperEvent
	if err := decode([]byte(`{"type":"payment.confirmed","data":{"reference_id":"INV-7","amount":"1"}}`), &sent); err != nil {
		t.Fatal(err)
	}
	one, err := sent.claim("msg_1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := sent.claim("msg_2")
	if err != nil {
		t.Fatal(err)
	}
	if one.Document != "event/msg_1" || other.Document != "event/msg_2" {
		t.Errorf("documents %q and %q", one.Document, other.Document)
	}
}
