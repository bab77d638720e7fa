package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// bookedKey is the row of the last receipt that needs no booking any more: whatever is not booked before its answer is
// booked in the order of the receipts, so that this number is the whole inbox. A reset raises it to the newest receipt.
const bookedKey = "booked"

// Book books receipts in one transaction, in the order of their rows, and notes that those up to the row through are done
// with. Those that are done with already, by an earlier call or a reset, are passed over.
func (b *Books) Book(ctx context.Context, through int64, bookings []relay.Booking) error {
	err := b.db.writer.doLarge(ctx, 2*len(bookings), func(t *tx) error {
		booked, err := t.number(bookedKey)
		if err != nil || uint64(through) <= booked {
			return err
		}
		for i := range bookings {
			if uint64(bookings[i].Row) <= booked {
				continue
			}
			if err := b.bookNow(t, &bookings[i]); err != nil {
				return err
			}
		}
		t.raised.raise(bookedKey, uint64(through))
		return nil
	})
	if err != nil {
		return fmt.Errorf("book what is in the inbox: %w", err)
	}
	return nil
}

const selectUnbooked = `
SELECT ` + receiptColumns + ` FROM receipts r
WHERE seq > max(?1, coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = '` + bookedKey + `'), 0)) AND seq <= ?2 ORDER BY seq LIMIT ?3`

// Unbooked lists up to limit receipts that are not done with, whatever their verdict, in the order in which they came: those
// behind the row after, up to the row through.
func (b *Books) Unbooked(ctx context.Context, after, through int64, limit int) ([]relay.Receipt, error) {
	rows, err := b.db.reader.rows(ctx, selectUnbooked, after, through, limit)
	if err != nil {
		return nil, fmt.Errorf("read the inbox: %w", err)
	}
	found, err := collect(rows, scanReceipt)
	if err != nil {
		return nil, fmt.Errorf("read the inbox: %w", err)
	}
	all := make([]relay.Receipt, len(found))
	for i := range found {
		all[i] = found[i].row
	}
	return all, nil
}
