package check_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// in is the value at a path of a body; nil where there is none.
func in(body string, path ...string) any {
	var value any
	if json.Unmarshal([]byte(body), &value) != nil {
		return nil
	}
	for _, name := range path {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	return value
}

// noneOf tells that the type of a body is none of these.
func noneOf(key string, known ...string) func(string) bool {
	return func(body string) bool {
		name, ok := in(body, key).(string)
		for _, k := range known {
			if ok && strings.HasPrefix(name, k) {
				return false
			}
		}
		return ok
	}
}

// Each of these apps has one classic bug of how it understands events, and the case that is about it names it.
func TestEventMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]mistake{
		"500 on an unknown type":           {"fintoro", bodyAnswers(500, contains("invoices.archived")), "events/unknown-type", check.Warn, "its handler falls over what it does not know"},
		"400 on an unknown type":           {"bookkeeper", bodyAnswers(400, contains("payout.scheduled")), "events/unknown-type", check.Warn, "it refuses what it does not know"},
		"404 on an unknown type, for ever": {"silverfin", bodyAnswers(404, contains("ledger.reconciled")), "events/unknown-type-expires", check.Fail, "it refuses what it does not know"},
		"knows its own types alone":        {"silverfin", bodyAnswers(422, noneOf("event", "permanent_document.", "account.")), "events/types", check.Warn, "refused 18 of 22 types"},
		"knows invoices alone":             {"moneybird", bodyAnswers(500, noneOf("action", "sales_invoice")), "events/types", check.Warn, "answered 500 to"},
		"has a strict schema":              {"finpilo", bodyAnswers(400, contains("x_added_later")), "events/extra-fields", check.Warn, "not there before"},
		"has a strict schema inside":       {"fintoro", bodyAnswers(422, func(b string) bool { return in(b, "resource", "x_added_later") != nil }), "events/extra-fields", check.Warn, "not there before"},
		"reads the state of a null entity": {"moneybird", bodyAnswers(500, contains(`"entity":null`)), "events/deleted", check.Warn, "sales_invoice_destroyed"},
		"asks for a record that is gone":   {"fintoro", bodyAnswers(502, contains(`invoices.deleted`)), "events/deleted", check.Warn, "invoices.deleted"},
		"reaches for document":             {"silverfin", bodyAnswers(500, noneOf("event", "permanent_document.", "account.", "ledger.")), "events/no-section", check.Warn, "sync.requested"},
		"holds two states to be equal": {"moneybird", bodyAnswers(409, func(b string) bool {
			return in(b, "entity", "state") != nil && in(b, "entity", "state") != in(b, "state")
		}), "events/state-moved-on", check.Warn, "another state"},
		"takes ids for text": {"moneybird", bodyAnswers(500, func(b string) bool {
			_, isNumber := in(b, "entity_id").(float64)
			return isNumber
		}), "events/numeric-ids", check.Warn, "ids that are numbers"},
		"holds the event's time against the clock": {"fintoro", bodyAnswers(401, oldEvent("occurredAt")), "events/long-ago", check.Fail, "long ago"},
		"holds the time in the body against it":    {"bookkeeper", bodyAnswers(400, oldEvent("timestamp")), "events/long-ago", check.Fail, "long ago"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.finds(t, nil)
		})
	}
}

// oldEvent tells that a time in the body is more than five minutes ago.
func oldEvent(key string) func(string) bool {
	return func(body string) bool {
		text, _ := in(body, key).(string)
		happened, err := time.Parse(time.RFC3339, text)
		return err == nil && relay.RealClock{}.Now().Sub(happened) > 5*time.Minute
	}
}

// An app that hangs at what it does not handle is not waited for again and again.
func TestTypesThatHang(t *testing.T) {
	t.Parallel()
	strange := noneOf("event", "permanent_document.")
	hangs := func(rc *receiver) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err == nil && strange(string(body)) {
				<-r.Context().Done()
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			rc.ServeHTTP(w, r)
		})
	}
	m := mistake{"silverfin", hangs, "events/types", check.Warn, "refused 3 of 3 types in all, after which no more were tried"}
	m.finds(t, func(o *check.Options, _ *receiver) { o.Timeout = 200 * time.Millisecond })
}
