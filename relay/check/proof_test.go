package check

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// What this package signs by itself is what the product signs, so that a forgery is wrong in the one way that it means to be.
func TestProofsAreTheProducts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dialect := rapid.SampledFrom(provider.All()).Draw(t, "product")
		body := rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "body")
		secrets := map[string][]string{"finpilo": {"fp_key"}, "silverfin": {"one", "two"}}[dialect.Traits().Name] // others are drawn
		s, err := newSession(Options{
			URL: "http://127.0.0.1:1/", Dialect: dialect, Secrets: secrets, Seed: rapid.Uint64().Draw(t, "seed"),
			Clock: relay.NewVirtualClock(time.Unix(1777887001, 0)),
		})
		if err != nil {
			t.Fatal(err)
		}
		w := Webhook{DialectID: "msg_1", Body: body}
		right, err := s.Signed(w, Signing{})
		if err != nil {
			t.Fatal(err)
		}
		proofs := 0
		same, err := s.dressed(w, Signing{}, func(p proof) string {
			proofs++
			if made := p.mac(sha256.New, nil, body); s.Traits.Name != "finpilo" && made != p.Value {
				t.Errorf("%s signs %s, and here %s comes out", s.Traits.Name, p.Value, made)
			}
			for at := range lastAt(p.Value) + 1 {
				if p.otherAt(at) == p.Value {
					t.Errorf("%s: nothing changed at %d of %s", s.Traits.Name, at, p.Value)
				}
			}
			return p.Value
		})
		if diff := cmp.Diff(right, same, cmp.AllowUnexported(Request{})); err != nil || diff != "" || proofs != len(s.Traits.SignatureHeaders) {
			t.Errorf("%s: %d proofs, %v\n%s", s.Traits.Name, proofs, err, diff)
		}
		if !s.Traits.SignsTime {
			return
		}
		stamped, err := s.stamped(w, strconv.FormatInt(s.Clock.Now().Unix(), 10))
		sorted := func(headers []relay.Header) []relay.Header {
			return slices.SortedFunc(slices.Values(headers), func(a, b relay.Header) int { return strings.Compare(a.Name, b.Name) })
		}
		if diff := cmp.Diff(sorted(right.Headers), sorted(stamped.Headers)); err != nil || diff != "" {
			t.Errorf("%s with the timestamp of now: %v\n%s", s.Traits.Name, err, diff)
		}
	})
}
