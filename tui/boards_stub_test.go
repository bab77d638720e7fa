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

	postings       []control.Posting // newest first
	reconciliation control.Reconciliation
	balance        control.TrialBalance
	mockless       bool // the server has no mock

	stats control.Stats // of attempts

	incoming incomingAnswers
}

// answer reports whether a call was one of the boards'.
func (b *boardAnswers) answer(w http.ResponseWriter, r *http.Request) bool {
	action := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	switch path := r.URL.Path; {
	case b.incoming.answer(w, r):
	case path == "/v1/deliveries/groups":
		answer(w, b.groups)
	case path == "/v1/stats" && r.FormValue("filter") != "":
		answer(w, control.Stats{Deliveries: map[string]int{"held": b.held}})
	case path == "/v1/stats" && r.FormValue("window") != "0":
		answer(w, b.stats)
	case strings.HasPrefix(path, "/v1/subscriptions/") && action == "test":
		answer(w, control.Delivery{ID: "dlv_0k4v9q2r7s5t1a3b5c7d9e2a", Type: "invoices.paid"})
	case b.mockless && strings.HasPrefix(path, "/v1/mock/"):
		w.WriteHeader(http.StatusNotFound)
		answer(w, control.Error{Title: "Not Found", Detail: "no such call"})
	case path == "/v1/mock/ledger":
		b.ledger(w, r)
	case path == "/v1/mock/reconcile":
		answer(w, b.reconciliation)
	case path == "/v1/mock/trial-balance":
		answer(w, b.balance)
	default:
		return false
	}
	return true
}

// ledger pages through the postings; the cursor is the reference of the last one before.
func (b *boardAnswers) ledger(w http.ResponseWriter, r *http.Request) {
	from := 0
	for i := range b.postings {
		if b.postings[i].Reference == r.FormValue("cursor") {
			from = i + 1
		}
	}
	page := struct {
		Items []control.Posting `json:"items"`
		Next  string            `json:"next,omitempty"`
	}{}
	to := min(from+atoi(r.FormValue("limit")), len(b.postings))
	page.Items = b.postings[from:to]
	if to < len(b.postings) {
		page.Next = b.postings[to-1].Reference
	}
	answer(w, page)
}
