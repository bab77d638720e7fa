package emulate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The longest texts taken, in characters. Source: Fintoro's documentation; our choice for the other products.
const (
	maxURL  = 2048
	maxName = 255
)

// fields are the members of a body that have yet to be taken, and what is wrong with those that were.
type fields struct {
	members  map[string]jsontext.Value
	known    []string // the names that the product has, taken or not
	problems []problem
}

// readFields takes a body in strictly: one JSON object with a JSON content type, without duplicate keys, invalid UTF-8,
// lone surrogates or a byte order mark. An error is a refusal.
func readFields(r *http.Request) (*fields, error) {
	if !isJSON(r) {
		return nil, notJSON()
	}
	text, err := readText(r)
	if err != nil {
		return nil, err
	}
	f := &fields{}
	if err := json.Unmarshal(text, &f.members); err != nil {
		return nil, malformed(whyNoJSON(text, err))
	}
	if f.members == nil {
		return nil, malformed("the body is null, not a JSON object")
	}
	return f, nil
}

// hasBody reports whether a request brings a body, also one whose length nobody knows yet.
func hasBody(r *http.Request) bool { return r.ContentLength != 0 }

// isJSON reports whether a body comes as JSON.
func isJSON(r *http.Request) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}

func notJSON() *refusal {
	return &refusal{status: http.StatusUnsupportedMediaType, reason: "send the body with Content-Type: application/json"}
}

// readText reads a body to its end. An error is a refusal.
func readText(r *http.Request) ([]byte, error) {
	text, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, reason: fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit)}
	case err != nil:
		return nil, malformed("the body could not be read to its end")
	}
	return text, nil
}

func malformed(reason string) *refusal {
	return &refusal{status: http.StatusBadRequest, reason: reason}
}

func whyNoJSON(text []byte, err error) string {
	var syntax *jsontext.SyntacticError
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return "the body is empty"
	case bytes.HasPrefix(text, []byte("\xef\xbb\xbf")):
		return "the body begins with a byte order mark"
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return fmt.Sprintf("the body has the key %.40q twice", syntax.JSONPointer.LastToken())
	case errors.As(err, &syntax):
		return fmt.Sprintf("the body is not valid JSON: %v at byte %d", syntax.Err, syntax.ByteOffset)
	}
	return "the body is not a JSON object"
}

// need notes a problem for each name that is absent, null or empty.
func (f *fields) need(names ...string) {
	for _, name := range names {
		if isBlank(f.members[name]) {
			f.note(name, required, "is required")
			f.take(name)
		}
	}
}

// isBlank reports whether a value is absent, null, or an empty string or list.
func isBlank(value jsontext.Value) bool {
	switch value.Kind() {
	case jsontext.KindString:
		return string(value) == `""`
	case jsontext.KindBeginArray:
		return len(bytes.TrimSpace(value[1:len(value)-1])) == 0
	case jsontext.KindNull:
		return true
	}
	return len(value) == 0
}

func (f *fields) note(field string, kind problemKind, text string) {
	f.problems = append(f.problems, problem{field, kind, text})
}

// take hands out a member's value and strikes it off; nil when it is absent or null.
func (f *fields) take(name string) jsontext.Value {
	if !slices.Contains(f.known, name) {
		f.known = append(f.known, name)
	}
	value := f.members[name]
	delete(f.members, name)
	if value.Kind() == jsontext.KindNull {
		return nil
	}
	return value
}

// text takes a string of at most limit characters, none of them a control character; empty when absent.
func (f *fields) text(name string, limit int) string {
	var text string
	switch value := f.take(name); {
	case value == nil:
		return ""
	case json.Unmarshal(value, &text) != nil:
		f.note(name, invalid, "must be a string")
	case utf8.RuneCountInString(text) > limit:
		f.note(name, invalid, fmt.Sprintf("must have at most %d characters", limit))
	case strings.ContainsFunc(text, unicode.IsControl):
		f.note(name, invalid, "must not hold a control character")
	}
	return text
}

// flag takes a boolean; false when absent.
func (f *fields) flag(name string) bool {
	var flag bool
	if value := f.take(name); value != nil && json.Unmarshal(value, &flag) != nil {
		f.note(name, invalid, "must be true or false")
	}
	return flag
}

// texts takes a list of strings; nil when absent.
func (f *fields) texts(name string) []string {
	value := f.take(name)
	if value == nil {
		return nil
	}
	var list []*string // null is no string
	if json.Unmarshal(value, &list) != nil || slices.Contains(list, nil) {
		f.note(name, invalid, "must be a list of strings")
		return nil
	}
	texts := make([]string, len(list))
	for i, text := range list {
		texts[i] = *text
	}
	return texts
}

// textsByName takes an object of strings; nil when absent.
func (f *fields) textsByName(name string) map[string]string {
	value := f.take(name)
	if value == nil {
		return nil
	}
	var texts map[string]*string
	if json.Unmarshal(value, &texts) != nil || slices.Contains(slices.Collect(maps.Values(texts)), nil) {
		f.note(name, invalid, "must be an object of strings")
		return nil
	}
	byName := make(map[string]string, len(texts))
	for key, text := range texts {
		byName[key] = *text
	}
	return byName
}

// check is the end of a body: what was not taken is unknown. An error is a refusal with every problem.
func (f *fields) check() error {
	for _, name := range slices.Sorted(maps.Keys(f.members)) {
		text := "is unknown"
		if near := relay.Nearest(name, f.known); near != "" {
			text += "; did you mean " + near
		}
		f.note(name, unknown, text)
	}
	if len(f.problems) == 0 {
		return nil
	}
	return &refusal{problems: f.problems}
}
