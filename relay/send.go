package relay

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The causes with which an attempt's context ends.
var (
	errReceiverTimeout = errors.New("no whole answer within the time limit")
	errShutdown        = errors.New("ledgerhook is stopping")
)

// maxDiscardBytes is how much of an answer is read beyond MaxResponseBytes before the connection is cut.
const maxDiscardBytes = 1 << 20

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
	attempt.Response, err = exchange(transport, req.WithContext(ctx))
	attempt.Duration = stopwatch()
	attempt.Outcome = Success
	if err != nil {
		attempt.Outcome, attempt.Error = outcomeOf(context.Cause(ctx), err), errorText(context.Cause(ctx), err, out.Timeout)
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

// ReadResponse reads what is kept of an answer: its head, and at most MaxResponseBytes of the body; some of the rest is
// read and counted, so that the connection can be used again. The caller closes the body.
func ReadResponse(resp *http.Response) (*Response, error) {
	kept := &Response{Status: resp.StatusCode, Headers: sortedHeaders(resp.Header)}
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxResponseBytes))
	kept.Body = body
	if err != nil {
		return kept, err
	}
	kept.Truncated, err = io.Copy(io.Discard, io.LimitReader(resp.Body, maxDiscardBytes))
	return kept, err
}

// outcomeOf reads an error of the exchange. cause is why the context ended, nil when it has not.
func outcomeOf(cause, err error) Outcome {
	var (
		dns       *net.DNSError
		op        *net.OpError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		verify    *tls.CertificateVerificationError
		unknownCA x509.UnknownAuthorityError
		hostname  x509.HostnameError
	)
	switch {
	case errors.Is(cause, errReceiverTimeout):
		return Timeout
	case cause != nil:
		return Aborted
	case errors.As(err, &dns):
		return DNSError
	case errors.As(err, &record), errors.As(err, &alert), errors.As(err, &verify), errors.As(err, &unknownCA), errors.As(err, &hostname):
		return TLSError
	case errors.As(err, &op) && op.Op == "dial":
		return ConnectError
	}
	return ProtocolError
}

func errorText(cause, err error, timeout time.Duration) string {
	switch {
	case errors.Is(cause, errReceiverTimeout):
		return fmt.Sprintf("no whole answer within %v", timeout)
	case cause != nil:
		return cause.Error()
	case errors.Is(err, io.EOF):
		return "the connection was closed before an answer came"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed in the middle of the answer"
	}
	return strings.TrimPrefix(err.Error(), "net/http: ")
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

// onceBody is a request body without a way to read it again.
type onceBody struct{ *bytes.Reader }

func newBody(body []byte) io.ReadCloser { return onceBody{bytes.NewReader(body)} }

func (onceBody) Close() error { return nil }
