package receivers_test

import "testing"

// Mistakes as they are made in Node.
func TestNodeMutants(t *testing.T) {
	t.Parallel()
	triesForeign(t, runs(t, "node", "receiver.mjs"), []foreign{
		{"fintoro", "stringify", mutant{want: []string{"signature/respaced-body", "signature/oddly-written"}, says: "writes the parsed JSON again and signs that"}},
		{"moneybird", "stringify", mutant{want: []string{"signature/respaced-body", "signature/oddly-written"}, says: "writes the parsed JSON again and signs that"}},
		{"silverfin", "stringify", mutant{want: []string{"signature/respaced-body", "signature/oddly-written"}, says: "writes the parsed JSON again and signs that"}},
		{"moneybird", "latin1", mutant{want: []string{"body/unicode"}, says: "names in five scripts"}},
		{"fintoro", "startsWith", mutant{want: []string{"signature/cut"}, says: "only a prefix, as many characters as it is given"}},
		{"bookkeeper", "slice", mutant{want: []string{"signature/last-digit", "signature/middle-digit"}, says: "compares the beginning alone: a prefix", also: []string{"signature/cut"}}},
		{"silverfin", "optional", mutant{want: []string{"signature/missing"}, says: "leaving it out is enough", also: []string{"signature/empty", "signature/wrong-and-missing"}}},
		{"moneybird", "throws", mutant{want: []string{"signature/cut"}, says: "answered 500"}},
		{"fintoro", "nan", mutant{want: []string{"time/unreadable"}, says: "as NaN does in JavaScript"}},
		{"bookkeeper", "milliseconds", mutant{want: []string{"delivery/valid"}, says: "takes the timestamp for milliseconds"}},
		{"moneybird", "hexKey", mutant{want: []string{"delivery/valid"}, says: "the bytes that the secret's hex stands for"}},
		{"fintoro", "hexKey", mutant{want: []string{"delivery/valid"}, says: "hex"}},
		{"bookkeeper", "textKey", mutant{want: []string{"delivery/valid"}, says: "the text behind whsec_"}},
		{"moneybird", "firstV1", mutant{want: []string{"signature/second-valid"}, says: "looks at the first signature alone"}},
		{"silverfin", "firstV1", mutant{want: []string{"signature/second-token-alone"}, says: "looks at the other one alone"}},
		{"fintoro", "standardWebhooks", mutant{want: []string{"delivery/valid"}, says: "Standard Webhooks|base64 over id.timestamp.body"}},
		{"fintoro", "rawHeaders", mutant{want: []string{"http/canonical-headers", "http/upper-case-headers"}, says: "headers Written-Like-This"}},
		{"silverfin", "rawHeaders", mutant{want: []string{"http/lower-case-headers"}, says: "headers in lower case", also: []string{"http/canonical-headers"}}},
		{"bookkeeper", "awaits", mutant{want: []string{"identity/booked-once-at-once"}, says: "looks first and notes afterwards", also: []string{"load/duplicates"}}},
		{"finpilo", "twice", mutant{want: []string{"identity/booked-once"}, says: "does not know a retry again", also: []string{"load/duplicates", "identity/booked-once-at-once"}}},
		{"fintoro", "conflict", mutant{want: []string{"identity/again"}, says: "answers a duplicate with an error", also: []string{"load/duplicates", "identity/retries", "identity/two-at-once", "identity/eight-at-once"}}},
		{"moneybird", "created", mutant{want: []string{"delivery/valid"}, says: "answered 201 .* counts 200 and nothing else"}},
		{"moneybird", "noContent", mutant{want: []string{"delivery/valid"}, says: "answered 204 .* counts 200 and nothing else"}},
		{"fintoro", "unhandled", mutant{want: []string{"events/unknown-type", "events/types"}, says: "its handler falls over what it does not know"}},
		{"moneybird", "entity", mutant{want: []string{"events/deleted"}, says: "answered 500 .* sales_invoice_destroyed"}},
		{"finpilo", "includes", mutant{want: []string{"signature/other-auth-scheme", "signature/two-keys"}, says: "looks for the key anywhere in the header"}},
		{"bookkeeper", "lowerCase", mutant{want: []string{"signature/case"}, says: "compares without regard to case"}},
	})
}
