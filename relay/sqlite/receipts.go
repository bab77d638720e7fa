package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// encodeReceipt writes a receipt's JSON as far as it is known, without reference, status and answer: the caller does, so
// that the writer has less to do.
func encodeReceipt(r *relay.Receipt) (s shown, err error) {
	s = make(shown, 0, 1024)
	s.text("id", r.ID)
	s.raw("at", strconv.AppendInt(nil, r.ReceivedAt.UnixNano(), 10))
	s.text("type", r.EventType)
	s.text("key", r.DedupKey)
	s.text("method", r.Request.Method)
	s.text("url", r.Request.URL)
	s.name("headers")
	if s, err = appendHeaders(s, r.Request.Headers); err != nil {
		return nil, err
	}
	if len(r.Faults) > 0 {
		faults, err := encodeFaults(r.Faults)
		if err != nil {
			return nil, err
		}
		s.raw("faults", faults)
	}
	return s, nil
}

const insertReceipt = `INSERT INTO receipts (seq, provider, verdict, problem, shown, body) VALUES (?, ?, ?, ?, ?, ?)`

// putReceipt stores a receipt. encoded is what encodeReceipt wrote of it.
func putReceipt(t *tx, r *relay.Receipt, encoded shown) error {
	s := append(t.shown[:0], encoded...)
	if r.Reference != "" {
		s.text("reference", r.Reference)
	}
	s.raw("status", strconv.AppendInt(nil, int64(r.Status), 10))
	if len(r.Answer) > 0 {
		s.text("answer", string(r.Answer))
	}
	t.keep(s)
	_, err := t.exec(insertReceipt, r.Row, r.Provider, string(r.Verdict), r.Problem, s.String(), nonEmpty(r.Request.Body))
	return err
}

// shownReceipt is what encodeReceipt and putReceipt wrote.
type shownReceipt struct {
	ID        string         `json:"id"`
	At        int64          `json:"at"`
	Type      string         `json:"type"`
	Key       string         `json:"key"`
	Reference string         `json:"reference"`
	Method    string         `json:"method"`
	URL       string         `json:"url"`
	Headers   jsontext.Value `json:"headers"`
	Status    int            `json:"status"`
	Answer    string         `json:"answer"`
	Faults    jsontext.Value `json:"faults"`
}

const receiptColumns = `r.seq, r.provider, r.verdict, r.problem, r.shown, r.body`

func scanReceipt(row row) (numbered[relay.Receipt], error) {
	var n numbered[relay.Receipt]
	var text []byte
	r := &n.row
	if err := row.Scan(&n.seq, &r.Provider, &r.Verdict, &r.Problem, &text, &r.Request.Body); err != nil {
		return n, err
	}
	var s shownReceipt
	if err := json.Unmarshal(text, &s); err != nil {
		return n, fmt.Errorf("stored receipt %d: %w", n.seq, err)
	}
	r.Row, r.ID, r.ReceivedAt, r.EventType, r.DedupKey, r.Reference = n.seq, s.ID, time.Unix(0, s.At).UTC(), s.Type, s.Key, s.Reference
	r.Request.Method, r.Request.URL, r.Status = s.Method, s.URL, s.Status
	if s.Answer != "" {
		r.Answer = []byte(s.Answer)
	}
	var err error
	if r.Request.Headers, err = decodeHeaders(s.Headers); err != nil {
		return n, err
	}
	r.Faults, err = decodeFaults(s.Faults)
	return n, err
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
	receipts, next, err = readCut(ctx, b.db.reader, "receipts r", receiptColumns, w, p, scanReceipt)
	if err != nil {
		return nil, "", err
	}
	return receipts, next, b.complete(ctx, receipts)
}

const selectReceipt = `SELECT ` + receiptColumns + ` FROM receipts r WHERE shown ->> 'id' = ?`

