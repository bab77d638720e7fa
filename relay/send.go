package relay

import (
	"context"
	"errors"
	"net/http"
	"net/url"
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
	UserAgent string        // empty: none is sent

	// PublicOnly is the product's rule by which only public addresses may be dialled: any other blocks the attempt.
	PublicOnly Demand
	// PublicAdvised is the same rule where it is not enforced: a name that led to another address is noted.
	PublicAdvised Demand
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
	trip := &trip{elapsed: stopwatch, publicOnly: out.PublicOnly.Made(), namesHost: out.PublicAdvised.Made() && namesHost(req.URL)}
	attempt.Response, err = exchange(transport, req.WithContext(context.WithValue(ctx, tripKey{}, trip)))
	attempt.Duration = stopwatch()
	attempt.Outcome = Success
	timings, unverified, inHandshake := trip.told()
	attempt.Timings = timings
	if err != nil {
		cause := context.Cause(ctx)
		if errors.Is(err, errShutdown) { // a fault lingered past the limit until then
			cause = errShutdown
		}
		attempt.Outcome = outcomeOf(cause, err, inHandshake)
		attempt.Error = errorText(cause, err, attempt.Outcome, out.Timeout)
		if attempt.Outcome == Blocked {
			attempt.Error += "; " + out.PublicOnly.Text
		}
	}
	if trip.namesHost {
		if why := trip.notPublic(req.URL.Hostname()); why != "" {
			attempt.addNote(why + "; " + out.PublicAdvised.Text)
		}
	}
	if attempt.Response != nil && attempt.Response.Cut {
		attempt.addNote("the answer went on: it was cut after " + strconv.Itoa(MaxResponseBytes+maxDiscardBytes) + " bytes")
	}
	if unverified {
		attempt.addNote("the receiver's certificate was not verified (--insecure-skip-verify)")
	}
	return attempt
}

// namesHost tells whether a URL's host is a name of which nobody knows yet where it leads.
func namesHost(u *url.URL) bool {
	host := readHost(u.Hostname())
	return host.name != "" && host.notPublic() == ""
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
	headers := append(make([]Header, 0, len(req.Header)+2), Header{Name: "Host", Value: req.Host})
	if agent := req.Header["User-Agent"]; len(agent) > 0 && agent[0] != "" {
		headers = append(headers, Header{Name: "User-Agent", Value: agent[0]})
	}
	headers = append(headers, Header{Name: "Content-Length", Value: strconv.FormatInt(req.ContentLength, 10)})
	fixed := len(headers)
	for name, values := range req.Header {
		for _, value := range values {
			if name != "User-Agent" { // which goes out before all others
				headers = append(headers, Header{Name: name, Value: MaskHeader(name, value)})
			}
		}
	}
	sortHeaders(headers[fixed:])
	return headers
}

// sortHeaders sorts by name and leaves the values of one name in their order.
func sortHeaders(headers []Header) {
	slices.SortStableFunc(headers, func(a, b Header) int { return strings.Compare(a.Name, b.Name) })
}

// sortedHeaders lists the headers of an answer, a credential in them masked.
func sortedHeaders(from http.Header) []Header {
	if len(from) == 0 {
		return nil
	}
	headers := make([]Header, 0, len(from))
	for name, values := range from {
		for _, value := range values {
			headers = append(headers, Header{Name: name, Value: MaskHeader(name, value)})
		}
	}
	sortHeaders(headers)
	return headers
}
