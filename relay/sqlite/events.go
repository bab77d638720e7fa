package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const eventColumns = `seq, id, provider, type, dialect_id, subject, data, context, occurred_at, created_at`

func scanEvent(r row) (numbered[relay.Event], error) {
	var n numbered[relay.Event]
	e := &n.row
	err := r.Scan(&n.seq, &e.ID, &e.Provider, &e.Type, &e.DialectID, &e.Subject, &e.Data, &e.Context, stamped{&e.OccurredAt}, stamped{&e.CreatedAt})
	return n, err
}

const insertEvent = `
INSERT INTO events (id, provider, type, dialect_id, subject, data, context, occurred_at, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

func putEvent(t *tx, e *relay.Event) error {
	_, err := t.exec(insertEvent, e.ID, e.Provider, e.Type, e.DialectID, e.Subject, text(e.Data), text(e.Context), stamp(e.OccurredAt), stamp(e.CreatedAt))
	if err != nil {
		return fmt.Errorf("store event %s: %w", e.ID, err)
	}
	return nil
}

// Events implements relay.Archive.
func (s *Store) Events(ctx context.Context, query relay.EventQuery) ([]relay.Event, string, error) {
	p, err := readPage(query.Cursor, query.Limit)
	if err != nil {
		return nil, "", err
	}
	var w where
	w.and("seq < ?", p.before)
	if query.Provider != "" {
		w.and("provider = ?", query.Provider)
	}
	if query.Type != "" {
		w.and("type = ?", query.Type)
	}
	if query.Subject != "" {
		w.and("subject <> ''") // which is what the index is limited to
		w.and("subject = ?", query.Subject)
	}
	return readCut(ctx, s.db.reader, "events", eventColumns, w, p, scanEvent)
}

const selectEvent = `SELECT ` + eventColumns + ` FROM events WHERE id = ?`

// Event implements relay.Archive.
func (s *Store) Event(ctx context.Context, id string) (*relay.Event, error) {
	return readOne(ctx, s.db.reader, "event", selectEvent, id, scanEvent)
}
