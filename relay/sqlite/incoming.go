package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// incomingColumns are what lists show.
const incomingColumns = `seq, id, provider, hook, verdict, received_at, remote_addr, method, url, problem, type, dialect_id, event_id, status`

func incomingFields(n *numbered[relay.Incoming]) []any {
	in := &n.row
	return []any{
		&n.seq, &in.ID, &in.Provider, &in.Hook, &in.Verdict, stamped{&in.ReceivedAt}, &in.RemoteAddr, &in.Request.Method, &in.Request.URL,
		&in.Problem, &in.EventType, &in.DialectID, &in.EventID, &in.Status,
	}
}

func scanIncoming(r row) (numbered[relay.Incoming], error) {
	var n numbered[relay.Incoming]
	err := r.Scan(incomingFields(&n)...)
	return n, err
}

const selectIncoming = `SELECT ` + incomingColumns + bodyColumn + `, headers FROM incoming WHERE id = ?`

// Incoming implements relay.Archive.
func (s *Store) Incoming(ctx context.Context, id string) (*relay.Incoming, error) {
	var n numbered[relay.Incoming]
	in := &n.row
	found, err := s.db.reader.row(ctx, selectIncoming, []any{id}, append(incomingFields(&n), &in.Request.Body, unsealedHeaders{s.box, &in.ID, &in.Request.Headers})...)
	if err != nil {
		return nil, fmt.Errorf("read incoming request %s: %w", id, err)
	}
	if !found {
		return nil, fmt.Errorf("incoming request %s: %w", id, relay.ErrNotFound)
	}
	return in, nil
}

// IncomingRequests implements relay.Archive.
func (s *Store) IncomingRequests(ctx context.Context, query relay.IncomingQuery) ([]relay.Incoming, string, error) {
	p, err := readPage(query.Cursor, query.Limit)
	if err != nil {
		return nil, "", err
	}
	var w where
	w.page(p)
	if query.Hook != "" {
		w.and("hook = ?", query.Hook)
	}
	if query.Provider != "" {
		w.and("provider = ?", query.Provider)
	}
	if query.Verdict != "" {
		w.and("verdict = ?", string(query.Verdict))
	}
	if query.Verdict != "" && query.Verdict != relay.IncomingVerified {
		w.and("verdict <> 'verified'") // which is what the index is limited to
	}
	return readCut(ctx, s.db.reader, "incoming", incomingColumns, w, p, scanIncoming)
}
