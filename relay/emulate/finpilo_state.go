package emulate

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// finpiloStatus is where a document stands. Sent is documented, and that only a validated one is sent; the others' spelling
// is our choice.
type finpiloStatus string

const (
	statusDraft     finpiloStatus = "Draft"
	statusValidated finpiloStatus = "Validated"
	statusSending   finpiloStatus = "Sending" // sent, and no answer yet
	statusSent      finpiloStatus = "Sent"
)

// finpiloDocument is a document with what became of it, newest first.
type finpiloDocument struct {
	record *finpiloRecord
	sends  []finpiloSend
}

// finpiloSend is one time that a document was sent.
type finpiloSend struct {
	event      relay.Event
	deliveries []relay.Delivery // newest first
}

// maxSends is how many sends of one document are looked at.
const maxSends = 100

// sendsOf are the sends of a document that the caller may know of: of the caller's account, and what was triggered.
func (f *finpilo) sendsOf(ctx context.Context, who caller, documentID string) ([]finpiloSend, error) {
	events, _, err := f.Store.Events(ctx, relay.EventQuery{Provider: "finpilo", Subject: "document/" + documentID, Limit: maxSends})
	if err != nil {
		return nil, err
	}
	var sends []finpiloSend
	for _, event := range events {
		if !visibleTo(who, &event) {
			continue
		}
		send := finpiloSend{event: event}
		if send.deliveries, err = f.deliveriesOf(ctx, event.ID); err != nil {
			return nil, err
		}
		sends = append(sends, send)
	}
	return sends, nil
}

// visibleTo reports whether an event is the caller's, or nobody's in particular.
func visibleTo(who caller, event *relay.Event) bool {
	account := provider.FinpiloDocumentOf(event).AccountID
	return account == 0 || account == who.account
}

// deliveriesOf are an event's, but for replays that went elsewhere on purpose.
func (f *finpilo) deliveriesOf(ctx context.Context, eventID string) ([]relay.Delivery, error) {
	page, _, err := f.Store.Deliveries(ctx, relay.DeliveryQuery{EventID: eventID, Now: f.Clock.Now(), Limit: 1000})
	var own []relay.Delivery
	for _, d := range page {
		if !d.Redirected {
			own = append(own, d)
		}
	}
	return own, err
}

// status is what the deliveries make of the document.
func (d *finpiloDocument) status() finpiloStatus {
	switch {
	case d.sent() != nil:
		return statusSent
	case d.underWay():
		return statusSending
	case d.record.ValidatedAt.IsZero():
		return statusDraft
	}
	return statusValidated
}

// sent is the newest delivery that was accepted; nil when there is none.
func (d *finpiloDocument) sent() *relay.Delivery {
	var newest *relay.Delivery
	for i := range d.sends {
		for j := range d.sends[i].deliveries {
			delivery := &d.sends[i].deliveries[j]
			if delivery.State == relay.Delivered && (newest == nil || delivery.SettledAt.After(newest.SettledAt)) {
				newest = delivery
			}
		}
	}
	return newest
}

// reference is the first one that a receiver gave.
func (d *finpiloDocument) reference() string {
	reference, at := "", time.Time{}
	for i := range d.sends {
		for _, delivery := range d.sends[i].deliveries {
			if delivery.State == relay.Delivered && delivery.Reference != "" && (reference == "" || delivery.SettledAt.Before(at)) {
				reference, at = delivery.Reference, delivery.SettledAt
			}
		}
	}
	return reference
}

// underWay reports whether an answer is awaited.
func (d *finpiloDocument) underWay() bool {
	for i := range d.sends {
		for _, delivery := range d.sends[i].deliveries {
			if !delivery.State.Final() {
				return true
			}
		}
	}
	return false
}

// failed is the newest send's newest delivery where the document is not sent; nil where nothing failed.
func (d *finpiloDocument) failed() *relay.Delivery {
	if len(d.sends) == 0 || len(d.sends[0].deliveries) == 0 || d.status() != statusValidated {
		return nil
	}
	return &d.sends[0].deliveries[0]
}

// The codes of what is in the way of a send, beside those of provider.FinpiloObstacle. Source: our choice.
const (
	cannotDraft   = "not_validated"
	cannotSending = "being_sent"
	cannotSent    = "already_sent"
)

// obstacle is why a document cannot be sent now: a code, and a sentence for people. Both are empty where it can.
func (f *finpilo) obstacle(who caller, d *finpiloDocument) (code, text string) {
	switch d.status() {
	case statusDraft:
		return cannotDraft, "only a validated document can be sent; this one is a draft"
	case statusSending:
		return cannotSending, "the document is being sent"
	case statusSent:
		return cannotSent, "the document has been sent"
	}
	document := provider.FinpiloDocument{CompanyReferenceID: d.record.CompanyReferenceID, AccountID: who.account}
	if _, _, obstacle := document.Route(f.engineSubscriptions()); obstacle != "" {
		return string(obstacle), obstacle.Text()
	}
	return "", ""
}

// finpiloFailure is why the newest send failed.
type finpiloFailure struct {
	Code       string `json:"code"`
	Message    string `json:"message"`
	At         string `json:"at"`
	DeliveryID string `json:"deliveryId"`
}

// failureOf tells the three failures that are documented, and what else can happen here, in our words.
func failureOf(d *relay.Delivery) finpiloFailure {
	failure := finpiloFailure{At: wireTime(d.SettledAt), DeliveryID: d.ID}
	switch {
	case d.Reason == relay.ReasonNoTarget:
		failure.Code, failure.Message = relay.ReasonNoTarget, "there was nowhere to send it: no webhook is configured, or the entity's own is on without a URL or not enabled"
	case d.State == relay.Canceled:
		failure.Code, failure.Message = string(d.State), "the send was canceled before an answer came"
	case d.Reason == relay.ReasonSubscriptionDisabled:
		failure.Code, failure.Message = d.Reason, "the webhook was turned off before the document went out"
	case d.LastOutcome == relay.HTTPError:
		failure.Code, failure.Message = string(d.LastOutcome), fmt.Sprintf("the webhook answered with an HTTP error: status %d", d.LastStatus)
	case d.LastOutcome == relay.Timeout:
		failure.Code, failure.Message = string(d.LastOutcome), "no answer came in time: Finpilo waits 30 seconds"
	default:
		failure.Code, failure.Message = string(d.LastOutcome), "the webhook could not be reached: "+relay.Visible(d.LastError)
	}
	return failure
}
