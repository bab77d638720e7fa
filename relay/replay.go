package relay

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ReplayOptions say how a replay differs from what it repeats. The zero value repeats identity and bytes, signed afresh.
type ReplayOptions struct {
	// NewID gives it an identity of its own on the wire, so that the receiver takes it as new.
	NewID bool
	// OriginalTime lets its signed timestamps say when the original was first attempted.
	OriginalTime bool
	// Body replaces the bytes, where it is not nil.
	Body []byte
	// Set edits the body, after Body was put in its place. Identity keys may not be set: NewID is for that.
	Set []SetValue
	// URL is where it goes instead. Empty: where the subscription points.
	URL string
}

// Replay makes a new delivery of the same event, due now, and never changes the original row. ErrConflict when its
// subscription can no longer send; an InputError when the options do not fit.
func (e *Engine) Replay(ctx context.Context, id string, opt ReplayOptions) (*Delivery, error) {
	if err := e.checkRedirect(ctx, id, opt.URL); err != nil {
		return nil, err
	}
	e.fate.RLock()
	defer e.fate.RUnlock()
	original, err := e.Store.Delivery(ctx, id)
	if err != nil {
		return nil, err
	}
	replay, err := e.newReplay(ctx, original, &opt)
	if err != nil {
		return nil, err
	}
	if err := e.publishReplays(ctx, []Delivery{replay}); err != nil {
		return nil, err
	}
	replay.Body, replay.Passed = nil, nil
	return &replay, nil
}

// publishReplays stores deliveries of events that are stored already. The caller holds fate.
func (e *Engine) publishReplays(ctx context.Context, replays []Delivery) error {
	if len(replays) == 0 {
		return nil
	}
	batch := Batch{Publications: []Publication{{Deliveries: replays}}, LastID: e.ids.Last(), Clock: e.virtualNow()}
	e.hold(&batch)
	_, _, err := e.Store.Publish(ctx, batch)
	e.release(&batch, err == nil)
	return err
}

// newReplay makes the delivery, and stores nothing.
func (e *Engine) newReplay(ctx context.Context, original *Delivery, opt *ReplayOptions) (Delivery, error) {
	sub := e.subscription(original.SubscriptionID)
	switch {
	case sub == nil:
		return Delivery{}, fmt.Errorf("the subscription of delivery %s was deleted: %w", original.ID, ErrConflict)
	case !sub.State.Sends() && sub.State != Paused:
		return Delivery{}, fmt.Errorf("subscription %s of delivery %s is %s: %w", sub.ID, original.ID, sub.State, ErrConflict)
	case original.URL == "" && opt.URL == "":
		return Delivery{}, fmt.Errorf("delivery %s has nowhere to go: %w", original.ID, ErrConflict)
	}
	now := e.Clock.Now()
	replay := Delivery{
		ID: e.ids.New(DeliveryPrefix, now), EventID: original.EventID, SubscriptionID: original.SubscriptionID,
		Provider: original.Provider, Type: original.Type, URL: original.URL, DialectID: original.DialectID,
		Body: original.Body, State: Pending, ReplayOf: original.ID, DueAt: now, CreatedAt: now,
		IncomingID: original.IncomingID, Passed: original.Passed, Edited: original.Edited,
	}
	if sub.State == Paused {
		replay.State = Held
	}
	if opt.URL != "" {
		if err := e.checkURL(sub, opt.URL); err != nil {
			return Delivery{}, err
		}
		if err := e.refuseTarget(sub, opt.URL); err != nil {
			return Delivery{}, err
		}
		replay.URL, replay.Redirected = opt.URL, true
	}
	if opt.OriginalTime {
		signed, err := e.firstSent(ctx, original)
		if err != nil {
			return Delivery{}, err
		}
		replay.SignedAt = signed
	}
	err := e.edit(&replay, opt)
	if replay.IncomingID != "" && (replay.DialectID != original.DialectID || !bytes.Equal(replay.Body, original.Body)) {
		replay.Edited = true
	}
	return replay, err
}

// edit changes body and identity.
func (e *Engine) edit(replay *Delivery, opt *ReplayOptions) error {
	dialect := e.dialects[replay.Provider]
	if opt.Body != nil {
		if holdsMask(opt.Body, dialect.SecretPaths()) {
			return &InputError{Field: "body", Problem: "it has " + Masked + " where a credential belongs, as views show it", Hint: "take the bytes of `ledgerhook deliveries show --reveal`, or edit with set"}
		}
		replay.Body = opt.Body
	}
	if opt.NewID {
		if err := e.newIdentity(replay, dialect); err != nil {
			return err
		}
	}
	var err error
	if replay.Body, err = applySet(replay.Body, opt.Set, dialect.IdentityKeys()); err != nil {
		return err
	}
	if len(replay.Body) > MaxDataBytes {
		return &InputError{Field: "body", Problem: fmt.Sprintf("it has %d bytes; %d are allowed", len(replay.Body), MaxDataBytes)}
	}
	return nil
}

// firstSent is when a delivery was first attempted; when it was made where it never was. Of what came in it is when the product
// signed it, where that is known.
func (e *Engine) firstSent(ctx context.Context, d *Delivery) (time.Time, error) {
	if at, signed := e.signedAt(d); signed {
		return at, nil
	}
	attempts, err := e.Store.Attempts(ctx, d.ID)
	if err != nil || len(attempts) == 0 {
		return d.CreatedAt, err
	}
	return attempts[0].StartedAt, nil
}

// newIdentity gives a replay an identity of its own, also where the body repeats it.
func (e *Engine) newIdentity(replay *Delivery, dialect Dialect) error {
	if replay.DialectID == "" {
		return &InputError{Field: "new_id", Problem: fmt.Sprintf("deliveries of %s carry no identity on the wire", replay.Provider), Hint: "edit the body instead"}
	}
	fresh := dialect.Identify(&Event{ID: replay.ID, Provider: replay.Provider, Type: replay.Type, Data: []byte("{}")}, e.Chance)
	if fresh == "" { // it belongs to the push
		fresh = dialect.PushID(replay.ID, e.Chance)
	}
	old := replay.DialectID
	replay.DialectID = fresh
	var members map[string]jsontext.Value
	if json.Unmarshal(replay.Body, &members) != nil {
		return nil // an edited body may be anything
	}
	for _, key := range dialect.IdentityKeys() {
		var value string
		if json.Unmarshal(members[key], &value) != nil || value != old {
			continue
		}
		text, err := json.Marshal(fresh)
		if err != nil {
			return err
		}
		if replay.Body, err = splice(replay.Body, SetValue{Path: key, JSON: text}, nil); err != nil {
			return err
		}
	}
	return nil
}
