package check_test

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

func TestARightReceiverPassesEveryCase(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for product := range strings.FieldsSeq(products) {
		t.Run(product, func(t *testing.T) {
			t.Parallel()
			rc := rightReceiver(product)
			o := g.options(t, product, rc)
			o.Observed = rc.observed
			applied := 0
			for _, result := range run(t, o) {
				if result.Verdict == check.Fail || result.Verdict == check.Warn {
					t.Errorf("%s: %s: %s", result.ID, result.Verdict, result.Detail)
				}
				if result.Verdict != check.Skip {
					applied++
				}
			}
			t.Log(applied, "cases")
		})
	}
}
