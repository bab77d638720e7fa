package emulate

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// finpiloShown is a document as it is answered. What is shown is the vendor's page; the keys are our choice.
type finpiloShown struct {
	DocumentID         string          `json:"documentId"`
	CompanyReferenceID string          `json:"companyReferenceId"`
	Status             finpiloStatus   `json:"status"`
	CanSend            bool            `json:"can_send"`
	CannotSendCode     *string         `json:"cannot_send_code"`
	CannotSendReason   *string         `json:"cannot_send_reason"`
	SentAt             *string         `json:"sentAt"`
	Ref                *string         `json:"ref"` // such as "Ref: INV-2026-0042"
	AccountingRef      *string         `json:"accountingReferenceId"`
	LastError          *finpiloFailure `json:"lastError"` // of the newest send, until one succeeds
	ValidatedAt        *string         `json:"validatedAt"`
	CreatedAt          string          `json:"createdAt"`
	UpdatedAt          string          `json:"updatedAt"`
	Document           jsontext.Value  `json:"document"` // what the webhook carries
}

func (f *finpilo) shown(who caller, d *finpiloDocument) finpiloShown {
	shown := finpiloShown{
		DocumentID: d.record.DocumentID, CompanyReferenceID: d.record.CompanyReferenceID, Status: d.status(), Document: d.record.Content,
		CreatedAt: wireTime(d.record.CreatedAt), UpdatedAt: wireTime(d.record.UpdatedAt), ValidatedAt: timeOrNull(d.record.ValidatedAt),
	}
	code, text := f.obstacle(who, d)
	if shown.CanSend = code == ""; !shown.CanSend {
		shown.CannotSendCode, shown.CannotSendReason = &code, &text
	}
	if sent := d.sent(); sent != nil {
		at := wireTime(sent.SettledAt)
		shown.SentAt = &at
	}
	if reference := d.reference(); reference != "" {
		ref := "Ref: " + reference
		shown.Ref, shown.AccountingRef = &ref, &reference
	}
	if failed := d.failed(); failed != nil {
		failure := failureOf(failed)
		shown.LastError = &failure
	}
	return shown
}

// documentAt is the document that a path names.
func (f *finpilo) documentAt(r *http.Request, who caller) (*finpiloDocument, error) {
	company, err := companyOf(r)
	if err != nil {
		return nil, err
	}
	return f.document(r.Context(), who, company, r.PathValue("documentId"))
}

// answerDocument shows a document as it stands now.
func (f *finpilo) answerDocument(ctx context.Context, status int, who caller, company, documentID string) (answer, error) {
	document, err := f.document(ctx, who, company, documentID)
	if err != nil {
		return answer{}, err
	}
	return answerOf(status, f.shown(who, document))
}

// validateDocument makes a draft ready to send. A validated one stays as it is.
func (f *finpilo) validateDocument(r *http.Request, who caller) (answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	document, err := f.documentAt(r, who)
	if err != nil {
		return answer{}, err
	}
	switch document.status() {
	case statusDraft:
		document.record.ValidatedAt = f.Clock.Now()
		if err := f.put(r.Context(), document.record); err != nil {
			return answer{}, err
		}
	case statusSending, statusSent:
		return answer{}, &refusal{status: http.StatusConflict, reason: "only a draft can be validated; this document is " + string(document.status())}
	}
	return answerOf(http.StatusOK, f.shown(who, document))
}

// sendDocument is the click on Send. It answers once the send is stored, and not once it is answered: the document then
// shows what came of it. One that has no target has failed already, and the answer says so. Source: our choice; the
// product's page waits.
func (f *finpilo) sendDocument(r *http.Request, who caller) (answer, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	document, err := f.documentAt(r, who)
	if err != nil {
		return answer{}, err
	}
	if document.status() != statusValidated {
		_, text := f.obstacle(who, document)
		return answer{}, &refusal{status: http.StatusConflict, reason: text}
	}
	route := provider.FinpiloDocument{CompanyReferenceID: document.record.CompanyReferenceID, AccountID: who.account}
	published, _, err := f.Engine.Publish(r.Context(), []relay.PublishRequest{{
		Provider: "finpilo", Type: "document.sent", Data: document.record.Content, Context: route.Context(),
	}}, "")
	if err != nil {
		return answer{}, err
	}
	if lost := published[0].Deliveries[0]; lost.Reason == relay.ReasonNoTarget {
		return f.answerLost(who, document, &lost)
	}
	return f.answerDocument(r.Context(), http.StatusAccepted, who, document.record.CompanyReferenceID, document.record.DocumentID)
}

// answerLost is the answer to a send that has nowhere to go.
func (f *finpilo) answerLost(who caller, document *finpiloDocument, lost *relay.Delivery) (answer, error) {
	failure := failureOf(lost)
	if code, text := f.obstacle(who, document); code != "" { // that of this moment is more exact
		failure.Message = text
	}
	return answerOf(http.StatusUnprocessableEntity, struct {
		Error      string `json:"error"`
		Reason     string `json:"reason"`
		DeliveryID string `json:"deliveryId"`
	}{"the document was not sent: " + failure.Message, failure.Code, failure.DeliveryID})
}
