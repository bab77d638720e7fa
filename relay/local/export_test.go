package local

import "net/http"

// Handler is what is served beside the mock.
func (n *Node) Handler() http.Handler { return n.control.Handler }

// Free is how many calls no node serves by.
func Free(s *Stock) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.free)
}
