package receivers_test

import "testing"

// Mistakes as they are made in Python.
func TestPythonMutants(t *testing.T) {
	t.Parallel()
	triesForeign(t, runs(t, "python3", "receiver.py"), []foreign{
		{"bookkeeper", "dumps", mutant{want: []string{"delivery/valid"}, says: "json.dumps|blanks"}},
		{"moneybird", "dumps_compact", mutant{want: []string{"signature/respaced-body", "signature/oddly-written"}, says: "writes the parsed JSON again and signs that",
			also: []string{"body/unicode"}}},
		{"bookkeeper", "ascii_only", mutant{want: []string{"body/unicode"}, says: "names in five scripts"}},
		{"fintoro", "starts_with", mutant{want: []string{"signature/cut"}, says: "only a prefix, as many characters as it is given"}},
		{"silverfin", "first_bytes", mutant{want: []string{"signature/last-digit", "signature/middle-digit"}, says: "compares the beginning alone: a prefix", also: []string{"signature/cut"}}},
		{"moneybird", "if_present", mutant{want: []string{"signature/missing"}, says: "leaving it out is enough", also: []string{"signature/empty", "signature/no-known-scheme"}}},
		{"fintoro", "int_throws", mutant{want: []string{"time/unreadable"}, says: "answered 500"}},
		{"moneybird", "age_only", mutant{want: []string{"time/future"}, says: "asks only whether the timestamp is too old"}},
		{"bookkeeper", "no_time", mutant{want: []string{"time/stale"}, says: "does not look how old the timestamp is"}},
		{"moneybird", "from_hex", mutant{want: []string{"delivery/valid"}, says: "the bytes that the secret's hex stands for"}},
		{"bookkeeper", "not_decoded", mutant{want: []string{"delivery/valid"}, says: "the text behind whsec_"}},
		{"silverfin", "dict_of_headers", mutant{want: []string{"http/lower-case-headers"}, says: "headers in lower case", also: []string{"http/canonical-headers"}}},
		{"moneybird", "split_by_place", mutant{want: []string{"signature/second-valid"}, says: "looks at the first signature alone"}},
		{"silverfin", "either_header", mutant{want: []string{"signature/swapped-tokens"}, says: "compares each header with every token"}},
		{"finpilo", "last_word", mutant{want: []string{"signature/bare-key"}, says: "does not look at the scheme"}},
		{"fintoro", "checks_then_acts", mutant{want: []string{"identity/booked-once-at-once"}, says: "looks first and notes afterwards", also: []string{"load/duplicates"}}},
		{"bookkeeper", "books_twice", mutant{want: []string{"identity/booked-once"}, says: "does not know a retry again", also: []string{"load/duplicates", "identity/booked-once-at-once"}}},
		{"silverfin", "conflict", mutant{want: []string{"identity/again"}, says: "answers a duplicate with an error", also: []string{"load/duplicates", "identity/retries", "identity/two-at-once", "identity/eight-at-once"}}},
		{"moneybird", "created", mutant{want: []string{"delivery/valid"}, says: "answered 201 .* counts 200 and nothing else"}},
		{"silverfin", "key_error", mutant{want: []string{"events/unknown-type-expires"}, says: "its handler falls over what it does not know"}},
		{"moneybird", "none_has_no_id", mutant{want: []string{"events/deleted"}, says: "answered 500 .* sales_invoice_destroyed"}},
	})
}
