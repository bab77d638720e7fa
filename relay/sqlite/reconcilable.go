package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The statements below take one product's, or all where it is empty. Each goes through its table once, in the order in which
// the table is stored: to look up the posting of each key would read the pages of the other table over and over.
const (
	selectAllPostings = `SELECT ` + postingColumns + ` FROM postings WHERE ?1 = '' OR provider = ?1 ORDER BY seq`
	selectBooked      = `
SELECT d.provider, d.key, d.receipt, d.reference,
	d.receipt > coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '` + bookedKey + `'), 0)
	OR d.receipt IN (SELECT receipt FROM fetches WHERE what = 'detail' AND state = 'waiting')
FROM dedupe d WHERE ?1 = '' OR d.provider = ?1 ORDER BY d.key, d.provider`
)

// Reconcilable reads what a reconciliation looks at, of a product or of all where it is empty: what was accepted, by key, with
// the reference that it was given and whether it waits to be booked; and all postings, in the order of their receipts. The
// postings are read last, so that what is booked has them.
func (b *Books) Reconcilable(ctx context.Context, provider string) ([]relay.Booked, []relay.BookedPosting, error) {
	booked, untold, err := b.booked(ctx, provider)
	if err != nil {
		return nil, nil, fmt.Errorf("read what was booked: %w", err)
	}
	rows, err := b.db.reader.rows(ctx, selectAllPostings, provider)
	if err != nil {
		return nil, nil, fmt.Errorf("read what was booked: %w", err)
	}
	var names interned
	postings, err := collect(rows, func(r row) (relay.BookedPosting, error) {
		seq, p, err := names.scanBooked(r)
		if i, first := untold[seq>>postingBits]; first && seq&(1<<postingBits-1) == 0 {
			booked[i].Reference = p.Reference
		}
		return p, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read what was booked: %w", err)
	}
	return booked, postings, nil
}

// booked reads what was accepted. untold finds by receipt those whose first posting tells the reference.
func (b *Books) booked(ctx context.Context, provider string) (booked []relay.Booked, untold map[int64]int, err error) {
	rows, err := b.db.reader.rows(ctx, selectBooked, provider)
	if err != nil {
		return nil, nil, err
	}
	untold = map[int64]int{}
	var names interned
	n := 0
	booked, err = collect(rows, func(r row) (relay.Booked, error) {
		var one relay.Booked
		var receipt int64
		err := r.Scan(&one.Provider, &one.DedupKey, &receipt, &one.Reference, &one.Waiting)
		one.Provider = names.one(one.Provider)
		if one.Reference == "" {
			untold[receipt] = n
		}
		n++
		return one, err
	})
	return booked, untold, err
}

// shownBooked is what a reconciliation reads of what putPosting wrote.
type shownBooked struct {
	Reference string      `json:"reference"`
	Kind      string      `json:"kind"`
	Document  string      `json:"document"`
	Key       string      `json:"key"`
	Currency  string      `json:"currency"`
	Entries   [][3]string `json:"entries"`
}

// interned keeps one string of those that many rows repeat. The zero value is ready.
type interned map[string]string

func (n *interned) one(text string) string {
	if known, ok := (*n)[text]; ok {
		return known
	}
	if *n == nil {
		*n = interned{}
	}
	(*n)[text] = text
	return text
}

// scanBooked scans postingColumns.
func (n *interned) scanBooked(r row) (seq int64, p relay.BookedPosting, err error) {
	var text, breaches sql.RawBytes
	if err := r.Scan(&seq, &p.Provider, &text, &breaches); err != nil {
		return 0, p, err
	}
	var s shownBooked
	if err := json.Unmarshal(text, &s); err != nil {
		return 0, p, fmt.Errorf("stored posting %d: %w", seq, err)
	}
	p.Reference, p.DedupKey, p.Document = s.Reference, s.Key, s.Document
	p.Provider, p.Kind, p.Currency = n.one(p.Provider), relay.PostingKind(n.one(s.Kind)), n.one(s.Currency)
	p.Entries = slices.Grow(p.Entries, len(s.Entries))
	for _, e := range s.Entries {
		p.Entries = append(p.Entries, relay.Entry{Account: n.one(e[0]), Debit: e[1], Credit: e[2]})
	}
	if breaches != nil {
		if err := json.Unmarshal(breaches, &p.Breaches); err != nil {
			return 0, p, fmt.Errorf("stored breaches of posting %d: %w", seq, err)
		}
	}
	return seq, p, nil
}
