package sqlite

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// postingBits are those of a posting's seq that tell which one of its receipt's it is.
const postingBits = 16

const insertPosting = `INSERT INTO postings (seq, provider, shown, breaches) VALUES (?, ?, ?, ?)`

// putPosting stores the n-th posting of a receipt, from 0. That it balances is for whoever made it to see to: SQL has no
// decimals.
func putPosting(t *tx, p *relay.Posting, receipt int64, n int) error {
	if n >= 1<<postingBits {
		return fmt.Errorf("store posting %s: one receipt has no room for more than %d postings", p.Reference, 1<<postingBits)
	}
	entries, err := encodeEntries(p.Entries)
	if err != nil {
		return fmt.Errorf("store posting %s: %w", p.Reference, err)
	}
	var breaches []byte
	if len(p.Breaches) > 0 {
		if breaches, err = json.Marshal(p.Breaches, jsontext.AllowInvalidUTF8(true)); err != nil {
			return fmt.Errorf("store posting %s: %w", p.Reference, err)
		}
	}
	s := t.shown[:0]
	s.text("reference", p.Reference)
	s.text("kind", string(p.Kind))
	s.text("document", p.Document)
	if p.Amends != "" {
		s.text("amends", p.Amends)
	}
	s.text("key", p.DedupKey)
	s.text("receipt_id", p.ReceiptID)
	s.text("text", p.Text)
	s.text("currency", p.Currency)
	s.raw("entries", entries)
	s.raw("at", strconv.AppendInt(nil, p.PostedAt.UnixNano(), 10))
	t.keep(s)
	if _, err := t.exec(insertPosting, receipt<<postingBits+int64(n), p.Provider, s.String(), text(breaches)); err != nil {
		return fmt.Errorf("store posting %s: %w", p.Reference, err)
	}
	return nil
}

// shownPosting is what putPosting wrote.
type shownPosting struct {
	Reference string            `json:"reference"`
	Kind      relay.PostingKind `json:"kind"`
	Document  string            `json:"document"`
	Amends    string            `json:"amends"`
	Key       string            `json:"key"`
	ReceiptID string            `json:"receipt_id"`
	Text      string            `json:"text"`
	Currency  string            `json:"currency"`
	Entries   [][3]string       `json:"entries"`
	At        int64             `json:"at"`
}

const postingColumns = `seq, provider, shown, breaches`

func scanPosting(r row) (numbered[relay.Posting], error) {
	var n numbered[relay.Posting]
	p := &n.row
	var text, breaches []byte
	if err := r.Scan(&n.seq, &p.Provider, &text, &breaches); err != nil {
		return n, err
	}
	var s shownPosting
	if err := json.Unmarshal(text, &s); err != nil {
		return n, fmt.Errorf("stored posting %d: %w", n.seq, err)
	}
	p.Reference, p.Kind, p.Document, p.Amends, p.DedupKey, p.ReceiptID = s.Reference, s.Kind, s.Document, s.Amends, s.Key, s.ReceiptID
	p.Text, p.Currency, p.PostedAt = s.Text, s.Currency, time.Unix(0, s.At).UTC()
	for _, e := range s.Entries {
		p.Entries = append(p.Entries, relay.Entry{Account: e[0], Debit: e[1], Credit: e[2]})
	}
	if breaches != nil {
		if err := json.Unmarshal(breaches, &p.Breaches); err != nil {
			return n, fmt.Errorf("stored breaches of posting %d: %w", n.seq, err)
		}
	}
	return n, nil
}

const selectPostings = `
SELECT ` + postingColumns + ` FROM postings WHERE seq < ?1 AND (?2 = '' OR provider = ?2) ORDER BY seq DESC LIMIT ?3`

// Postings returns a page of a product's postings, those of the newest receipts first, and the cursor of the next page;
// empty at the end. An empty provider takes all.
func (b *Books) Postings(ctx context.Context, provider, cursor string, limit int) (postings []relay.Posting, next string, err error) {
	p, err := readPage(cursor, limit)
	if err != nil {
		return nil, "", err
	}
	rows, err := b.db.reader.rows(ctx, selectPostings, p.before, provider, p.limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("list postings: %w", err)
	}
	found, err := collect(rows, scanPosting)
	if err != nil {
		return nil, "", fmt.Errorf("list postings: %w", err)
	}
	_, next = cut(found, p)
	postings, err = b.withFiles(ctx, found[:min(len(found), p.limit)])
	if err != nil {
		return nil, "", fmt.Errorf("list postings: %w", err)
	}
	return postings, next, nil
}

// withFiles are postings with what is known of their documents' files.
func (b *Books) withFiles(ctx context.Context, found []numbered[relay.Posting]) ([]relay.Posting, error) {
	postings, receipts := make([]relay.Posting, len(found)), make([]int64, len(found))
	for i := range found {
		postings[i], receipts[i] = found[i].row, found[i].seq>>postingBits
	}
	fetches, err := b.fetchesOf(ctx, receipts)
	if err != nil {
		return nil, err
	}
	for i := range postings {
		for _, f := range fetches[receipts[i]] {
			if f.What == relay.FetchFile {
				postings[i].File = &f
			}
		}
	}
	return postings, nil
}

// encodeEntries writes [["account","debit","credit"],…]; the amount that an entry has not is empty. One that has both or
// none is an error.
func encodeEntries(entries []relay.Entry) ([]byte, error) {
	out := make([]byte, 1, 2+40*len(entries))
	out[0] = '['
	for i, e := range entries {
		if (e.Debit == "") == (e.Credit == "") || e.Account == "" {
			return nil, fmt.Errorf("entry %d needs an account, and a debit or a credit", i+1)
		}
		if i > 0 {
			out = append(out, ',')
		}
		for j, field := range [...]string{e.Account, e.Debit, e.Credit} {
			out = append(out, "[,,"[j])
			var err error
			if out, err = jsontext.AppendQuote(out, field); err != nil {
				return nil, fmt.Errorf("entry %d: %w", i+1, err)
			}
		}
		out = append(out, ']')
	}
	return append(out, ']'), nil
}
