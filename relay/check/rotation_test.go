package check_test

import (
	"net/http"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// otherSecret is one more of a product's shape.
func otherSecret(product string) string {
	if product == "bookkeeper" {
		return "whsec_bG9jYWwtc2VjcmV0LW9mLTI0LWJ5dGVz"
	}
	return "another-secret-of-" + product
}

func TestRotationCasesNameTheBug(t *testing.T) {
	t.Parallel()
	next := func(o *check.Options, rc *receiver) {
		o.Next = otherSecret(rc.product)
		if !rc.lax && rc.product != "silverfin" {
			rc.secrets = append(rc.secrets, o.Next)
		}
	}
	old := func(o *check.Options, rc *receiver) {
		o.Old = otherSecret(rc.product)
		if rc.lax {
			orElse(rc, func(other *receiver) { other.secrets = []string{o.Old, o.Old} })
		}
	}
	lax := func(rc *receiver) { rc.lax = true }
	catches(t, map[string]wrongReceiver{
		"the old secret counts still": {
			products: products, id: "rotation/old", verdict: check.Fail, says: "still counts", tune: old, spoil: lax,
		},
		"it knows one secret": {
			products: "fintoro moneybird bookkeeper", id: "rotation/next", verdict: check.Warn, says: "one secret alone", tune: next, spoil: lax,
		},
		"it looks at the first of both": {
			products: lists, id: "rotation/both", verdict: check.Warn, says: "one signature alone", tune: next,
			spoil: func(rc *receiver) { onlyOne(rc, func(all []string) string { return all[0] }) },
		},
		"it looks at the last of old and new": {
			products: lists, id: "rotation/old-beside", verdict: check.Warn, says: "last signature alone",
			tune:  func(o *check.Options, rc *receiver) { o.Old = otherSecret(rc.product) },
			spoil: func(rc *receiver) { onlyOne(rc, func(all []string) string { return all[len(all)-1] }) },
		},
		"both tokens must be right": {
			products: "silverfin", id: "rotation/next", verdict: check.Warn, says: "one secret alone", tune: next,
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					_, _, given := rc.presented(r)
					return given[0] == rc.sign(rc.secrets[0], "", "", body) && given[1] == rc.sign(rc.secrets[1], "", "", body)
				}
			},
		},
	})
}
