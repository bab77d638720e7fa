package check_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// bodyAnswers is an app that answers some bodies before it looks at anything else.
func bodyAnswers(status int, where func(body string) bool) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err == nil && where(string(body)) {
				w.WriteHeader(status)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			rc.ServeHTTP(w, r)
		})
	}
}

func contains(part string) func(string) bool {
	return func(body string) bool { return strings.Contains(body, part) }
}

func longerThan(n int) func(string) bool { return func(body string) bool { return len(body) > n } }

// isNo reports whether a body does not read as T.
func isNo[T any](body string) bool {
	var value T
	return json.Unmarshal([]byte(body), &value) != nil
}

// Each of these apps has one classic bug of how it reads a body, and the case that is about it names it.
func TestBodyMistakes(t *testing.T) {
	t.Parallel()
	astral := func(body string) bool { return strings.ContainsFunc(body, func(r rune) bool { return r > 0xFFFF }) }
	array := func(body string) bool { return json.Valid([]byte(body)) && isNo[map[string]any](body) }
	noType := func(key string) func(string) bool {
		return func(body string) bool {
			var event map[string]any
			err := json.Unmarshal([]byte(body), &event)
			_, isText := event[key].(string)
			return err == nil && !isText && len(event) > 1
		}
	}
	nothingInIt := func(body string) bool { return body == "{}" }
	tests := map[string]mistake{
		"keeps Express's limit":            {"silverfin", bodyAnswers(413, longerThan(100<<10)), "body/large", check.Warn, "take 100 kB unless they are told otherwise"},
		"keeps a limit of half a megabyte": {"moneybird", bodyAnswers(413, longerThan(512<<10)), "body/very-large", check.Warn, "answered 413 to a right webhook of 900 kB, and took a right webhook of 90 kB"},
		"cannot keep 100 kB of lines":      {"finpilo", bodyAnswers(500, longerThan(50_000)), "body/large", check.Warn, "answered 500 to a right webhook of 300 kB"},
		"stores MySQL utf8":                {"finpilo", bodyAnswers(500, astral), "body/unicode", check.Fail, "names in five scripts"},
		"cannot store NUL":                 {"bookkeeper", bodyAnswers(500, contains(`\u0000`)), "body/control-characters", check.Warn, "NUL and a form feed"},
		"compares texts of amounts":        {"finpilo", bodyAnswers(422, func(b string) bool { return regexp.MustCompile(`"total":\d+\.\d{3,}`).MatchString(b) }), "body/decimals", check.Warn, "more zeros"},
		"counts levels":                    {"fintoro", bodyAnswers(400, contains("[[[[[[[[")), "body/deep", check.Warn, "50 levels deep"},
		"reaches for the first line":       {"moneybird", bodyAnswers(500, contains(`"details":[]`)), "body/empty-lists", check.Warn, "lists that are empty"},
		"does not catch the parser":        {"fintoro", bodyAnswers(500, isNo[any]), "body/invalid-json", check.Warn, "answered 500 to a rightly signed body that is no JSON"},
		"parses an empty body":             {"silverfin", bodyAnswers(500, func(body string) bool { return body == "" }), "body/empty", check.Warn, "empty body"},
		"looks keys up in a list":          {"moneybird", bodyAnswers(500, array), "body/not-an-object", check.Warn, "no object"},
		"takes every field for granted":    {"finpilo", bodyAnswers(500, nothingInIt), "body/missing-fields", check.Warn, "without the fields"},
		"splits the type that is null":     {"bookkeeper", bodyAnswers(502, noType("type")), "body/other-kinds", check.Warn, "type is no text"},
		"is ended by what is no JSON":      {"moneybird", endedBy(isNo[any]), "body/invalid-json", check.Warn, "the one before broke it"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.finds(t, nil)
		})
	}
}

// endedBy is an app that answers nothing well after such a body.
func endedBy(where func(string) bool) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		var ended atomic.Bool
		return bodyAnswers(http.StatusServiceUnavailable, func(body string) bool {
			return ended.Swap(ended.Load() || where(body))
		})(rc)
	}
}

// Who stores first and reads later answers a body that cannot be read with success, which is as well.
func TestStoringUnreadIsAllowed(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"body/invalid-json", "body/empty", "body/not-an-object", "body/missing-fields", "body/other-kinds"} {
		m := mistake{product: "silverfin", found: id}
		inbox := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusAccepted) })
		if r := m.run(t, inbox, nil, nil); r.Verdict != check.Pass {
			t.Errorf("%s: %s %q", id, r.Verdict, r.Detail)
		}
	}
}
