package tui

import (
	"net/http"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// incomingAnswers are what the stub answers of the relay's hooks.
type incomingAnswers struct {
	rows  []control.Incoming // newest first
	whole map[string]control.Incoming
}

// answer reports whether a call was one of these.
func (a *incomingAnswers) answer(w http.ResponseWriter, r *http.Request) bool {
	id, one := strings.CutPrefix(r.URL.Path, "/v1/incoming/")
	switch {
	case one:
		in, known := a.whole[id]
		if !known {
			w.WriteHeader(http.StatusNotFound)
			answer(w, control.Error{Title: "Not Found", Detail: "no incoming request " + id})
			return true
		}
		answer(w, in)
		return true
	case r.URL.Path != "/v1/incoming":
		return false
	}
	page := struct {
		Items []control.Incoming `json:"items"`
		Next  string             `json:"next,omitempty"`
	}{}
	behind := r.FormValue("cursor") == ""
	for _, in := range a.rows {
		if behind && (r.FormValue("verdict") == "" || r.FormValue("verdict") == in.Verdict) {
			if len(page.Items) == atoi(r.FormValue("limit")) {
				page.Next = page.Items[len(page.Items)-1].ID
				break
			}
			page.Items = append(page.Items, in)
		}
		behind = behind || in.ID == r.FormValue("cursor")
	}
	answer(w, page)
	return true
}
