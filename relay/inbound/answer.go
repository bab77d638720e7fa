package inbound

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// answer answers what was stored. An empty 200 is a success to each product: Moneybird counts 200 alone (vendor
// documentation), Fintoro and Silverfin any 2xx (vendor documentation), Finpilo takes an empty 200 (product description),
// and Bookkeeper 2xx (our choice). It says no more, since nobody outside is to learn what was made of a request.
func answer(w http.ResponseWriter, taken *relay.Taken) {
	if taken.Incoming.Verdict == relay.IncomingRejected {
		refuse(w, http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// refuse answers a request that was not taken, without a word on what is wrong with what it presents.
func refuse(w http.ResponseWriter, status int) {
	if status == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
		retryAfter(w, time.Second)
	}
	http.Error(w, refusal(status), status)
}

func refusal(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "the body broke off; nothing was taken"
	case http.StatusUnauthorized:
		return "not verified"
	case http.StatusNotFound:
		return "nothing here"
	case http.StatusMethodNotAllowed:
		return "webhooks are sent with POST"
	case http.StatusRequestTimeout:
		return "the body did not come in time; nothing was taken"
	case http.StatusRequestEntityTooLarge:
		return "the body is too large; nothing was taken"
	case http.StatusTooManyRequests:
		return "too many requests; nothing was taken, send it again later"
	}
	return "it cannot be taken now; send it again later"
}

// retryAfter tells a caller how long to wait, in whole seconds and no less.
func retryAfter(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10))
}

// leaving says with an answer that its connection is closed behind it, where another caller waits for its place: what is sent
// on it after that would be neither taken nor refused.
type leaving struct {
	http.ResponseWriter
	request context.Context
}

// WriteHeader implements http.ResponseWriter.
func (l leaving) WriteHeader(status int) {
	if relay.Crowded(l.request) {
		l.Header().Set("Connection", "close")
	}
	l.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (l leaving) Unwrap() http.ResponseWriter { return l.ResponseWriter }
