package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// encodedAttempt is an attempt with its JSON written: by the caller, so that the writer has less to do.
type encodedAttempt struct {
	*relay.Attempt
	ownBody                                 bool // not the delivery's
	requestHeaders, responseHeaders, faults []byte
}

func encodeAttempt(s *relay.Settlement) (encodedAttempt, error) {
	a := &s.Attempt
	e := encodedAttempt{Attempt: a, ownBody: !s.SameBody}
	var err error
	if e.requestHeaders, err = encodeHeaders(a.Request.Headers); err != nil {
		return e, err
	}
	if a.Response != nil {
		if e.responseHeaders, err = encodeHeaders(a.Response.Headers); err != nil {
			return e, err
		}
	}
	e.faults, err = encodeFaults(a.Faults)
	return e, err
}

// attemptKey is an attempt's number behind its delivery's row.
func attemptKey(seq int64, number int) (int64, error) {
	if number < 1 || number >= 1<<attemptBits {
		return 0, fmt.Errorf("attempt %d cannot be numbered: %w", number, relay.ErrConflict)
	}
	return seq<<attemptBits | int64(number), nil
}

const attemptBits = 20

// An empty body is x” and not NULL, which stands for the delivery's; the driver cannot bind it.
const insertAttempt = `
INSERT INTO attempts (key, started_at, duration, outcome, error, note, request_method, request_url, request_headers, request_body,
	response_status, response_headers, response_body, response_truncated, faults, planned_at, dns, connect, tls, first_byte, reused)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CASE WHEN ? THEN coalesce(?, x'') END, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func putAttempt(t *tx, seq int64, e encodedAttempt) error {
	key, err := attemptKey(seq, e.Number)
	if err != nil {
		return refusal{err}
	}
	var status, truncated driver.Value
	var sent, body []byte
	if e.ownBody {
		sent = e.Request.Body
	}
	if e.Response != nil {
		status, truncated, body = int64(e.Response.Status), e.Response.Truncated, e.Response.Body
	}
	_, err = t.exec(insertAttempt, key, stamp(e.StartedAt), int64(e.Duration), string(e.Outcome), e.Error, e.Note,
		e.Request.Method, e.Request.URL, string(e.requestHeaders), e.ownBody, nonEmpty(sent),
		status, text(e.responseHeaders), nonEmpty(body), truncated, text(e.faults),
		stamp(e.PlannedAt), part(e.Timings.DNS), part(e.Timings.Connect), part(e.Timings.TLS), part(e.Timings.FirstByte), yes(e.Timings.Reused))
	if err != nil {
		return fmt.Errorf("store attempt %d: %w", e.Number, err)
	}
	return nil
}

// part is how a part of an attempt is stored; one that did not happen is NULL.
func part(d time.Duration) driver.Value {
	if d == 0 {
		return nil
	}
	return int64(d)
}

// yes is 1 where something holds, else NULL.
func yes(holds bool) driver.Value {
	if holds {
		return int64(1)
	}
	return nil
}

// nonEmpty makes empty bytes NULL: the driver does not tell one from the other.
func nonEmpty(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

const selectAttempts = `
SELECT deliveries.id, number, started_at, duration, outcome, error, note, request_method, request_url, request_headers,
	coalesce(request_body, bytes), response_status, response_headers, response_body, response_truncated, faults,
	planned_at, coalesce(dns, 0), coalesce(connect, 0), coalesce(tls, 0), coalesce(first_byte, 0), coalesce(reused, 0)
FROM deliveries JOIN attempts ON attempts.key > seq << 20 AND attempts.key < (seq + 1) << 20 LEFT JOIN bodies ON bodies.id = body_id
WHERE deliveries.id = ? ORDER BY attempts.key`

// Attempts implements relay.Archive.
func (s *Store) Attempts(ctx context.Context, deliveryID string) ([]relay.Attempt, error) {
	rows, err := s.db.reader.rows(ctx, selectAttempts, deliveryID)
	if err != nil {
		return nil, fmt.Errorf("read attempts of %s: %w", deliveryID, err)
	}
	attempts, err := collect(rows, scanAttempt)
	if err != nil {
		return nil, fmt.Errorf("read attempts of %s: %w", deliveryID, err)
	}
	return attempts, nil
}

func scanAttempt(r row) (relay.Attempt, error) {
	var a relay.Attempt
	var requestHeaders, responseHeaders, responseBody, faults []byte
	var status, truncated sql.Null[int64]
	err := r.Scan(&a.DeliveryID, &a.Number, stamped{&a.StartedAt}, &a.Duration, &a.Outcome, &a.Error, &a.Note, &a.Request.Method, &a.Request.URL, &requestHeaders,
		&a.Request.Body, &status, &responseHeaders, &responseBody, &truncated, &faults,
		stamped{&a.PlannedAt}, &a.Timings.DNS, &a.Timings.Connect, &a.Timings.TLS, &a.Timings.FirstByte, &a.Timings.Reused)
	if err != nil {
		return a, err
	}
	if a.Request.Headers, err = decodeHeaders(requestHeaders); err != nil {
		return a, err
	}
	if a.Faults, err = decodeFaults(faults); err != nil || !status.Valid {
		return a, err
	}
	a.Response = &relay.Response{Status: int(status.V), Body: responseBody, Truncated: truncated.V}
	a.Response.Headers, err = decodeHeaders(responseHeaders)
	return a, err
}
