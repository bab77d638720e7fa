package mock

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxBodyBytes is how large a webhook may be.
const maxBodyBytes = 2 << 20

// visit is one request on its way through the receiver.
type visit struct {
	now     time.Time
	sender  product // nil when it could not be told
	header  http.Header
	body    []byte
	receipt relay.Receipt // as far as it is known
	hits    []relay.AppliedFault
	closed  bool // the receipt is stored

	refusal    *refusal // the request cannot be looked at any further
	event      event
	unreadable error // why the body holds no event of the product
}

// refusal is a request that is not even a product's.
type refusal struct {
	status  int
	problem string
}

// newVisit reads the request. sender is nil at the path of all products. refused is why it is not taken, whatever is in it;
// nil where nothing speaks against it yet.
func newVisit(w http.ResponseWriter, r *http.Request, sender product, refused *refusal, now time.Time) *visit {
	body, err := readBody(w, r)
	v := &visit{now: now, sender: sender, header: r.Header, body: body, refusal: refused}
	v.receipt = relay.Receipt{
		ReceivedAt: now,
		Request:    relay.Request{Method: r.Method, URL: requestURL(r), Headers: headers(r.Header), Body: body},
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		v.refusal = &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", maxBodyBytes)}
		v.body, v.receipt.Request.Body = nil, nil
	case err != nil:
		v.refusal = &refusal{http.StatusBadRequest, "the body did not arrive whole"}
	}
	if refused != nil {
		return v
	}
	if v.sender == nil {
		v.sender = recognise(v.header, v.body)
	}
	if v.sender == nil {
		if v.refusal == nil {
			v.refusal = &refusal{http.StatusBadRequest, "neither body nor headers tell which product sent this"}
		}
		return v
	}
	v.receipt.Provider = v.sender.name()
	if v.refusal != nil {
		return v
	}
	v.event, v.unreadable = v.sender.read(v.header, v.body)
	v.receipt.EventType, v.receipt.DedupKey = v.event.eventType, v.event.dedupKey
	return v
}

// readBody reads a body whose length was told at once into its own size.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength < 0 || r.ContentLength > maxBodyBytes {
		return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	}
	body := make([]byte, r.ContentLength)
	n, err := io.ReadFull(r.Body, body)
	if errors.Is(err, io.EOF) { // nothing came; of anything less than all it is io.ErrUnexpectedEOF
		err = nil
		if len(body) > 0 {
			err = io.ErrUnexpectedEOF
		}
	}
	return body[:n], err
}

// recognise tells which product sent a request, by its body first, since mistakes in headers are what is tested; nil
// when that cannot be told.
func recognise(header http.Header, body []byte) product {
	var keys map[string]jsontext.Value
	if json.Unmarshal(body, &keys) == nil {
		for _, p := range products() {
			if p.recognises(nil, keys) {
				return p
			}
		}
	}
	for _, p := range products() {
		if p.recognises(header, nil) {
			return p
		}
	}
	return nil
}

// refuse makes the receipt one of a request that is not taken, and answers the problem.
func (v *visit) refuse(verdict relay.Verdict, status int, problem string) {
	v.receipt.Verdict, v.receipt.Problem = verdict, problem
	v.receipt.Status, v.receipt.Answer = status, errorBody(problem)
}

// remark adds to the receipt's problem.
func (v *visit) remark(text string) {
	switch {
	case text == "":
	case v.receipt.Problem == "":
		v.receipt.Problem = text
	default:
		v.receipt.Problem += "; " + text
	}
}

// key is what requests for the same event have in common, also where no dedup key could be read.
func (v *visit) key() string {
	if v.receipt.DedupKey != "" {
		return v.receipt.DedupKey
	}
	return bodyHash(v.body)
}

// delivery is what the receiver can know of the sender's delivery, for the filters of fault rules. n is which request for
// it this is.
func (v *visit) delivery(n int) *relay.Delivery {
	return &relay.Delivery{
		Provider: v.receipt.Provider, Type: v.receipt.EventType, URL: v.receipt.Request.URL, DialectID: v.receipt.DedupKey,
		Body: v.body, State: relay.Sending, CreatedAt: v.now, AttemptCount: n,
	}
}

// requestURL is where a request went, credentials in it masked.
func requestURL(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return relay.MaskURL(scheme + r.Host + r.URL.RequestURI())
}

// headers lists a request's headers by name, in the casing in which net/http shows them. Keys and cookies are masked.
func headers(from http.Header) []relay.Header {
	names := make([]string, 0, len(from))
	for name := range from {
		names = append(names, name)
	}
	slices.Sort(names)
	list := make([]relay.Header, 0, len(from))
	for _, name := range names {
		for _, value := range from[name] {
			list = append(list, relay.Header{Name: name, Value: relay.MaskHeader(name, value)})
		}
	}
	return list
}
