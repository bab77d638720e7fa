package receivers_test

import (
	"net/http"
	"time"
)

// What a receiver of any product can do wrong.

// comparesBadly are mutants that compare what proves the sender, whatever that is, in another way than as a whole.
func comparesBadly() []mutant {
	return []mutant{
		{name: "it compares the first eight characters", bug: comparesFirst(8), says: "compares the beginning alone: a prefix",
			want: []string{"signature/last-digit", "signature/middle-digit", "signature/cut", "signature/appended"}},
		{name: "it compares as far as what is given goes", bug: takesBeginnings, want: []string{"signature/cut"}, says: "only a prefix, as many characters as it is given"},
		{name: "it takes what begins rightly", bug: takesMore, want: []string{"signature/appended"}, says: "only a prefix, as long as the right one is"},
		{name: "it takes anything", bug: takesAny, want: []string{"signature/wrong-secret"}, says: "does not check who sends"},
		{name: "it takes what proves nothing", bug: takesUnsigned, want: []string{"signature/missing", "signature/empty"}, says: "leaving it out is enough",
			also: []string{"signature/no-known-scheme", "signature/wrong-and-missing", "signature/unset-secret"}},
		{name: "it tells what it expected", bug: echoes, want: []string{"signature/echo"}, says: "its answer holds the (secret|signature that would have been right)"},
		{name: "it answers 200 to what is forged", bug: acceptsForged, want: []string{"signature/wrong-secret"}, says: "booked nothing for it: it checks who sends after its answer"},
		{name: "it answers 500 to what is forged", bug: failsOnForged, want: []string{"signature/wrong-secret"}, says: "answered 500 .* its code broke on it"},
	}
}

// signsBadly are mutants of products that sign.
func signsBadly() []mutant {
	return []mutant{
		{name: "it signs the body that it parsed and wrote again", bug: signsParsed, says: "writes the parsed JSON again and signs that",
			want: []string{"signature/respaced-body", "signature/oddly-written"}},
	}
}

// timesBadly are mutants of products that sign the time.
func timesBadly(stamp func(http.Header) string) []mutant {
	return []mutant{
		{name: "it ignores the timestamp", bug: ignoresTime, want: []string{"time/stale"}, says: "does not look how old the timestamp is"},
		{name: "it compares seconds with milliseconds", bug: confusesUnits, want: []string{"time/stale"}, says: "allows far more than 300 s"},
		{name: "it takes timestamps of the future", bug: ageOnly, want: []string{"time/future"}, says: "asks only whether the timestamp is too old"},
		{name: "it takes the timestamp for milliseconds", bug: wantsMilliseconds(stamp), want: []string{"delivery/valid"}, says: "takes the timestamp for milliseconds"},
	}
}

// booksBadly are mutants that book, or answer, wrongly what is right.
func booksBadly() []mutant {
	return []mutant{
		{name: "it books duplicates", bug: booksAlways, want: []string{"identity/booked-once"}, says: "booked one event 3 times: it does not know a retry again",
			also: []string{"load/duplicates", "identity/booked-once-at-once"}},
		{name: "it notes after it booked", bug: notesLate, want: []string{"identity/booked-once-at-once"}, says: "looks first and notes afterwards",
			also: []string{"load/duplicates"}},
		{name: "it takes all for one", bug: takesAllForOne, want: []string{"identity/different"}, says: "takes two events for one"},
		{name: "it notes before it verified", bug: notesForged, want: []string{"identity/after-forged"}, says: "took it for a duplicate of what it had not taken"},
		{name: "it books before it verified", bug: booksForged, want: []string{"signature/nothing-booked"}, says: "booked it: it books before it checks who sends"},
		{name: "it remembers the last hundred", bug: remembersFew, want: []string{"load/again"}, says: "remembers the last few alone"},
		{name: "it answers duplicates 409", bug: conflicts, want: []string{"identity/again"}, says: "answered 409 .* it answers a duplicate with an error",
			also: []string{"load/duplicates", "identity/retries", "identity/two-at-once", "identity/eight-at-once"}},
		{name: "it dies of a body that it cannot parse", bug: dies, want: []string{"body/invalid-json"}, says: "its handler fell over it"},
	}
}

// speaksBadly are mutants that know too little of HTTP.
func speaksBadly() []mutant {
	return []mutant{
		{name: "it refuses chunked bodies", bug: refusesChunked, want: []string{"http/chunked"}, says: "answered 411 to a right webhook in chunks"},
		{name: "it takes a charset for another type", bug: takesNoCharset, want: []string{"http/charset"}, says: "answered 415 .* charset=utf-8"},
		{name: "it takes any method", bug: takesAnyMethod, want: []string{"http/put"}, says: "its handler is bound to every method"},
		{name: "it redirects", bug: movesOn, want: []string{"delivery/valid"}, says: "answered 302 to a right webhook", also: []string{"answer/redirect"}},
		{name: "it answers too late", bug: hangs, want: []string{"delivery/valid"}, says: "gave no answer", timeout: 100 * time.Millisecond},
	}
}

// readsLittle are mutants of products whose bodies may be large.
func readsLittle() []mutant {
	return []mutant{
		{name: "it reads no more than 64 kB", bug: limitedTo(64 << 10), want: []string{"body/large"}, says: "answered 413 to a right webhook of"},
	}
}

// handlesBadly are mutants of products whose events have types; unknown is the case of one that they do not know.
func handlesBadly(unknown string) []mutant {
	return []mutant{
		{name: "it answers 500 to a type that it does not handle", bug: failsOnOthers, want: []string{unknown, "events/types"},
			says: "its handler falls over what it does not know"},
	}
}
