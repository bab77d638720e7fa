package tui

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// maxBatch is how many deliveries are kept while the UI is busy; more, and the lists are read again.
const maxBatch = 4000

// batch is what happened since the batch before.
type batch struct {
	opened bool      // the stream was connected, maybe again: the lists must be read
	lost   error     // why the stream is broken now; nil while it is not
	retry  time.Time // by the real clock: when it is connected again, of one that is lost
	stale  bool      // changes were lost: the lists must be read again

	at        time.Time // the engine's newest time
	updates   []update  // in the order of each delivery's first change
	attempts  int
	delivered int       // of these, those that were delivered with it
	took      []float64 // milliseconds of each attempt

	subscriptions, faults bool // the lists of these changed

	cameIn   map[string]int     // requests at the relay's hooks, by verdict
	incoming []control.Incoming // the first of these, as many as are told one by one

	byID map[string]int // into updates
}

// update is a delivery as it is now, and the marks of the attempts that led there.
type update struct {
	delivery    control.Delivery
	marks       []attemptMark
	explanation string // of the newest attempt, where it was refused
}

func (b *batch) take(change *control.Change) {
	switch relay.ChangeKind(change.Kind) {
	case relay.DeliveryChanged:
		if change.Delivery != nil {
			b.takeDelivery(change)
		}
	case relay.SubscriptionChanged, relay.SubscriptionDeleted:
		b.subscriptions = true
	case relay.FaultsChanged:
		b.faults = true
	case relay.IncomingTaken:
		if change.Incoming != nil {
			b.takeIncoming(change.Incoming)
		}
	case relay.WasReset:
		b.stale, b.faults = true, true
	}
}

func (b *batch) takeIncoming(in *control.Incoming) {
	if b.cameIn == nil {
		b.cameIn = map[string]int{}
	}
	if b.cameIn[in.Verdict]++; len(b.incoming) < mostTold {
		b.incoming = append(b.incoming, *in)
	}
}

func (b *batch) takeDelivery(change *control.Change) {
	if len(b.updates) >= maxBatch {
		b.updates, b.byID, b.stale = nil, nil, true
	}
	i, known := b.byID[change.Delivery.ID]
	if !known {
		if b.byID == nil {
			b.byID = map[string]int{}
		}
		i = len(b.updates)
		b.byID[change.Delivery.ID] = i
		b.updates = append(b.updates, update{})
	}
	u := &b.updates[i]
	u.delivery = *change.Delivery
	if change.Attempted {
		u.marks = append(u.marks, lastMark(change.Delivery))
		u.explanation = change.Explanation
		b.attempts++
		if change.Delivery.State == string(relay.Delivered) {
			b.delivered++
		}
		if len(b.took) < maxBatch {
			b.took = append(b.took, change.Delivery.LastDurationMS)
		}
	}
}
