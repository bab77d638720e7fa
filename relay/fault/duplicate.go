package fault

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
)

// duplicate sends the same bytes again, within one attempt: after the answer, or at the same moment.
type duplicate struct{}

const (
	atOnce    = "at-once"
	mostTwins = 10
)

func (duplicate) entry() Entry {
	return Entry{
		Name: "duplicate", Value: "N|" + atOnce, Default: "1", Stage: relay.RequestStage, Places: senderOnly(),
		Meaning: "at least once: the same request arrives N times more after the first answer, or once more at the same moment",
		Expect:  "the receiver books once, and answers the copy as it answered the first",
		Example: "faults add duplicate=at-once --filter provider:moneybird",
	}
}

func (duplicate) check(value string) error {
	if n, err := strconv.Atoi(value); value != atOnce && (err != nil || n < 1 || n > mostTwins) {
		return mistake("duplicate", value, fmt.Sprintf("a number from 1 to %d, or %s", mostTwins, atOnce), "2")
	}
	return nil
}

func (duplicate) wire(value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		if value == atOnce {
			return sendTogether(req, body, hit, next)
		}
		n, _ := strconv.Atoi(value)
		answer, err := sendOnce(again(req, body), next)
		note := ""
		for range n {
			note += "; " + noteTwin(again(req.WithContext(relay.Apart(req.Context())), body), next)
		}
		hit.Note = fmt.Sprintf("sent %d times", n+1) + note
		if err != nil {
			return nil, err
		}
		return answer, nil
	})
}

// sendTogether sends a request twice at the same moment.
func sendTogether(req *http.Request, body []byte, hit *relay.AppliedFault, next http.RoundTripper) (*http.Response, error) {
	first, twin := again(req, body), again(req.WithContext(relay.Apart(req.Context())), body)
	note := ""
	var sending sync.WaitGroup
	sending.Go(func() { note = noteTwin(twin, next) })
	answer, err := sendOnce(first, next)
	sending.Wait()
	hit.Note = "sent twice at the same moment; " + note
	return answer, err
}

// again is a request that can be sent once more.
func again(req *http.Request, body []byte) *http.Request {
	copied := req.Clone(req.Context())
	if len(body) > 0 {
		copied.Body = io.NopCloser(bytes.NewReader(body))
	}
	copied.Header = req.Header // as it is: Clone keeps the casing, and nobody writes into it
	return copied
}

// sendOnce makes one exchange to its end, so that nothing of it stands in the way of the next.
func sendOnce(req *http.Request, next http.RoundTripper) (*http.Response, error) {
	var unused relay.AppliedFault
	answer, err := realReply(req, &unused, next)
	if err != nil {
		return nil, err
	}
	return answer.response(req), nil
}

// noteTwin sends a copy, and says what it was answered.
func noteTwin(req *http.Request, next http.RoundTripper) string {
	var twin relay.AppliedFault
	if _, err := realReply(req, &twin, next); err != nil {
		return "a copy got no answer"
	}
	return fmt.Sprintf("a copy was answered %d", twin.Actual.Status)
}