// Receipt returns one receipt, which it looks for among all. relay.ErrNotFound when there is none.
func (b *Books) Receipt(ctx context.Context, id string) (*relay.Receipt, error) {
	r, err := readOne(ctx, b.db.reader, "receipt", selectReceipt, id, scanReceipt)
	if err != nil {
		return nil, err
	}
	one := []relay.Receipt{*r}
	return &one[0], b.complete(ctx, one)
}

const (
	remarkReceipt = `UPDATE receipts SET problem = CASE problem WHEN '' THEN '' ELSE problem || '; ' END || ? WHERE seq = ?`

	// selectReferences is what came of receipts after their answers: a duplicate has what the first one with its key got.
	selectReferences = `
SELECT r.seq, p.shown ->> 'reference' FROM receipts r
	LEFT JOIN dedupe d ON r.verdict = 'duplicate' AND d.provider = r.provider AND d.key = r.shown ->> 'key'
	JOIN postings p ON p.seq = coalesce(d.receipt, r.seq) << 16
WHERE r.seq IN (SELECT value FROM json_each(?))`

	selectBreaches = `SELECT seq >> 16, breaches FROM postings WHERE breaches IS NOT NULL AND seq >= ? << 16 AND seq < ? << 16 ORDER BY seq`
)

// complete fills in what came of receipts after their answers.
func (b *Books) complete(ctx context.Context, receipts []relay.Receipt) error {
	var waiting []int64
	rows := make([]int64, len(receipts))
	for i := range receipts {
		r := &receipts[i]
		rows[i] = r.Row
		if r.Reference == "" && (r.Verdict == relay.Accepted || r.Verdict == relay.Duplicate) {
			waiting = append(waiting, r.Row)
		}
	}
	references, err := b.references(ctx, waiting)
	if err != nil {
		return fmt.Errorf("read what was booked of receipts: %w", err)
	}
	fetches, err := b.fetchesOf(ctx, rows)
	if err != nil {
		return fmt.Errorf("read what was fetched for receipts: %w", err)
	}
	breaches, err := b.breaches(ctx, rows)
	if err != nil {
		return fmt.Errorf("read what is wrong with what was booked of receipts: %w", err)
	}
	for i := range receipts {
		r := &receipts[i]
		r.Fetches, r.Breaches = fetches[r.Row], breaches[r.Row]
		if reference, booked := references[r.Row]; booked {
			r.Reference = reference
		}
	}
	return nil
}

// breaches reads what the checks found wrong with the postings of receipts.
func (b *Books) breaches(ctx context.Context, receipts []int64) (map[int64][]string, error) {
	if len(receipts) == 0 {
		return nil, nil
	}
	rows, err := b.db.reader.rows(ctx, selectBreaches, slices.Min(receipts), slices.Max(receipts)+1)
	if err != nil {
		return nil, err
	}
	all := map[int64][]string{}
	_, err = collect(rows, func(r row) (struct{}, error) {
		var receipt int64
		var text []byte
		var problems []string
		err := r.Scan(&receipt, &text)
		if err == nil {
			err = json.Unmarshal(text, &problems)
		}
		all[receipt] = append(all[receipt], problems...)
		return struct{}{}, err
	})
	return all, err
}

func (b *Books) references(ctx context.Context, receipts []int64) (map[int64]string, error) {
	all := map[int64]string{}
	if len(receipts) == 0 {
		return all, nil
	}
	list, err := json.Marshal(receipts)
	if err != nil {
		return nil, err
	}
	rows, err := b.db.reader.rows(ctx, selectReferences, string(list))
	if err != nil {
		return nil, err
	}
	_, err = collect(rows, func(r row) (struct{}, error) {
		var receipt int64
		var reference string
		err := r.Scan(&receipt, &reference)
		all[receipt] = reference
		return struct{}{}, err
	})
	return all, err
}

const selectNumber = `SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?), 0)`

// Count is how many receipts there ever were, those included that are removed.
func (b *Books) Count(ctx context.Context) (uint64, error) {
	var n uint64
	if _, err := b.db.reader.row(ctx, selectNumber, []any{receiptsKey}, &n); err != nil {
		return 0, fmt.Errorf("count receipts: %w", err)
	}
	return n, nil
}
