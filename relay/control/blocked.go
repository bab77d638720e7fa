package control

import "github.com/ledgerhook/ledgerhook/relay"

// showBlocked tells of a pending delivery which failed one it waits behind: the head of its ordered subscription.
func (s *server) showBlocked(d *Delivery) {
	if d.State != string(relay.Pending) {
		return
	}
	status := s.Engine.LineStatus(d.SubscriptionID)
	if status.BlockedBy != d.ID {
		d.BlockedBy, d.BlockedUntil = status.BlockedBy, timeOrNil(status.BlockedUntil)
	}
}
