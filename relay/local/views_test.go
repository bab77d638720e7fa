package local_test

import (
	"context"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// noKeys are those of a mock that verifies nothing.
type noKeys struct{}

func (noKeys) Keys(context.Context, string) ([]mock.Key, error) { return nil, nil }

// A list whose end is long in coming, since the mock books all the while, waits for it once and not at every page.
func TestOnlyTheFirstPageWaitsForTheMock(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "books.db")
	synctest.Test(t, func(t *testing.T) {
		books, err := sqlite.OpenBooks(t.Context(), sqlite.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := books.Close(); err != nil {
				t.Error(err)
			}
		}()
		clock := relay.RealClock{}
		receiver, err := mock.New(mock.Options{Books: books, Keys: noKeys{}, Clock: clock, IDs: relay.NewIDs(relay.Chance{}, 0)})
		if err != nil {
			t.Fatal(err)
		}
		views := local.Views(books, receiver) // of a receiver that does not run, and so is never done
		for cursor, want := range map[string]time.Duration{"": 2 * time.Second, "z": 0} {
			before := clock.Now()
			if _, _, err := views.Postings(t.Context(), "", cursor, 10); err != nil {
				t.Fatal(err)
			}
			if took := clock.Now().Sub(before); took != want {
				t.Errorf("postings behind %q took %s, want %s", cursor, took, want)
			}
			before = clock.Now()
			if _, _, err := views.Receipts(t.Context(), relay.ReceiptQuery{Cursor: cursor}); err != nil {
				t.Fatal(err)
			}
			if took := clock.Now().Sub(before); took != want {
				t.Errorf("receipts behind %q took %s, want %s", cursor, took, want)
			}
		}
	})
}
