package receivers_test

import (
	"net/http"
	"slices"
	"testing"
)

func TestFintoroMutants(t *testing.T) {
	t.Parallel()
	tries(t, "fintoro", slices.Concat(comparesBadly(), signsBadly(), booksBadly(), speaksBadly(), handlesBadly("events/unknown-type"), []mutant{
		{name: "it decodes the secret as hex", bug: keyed(keyAsHex), want: []string{"delivery/valid"}, says: "hex"},
		{name: "it cuts the prefix off the secret", bug: keyed(keyWithoutPrefix), want: []string{"delivery/valid"}, says: "the text behind whsec_fintoro_|without its prefix"},
		{name: "it verifies as Standard Webhooks", bug: standardWay, want: []string{"delivery/valid"}, says: "Standard Webhooks|base64 over id.timestamp.body"},
		{name: "it ignores the timestamp", bug: ignoresTime, want: []string{"time/stale-header"}, says: "does not look how old the timestamp is"},
		{name: "it takes timestamps of the future", bug: ageOnly, want: []string{"time/future"}, says: "asks only whether the timestamp is too old"},
		{name: "it takes the timestamp for milliseconds", bug: wantsMilliseconds(timestampHeader), want: []string{"delivery/valid"}, says: "takes the timestamp for milliseconds"},
		{name: "it deduplicates by the header, which is not signed", bug: identifiedBy(byHeader), want: []string{"identity/unsigned-header"}, says: "goes by webhook-id, which anybody can change"},
		{name: "it refuses unknown keys", bug: wantsKeys("id", "type", "occurredAt", "resource"), want: []string{"events/extra-fields"}, says: "fields that were not there before"},
		{name: "it reads no more than 100 bytes", bug: limitedTo(100), want: []string{"delivery/valid"}, says: "answered 413 to a right webhook"},
		{name: "it answers 410", bug: answering(http.StatusGone), want: []string{"delivery/valid"}, says: "answered 410 to a right webhook"},
	}))
}
