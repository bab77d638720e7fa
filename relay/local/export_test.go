package local

import "net/http"

// Handler is what is served beside the mock.
func (n *Node) Handler() http.Handler { return n.control.Handler }
