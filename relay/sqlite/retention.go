package sqlite

import "fmt"

// trimStep is after how many receipts old ones are removed. Twice as many go at most, so that a smaller number to keep is
// reached in time too.
const trimStep = 256

// deleteOldReceipts leaves those for which something is still to be read. Seq never goes back, so that what is old has low
// ones.
const deleteOldReceipts = `
DELETE FROM receipts WHERE seq IN (
	SELECT seq FROM receipts r WHERE seq <= ?1 AND NOT EXISTS (SELECT 1 FROM fetches WHERE receipt = r.seq AND state = 'waiting')
	ORDER BY seq LIMIT ?2)`

// trim removes some of the receipts that are booked and older than the newest keep; dedupe keys, documents and postings
// stay.
func (b *Books) trim(t *tx, newest uint64) error {
	if newest%trimStep != 0 || newest <= b.keep {
		return nil
	}
	booked, err := t.number(bookedKey)
	if err == nil {
		_, err = t.exec(deleteOldReceipts, int64(min(newest-b.keep, booked)), 2*trimStep)
	}
	if err != nil {
		return fmt.Errorf("remove old receipts: %w", err)
	}
	return nil
}
