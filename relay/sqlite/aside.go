package sqlite

import (
	"database/sql/driver"

	"github.com/ledgerhook/ledgerhook/relay"
)

// removedAtOnce is how many old requests go when a new one comes.
const removedAtOnce = 4

const (
	newestPlace = `SELECT place FROM incoming WHERE verdict = ? AND verdict <> 'verified' ORDER BY seq DESC LIMIT 1`

	oldAside = `(SELECT seq FROM incoming WHERE verdict = ?1 AND verdict <> 'verified' ORDER BY seq LIMIT ?3) AND place <= ?2`

	// Nothing else has the bodies of those.
	deleteOldBodies = `DELETE FROM bodies WHERE id IN (SELECT body_id FROM incoming WHERE seq IN ` + oldAside + `)`
	deleteOldAside  = `DELETE FROM incoming WHERE seq IN ` + oldAside
)

// placeAside is the number of a new request among those of its verdict, where only the newest of these are kept; it removes some
// that are too old then. Nil for the others.
func (t *tx) placeAside(verdict relay.IncomingVerdict) (driver.Value, error) {
	if verdict != relay.IncomingRejected && verdict != relay.IncomingProbe {
		return nil, nil
	}
	var newest int64
	if _, err := t.row(newestPlace, []any{string(verdict)}, &newest); err != nil {
		return nil, err
	}
	place := newest + 1
	if old := place - relay.KeptAside; old > 0 {
		for _, statement := range []string{deleteOldBodies, deleteOldAside} {
			if _, err := t.exec(statement, string(verdict), old, removedAtOnce); err != nil {
				return nil, err
			}
		}
	}
	return place, nil
}
