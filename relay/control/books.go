package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// mockCalls are the calls about the mock's books alone.
type mockCalls struct {
	books   Books
	dialect func(provider string) (relay.Dialect, error)
}

func (m *mockCalls) register(api huma.API) {
	m.registerAudit(api)
	huma.Register(api, operation(http.MethodGet, "/v1/mock/receipts", "list-receipts", "List what the mock received, newest first"),
		func(ctx context.Context, in *struct {
			Paged
			ByProvider
			Verdict string `query:"verdict" enum:"accepted,duplicate,rejected,unreadable,unhandled" doc:"only this one; absent: all"`
		}) (*answer[page[Receipt]], error) {
			if err := m.knownProvider(in.Provider); err != nil {
				return nil, problem(err)
			}
			receipts, next, err := m.books.Receipts(ctx, relay.ReceiptQuery{Provider: in.Provider, Verdict: relay.Verdict(in.Verdict), Cursor: in.Cursor, Limit: in.Limit})
			return answerOf(pageOf(receipts, next, m.receipt), err)
		})
	huma.Register(api, operation(http.MethodGet, "/v1/mock/ledger", "list-postings", "List the mock's postings, those of the newest receipts first"),
		func(ctx context.Context, in *struct {
			Paged
			ByProvider
		}) (*answer[page[Posting]], error) {
			if err := m.knownProvider(in.Provider); err != nil {
				return nil, problem(err)
			}
			postings, next, err := m.books.Postings(ctx, in.Provider, in.Cursor, in.Limit)
			return answerOf(pageOf(postings, next, PostingOf), err)
		})
}

// receipt shows a receipt, credentials in its body masked.
func (m *mockCalls) receipt(r *relay.Receipt) Receipt {
	shown := ReceiptOf(r)
	if dialect, err := m.dialect(r.Provider); err == nil {
		shown.Request.Hide(dialect.SecretPaths())
	}
	return shown
}

// ReceiptOf shows a receipt. Its body is whole: Message.Hide masks the credentials in it.
func ReceiptOf(r *relay.Receipt) Receipt {
	shown := Receipt{
		ID: r.ID, Provider: r.Provider, ReceivedAt: Time{r.ReceivedAt}, Verdict: string(r.Verdict), Problem: r.Problem,
		EventType: r.EventType, DedupKey: r.DedupKey, Reference: r.Reference, Status: r.Status,
		Request: Message{Method: r.Request.Method, URL: relay.MaskURL(r.Request.URL), Headers: headersOf(r.Request.Headers)},
		Faults:  FaultsOf(r.Faults), Fetches: []Fetch{}, Breaches: append([]string{}, r.Breaches...),
	}
	for i := range r.Fetches {
		shown.Fetches = append(shown.Fetches, fetchOf(&r.Fetches[i]))
	}
	shown.Request.setBody(r.Request.Body)
	return shown
}

// PostingOf shows a posting.
func PostingOf(p *relay.Posting) Posting {
	shown := Posting{
		Reference: p.Reference, Kind: string(p.Kind), Provider: p.Provider, Document: p.Document, Amends: p.Amends, DedupKey: p.DedupKey, ReceiptID: p.ReceiptID,
		Text: p.Text, Currency: p.Currency, PostedAt: Time{p.PostedAt}, Entries: []Entry{}, Breaches: append([]string{}, p.Breaches...),
	}
	for _, e := range p.Entries {
		shown.Entries = append(shown.Entries, Entry(e))
	}
	if p.File != nil {
		file := fetchOf(p.File)
		shown.File = &file
	}
	return shown
}

func fetchOf(f *relay.Fetch) Fetch {
	return Fetch{
		What: string(f.What), URL: relay.MaskURL(f.URL), State: string(f.State), Tries: f.Tries, Status: f.Status, Problem: f.Problem, Fault: f.Fault,
		NextTry: timeOrNil(f.NextTry), Bytes: f.Bytes, SHA256: f.SHA256,
	}
}
