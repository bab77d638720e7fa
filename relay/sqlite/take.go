package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// taking is a relay.Taking with what can be made of it before the writer has its turn.
type taking struct {
	*relay.Taking
	headers []byte // sealed
	hash    []byte // of the body, of a verified one; else nil
}

// Take implements relay.Queue.
func (s *Store) Take(ctx context.Context, request relay.Taking) (relay.Incoming, error) {
	in := &request.Incoming
	taken := taking{Taking: &request}
	var err error
	if taken.headers, err = s.box.sealHeaders(in.ID, in.Request.Headers); err != nil {
		return relay.Incoming{}, fmt.Errorf("take an incoming request: %w", err)
	}
	if in.Verdict == relay.IncomingVerified {
		sum := sha256.Sum256(in.Request.Body)
		taken.hash = sum[:]
	}
	var stored relay.Incoming
	err = s.db.writer.doLarge(ctx, 1+len(request.Publication.Deliveries), func(t *tx) error {
		if err := s.refuseWhenFull(t); err != nil {
			return err
		}
		var err error
		stored, err = s.box.take(t, &taken)
		return err
	})
	if err != nil {
		return relay.Incoming{}, fmt.Errorf("take an incoming request: %w", err)
	}
	return stored, nil
}

func (b *box) take(t *tx, taken *taking) (relay.Incoming, error) {
	in, bodies := taken.Incoming, bodies{}
	if taken.hash != nil {
		earlier, body, err := earlierIncoming(t, taken)
		if err != nil {
			return in, fmt.Errorf("look for an earlier request: %w", err)
		}
		if in = in.Behind(earlier); in.Verdict == relay.IncomingRepeated && body.Valid { // the bytes are there already
			bodies.stored = append(bodies.stored, storedBody{body.V, in.Request.Body})
		}
	}
	t.raised.raise(lastIDKey, taken.LastID)
	t.raised.clock(taken.Clock)
	if err := putIncoming(t, &in, taken, &bodies); err != nil {
		return in, fmt.Errorf("store incoming request %s: %w", in.ID, err)
	}
	p := &taken.Publication
	if p.Event == nil || in.Verdict == relay.IncomingRepeated {
		return in, nil
	}
	t.raised.raise(eventsKey, taken.Events)
	if err := putEvent(t, p.Event); err != nil {
		return in, err
	}
	for i := range p.Deliveries {
		if err := b.putDelivery(t, &p.Deliveries[i], &bodies); err != nil {
			return in, err
		}
	}
	return in, b.putRecords(t, p.Records)
}

const insertIncoming = `
INSERT INTO incoming (id, provider, hook, verdict, received_at, remote_addr, method, url, headers, body_id, body_hash, problem, type, dialect_id, event_id, status, place)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func putIncoming(t *tx, in *relay.Incoming, taken *taking, bodies *bodies) error {
	body, err := bodies.putBytes(t, in.Request.Body)
	if err != nil {
		return err
	}
	place, err := t.placeAside(in.Verdict)
	if err != nil {
		return err
	}
	_, err = t.exec(insertIncoming, in.ID, in.Provider, in.Hook, string(in.Verdict), stamp(in.ReceivedAt), in.RemoteAddr, in.Request.Method, in.Request.URL,
		taken.headers, body, blob(taken.hash), in.Problem, in.EventType, in.DialectID, in.EventID, in.Status, place)
	return err
}

// blob stores no bytes as NULL.
func blob(bytes []byte) driver.Value {
	if bytes == nil {
		return nil
	}
	return bytes
}
