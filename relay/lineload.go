package relay

// beginLoad is called before the store is read.
func (l *line) beginLoad() { l.loading = true }

// endLoad takes what the store gave: the first pending deliveries in order, all of them if fewer than were asked for.
func (l *line) endLoad(found []Due, asked int) {
	l.loading = false
	l.horizon = nil
	if len(found) == asked && asked > 0 {
		last := found[len(found)-1]
		l.horizon = &last
	}
	for _, d := range found {
		_, ended := l.ended[d.DeliveryID]
		_, moved := l.meant[d.DeliveryID]
		if !ended && !moved { // otherwise the store was read before that happened
			l.add(d)
		}
	}
	for _, d := range l.meant {
		l.add(d)
	}
	clear(l.meant)
	clear(l.ended)
}

// missing are the next deliveries to start that are not known whole, at most n, the head first; none while the head is
// known.
func (l *line) missing(n int) []string {
	head, some := l.head()
	if !some || l.stock.has(head.DeliveryID) {
		return nil
	}
	var ids []string
	for _, d := range l.waiting.all[:min(2*n, len(l.waiting.all))] { // near the front of a heap is nearly the order
		if len(ids) < n && !l.outdated(d) && !l.stock.has(d.DeliveryID) {
			ids = append(ids, d.DeliveryID)
		}
	}
	return ids
}

// supply takes whole deliveries that were read, as far as they still wait. One that is not pending must not start.
func (l *line) supply(read []*Delivery) {
	for _, d := range read {
		if _, waits := l.current[d.ID]; waits && d.State == Pending {
			l.stock.put(d)
		}
	}
}
