package sqlite

import (
	"database/sql"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	// earlierSame finds the first request with an identity, or without any, and a body.
	earlierSame = `SELECT id, event_id, body_id FROM incoming
WHERE verdict = 'verified' AND dialect_id = ? AND body_hash = ? AND hook = ? AND provider = ? ORDER BY seq LIMIT 1`

	// earlierOther finds one with an identity and any body.
	earlierOther = `SELECT id FROM incoming WHERE verdict = 'verified' AND dialect_id = ? AND hook = ? AND provider = ? LIMIT 1`
)

// earlierIncoming finds what a verified request is like, and the number of that one's body; nil where there is none.
func earlierIncoming(t *tx, taken *taking) (*relay.EarlierIncoming, sql.Null[int64], error) {
	in := &taken.Incoming
	var earlier relay.EarlierIncoming
	var body sql.Null[int64]
	if in.DialectID != "" { // as a rule there is none, and then nothing else need be looked for
		found, err := t.row(earlierOther, []any{in.DialectID, in.Hook, in.Provider}, &earlier.ID)
		if err != nil || !found {
			return nil, body, err
		}
	}
	found, err := t.row(earlierSame, []any{in.DialectID, taken.hash, in.Hook, in.Provider}, &earlier.ID, &earlier.EventID, &body)
	earlier.SameBody = found
	if err != nil || (!found && in.DialectID == "") {
		return nil, body, err
	}
	return &earlier, body, nil
}
