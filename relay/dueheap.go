package relay

import "cmp"

// dueOrder is the order in which deliveries start: by due time, then by id.
func dueOrder(a, b Due) int {
	return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.DeliveryID, b.DeliveryID))
}

// publishedOrder is the order in which they were made, whenever they are due: ids sort so.
func publishedOrder(a, b Due) int { return cmp.Compare(a.DeliveryID, b.DeliveryID) }

// dueHeap is a container/heap in one of the orders.
type dueHeap struct {
	all   []Due
	order func(a, b Due) int
}

// Len is for container/heap.
func (h *dueHeap) Len() int { return len(h.all) }

// Less is for container/heap.
func (h *dueHeap) Less(i, j int) bool { return h.order(h.all[i], h.all[j]) < 0 }

// Swap is for container/heap.
func (h *dueHeap) Swap(i, j int) { h.all[i], h.all[j] = h.all[j], h.all[i] }

// Push is for container/heap.
func (h *dueHeap) Push(x any) { h.all = append(h.all, x.(Due)) }

// Pop is for container/heap.
func (h *dueHeap) Pop() any {
	last := h.all[len(h.all)-1]
	h.all = h.all[:len(h.all)-1]
	return last
}
