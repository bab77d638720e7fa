package relay

import "time"

// LineStatus is how a subscription's sending goes at the moment.
type LineStatus struct {
	// BlockedBy is the failed delivery that those behind it wait for; empty unless the subscription is ordered.
	BlockedBy    string
	BlockedUntil time.Time
	// CircuitOpen says that the endpoint does not answer at all, and one attempt at a time probes it.
	CircuitOpen bool
	// InFlight is how many attempts are being made.
	InFlight int
}

// LineStatus tells how a subscription's sending goes; the zero value for one that is unknown.
func (e *Engine) LineStatus(id string) LineStatus {
	e.mu.Lock()
	defer e.mu.Unlock()
	l := e.lines[id]
	if l == nil {
		return LineStatus{}
	}
	status := LineStatus{CircuitOpen: l.circuit.open(), InFlight: l.running}
	if d, blocked := l.blockedBy(e.Clock.Now()); blocked {
		status.BlockedBy, status.BlockedUntil = d.DeliveryID, d.DueAt
	}
	return status
}

// behind is how many of an ordered subscription, as far as they are in memory, wait for the one in flight; zero of any other.
func (e *Engine) behind(id string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	l := e.lines[id]
	if l == nil || !l.limits.Ordered {
		return 0
	}
	return len(l.current)
}
