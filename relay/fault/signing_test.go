package fault_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// secretsOf are secrets that each product can sign with.
func secretsOf(product string) []string {
	return map[string][]string{
		"finpilo": {"key"}, "fintoro": {"whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5"}, "moneybird": {"0f1e2d3c4b5a69788796a5b4c3d2e1f0", "a0b1c2d3e4f5061728394a5b6c7d8e9f"},
		"silverfin": {"token-one", "token-two"}, "bookkeeper": {"whsec_YQqF+RKftbFy0eJhnUF1/p4wDFaYim5C"},
	}[product]
}

var signedAt = time.Unix(1777887001, 0)

// attempt is what one product would send, with a fault in it.
func attempt(t *testing.T, d relay.Dialect, rule relay.FaultRule) (relay.Signed, string) {
	t.Helper()
	c := fault.New()
	traits := d.Traits()
	body := `{"id":"0b5c2f8e","type":"invoices.paid","action":"sales_invoice_state_changed_to_paid","event":"export.created","state":"paid","entity":{"state":"paid"}}`
	unsigned := relay.Unsigned{SignInput: relay.SignInput{Now: signedAt, Body: []byte(body), DialectID: "msg_1", Secrets: secretsOf(traits.Name)}, Traits: &traits, Draw: 0.5}
	var hit relay.AppliedFault
	if rule.Name != "" {
		rule.At = relay.AtSender
		if err := c.Check(&rule); err != nil {
			t.Fatal(err)
		}
	}
	if rule.Stage == relay.SignStage {
		c.Sign(&rule, &hit, &unsigned)
	}
	headers, err := d.Headers(unsigned.SignInput)
	if err != nil {
		t.Fatalf("%s with %s: %v", traits.Name, rule.Spec(), err)
	}
	signed := relay.Signed{Headers: headers, Body: unsigned.Body, Traits: &traits, Draw: 0.5}
	if rule.Stage == relay.SignedStage {
		c.Signed(&rule, &hit, &signed)
	}
	return signed, hit.Note
}

// proof are the headers that prove who sends.
func proof(s relay.Signed) (values []string) {
	for _, h := range s.Headers {
		if slices.Contains(s.Traits.SignatureHeaders, h.Name) {
			values = append(values, h.Value)
		}
	}
	return values
}

// What each fault changes for each product: the proof, the body, or nothing, which its note says.
func TestFaultsOfSigning(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule       relay.FaultRule
		bodyStays  bool
		applies    func(*relay.Traits) bool
		proofStays bool // where it applies; what is signed anew with another body differs
	}{
		{rule: relay.FaultRule{Name: "bad-signature"}, bodyStays: true},
		{rule: relay.FaultRule{Name: "wrong-secret"}, bodyStays: true},
		{rule: relay.FaultRule{Name: "missing-signature"}, bodyStays: true},
		{rule: relay.FaultRule{Name: "stale-timestamp"}, bodyStays: true, applies: func(t *relay.Traits) bool { return t.SignsTime }},
		{rule: relay.FaultRule{Name: "future-timestamp", Value: "301s"}, bodyStays: true, applies: func(t *relay.Traits) bool { return t.SignsTime }},
		{rule: relay.FaultRule{Name: "truncate-body"}, proofStays: true},
		{rule: relay.FaultRule{Name: "corrupt-body"}, proofStays: true},
		{rule: relay.FaultRule{Name: "wrong-content-type"}, bodyStays: true, proofStays: true},
		{rule: relay.FaultRule{Name: "unknown-event"}, applies: func(t *relay.Traits) bool { return t.TypePath != "" }},
		{rule: relay.FaultRule{Name: "extra-fields"}},
		{rule: relay.FaultRule{Name: "state-differs"}, applies: func(t *relay.Traits) bool { return t.StatePath != "" }},
	}
	for _, d := range provider.All() {
		traits := d.Traits()
		plain, _ := attempt(t, d, relay.FaultRule{})
		for _, test := range tests {
			name := traits.Name + " with " + test.rule.Spec()
			got, note := attempt(t, d, test.rule)
			if test.applies != nil && !test.applies(&traits) {
				if diff := cmp.Diff(plain, got); diff != "" || !strings.HasPrefix(note, "not applied") {
					t.Errorf("%s: note %q; it changed (-plain +got):\n%s", name, note, diff)
				}
				continue
			}
			if note == "" || strings.Contains(note, "not applied") {
				t.Errorf("%s: note %q", name, note)
			}
			if stays := bytes.Equal(plain.Body, got.Body); stays != test.bodyStays {
				t.Errorf("%s: the body stays: %v, want %v: %s", name, stays, test.bodyStays, got.Body)
			}
			bodyUnsigned := traits.Name == "finpilo" && !test.bodyStays                                  // its key does not depend on the body
			timestampOnly := traits.Name == "fintoro" && strings.HasSuffix(test.rule.Name, "-timestamp") // it signs the body alone
			if stays := slices.Equal(proof(plain), proof(got)); stays != (test.proofStays || bodyUnsigned || timestampOnly) {
				t.Errorf("%s: the proof stays: %v: %q", name, stays, proof(got))
			}
			if cmp.Equal(plain, got) {
				t.Errorf("%s: nothing changed, and its note is %q", name, note)
			}
		}
	}
}

// No signature of several may stay right.
func TestEachSignatureIsFalsified(t *testing.T) {
	t.Parallel()
	for _, d := range provider.All() {
		plain, _ := attempt(t, d, relay.FaultRule{})
		got, _ := attempt(t, d, relay.FaultRule{Name: "bad-signature"})
		for i, value := range proof(plain) {
			right := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(", =", r) })
			wrong := strings.FieldsFunc(proof(got)[i], func(r rune) bool { return strings.ContainsRune(", =", r) })
			if len(right) != len(wrong) {
				t.Fatalf("%q became %q", right, wrong)
			}
			for n := range right {
				label := slices.Contains([]string{"t", "v1", "Bearer", "1777887001"}, right[n])
				if label != (right[n] == wrong[n]) || len(right[n]) != len(wrong[n]) {
					t.Errorf("%s: %q became %q", d.Traits().Name, right[n], wrong[n])
				}
			}
		}
	}
}

// What a fault adds to a body leaves it JSON, whatever stands there.
func TestExtraFields(t *testing.T) {
	t.Parallel()
	for body, applied := range map[string]bool{`{}`: true, ` { "a" : 1 } ` + "\n": true, `{"a":{}}`: true, `[]`: false, `7`: false, ``: false, `{"a":1`: false, `{} x`: false} {
		u := relay.Unsigned{SignInput: relay.SignInput{Body: []byte(body)}, Traits: &relay.Traits{}}
		var hit relay.AppliedFault
		fault.New().Sign(&relay.FaultRule{Name: "extra-fields"}, &hit, &u)
		changed := string(u.Body) != body
		if changed != applied || changed == strings.HasPrefix(hit.Note, "not applied") {
			t.Errorf("%q became %q, note %q", body, u.Body, hit.Note)
		}
		if _, err := relay.EditBody(u.Body, relay.SetValue{Path: "x_added_object.x_list.2", Text: "x"}); changed && err != nil {
			t.Errorf("%q became %q: %v", body, u.Body, err)
		}
	}
}
