package inbound

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// syncTime is how long the app's answer is waited for since the request began: Finpilo waits for 30 s. Source: product
// description; the second between is our choice.
const syncTime = 29 * time.Second

var errNoAnswerInTime = errors.New("no answer in time")

// answerOfApp answers what the app answers: its status, headers and body. The request is stored, whatever comes of this. Where
// the app was not asked in time, it gets this no more: the product's user is told of a failure, and sends it again.
func (h *Handler) answerOfApp(w http.ResponseWriter, r *http.Request, hk *hook, deliveryID string, since func() time.Duration) {
	ctx, cancel := context.WithTimeoutCause(r.Context(), syncTime-since(), errNoAnswerInTime)
	defer cancel()
	attempt, err := h.opt.Relay.FirstAnswer(ctx, deliveryID)
	if err == nil {
		passOn(w, attempt)
		return
	}
	if ctx.Err() == nil && !isSettled(err) {
		h.reports.unanswered(ctx, hk, err)
	}
	switch asked := !h.givesUp(r.Context(), hk, deliveryID); {
	case ctx.Err() == nil:
		http.Error(w, "the app was not asked", http.StatusBadGateway)
	case asked:
		http.Error(w, "the app did not answer in time", http.StatusGatewayTimeout)
	default:
		http.Error(w, "the app was not asked in time, and does not get this any more", http.StatusGatewayTimeout)
	}
}

// givesUp reports whether a delivery was given up before any attempt of it had begun.
func (h *Handler) givesUp(request context.Context, hk *hook, deliveryID string) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(request), takeTime) // the caller may be gone
	defer cancel()
	err := h.opt.Relay.GiveUp(ctx, deliveryID)
	if err != nil && !isSettled(err) {
		h.reports.unanswered(ctx, hk, err)
	}
	return err == nil
}

// isSettled reports whether an error says that nothing more happens to a delivery, or something has begun.
func isSettled(err error) bool {
	return errors.Is(err, relay.ErrConflict) || errors.Is(err, relay.ErrNotFound)
}

// firstDelivery is the one to a subscription; empty where there is none.
func firstDelivery(taken *relay.Taken, subscriptionID string) string {
	for i := range taken.Deliveries {
		if taken.Deliveries[i].SubscriptionID == subscriptionID {
			return taken.Deliveries[i].ID
		}
	}
	return ""
}

// passOn writes an app's answer as it came, but for what is about the connection to the app, and the headers that are kept
// masked, such as Set-Cookie.
func passOn(w http.ResponseWriter, attempt *relay.Attempt) {
	response := attempt.Response
	switch {
	case attempt.Outcome == relay.Timeout: // its head may have come
		http.Error(w, "the app did not answer in time", http.StatusGatewayTimeout)
		return
	case response == nil:
		http.Error(w, fmt.Sprintf("the app gave no answer (%s)", attempt.Outcome), http.StatusBadGateway)
		return
	case attempt.Outcome != relay.Success && attempt.Outcome != relay.HTTPError: // a part of it would look like all
		http.Error(w, fmt.Sprintf("the app's answer broke off (%s)", attempt.Outcome), http.StatusBadGateway)
		return
	case response.Truncated > 0 || response.Cut:
		http.Error(w, fmt.Sprintf("the app's answer is too large: at most %d bytes are passed on", relay.MaxResponseBytes), http.StatusBadGateway)
		return
	case response.Status < 200 || response.Status > 999:
		http.Error(w, "the app's answer has no status that could be passed on", http.StatusBadGateway)
		return
	}
	header, typed := w.Header(), false
	for _, h := range relay.EndToEnd(response.Headers, contentType) {
		if relay.CarriesCredential(h.Name) {
			continue
		}
		typed = typed || strings.EqualFold(h.Name, contentType)
		header[h.Name] = append(header[h.Name], h.Value)
	}
	if !typed {
		header[contentType] = nil // net/http guesses none
	}
	w.WriteHeader(response.Status)
	_, _ = w.Write(response.Body) // a caller that is gone needs no answer
}
