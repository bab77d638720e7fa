package emulate

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// refusal is a call that ends with an error in the product's shape.
type refusal struct {
	status   int // zero: the product's status for a body that breaks its rules
	reason   string
	problems []problem // in the body's fields; none where the reason lies elsewhere
}

func (r *refusal) Error() string { return r.text() }

// text says everything in one line.
func (r *refusal) text() string {
	if len(r.problems) == 0 {
		return r.reason
	}
	var all []string
	for _, p := range r.problems {
		all = append(all, p.field+" "+p.text)
	}
	return strings.Join(all, "; ")
}

// problem is what is wrong with one field of a body.
type problem struct {
	field string
	kind  problemKind
	text  string // reads on from the field's name, such as "is required"
}

type problemKind string

const (
	required problemKind = "required"
	unknown  problemKind = "unknown"
	removed  problemKind = "removed"
	invalid  problemKind = "invalid"
)

func notFound(reason string) *refusal { return &refusal{status: http.StatusNotFound, reason: reason} }

// plainShape is the shape of errors where the product documents none. Source: our choice.
func plainShape(r refusal) jsontext.Value {
	var body struct {
		Error  string            `json:"error"`
		Fields map[string]string `json:"fields,omitempty"`
	}
	body.Error = r.text()
	for _, p := range r.problems {
		if body.Fields == nil {
			body.Fields = map[string]string{}
		}
		body.Fields[p.field] = p.text
	}
	return shapeOf(body)
}

// shapeOf writes an error's body. Names and texts from outside were decoded as valid UTF-8, so that it cannot fail.
func shapeOf[T any](body T) jsontext.Value {
	text, err := json.Marshal(body, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return jsontext.Value("{}")
	}
	return text
}
