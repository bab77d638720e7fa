package relay

import (
	"cmp"
	"context"
)

// postpones reports whether faults put the attempt off. Those strike without others.
func (f *flight) postpones() bool { return len(f.struck) > 0 && f.struck[0].Stage == PlanStage }

// postpone puts an attempt off, for as long as its faults say together, and stores until when and why: it outlives a restart.
func (e *Engine) postpone(ctx context.Context, due Due, f *flight) {
	p := Postponement{DeliveryID: due.DeliveryID, Until: e.Clock.Now(), Faults: hitsOf(f.struck), Counts: f.counts}
	for i := range f.struck {
		wait := e.Faults.Plan(&f.struck[i], &p.Faults[i], e.faultDraw(&f.struck[i], f.delivery))
		p.Until = p.Until.Add(wait)
	}
	e.fate.RLock()
	changed, err := e.Store.Postpone(context.WithoutCancel(ctx), p)
	e.fate.RUnlock()
	if err != nil || changed == nil {
		e.grounded(ctx, due, cmp.Or(err, errNotSending))
		return
	}
	e.tell([]Delivery{*changed})
	due.DueAt = changed.DueAt
	e.land(due, &due)
}

// faultDraw is a rule's random number for the next attempt of a delivery.
func (e *Engine) faultDraw(rule *FaultRule, d *Delivery) float64 {
	return e.Chance.Float64("fault size "+rule.ID, d.ID, uint64(d.Tries+1))
}

// hitsOf begins to note what rules of the sender do to an attempt.
func hitsOf(struck []FaultRule) []AppliedFault {
	hits := make([]AppliedFault, len(struck))
	for i := range struck {
		hits[i] = AppliedFault{RuleID: struck[i].ID, Name: struck[i].Name, Value: struck[i].Value, At: AtSender}
	}
	return hits
}
