package receivers_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// otherSecrets are one that comes next and one that counted before.
func otherSecrets(product string) (next, old string) {
	if product == "bookkeeper" {
		return "whsec_VGhlU2VjcmV0VGhhdFdpbGxDb21lTmV4dDI=", "whsec_VGhlU2VjcmV0VGhhdENvdW50ZWRCZWZvcmU="
	}
	return "the-secret-that-comes-next", "the-secret-that-counted-before"
}

// While a secret is replaced, a right receiver knows the one that comes and not the one that went; a mutant does it the other way round.
func TestRotation(t *testing.T) {
	t.Parallel()
	for _, product := range []string{"finpilo", "fintoro", "moneybird", "bookkeeper"} {
		next, old := otherSecrets(product)
		knows := func(name string, secrets ...string) trial {
			rc := right(product)
			rc.secrets = append(rc.secrets, secrets...)
			return trial{name: name, url: serve(t, rc), product: product, observed: rc.books.observed, only: []string{"delivery", "rotation"}, next: next, old: old}
		}
		reports := all(t, []trial{knows("right", next), knows("it still takes the old secret", next, old), knows("it knows one secret alone")})
		t.Run(product+", right", func(t *testing.T) {
			passes(t, reports[0])
			if n := reports[0].Count(check.Pass); n < 4 {
				t.Errorf("only %d cases apply", n)
			}
		})
		t.Run(product+", it still takes the old secret", func(t *testing.T) {
			m := mutant{want: []string{"rotation/old"}, says: "the old secret still counts"}
			m.judge(t, reports[1])
		})
		t.Run(product+", it knows one secret alone", func(t *testing.T) {
			m := mutant{want: []string{"rotation/next"}, says: "it knows one secret alone"}
			m.judge(t, reports[2])
		})
	}
}

// A receiver of Moneybird may go by the token in the body, which is optional beside the signature and weaker.
func TestMoneybirdsToken(t *testing.T) {
	t.Parallel()
	const token = "Qm7tZk2pXr9sVb4nLc6wHd3y"
	at := func(name string, bug func(*receiver)) trial {
		rc := right("moneybird")
		bug(rc)
		return trial{name: name, url: serve(t, rc), product: "moneybird", observed: rc.books.observed, only: []string{"delivery", "signature"}, token: token}
	}
	checksToken := func(rc *receiver) {
		rc.trusts = func(body []byte) bool {
			var s sent
			return readJSON(body, &s) == nil && s.Token == token
		}
	}
	reports := all(t, []trial{
		at("right", checksToken),
		at("it does not look at the token", func(*receiver) {}),
		at("it goes by the token alone", func(rc *receiver) {
			checksToken(rc)
			looksAtNothing(rc)
			ignoresTime(rc)
		}),
	})
	t.Run("right", func(t *testing.T) { passes(t, reports[0]) })
	t.Run("it does not look at the token", func(t *testing.T) {
		m := mutant{want: []string{"signature/webhook-token"}, says: "token"}
		m.judge(t, reports[1])
	})
	t.Run("it goes by the token alone", func(t *testing.T) {
		m := mutant{want: []string{"signature/wrong-secret"}, says: "but by webhook_token"}
		m.judge(t, reports[2])
	})
}
