package inbound

import (
	"bytes"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
)

// mayAsk reports whether a request with another method than POST may be one that the product makes to see whether the URL
// answers. Moneybird's must be answered with 200, and its method is not documented. Source: vendor documentation; that any
// method will do is our choice.
func (h *hook) mayAsk(r *http.Request) bool {
	return h.Provider == "moneybird" && len(r.Header["Moneybird-Signature"]) == 0
}

// isProbe reports whether a request is Moneybird's question whether the URL answers: unsigned, with a body that is no push.
// Source: third-party code; that the body may be anything but a push is our choice.
func (h *hook) isProbe(r *http.Request, body []byte) bool {
	return h.mayAsk(r) && !mayBePush(body)
}

// mayBePush reports whether a body has what only a push has. One that cannot be read is a push when it speaks of a webhook
// at all: nothing that may be an event is answered as a probe.
func mayBePush(body []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	unreadable := func() bool { return bytes.Contains(body, []byte("webhook_")) }
	if dec.PeekKind() != jsontext.KindBeginObject {
		return unreadable()
	}
	if _, err := dec.ReadToken(); err != nil {
		return unreadable()
	}
	for dec.PeekKind() != jsontext.KindEndObject {
		name, err := dec.ReadToken()
		if err != nil {
			return unreadable()
		}
		if key := name.String(); key == "webhook_id" || key == "action" {
			return true
		}
		if err := dec.SkipValue(); err != nil {
			return unreadable()
		}
	}
	return false
}
