package emulate

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

type moneybird struct{ Options }

// moneybirdAPI is documented but for errors other than a missing url, the old events, an unknown webhook, an unknown record
// and a wrong per_page; and the reads say themselves what is documented of them.
func moneybirdAPI(opt Options) product {
	m := &moneybird{opt}
	const at = "/api/v2/{administration_id}/webhooks"
	p := product{
		Options: &m.Options, name: "moneybird", invalid: http.StatusBadRequest, shape: moneybirdShape,
		limit: newRateLimit(opt.wall(), moneybirdCalls, moneybirdWindow).moneybirdLimit, tooMany: moneybirdTooMany,
	}
	p.routes = slices.Concat(
		moneybirdRoutes(at, map[string]call{http.MethodGet: m.list, http.MethodPost: m.create}),
		moneybirdRoutes(at+"/{id}", map[string]call{http.MethodDelete: m.remove}),
		moneybirdRoutes(at+"/{id}/activate", map[string]call{http.MethodPatch: m.activate}),
		moneybirdRoutes(at+"/{id}/deactivate", map[string]call{http.MethodPatch: m.deactivate}),
		moneybirdRoutes("/api/v2/administrations", map[string]call{http.MethodGet: m.administrations}),
		m.reads(p),
		[]route{
			{path: "/oauth/authorize", open: true, login: true, calls: map[string]call{http.MethodGet: m.oauthAuthorize}},
			{path: "/oauth/token", open: true, login: true, forms: true, calls: map[string]call{http.MethodPost: m.login}},
		},
	)
	return p
}

// moneybirdRoutes are those of a path, which ends with the format of the answer: .json, nothing for the same, or .xml.
// Source: vendor documentation.
func moneybirdRoutes(path string, calls map[string]call) []route {
	last := ""
	if open := strings.LastIndex(path, "{"); strings.HasSuffix(path, "}") {
		last = path[open+1 : len(path)-1]
	}
	formatted := make(map[string]call, len(calls))
	for method, do := range calls {
		formatted[method] = inJSON(do, last)
	}
	if last != "" {
		return []route{{path: path, calls: formatted}}
	}
	return []route{{path: path, calls: formatted}, {path: path + ".json", calls: formatted}, {path: path + ".xml", calls: formatted}}
}

// inJSON refuses XML, which is not served here, and takes .json off the last part of the path where that is a value.
func inJSON(do call, last string) call {
	return func(r *http.Request, who caller) (answer, error) {
		if wantsXML(r) {
			return answer{}, &refusal{status: http.StatusNotAcceptable, reason: "XML is not served here, only JSON: let the path end with .json or without a suffix"}
		}
		if last != "" {
			r.SetPathValue(last, strings.TrimSuffix(r.PathValue(last), ".json"))
		}
		return do(r, who)
	}
}

// wantsXML goes by the path, and where that leaves the format open by an Accept header that takes XML and not JSON.
func wantsXML(r *http.Request) bool {
	switch accept := strings.ToLower(strings.Join(r.Header.Values("Accept"), ",")); {
	case strings.HasSuffix(r.URL.Path, ".xml"):
		return true
	case strings.HasSuffix(r.URL.Path, ".json"):
		return false
	default:
		return strings.Contains(accept, "/xml") && !strings.Contains(accept, "json") && !strings.Contains(accept, "/*")
	}
}

// moneybirdShape writes errors, of several problems the first one. Source: vendor documentation.
func moneybirdShape(r refusal) jsontext.Value {
	if r.status == http.StatusTooManyRequests {
		return moneybirdRetryLater()
	}
	var body struct {
		Error    string                 `json:"error"`
		Symbolic map[string]problemKind `json:"symbolic,omitempty"`
	}
	body.Error = r.reason
	if len(r.problems) == 0 {
		return shapeOf(body)
	}
	first := r.problems[0]
	body.Symbolic = map[string]problemKind{first.field: first.kind}
	switch first.kind {
	case required:
		body.Error = strings.ToUpper(first.field[:1]) + first.field[1:] + " " + first.text
	case removed:
		body.Error = first.text
	default:
		body.Error = first.field + " " + first.text
	}
	return shapeOf(body)
}

// administrationOf is the administration in the path. Any well-formed one exists. Source: our choice.
func administrationOf(r *http.Request) (string, error) {
	id := r.PathValue("administration_id")
	if !isDigits(id) {
		return "", notFound("Record not found for model name: Administration")
	}
	return id, nil
}

// login hands out the issued token. That there is such a call is documented, where it asks for what is OAuth 2.
func (m *moneybird) login(r *http.Request, _ caller) (answer, error) {
	return m.oauthToken(r, "moneybird", "settings sales_invoices documents estimates bank time_entries")
}

// milliTime is an instant as Moneybird writes it: UTC in milliseconds.
func milliTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
