package tui

import (
	"net/http"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// boardAnswers are what the stub answers to the boards alone.
type boardAnswers struct {
	groups control.Groups
	held   int // deliveries, of whichever subscription
}

// answer reports whether a call was one of the boards'.
func (b *boardAnswers) answer(w http.ResponseWriter, r *http.Request) bool {
	action := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	switch path := r.URL.Path; {
	case path == "/v1/deliveries/groups":
		answer(w, b.groups)
	case path == "/v1/stats" && r.FormValue("filter") != "":
		answer(w, control.Stats{Deliveries: map[string]int{"held": b.held}})
	case strings.HasPrefix(path, "/v1/subscriptions/") && action == "test":
		answer(w, control.Delivery{ID: "dlv_0k4v9q2r7s5t1a3b5c7d9e2a", Type: "invoices.paid"})
	default:
		return false
	}
	return true
}
