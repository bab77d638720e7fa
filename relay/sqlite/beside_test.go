package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// What another process books is seen while it keeps the file open.
func TestBooksBeside(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "books.db")
	if _, err := OpenBooksBeside(path); !errors.Is(err, ErrNotADatabase) {
		t.Errorf("books that are not there: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("looking at books made them: %v", err)
	}
	holder, err := OpenBooks(t.Context(), Options{Path: path})
	must(t, err)
	t.Cleanup(func() { must(t, holder.Close()) })
	beside, err := OpenBooksBeside(path)
	must(t, err)
	t.Cleanup(func() { must(t, beside.Close()) })
	for want, key := range []string{"a", "b", "c"} {
		n, err := beside.CountPostings(t.Context())
		must(t, err)
		if n != want {
			t.Errorf("%d postings are seen, want %d", n, want)
		}
		receiveAll(t, holder, atOnce(newReceipt("rcp_"+key, key)))
	}
}
