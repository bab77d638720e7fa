package check_test

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// leastCases is how many cases a product has at least that apply to an ordinary receiver.
const leastCases = 25

func TestARightReceiverPassesEveryCase(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for product := range strings.FieldsSeq(products) {
		t.Run(product, func(t *testing.T) {
			t.Parallel()
			rc := rightReceiver(product)
			o := g.options(t, product, rc)
			o.Observed = rc.observed
			if applied := passes(t, o); applied < leastCases {
				t.Errorf("%d cases apply, want %d", applied, leastCases)
			}
		})
	}
}

// Secrets are any text but for Bookkeeper's, and a rotation has two.
func TestARightReceiverPassesWithPlainSecretsAndInARotation(t *testing.T) {
	t.Parallel()
	g := newRig(t)
	for product, secrets := range map[string][]string{
		"finpilo": {"k"}, "fintoro": {"local-secret"}, "moneybird": {"local-secret"}, "silverfin": {"local-1", "local-2"}, "bookkeeper": secretsOf("bookkeeper"),
	} {
		t.Run(product, func(t *testing.T) {
			t.Parallel()
			rc := rightReceiver(product)
			rc.secrets = secrets
			o := g.options(t, product, rc)
			o.Secrets, o.Next, o.Old = secrets, otherSecret(product), "whsec_b2xkLXNlY3JldC1vZi0yNC1ieXRlcy1vbGQ="
			if product != "silverfin" && product != "finpilo" { // the one has two tokens, the other one key
				rc.secrets = append(rc.secrets, o.Next)
			} else if product == "finpilo" {
				o.Next = ""
			}
			o.Only = []string{"delivery", "signature", "time", "identity", "rotation"}
			passes(t, o)
		})
	}
}

// passes runs a check that finds nothing to mend, and tells how many cases applied.
func passes(t *testing.T, o check.Options) (applied int) {
	t.Helper()
	for _, result := range run(t, o) {
		switch result.Verdict {
		case check.Pass:
			applied++
		case check.Skip:
			if result.Detail == "" {
				t.Errorf("%s is skipped without a reason", result.ID)
			}
		default:
			t.Errorf("%s: %q: %s", result.ID, result.Verdict, result.Detail)
		}
	}
	return applied
}
