package provider_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func TestExplainBearer(t *testing.T) {
	t.Parallel()
	const key = "local-dev-key-77"
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("api:"+key))
	tests := map[string]struct {
		headers  []relay.Header
		computed string
		secrets  []string
		verdict  relay.SignatureVerdict
		id       string
	}{
		"the key":                       {headers: bearer("Bearer " + key), verdict: relay.SignatureRight},
		"the scheme's case is open":     {headers: bearer("bearer " + key), verdict: relay.SignatureRight},
		"the key as a receiver has it":  {computed: key, verdict: relay.SignatureRight},
		"another key of a receiver":     {computed: "else", verdict: relay.SignatureWrong, id: "bearer-other"},
		"no header":                     {verdict: relay.SignatureMissing, id: "header-missing"},
		"an empty header":               {headers: bearer(""), verdict: relay.SignatureMalformed, id: "header-empty"},
		"two headers":                   {headers: append(bearer("Bearer a"), bearer("Bearer b")...), verdict: relay.SignatureMalformed, id: "header-repeated"},
		"Basic with the key":            {headers: bearer(basic), verdict: relay.SignatureWrong, id: "bearer-basic"},
		"Basic with something else":     {headers: bearer("Basic !"), verdict: relay.SignatureWrong, id: "bearer-basic"},
		"another scheme":                {headers: bearer("Token " + key), verdict: relay.SignatureMalformed, id: "bearer-scheme"},
		"no scheme":                     {headers: bearer(key), verdict: relay.SignatureWrong, id: "bearer-missing"},
		"a blank before the key":        {headers: bearer("Bearer  " + key), verdict: relay.SignatureWrong, id: "bearer-blank"},
		"a line break behind the key":   {headers: bearer("Bearer " + key + "\n"), verdict: relay.SignatureWrong, id: "bearer-blank"},
		"the key in quotes":             {headers: bearer(`Bearer "` + key + `"`), verdict: relay.SignatureWrong, id: "bearer-blank"},
		"the key in upper case":         {headers: bearer("Bearer " + strings.ToUpper(key)), verdict: relay.SignatureWrong, id: "bearer-case"},
		"the key in base64":             {headers: bearer("Bearer " + base64.StdEncoding.EncodeToString([]byte(key))), verdict: relay.SignatureWrong, id: "bearer-encoded"},
		"the old key":                   {headers: bearer("Bearer old-key-88"), verdict: relay.SignatureWrong, id: "old-secret"},
		"another key":                   {headers: bearer("Bearer else"), verdict: relay.SignatureWrong, id: "bearer-other"},
		"as ledgerhook stores it":       {headers: bearer("Bearer ***"), verdict: relay.SignatureMalformed, id: "bearer-masked"},
		"the external API's header":     {headers: []relay.Header{{Name: "X-API-Key", Value: key}}, verdict: relay.SignatureMissing, id: "bearer-other-header"},
		"no key is set, none is sent":   {secrets: []string{}, verdict: relay.SignatureMissing},
		"no key is set, and one is":     {headers: bearer("Bearer a"), secrets: []string{}, verdict: relay.SignatureWrong, id: "bearer-unexpected"},
		"a key with what nobody sees":   {headers: bearer("Bearer " + key + "\u200b"), verdict: relay.SignatureWrong, id: "bearer-blank"},
		"a key that is set in quotes":   {headers: bearer("Bearer " + key), secrets: []string{`"` + key + `"`}, verdict: relay.SignatureWrong, id: "bearer-blank"},
		"a key that ends in line break": {headers: bearer("Bearer " + key), secrets: []string{key + "\n"}, verdict: relay.SignatureWrong, id: "bearer-blank"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := relay.Presented{Provider: "finpilo", Headers: tt.headers, Secrets: []string{key}, Old: []string{"old-key-88"}, Computed: tt.computed}
			if tt.secrets != nil {
				in.Secrets = tt.secrets
			}
			e, err := provider.Explainer{}.Explain(in)
			if err != nil {
				t.Fatal(err)
			}
			checkExplanation(t, &in, &e)
			id := ""
			if e.Mistake != nil {
				id = e.Mistake.ID
			}
			if e.Verdict != tt.verdict || id != tt.id || e.Expected != nil {
				t.Errorf("%s with %q, want %s with %q: %s", e.Verdict, id, tt.verdict, tt.id, e.Line())
			}
		})
	}
}

func bearer(value string) []relay.Header {
	return []relay.Header{{Name: "authorization", Value: value}}
}

// Only the key itself is right.
func TestExplainBearerProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key, sent := rapid.StringN(1, 20, -1).Draw(t, "key"), rapid.StringN(0, 20, -1).Draw(t, "sent")
		for value, want := range map[string]bool{"Bearer " + key: key != "***", "Bearer " + sent: sent == key && key != "***", sent: false} {
			e, err := provider.Explainer{}.Explain(relay.Presented{Provider: "finpilo", Headers: bearer(value), Secrets: []string{key}})
			if err != nil || (e.Verdict == relay.SignatureRight) != want && !strings.HasPrefix(strings.ToLower(sent), "bearer ") {
				t.Fatalf("%q for the key %q: %s, %v", value, key, e.Verdict, err)
			}
		}
	})
}
