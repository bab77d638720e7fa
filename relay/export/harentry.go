package export

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// unknownSize is HAR's word for a size that is not known.
const unknownSize = -1

func harEntryOf(d *control.Delivery, a *control.Attempt) harEntry {
	entry := harEntry{
		Started: a.StartedAt.UTC().Format(time.RFC3339Nano), Time: a.DurationMS, Timings: harTimingsOf(a.DurationMS, a.Timings), Comment: d.ID,
		Request: harRequestOf(&a.Request), Response: harResponseOf(a.Response),
		Own: harOwn{
			Delivery: d.ID, Event: d.EventID, Provider: d.Provider, Type: d.Type, Attempt: a.Number, Outcome: a.Outcome, Error: a.Error,
			Faults: append([]control.Fault{}, a.Faults...),
		},
	}
	if a.Number == d.AttemptCount {
		entry.Own.Reason = d.Reason
	}
	return entry
}

func harRequestOf(m *control.Message) harRequest {
	body := m.Bytes()
	request := harRequest{
		Method: m.Method, URL: m.URL, HTTPVersion: "HTTP/1.1", Cookies: []harPair{}, Headers: harHeaders(m), Query: harQuery(m.URL),
		HeadersSize: unknownSize, BodySize: len(body),
	}
	if len(body) > 0 {
		post := harPost{MimeType: headerOf(m, "Content-Type"), Params: []harPair{}}
		post.Text, post.Encoding = harText(body)
		request.PostData = &post
	}
	return request
}

// harResponseOf is an answer; nil is that none came, which HAR writes as a status of 0. Source: what browsers do.
func harResponseOf(m *control.Message) harResponse {
	if m == nil {
		return harResponse{
			Cookies: []harPair{}, Headers: []harPair{}, Content: harContent{MimeType: "x-unknown"}, HeadersSize: unknownSize, BodySize: unknownSize,
		}
	}
	body, remark := m.Plain() // Source: HAR 1.2, whose text is decompressed
	response := harResponse{
		Status: m.Status, StatusText: http.StatusText(m.Status), HTTPVersion: "HTTP/1.1", Cookies: []harPair{}, Headers: harHeaders(m),
		Content: harContent{Size: int64(len(body)) + m.Truncated, MimeType: headerOf(m, "Content-Type")}, RedirectURL: headerOf(m, "Location"),
		HeadersSize: unknownSize, BodySize: len(m.Bytes()) + int(m.Truncated),
	}
	response.Content.Comment = remark
	response.Content.Text, response.Content.Encoding = harText(body)
	if m.Truncated > 0 {
		response.Content.Comment = fmt.Sprintf("%d further bytes were thrown away", m.Truncated)
	}
	return response
}

// harText is a body as a string.
func harText(body []byte) (text, encoding string) {
	if utf8.Valid(body) {
		return string(body), ""
	}
	return base64.StdEncoding.EncodeToString(body), "base64"
}

func harHeaders(m *control.Message) []harPair {
	pairs := []harPair{}
	for _, name := range HeaderOrder(m) {
		for _, value := range m.Headers[name] {
			pairs = append(pairs, harPair{name, value})
		}
	}
	return pairs
}

// harQuery lists what stands behind the ? of a URL, in its order.
func harQuery(target string) []harPair {
	pairs := []harPair{}
	parsed, err := url.Parse(target)
	if err != nil || parsed.RawQuery == "" {
		return pairs
	}
	for part := range strings.SplitSeq(parsed.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, harPair{unescaped(name), unescaped(value)})
	}
	return pairs
}

func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// headerOf is the first value of a header, however its name is cased; empty where there is none.
func headerOf(m *control.Message, name string) string {
	for _, key := range HeaderOrder(m) {
		if values := m.Headers[key]; strings.EqualFold(key, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}
