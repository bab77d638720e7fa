package check_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// age is how old a receiver takes a timestamp for; ok is false where it is no number.
func age(seconds string) (age float64, ok bool) {
	n, err := strconv.ParseFloat(seconds, 64)
	return float64(relay.RealClock{}.Now().Unix()) - n, err == nil
}

func TestTimeCasesNameTheBug(t *testing.T) {
	t.Parallel()
	fresh := func(judge func(seconds string) bool) func(*receiver) {
		return func(rc *receiver) { rc.fresh = judge }
	}
	const all = "fintoro moneybird bookkeeper"
	never := fresh(func(string) bool { return true })
	catches(t, map[string]wrongReceiver{
		"it ignores the signed time": {products: lists, id: "time/stale", verdict: check.Fail, says: "how old", spoil: never},
		"it ignores the time":        {products: "fintoro", id: "time/stale-header", verdict: check.Warn, says: "how old", spoil: never},
		"it compares seconds with milliseconds": {
			products: lists, id: "time/stale", verdict: check.Fail, says: "signed 600 s ago, and 401 to one of a year ago: it looks, and allows far more than 300 s",
			spoil: fresh(func(seconds string) bool { a, ok := age(seconds); return ok && a <= 300_000 && a >= -300_000 }),
		},
		"it allows an hour": {
			products: "fintoro", id: "time/stale-header", verdict: check.Warn, says: "it looks, and allows far more than 300 s",
			spoil: fresh(func(seconds string) bool { a, ok := age(seconds); return ok && a <= 3600 && a >= -3600 }),
		},
		"it asks for the past alone": {
			products: all, id: "time/future", verdict: check.Warn, says: "only whether the timestamp is too old",
			spoil: fresh(func(seconds string) bool { a, ok := age(seconds); return ok && a <= 300 }),
		},
		"it takes milliseconds too": {
			products: all, id: "time/milliseconds", verdict: check.Warn, says: "guesses the unit",
			spoil: fresh(func(seconds string) bool {
				a, ok := age(seconds)
				return ok && (len(seconds) == 13 || a <= 300 && a >= -300)
			}),
		},
		"no number is never too old": {
			products: all, id: "time/unreadable", verdict: check.Warn, says: `"soon": what is no number passes`,
			spoil: fresh(func(seconds string) bool { a, ok := age(seconds); return !ok && seconds != "" || a <= 300 && a >= -300 }),
		},
		"no time is fine": {
			products: all, id: "time/missing", verdict: check.Warn, says: "only where there is one",
			spoil: fresh(func(seconds string) bool { a, ok := age(seconds); return seconds == "" || ok && a <= 300 && a >= -300 }),
		},
		"it allows a minute into the past": {
			products: all, id: "time/late", verdict: check.Warn, says: "less than 300 s",
			spoil: fresh(func(seconds string) bool { a, ok := age(seconds); return ok && a <= 60 && a >= -300 }),
		},
		"it allows a minute into the future": {
			products: all, id: "time/early", verdict: check.Warn, says: "less than 300 s",
			spoil: fresh(func(seconds string) bool { a, ok := age(seconds); return ok && a <= 300 && a >= -60 }),
		},
		"it signs another time than it checks": {
			products: lists, id: "time/altered", verdict: check.Fail, says: "does not sign the timestamp",
			spoil: func(rc *receiver) {
				strict := rc.text
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					for _, back := range []int{0, 1, 2, 600, 601, 602} { // as if the time came from elsewhere
						when := strconv.FormatInt(relay.RealClock{}.Now().Add(-time.Duration(back)*time.Second).Unix(), 10)
						rc.text = func(id, _ string, body []byte) []byte { return strict(id, when, body) }
						if rc.verify(r, body) {
							return true
						}
					}
					return false
				}
			},
		},
	})
}

func TestProductsWithoutTimeSkipItsCases(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for _, product := range []string{"finpilo", "silverfin"} {
		o := g.options(t, product, rightReceiver(product))
		o.Only = []string{"time"}
		for id, result := range run(t, o) {
			if result.Verdict != check.Skip || result.Detail == "" {
				t.Errorf("%s %s: %s %q", product, id, result.Verdict, result.Detail)
			}
		}
	}
}

// A receiver that takes any timestamp has one bug, and is told so once: what else is wrong with its timestamps cannot be known.
func TestAnAgelessReceiverIsToldOnce(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for product, found := range map[string]string{"fintoro": "time/stale-header", "moneybird": "time/stale", "bookkeeper": "time/stale"} {
		rc := rightReceiver(product)
		rc.fresh = func(string) bool { return true }
		o := g.options(t, product, rc)
		o.Only = []string{"delivery", "time"}
		results := run(t, o)
		for id, r := range results {
			if broken := r.Verdict == check.Fail || r.Verdict == check.Warn; broken != (id == found) {
				t.Errorf("%s %s: %s %q", product, id, r.Verdict, r.Detail)
			}
		}
		if r := results["time/future"]; r.Verdict != check.Skip || !strings.Contains(r.Detail, "mend "+found+" first") {
			t.Errorf("%s %s: %s %q", product, r.ID, r.Verdict, r.Detail)
		}
	}
}
