package provider

import (
	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// FinpiloOwn is what a subscription of Finpilo has of its own: which settings it stands for. A subscription without scope,
// made by the command line or a file, and the mock's built-in one count as webhooks of the workspace. Source: our choice.
type FinpiloOwn struct {
	Scope              FinpiloLevel `json:"scope,omitempty"`
	CompanyReferenceID string       `json:"companyReferenceId,omitempty"` // of an entity's
	Custom             bool         `json:"custom,omitempty"`             // of an entity's
	AccountID          int64        `json:"account_id,omitempty"`         // whose it is; zero: nobody's in particular
}

// FinpiloOwnOf reads a subscription's own fields. What cannot be read is a webhook of the workspace.
func FinpiloOwnOf(sub *relay.Subscription) FinpiloOwn {
	var own FinpiloOwn
	if json.Unmarshal(sub.Own, &own) != nil {
		return FinpiloOwn{}
	}
	return own
}

// FinpiloDocument is what decides where a document goes.
type FinpiloDocument struct {
	CompanyReferenceID string
	// AccountID is whose document it is. Zero takes all accounts' settings together, as one workspace: nobody in particular
	// sent it. Source: our choice.
	AccountID int64
}

// FinpiloDocumentOf reads it from an event.
func FinpiloDocumentOf(event *relay.Event) FinpiloDocument {
	var document FinpiloDocument
	if data, err := readObject(event.Data); err == nil {
		document.CompanyReferenceID = unquote(data.get("companyReferenceId"))
	}
	if context, err := readObject(event.Context); err == nil {
		// What is no number is nobody's.
		_ = json.Unmarshal(context.get("account_id"), &document.AccountID)
	}
	return document
}

// Context is what an event keeps of the document's account.
func (d FinpiloDocument) Context() []byte {
	context, _ := json.Marshal(struct { // two numbers cannot fail
		AccountID int64 `json:"account_id"`
	}{d.AccountID})
	return context
}

// Route tells which of Finpilo's subscriptions the document goes to, by FinpiloTarget; or what is in the way, and the
// subscription at fault, where there is one. An account that has saved a webhook for its workspace uses that and no other;
// one that has not uses those that are nobody's in particular.
func (d FinpiloDocument) Route(subs []*relay.Subscription) (to []*relay.Subscription, blame *relay.Subscription, obstacle FinpiloObstacle) {
	var entity, saved, shared []*relay.Subscription
	for _, sub := range subs {
		switch own := FinpiloOwnOf(sub); {
		case own.AccountID != 0 && d.AccountID != 0 && own.AccountID != d.AccountID:
		case own.Scope == FinpiloEntity:
			if own.Custom && own.CompanyReferenceID == d.CompanyReferenceID {
				entity = append(entity, sub)
			}
		case own.AccountID != 0:
			saved = append(saved, sub)
		case !sub.Builtin || sub.State.Takes(): // one that has stepped aside is no webhook at all
			shared = append(shared, sub)
		}
	}
	workspace := saved
	if d.AccountID == 0 || len(saved) == 0 {
		workspace = append(saved, shared...)
	}
	level, obstacle := FinpiloTarget(finpiloWebhookOf(entity), finpiloWebhookOf(workspace))
	chosen := workspace
	if level == FinpiloEntity {
		chosen = entity
	}
	for _, sub := range chosen {
		if finpiloSends(sub) {
			to = append(to, sub)
		}
	}
	if len(to) == 0 && len(chosen) > 0 {
		blame = chosen[len(chosen)-1]
	}
	return to, blame, obstacle
}

// finpiloWebhookOf are the settings of one level. Of several webhooks one that can be sent to decides, and otherwise the
// last.
func finpiloWebhookOf(subs []*relay.Subscription) FinpiloWebhook {
	var webhook FinpiloWebhook
	for _, sub := range subs {
		webhook = FinpiloWebhook{Custom: FinpiloOwnOf(sub).Custom, HasURL: sub.URL != "", Enabled: sub.State.Takes()}
		if finpiloSends(sub) {
			return webhook
		}
	}
	return webhook
}

func finpiloSends(sub *relay.Subscription) bool { return sub.URL != "" && sub.State.Takes() }

// Route implements relay.Router.
func (finpilo) Route(event *relay.Event, subs []*relay.Subscription) (to []*relay.Subscription, blame *relay.Subscription) {
	to, blame, _ = FinpiloDocumentOf(event).Route(subs)
	return to, blame
}

// TakesOver reports whether a subscription stands in for the mock's built-in one, which is a webhook of the workspace: an
// entity's leaves that one its place.
func (finpilo) TakesOver(sub *relay.Subscription) bool {
	return FinpiloOwnOf(sub).Scope != FinpiloEntity
}
