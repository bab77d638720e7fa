package control

import (
	"errors"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestHalfwaySaysWhereToGoOn(t *testing.T) {
	t.Parallel()
	failed := errors.New("store unavailable")
	for want, done := range map[string]relay.BulkResult{
		"store unavailable":                            {},
		"after 3 of 5 were changed: store unavailable": {Matched: 5, Changed: 3, Skipped: 2},
		"after 5 of 5 were changed (cursor dlv_1 goes on after those 5): store unavailable": {Matched: 5, Changed: 5, Next: "dlv_1"},
	} {
		if got := halfway(&done, failed).Error(); got != want {
			t.Errorf("%+v: %q, want %q", done, got, want)
		}
	}
}
