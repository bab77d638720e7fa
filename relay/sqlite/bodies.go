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
	if d.ReplayOf == "" || len(d.Body) == 0 || b.known(d.Body) != nil {
		return b.putBytes(t, d.Body)
	}
	var id int64
	shared, err := t.row(bodyOfReplayed, []any{d.ReplayOf, d.Body}, &id)
	switch {
	case err != nil:
		return nil, err
	case !shared:
		return b.insert(t, d.Body)
	}
	b.stored = append(b.stored, storedBody{id, d.Body})
	return id, nil
}

// putBytes returns the number of a body; nil for an empty one.
func (b *bodies) putBytes(t *tx, body []byte) (driver.Value, error) {
	if len(body) == 0 {
		return nil, nil
	}
	if known := b.known(body); known != nil {
		return known.id, nil
	}
	return b.insert(t, body)
}

// known is a body that is stored already; nil where it is not.
func (b *bodies) known(body []byte) *storedBody {
	for i := range b.stored {
		if bytes.Equal(b.stored[i].bytes, body) {
			return &b.stored[i]
		}
	}
	return nil
}

func (b *bodies) insert(t *tx, body []byte) (driver.Value, error) {
	id, err := t.insert(insertBody, body)
	if err != nil {
		return nil, err
	}
	b.stored = append(b.stored, storedBody{id, body})
	return id, nil
}
