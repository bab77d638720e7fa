package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// What a receiver computes by mistake, by this test's own code, is among what it is offered, under the mistake's name.
func TestMistakenHoldsWhatReceiversCompute(t *testing.T) {
	t.Parallel()
	beyond := []string{"cut in the middle", "the last byte cut", "a signature that is cut", "line feed and base64 or hex", "by Moneybird's scheme"}
	for product, p := range signers(t) {
		in := p.presented(p.headers(p.right()))
		if product == "silverfin" {
			in.Headers = append(in.Headers, relay.Header{Name: "X-SF-SIGNATURE-2", Value: hexOf(p.secrets[1], p.body)})
		}
		all, err := provider.Explainer{}.Mistaken(in)
		if err != nil {
			t.Fatal(err)
		}
		for name, mistake := range mistakes() {
			if !applies(name, &p) || slices.Contains(beyond, name) {
				continue
			}
			t.Run(product+" "+name, func(t *testing.T) {
				want := p.wrap(mistake.of(&p))
				if name == "by Standard Webhooks" {
					want = "v1," + want // as its libraries compare it
				}
				i := slices.IndexFunc(all, func(m relay.Mistaken) bool {
					return slices.ContainsFunc(m.Headers, func(h relay.Header) bool { return strings.EqualFold(h.Name, p.header) && h.Value == want })
				})
				if i < 0 || all[i].Mistake.ID != mistake.id {
					t.Errorf("%s is not there as %s: %d", want, mistake.id, i)
				}
			})
		}
	}
}

func TestMistakenHoldsNothingRightAndNoSecret(t *testing.T) {
	t.Parallel()
	for product, p := range signers(t) {
		in := p.presented(p.headers(p.right()))
		if product == "silverfin" {
			in.Headers = append(in.Headers, relay.Header{Name: "X-SF-SIGNATURE-2", Value: hexOf(p.secrets[1], p.body)})
		}
		all, err := provider.Explainer{}.Mistaken(in)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, m := range all {
			in := in
			in.Headers = m.Headers
			v := verified(t, in, "")
			if v.OK {
				t.Errorf("%s: what %s makes is right: %v", product, m.Mistake.ID, m.Headers)
			}
			checkExplanation(t, &in, &relay.Explanation{Verdict: v.Verdict, Mistake: &m.Mistake})
			key := ""
			for _, h := range m.Headers {
				key += h.Name + ": " + h.Value + "\n"
			}
			if seen[key] {
				t.Errorf("%s: %s makes the same as another", product, m.Mistake.ID)
			}
			seen[key] = true
		}
		t.Log(product, len(all))
	}
	if all, err := (provider.Explainer{}).Mistaken(relay.Presented{Provider: "finpilo"}); err != nil || len(all) > 0 {
		t.Errorf("Finpilo signs nothing, and got %d, %v", len(all), err)
	}
	if _, err := (provider.Explainer{}).Mistaken(relay.Presented{Provider: "bookkeeper", Secrets: []string{"whsec_x"}}); err == nil {
		t.Error("a secret that cannot sign is no error")
	}
}
