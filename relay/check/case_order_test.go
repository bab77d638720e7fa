package check_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// knows is an app that refuses changes of records that it has not heard of, and those of records that are gone.
func knows(status int, key string, subject func(body string) any, makes, ends string) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		var mu sync.Mutex
		known := map[any]bool{}
		gone := map[any]bool{}
		return bodyAnswers(status, func(body string) bool {
			mu.Lock()
			defer mu.Unlock()
			name, _ := in(body, key).(string)
			id := subject(body)
			switch {
			case name == "" || id == nil:
				return false
			case strings.HasSuffix(name, ends):
				gone[id] = true
				return false
			case strings.HasSuffix(name, makes):
				known[id] = true
				return false
			case gone[id]:
				return true
			}
			return strings.HasSuffix(name, "updated") && !known[id]
		})(rc)
	}
}

// Each of these apps takes events to come in order, and the case that is about it names it.
func TestOrderMistakes(t *testing.T) {
	t.Parallel()
	fintoro := func(b string) any { return in(b, "resource", "id") }
	account := func(b string) any { return in(b, "account", "id") }
	tests := map[string]mistake{
		"knows no record to change":       {"fintoro", knows(404, "type", fintoro, "created", "none"), "order/updated-first", check.Warn, "answered 404 to invoices.updated"},
		"knows no account to change":      {"silverfin", knows(500, "event", account, "created", "none"), "order/updated-first", check.Warn, "account.updated"},
		"knows no refund to complete":     {"bookkeeper", bodyAnswers(409, contains("refund.completed")), "order/updated-first", check.Warn, "refund.completed"},
		"books payments of what it knows": {"moneybird", bodyAnswers(500, noneOf("action", "sales_invoice_state_changed_to_paid")), "order/paid-first", check.Warn, "too late"},
		"has lost what is gone":           {"fintoro", knows(410, "type", fintoro, "created", "deleted"), "order/deleted-first", check.Warn, "answered 410 to invoices.updated"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.finds(t, nil)
		})
	}
}

// An app that books an invoice at each event about it has it twice.
func TestBookedByEachEvent(t *testing.T) {
	t.Parallel()
	each := func(rc *receiver) http.Handler {
		return bodyAnswers(200, func(body string) bool {
			id, _ := in(body, "entity_id").(string)
			if id == "" {
				return false
			}
			rc.mu.Lock()
			defer rc.mu.Unlock()
			rc.booked = append(rc.booked, relay.ObservedItem{DocumentID: id})
			return true
		})(rc)
	}
	m := mistake{"moneybird", each, "order/booked-once", check.Fail, "booked the record twice"}
	m.finds(t, func(o *check.Options, rc *receiver) { o.Observed = rc.observed })
}
