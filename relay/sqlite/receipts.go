package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// encodedReceipt is a receipt with its JSON written: by the caller, so that the writer has less to do.
type encodedReceipt struct {
	relay.Receipt
	headers, faults []byte
}

func encodeReceipt(r relay.Receipt) (encodedReceipt, error) {
	headers, err := encodeHeaders(r.Request.Headers)
	if err != nil {
		return encodedReceipt{}, err
	}
	faults, err := encodeFaults(r.Faults)
	return encodedReceipt{Receipt: r, headers: headers, faults: faults}, err
}

const receiptColumns = `seq, id, provider, received_at, verdict, problem, event_type, dedup_key, reference,
	request_method, request_url, request_headers, request_body, status, answer, faults`

func scanReceipt(row row) (numbered[relay.Receipt], error) {
	var n numbered[relay.Receipt]
	var headers, faults []byte
	r := &n.row
	err := row.Scan(&n.seq, &r.ID, &r.Provider, stamped{&r.ReceivedAt}, &r.Verdict, &r.Problem, &r.EventType, &r.DedupKey, &r.Reference,
		&r.Request.Method, &r.Request.URL, &headers, &r.Request.Body, &r.Status, &r.Answer, &faults)
	if err != nil {
		return n, err
	}
	if r.Request.Headers, err = decodeHeaders(headers); err != nil {
		return n, err
	}
	r.Faults, err = decodeFaults(faults)
	return n, err
}

const insertReceipt = `
INSERT INTO receipts (id, provider, received_at, verdict, problem, event_type, dedup_key, reference,
	request_method, request_url, request_headers, request_body, status, answer, faults)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func putReceipt(t *tx, e encodedReceipt) error {
	_, err := t.exec(insertReceipt, e.ID, e.Provider, stamp(e.ReceivedAt), string(e.Verdict), e.Problem, e.EventType, e.DedupKey, e.Reference,
		e.Request.Method, e.Request.URL, string(e.headers), nonEmpty(e.Request.Body), e.Status, nonEmpty(e.Answer), text(e.faults))
	return err
}

// Receipts returns a page of receipts, newest first, and the cursor of the next page; empty at the end.
func (b *Books) Receipts(ctx context.Context, query relay.ReceiptQuery) (receipts []relay.Receipt, next string, err error) {
	p, err := readPage(query.Cursor, query.Limit)
	if err != nil {
		return nil, "", err
	}
	var w where
	w.and("seq < ?", p.before)
	if query.Provider != "" {
		w.and("provider = ?", query.Provider)
	}
	if query.Verdict != "" {
		w.and("verdict = ?", string(query.Verdict))
	}
	return readCut(ctx, b.db.reader, "receipts", receiptColumns, w, p, scanReceipt)
}

const selectReceipt = `SELECT ` + receiptColumns + ` FROM receipts WHERE id = ?`

// Receipt returns one receipt. relay.ErrNotFound when there is none.
func (b *Books) Receipt(ctx context.Context, id string) (*relay.Receipt, error) {
	return readOne(ctx, b.db.reader, "receipt", selectReceipt, id, scanReceipt)
}

const selectReceiptCount = `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'receipts'), 0)`

// Count is how many receipts there ever were, those removed by ResetBooks included.
func (b *Books) Count(ctx context.Context) (uint64, error) {
	var n uint64
	if _, err := b.db.reader.row(ctx, selectReceiptCount, nil, &n); err != nil {
		return 0, fmt.Errorf("count receipts: %w", err)
	}
	return n, nil
}
