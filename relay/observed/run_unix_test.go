//go:build unix

package observed_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/observed"
)

func TestRun(t *testing.T) {
	t.Parallel()
	if text, err := observed.Run(t.Context(), "cat; echo '[]'; echo beside >&2"); err != nil || string(text) != "[]\n" {
		t.Errorf("%q, %v", text, err)
	}
	var failed *observed.CommandError
	if text, err := observed.Run(t.Context(), "echo '[]'; printf 'a\\033b' >&2; exit 3"); !errors.As(err, &failed) || failed.State != "exit status 3" || failed.Complaint != `a\x1bb` {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := observed.Run(t.Context(), "exit 4"); err == nil || err.Error() != "it ended with exit status 4 and said nothing" {
		t.Errorf("%v", err)
	}
	// What it leaves running does not hold us up, nor lose what was printed.
	if text, err := observed.Run(t.Context(), "sleep 300 & echo '[]'"); err != nil || string(text) != "[]\n" {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := observed.Run(t.Context(), fmt.Sprintf("head -c %d /dev/zero; sleep 300", observed.MaxBytes+1)); !errors.Is(err, observed.ErrTooLarge) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	ended, end := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	end(reason)
	if _, err := observed.Run(ended, "sleep 300"); !errors.Is(err, reason) {
		t.Errorf("after the end: %v", err)
	}
}
