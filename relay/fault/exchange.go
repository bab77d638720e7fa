package fault

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// roundTrip is a function as an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// realReply makes the exchange as it would be without a fault, and keeps the answer on hit. On an error, which the caller
// returns as it is, the fault has not been needed, and hit says so.
func realReply(req *http.Request, hit *relay.AppliedFault, next http.RoundTripper) (*reply, error) {
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
	return &reply{status: resp.StatusCode, header: resp.Header.Clone(), body: hit.Actual.Body}, nil
}
