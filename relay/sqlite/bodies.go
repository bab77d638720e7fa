package sqlite

import (
	"bytes"
	"database/sql/driver"

	"github.com/ledgerhook/ledgerhook/relay"
)

// bodies stores the bodies of one publication, equal bytes once.
type bodies struct {
	stored []storedBody
}

type storedBody struct {
	id    int64
	bytes []byte
}

const (
	insertBody     = `INSERT INTO bodies (bytes) VALUES (?)`
	bodyOfReplayed = `SELECT bodies.id FROM deliveries JOIN bodies ON bodies.id = body_id WHERE deliveries.id = ? AND bytes = ?`
)

// put returns the number of a delivery's body; nil for an empty one. A replay shares the body of what it repeats
// unless it was edited.
func (b *bodies) put(t *tx, d *relay.Delivery) (driver.Value, error) {
	if len(d.Body) == 0 {
		return nil, nil
	}
	for _, known := range b.stored {
		if bytes.Equal(known.bytes, d.Body) {
			return known.id, nil
		}
	}
	var id int64
	shared := false
	var err error
	if d.ReplayOf != "" {
		shared, err = t.row(bodyOfReplayed, []any{d.ReplayOf, d.Body}, &id)
	}
	if err == nil && !shared {
		id, err = t.insert(insertBody, d.Body)
	}
	if err != nil {
		return nil, err
	}
	b.stored = append(b.stored, storedBody{id, d.Body})
	return id, nil
}
