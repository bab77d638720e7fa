package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

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

// An empty body is x” and not NULL, which stands for the delivery's; the driver cannot bind it.
const insertAttempt = `
INSERT INTO attempts (delivery_id, number, started_at, duration, outcome, error, note, request_method, request_url, request_headers, request_body,
	response_status, response_headers, response_body, response_truncated, faults)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
	CASE WHEN ?17 THEN coalesce(?11, x'') END, ?12, ?13, ?14, ?15, ?16)`

func putAttempt(t *tx, e encodedAttempt) error {
	var status, truncated driver.Value
	var sent, body []byte
	if e.ownBody {
		sent = e.Request.Body
	}
	if e.Response != nil {
		status, truncated, body = int64(e.Response.Status), e.Response.Truncated, e.Response.Body
	}
	_, err := t.exec(insertAttempt, e.DeliveryID, e.Number, stamp(e.StartedAt), int64(e.Duration), string(e.Outcome), e.Error, e.Note,
		e.Request.Method, e.Request.URL, string(e.requestHeaders), nonEmpty(sent),
		status, text(e.responseHeaders), nonEmpty(body), truncated, text(e.faults), e.ownBody)
	if err != nil {
		return fmt.Errorf("store attempt %d: %w", e.Number, err)
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
SELECT delivery_id, number, started_at, duration, outcome, error, note, request_method, request_url, request_headers,
	coalesce(request_body, (SELECT bytes FROM deliveries JOIN bodies ON bodies.id = body_id WHERE deliveries.id = delivery_id)),
	response_status, response_headers, response_body, response_truncated, faults
FROM attempts WHERE delivery_id = ? ORDER BY number`

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
		&a.Request.Body, &status, &responseHeaders, &responseBody, &truncated, &faults)
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
