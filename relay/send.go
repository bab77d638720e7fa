package relay

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Outgoing is one attempt about to be made.
type Outgoing struct {
	URL       string
	Headers   []Header
	Body      []byte
	Timeout   time.Duration // of the whole exchange, the answer's body included
	UserAgent string
}

// Send makes one HTTP exchange and tells what came of it, as far as HTTP knows: Success stands for any answer, which
// the dialect has yet to judge. It follows no redirect and lets nothing be sent twice. The Attempt's StartedAt is
// left to the caller, who owns the clock.
func Send(ctx context.Context, transport http.RoundTripper, out Outgoing, stopwatch func() time.Duration) Attempt {
	attempt := Attempt{Request: Request{Method: http.MethodPost, URL: MaskURL(out.URL), Headers: out.Headers, Body: out.Body}}
	req, err := newRequest(out.URL, out.Headers, out.Body, out.UserAgent)
	if err != nil {
		attempt.Outcome, attempt.Error = Blocked, err.Error()
		return attempt
	}
	attempt.Request.Headers = headersSent(req)
	ctx, cancel := context.WithTimeoutCause(ctx, out.Timeout, errReceiverTimeout)
	defer cancel()
	trip := &trip{elapsed: stopwatch}
	attempt.Response, err = exchange(transport, req.WithContext(context.WithValue(ctx, tripKey{}, trip)))
	attempt.Duration = stopwatch()
	attempt.Outcome = Success
	timings, unverified, inHandshake := trip.told()
	attempt.Timings = timings
	if err != nil {
		attempt.Outcome = outcomeOf(context.Cause(ctx), err, inHandshake)
		attempt.Error = errorText(context.Cause(ctx), err, attempt.Outcome, out.Timeout)
	}
	if attempt.Response != nil && attempt.Response.Cut {
		attempt.addNote("the answer went on: it was cut after " + strconv.Itoa(MaxResponseBytes+maxDiscardBytes) + " bytes")
	}
	if unverified {
		attempt.addNote("the receiver's certificate was not verified (--insecure-skip-verify)")
	}
	return attempt
}

// exchange sends and reads a bounded part of the answer. A response comes back with an error where its head had
// arrived before the body broke off.
func exchange(transport http.RoundTripper, req *http.Request) (*Response, error) {
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return ReadResponse(resp)
}

// headersSent lists the headers in the order in which HTTP/1.1 writes them, a key or password in them masked.
func headersSent(req *http.Request) []Header {
	headers := []Header{{Name: "Host", Value: req.Host}}
	for _, h := range sortedHeaders(req.Header) {
		switch h.Name {
		case "User-Agent": // goes out before all others, and then the length
			headers = slices.Insert(headers, 1, h, Header{Name: "Content-Length", Value: fmt.Sprint(req.ContentLength)})
		case "Authorization":
			headers = append(headers, Header{Name: h.Name, Value: MaskAuthorization(h.Value)})
		default:
			headers = append(headers, h)
		}
	}
	return headers
}

// MaskAuthorization keeps the scheme of an Authorization header and hides the rest, for every view and store of it.
func MaskAuthorization(value string) string {
	scheme, _, ok := strings.Cut(value, " ")
	if !ok {
		return "***"
	}
	return scheme + " ***"
}

func sortedHeaders(from http.Header) []Header {
	var headers []Header
	for _, name := range slices.Sorted(maps.Keys(from)) {
		for _, value := range from[name] {
			headers = append(headers, Header{Name: name, Value: value})
		}
	}
	return headers
}
