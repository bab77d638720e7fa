package emulate

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// fintoroCalls is how many calls a company may make in a minute. Source: vendor documentation.
const fintoroCalls = 120

// fintoroBase is where the API begins. Source: vendor documentation.
const fintoroBase = "/api/public/v1"

type fintoro struct {
	Options
	requests atomic.Uint64
	creating sync.Mutex // held while a subscription is made under an Idempotency-Key
}

// fintoroAPI is documented, but for what a malformed body, a wrong method and a wrong content type get, and for the
// details of received documents.
func fintoroAPI(opt Options) product {
	f := &fintoro{Options: opt}
	limit := newRateLimit(opt.wall(), fintoroCalls, time.Minute)
	p := product{
		Options: &f.Options, name: "fintoro", invalid: http.StatusUnprocessableEntity, shape: fintoroShape, stamp: f.stamp, limit: limit.limit, tooMany: fintoroTooMany,
		routes: []route{
			{path: fintoroBase + "/whoami", calls: map[string]call{http.MethodGet: f.whoami}},
			{path: fintoroBase + "/webhook-subscriptions", calls: map[string]call{http.MethodGet: f.list, http.MethodPost: forOwners(f.create)}},
			{path: fintoroBase + "/webhook-subscriptions/{id}", calls: map[string]call{
				http.MethodGet: f.show, http.MethodPut: forOwners(f.update), http.MethodDelete: forOwners(f.remove),
			}},
			{path: fintoroBase + "/webhook-subscriptions/{id}/rotate-secret", calls: map[string]call{http.MethodPost: forOwners(f.rotate)}},
		},
	}
	p.routes = append(p.routes, f.recordRoutes(p)...)
	return p
}

// fintoroShape writes errors. The texts of 401, 403, 404, 422, 429, 500 and 503 are documented, the others are ours in the
// same shape.
func fintoroShape(r refusal) jsontext.Value {
	if r.reason == fintoroKeyReused {
		return shapeOf(struct {
			Error string `json:"error"`
		}{r.reason})
	}
	var body struct {
		Message string              `json:"message"`
		Errors  map[string][]string `json:"errors,omitempty"`
	}
	body.Message = r.text()
	switch r.status {
	case http.StatusUnauthorized:
		body.Message = "Unauthenticated."
	case http.StatusForbidden:
		body.Message = "This action is unauthorized."
	case http.StatusNotFound:
		body.Message = "No query results for model."
	}
	if len(r.problems) > 0 {
		body.Message, body.Errors = "The given data was invalid.", map[string][]string{}
	}
	for _, p := range r.problems {
		body.Errors[p.field] = append(body.Errors[p.field], "The "+p.field+" field "+p.text+".")
	}
	return shapeOf(body)
}

// stamp puts X-Request-Id, which every answer has; that it is a UUID is our choice.
func (f *fintoro) stamp(header http.Header) {
	b := f.Chance.Bytes("fintoro/request", wireTime(f.Clock.Now()), f.requests.Add(1), 16)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	header.Set("X-Request-Id", fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}

// whoami is the company of the token.
func (f *fintoro) whoami(_ *http.Request, who caller) (answer, error) {
	body, err := f.Details.Record("fintoro", "whoami", f.unknown(who, 1), f.Chance, f.BaseURL)
	return answer{status: http.StatusOK, body: body}, err
}
