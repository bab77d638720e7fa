package emulate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// finpiloRecord is what is kept of a document. What became of it when it was sent is not: that is what its deliveries say.
type finpiloRecord struct {
	DocumentID         string         `json:"documentId"`
	CompanyReferenceID string         `json:"companyReferenceId"`
	AccountID          int64          `json:"account_id"`
	Content            jsontext.Value `json:"content"`
	CreatedAt          time.Time      `json:"created_at"`
	UpdatedAt          time.Time      `json:"updated_at"`
	ValidatedAt        time.Time      `json:"validated_at,omitzero"` // zero: a draft
}

// recordKey is where a document is kept: no two accounts share one.
func recordKey(account int64, documentID string) string {
	return fmt.Sprintf("%d/%s", account, documentID)
}

// put stores a document, with other records in the same step.
func (f *finpilo) put(ctx context.Context, record *finpiloRecord, others ...relay.Record) error {
	value, err := json.Marshal(record, json.Deterministic(true))
	if err != nil {
		return err
	}
	key := recordKey(record.AccountID, record.DocumentID)
	return f.Store.PutRecords(ctx, append(others, relay.Record{Provider: "finpilo", Kind: "document", Key: key, Value: value}))
}

// kept reads a document back; nil where there is none.
func (f *finpilo) kept(ctx context.Context, account int64, documentID string) (*finpiloRecord, error) {
	value, err := f.Store.Record(ctx, "finpilo", "document", recordKey(account, documentID))
	if errors.Is(err, relay.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	record := &finpiloRecord{}
	return record, json.Unmarshal(value, record)
}

// createDocument makes a draft of what is given, or of a sample where the body is empty.
func (f *finpilo) createDocument(r *http.Request, who caller) (answer, error) {
	company, err := companyOf(r)
	if err != nil {
		return answer{}, err
	}
	given, err := readContent(r)
	if err != nil {
		return answer{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	number, counted, err := f.nextNumber(r.Context())
	if err != nil {
		return answer{}, err
	}
	if given == nil {
		if given, err = f.sample(number); err != nil {
			return answer{}, err
		}
	}
	id := f.Chance.Bytes("finpilo/draft", fmt.Sprint(number, "/", f.Clock.Now().UnixNano()), 0, 16)
	whole, documentID, err := given.complete(f.filesURL(), company, uuidOf(id), false)
	if err != nil {
		return answer{}, err
	}
	known, err := f.find(r.Context(), who, documentID)
	if err != nil {
		return answer{}, err
	}
	if known != nil {
		return answer{}, &refusal{status: http.StatusConflict, reason: "there is a document with this documentId already"}
	}
	now := f.Clock.Now()
	record := &finpiloRecord{
		DocumentID: documentID, CompanyReferenceID: company, AccountID: who.account, Content: whole.write(), CreatedAt: now, UpdatedAt: now,
	}
	if err := f.put(r.Context(), record, counted); err != nil {
		return answer{}, err
	}
	return f.answerDocument(r.Context(), http.StatusCreated, who, company, documentID)
}

// uuidOf writes 16 bytes as a UUID of version 4.
func uuidOf(b []byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// nextNumber is the running number of a document that is to be made, and the record that counts it.
func (f *finpilo) nextNumber(ctx context.Context) (number uint64, counted relay.Record, err error) {
	value, err := f.Store.Record(ctx, "finpilo", "counter", "documents")
	if err == nil {
		err = json.Unmarshal(value, &number)
	} else if errors.Is(err, relay.ErrNotFound) {
		err = nil
	}
	number++
	return number, relay.Record{Provider: "finpilo", Kind: "counter", Key: "documents", Value: fmt.Append(nil, number)}, err
}

// firstDraftNumber keeps the document numbers of samples apart from those of triggered events.
const firstDraftNumber = 900_000

// sample is a made-up document without the ids that say which one it is.
func (f *finpilo) sample(number uint64) (content, error) {
	sample, err := f.Samples.Sample("finpilo", "document.sent", relay.Draw{
		Chance: f.Chance, Key: fmt.Sprint("finpilo/draft/", number), Number: firstDraftNumber + number, Now: f.Clock.Now(), BaseURL: f.BaseURL,
	})
	if err != nil {
		return nil, err
	}
	drawn, err := contentOf(sample.Data)
	for _, name := range []string{"documentId", "companyReferenceId", "fileUrl"} {
		drawn = drawn.with(name, jsontext.Value("null"))
	}
	return drawn, err
}

func (f *finpilo) showDocument(r *http.Request, who caller, v view) (answer, error) {
	if v.differ != nil {
		return answer{}, errNoFinpiloState
	}
	document, err := f.documentAt(r, who)
	if err != nil {
		return answer{}, err
	}
	if document, err = f.seen(document, v); err != nil {
		return answer{}, err
	}
	if document == nil {
		return answer{}, notFound(noDocument)
	}
	return answerOf(http.StatusOK, f.shown(who, document))
}

// replaceDocument saves a draft whole; amendDocument changes the members given, and removes those that are null.
func (f *finpilo) replaceDocument(r *http.Request, who caller) (answer, error) {
	return f.edit(r, who, func(_, given content) content { return given })
}

func (f *finpilo) amendDocument(r *http.Request, who caller) (answer, error) {
	return f.edit(r, who, func(old, given content) content {
		for _, m := range given {
			old = old.with(m.name, m.value)
		}
		return old
	})
}

// edit changes a draft's content.
func (f *finpilo) edit(r *http.Request, who caller, change func(old, given content) content) (answer, error) {
	company, err := companyOf(r)
	if err != nil {
		return answer{}, err
	}
	given, err := readContent(r)
	if err != nil {
		return answer{}, err
	}
	if given == nil {
		return answer{}, malformed("the body is empty")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	document, err := f.document(r.Context(), who, company, r.PathValue("documentId"))
	if err != nil {
		return answer{}, err
	}
	if document.status() != statusDraft {
		return answer{}, &refusal{status: http.StatusConflict, reason: "only a draft can be changed; this document is " + string(document.status())}
	}
	old, err := contentOf(document.record.Content)
	if err != nil {
		return answer{}, err
	}
	whole, _, err := change(old, given).complete(f.filesURL(), company, document.record.DocumentID, true)
	if err != nil {
		return answer{}, err
	}
	document.record.Content, document.record.UpdatedAt = whole.write(), f.Clock.Now()
	if err := f.put(r.Context(), document.record); err != nil {
		return answer{}, err
	}
	return f.answerDocument(r.Context(), http.StatusOK, who, company, document.record.DocumentID)
}

// document is one that the caller may see. The refusal says that there is none.
func (f *finpilo) document(ctx context.Context, who caller, company, documentID string) (*finpiloDocument, error) {
	document, err := f.find(ctx, who, documentID)
	if err == nil && (document == nil || document.record.CompanyReferenceID != company) {
		return nil, notFound(noDocument)
	}
	return document, err
}

// find is a document of any company; nil where there is none. One that was only triggered is read from its newest event.
func (f *finpilo) find(ctx context.Context, who caller, documentID string) (*finpiloDocument, error) {
	record, err := f.kept(ctx, who.account, documentID)
	if err != nil {
		return nil, err
	}
	sends, err := f.sendsOf(ctx, who, documentID)
	if err != nil {
		return nil, err
	}
	document := &finpiloDocument{record: record, sends: sends}
	switch {
	case record != nil:
	case len(sends) == 0:
		return nil, nil
	default:
		document.record, err = f.triggered(&sends[0].event)
	}
	return document, err
}

// triggered is a document that nobody made here: validated, since Finpilo sends no others.
func (f *finpilo) triggered(event *relay.Event) (*finpiloRecord, error) {
	data, err := contentOf(event.Data)
	if err != nil {
		return nil, err
	}
	if data.get("documentId") == nil {
		data = append(content{{"documentId", quotedJSON(event.DialectID)}}, data...)
	}
	return &finpiloRecord{
		DocumentID: event.DialectID, CompanyReferenceID: provider.FinpiloDocumentOf(event).CompanyReferenceID, Content: data.write(),
		CreatedAt: event.CreatedAt, UpdatedAt: event.CreatedAt, ValidatedAt: event.CreatedAt,
	}, nil
}
