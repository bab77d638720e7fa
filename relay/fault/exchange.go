package fault

import (
	"fmt"
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

const notApplied = "not applied: the rule's value cannot be used"

// roundTrip is a function as an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// realAnswer makes the exchange as it would be without a fault, and keeps the answer on hit. On an error, which the
// caller returns as it is, the fault has not been needed, and hit says so.
func realAnswer(req *http.Request, hit *relay.AppliedFault, next http.RoundTripper) (*relay.Response, error) {
	resp, err := next.RoundTrip(req)
	if err != nil {
		hit.Note = "not applied: the exchange itself failed"
		return nil, err
	}
	defer resp.Body.Close()
	hit.Actual, err = relay.ReadResponse(resp)
	if err != nil {
		hit.Note = "not applied: the real answer broke off"
		return nil, err
	}
	return hit.Actual, nil
}

// emptyResponse is an answer without headers or body.
func emptyResponse(req *http.Request, code int) *http.Response {
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", code, http.StatusText(code)),
		StatusCode: code,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     http.Header{},
		Body:       http.NoBody,
		Request:    req,
	}
}
