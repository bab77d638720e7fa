package sqlite

import (
	"fmt"
	"strconv"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// receiptsKey is the running number of receipts.
const receiptsKey = "receipts"

// next takes the next of the running numbers kept under a key. first draws what they begin with. The numbers are read once
// a transaction, and written once at its end.
func (t *tx) next(key string, first func() uint64) (uint64, error) {
	last, err := t.number(key)
	if err != nil {
		return 0, err
	}
	if last == 0 {
		last = first() - 1
	}
	t.raised.raise(key, last+1)
	return last + 1, nil
}

// number is where a running number stands; zero where none was given yet.
func (t *tx) number(key string) (uint64, error) {
	last, known := t.raised[key]
	if known {
		return last, nil
	}
	var text string
	found, err := t.row(selectMeta, []any{key}, &text)
	if err == nil && found {
		last, err = strconv.ParseUint(text, 10, 64)
	}
	if err != nil {
		return 0, fmt.Errorf("read the running number %s: %w", key, err)
	}
	return last, nil
}

// lowestReferences is below how much the first reference of a kind and year is. It is drawn, so that nobody takes a reference
// for the number of a row.
const lowestReferences = 900

// reference gives the next one of a kind in a year, such as INV-2026-0042. It never means two postings, also after a reset.
func (t *tx) reference(chance relay.Chance, kind relay.PostingKind, at time.Time) (string, error) {
	year := at.UTC().Year()
	key := fmt.Sprintf("reference %s %04d", kind, year)
	number, err := t.next(key, func() uint64 { return 1 + chance.Uint64("mock/reference", key, 0)%lowestReferences })
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-%04d-%04d", kind.Prefix(), year, number), nil
}
