package report

import (
	"encoding/base64"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// Document is a check as JSON. Scripts rely on the names.
type Document struct {
	Kind       string  `json:"kind"` // check.report
	Provider   string  `json:"provider"`
	URL        string  `json:"url"`
	Seed       uint64  `json:"seed"`
	RunID      string  `json:"run_id"`
	OK         bool    `json:"ok"`                            // it was finished, and nothing was broken that fails it
	Unfinished string  `json:"unfinished,omitempty,omitzero"` // why not all cases ran
	Counts     Counts  `json:"counts"`
	ElapsedMS  float64 `json:"elapsed_ms"`
	Cases      []Row   `json:"cases"`
}

// Counts are how many cases had which verdict.
type Counts struct {
	Cases int `json:"cases"`
	Pass  int `json:"pass"`
	Warn  int `json:"warn"`
	Fail  int `json:"fail"`
	Skip  int `json:"skip"`
}

// Row is what came of a case, as JSON.
type Row struct {
	ID        string     `json:"id"`
	Title     string     `json:"title"`
	Level     string     `json:"level"`   // must, should or hint
	Verdict   string     `json:"verdict"` // pass, fail, warn or skip
	Rule      string     `json:"rule"`
	Source    string     `json:"source"` // documented, third-party, chosen or good-practice
	Detail    string     `json:"detail"`
	Remedy    string     `json:"remedy,omitempty,omitzero"`
	ElapsedMS float64    `json:"elapsed_ms"`
	Exchanges []Exchange `json:"exchanges"`
	Omitted   int        `json:"exchanges_omitted,omitzero"` // how many more there were
}

// Exchange is a request with what came of it, as JSON.
type Exchange struct {
	What       string   `json:"what"`
	Curl       string   `json:"curl"`
	Manner     string   `json:"manner,omitempty,omitzero"` // what curl cannot do the same way
	Request    Message  `json:"request"`
	Response   *Message `json:"response"` // null where none came
	Error      string   `json:"error,omitempty,omitzero"`
	DurationMS float64  `json:"duration_ms"`
	Reused     bool     `json:"reused"`
}

// Message is a request or an answer, as JSON. A body that is no UTF-8 is in base64.
type Message struct {
	Method     string         `json:"method,omitempty,omitzero"`
	URL        string         `json:"url,omitempty,omitzero"`
	Status     int            `json:"status,omitzero"`
	Headers    []relay.Header `json:"headers"` // the first 100, the first 4 KiB of each
	Body       *string        `json:"body,omitempty"`
	BodyBase64 string         `json:"body_base64,omitempty,omitzero"`
	Truncated  int64          `json:"truncated,omitzero"` // how many further bytes the body had
}

// JSON shows a check as JSON.
func (r *Report) JSON() Document {
	d := Document{
		Kind: "check.report", Provider: r.Provider, URL: r.URL, Seed: r.Seed, RunID: r.RunID, OK: r.OK(), Unfinished: r.Unfinished,
		Counts:    Counts{len(r.Results), r.Count(check.Pass), r.Count(check.Warn), r.Count(check.Fail), r.Count(check.Skip)},
		ElapsedMS: milliseconds(r.Elapsed), Cases: []Row{},
	}
	for i := range r.Results {
		d.Cases = append(d.Cases, rowOf(&r.Results[i]))
	}
	return d
}

func rowOf(r *check.Result) Row {
	row := Row{
		ID: r.ID, Title: r.Title, Level: string(r.Level), Verdict: string(r.Verdict), Rule: r.Rule, Source: string(r.Source), Detail: r.Detail,
		Remedy: r.Remedy, ElapsedMS: milliseconds(r.Elapsed), Exchanges: []Exchange{},
	}
	limits := jsonBounds()
	for i := range r.Exchanges {
		if i == limits.exchanges {
			row.Omitted = len(r.Exchanges) - i
			break
		}
		row.Exchanges = append(row.Exchanges, exchangeOf(&r.Exchanges[i], limits))
	}
	return row
}

func exchangeOf(x *check.Exchange, limits bounds) Exchange {
	shown := Exchange{
		What: x.What, Curl: curl(&x.Sent, limits.sent), Manner: x.Sent.Manner, Error: x.Error, DurationMS: milliseconds(x.Duration), Reused: x.Reused,
		Request: Message{Method: x.Sent.Method, URL: x.Sent.URL, Headers: headersOf(x.Sent.Headers, limits)},
	}
	shown.Request.setBody(x.Sent.Body, limits.sent)
	if x.Response != nil {
		shown.Response = &Message{Status: x.Response.Status, Headers: headersOf(x.Response.Headers, limits)}
		shown.Response.setBody(x.Response.Body, limits.answered)
		shown.Response.Truncated += x.Response.Truncated
	}
	return shown
}

func headersOf(headers []relay.Header, limits bounds) []relay.Header {
	shown := []relay.Header{}
	for _, h := range headers[:min(len(headers), limits.headers)] {
		shown = append(shown, relay.Header{Name: shortened(h.Name, limits.header), Value: shortened(h.Value, limits.header)})
	}
	return shown
}

func (m *Message) setBody(body []byte, most int) {
	if len(body) > most {
		m.Truncated = int64(len(body) - most)
		body = body[:most]
	}
	if !utf8.Valid(body) {
		m.BodyBase64 = base64.StdEncoding.EncodeToString(body)
		return
	}
	text := string(body)
	m.Body = &text
}
