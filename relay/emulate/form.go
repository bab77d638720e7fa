package emulate

import (
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// readForm is readFields, for an API whose bodies are multipart forms: a field whose name ends with [] is a list. JSON is
// taken too. An error is a refusal.
func readForm(r *http.Request) (*fields, error) {
	if mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || mediaType != "multipart/form-data" {
		return readFields(r)
	}
	err := r.ParseMultipartForm(maxBodyBytes)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, reason: fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit)}
	case err != nil:
		return nil, malformed("the form cannot be read")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // nothing of it went to a file: a body is smaller than what is kept in memory
	if len(r.MultipartForm.File) > 0 {
		return nil, malformed("the form has a file, and no field takes one")
	}
	f := &fields{members: map[string]jsontext.Value{}}
	for _, name := range slices.Sorted(maps.Keys(r.MultipartForm.Value)) {
		values := r.MultipartForm.Value[name]
		field, isList := strings.CutSuffix(name, "[]")
		if !isList && len(values) > 1 {
			return nil, malformed(fmt.Sprintf("the form has the field %.40q twice", name))
		}
		if f.members[field] != nil {
			return nil, malformed(fmt.Sprintf("the form has the field %.40q twice, as a list and alone", field))
		}
		if f.members[field], err = formValue(values, isList); err != nil {
			return nil, malformed(fmt.Sprintf("the field %.40q is not valid UTF-8", name))
		}
	}
	return f, nil
}

// formValue is the value of a field as JSON.
func formValue(values []string, isList bool) (jsontext.Value, error) {
	if !isList {
		return jsontext.AppendQuote(nil, values[0])
	}
	list := jsontext.Value{'['}
	for i, value := range values {
		if i > 0 {
			list = append(list, ',')
		}
		var err error
		if list, err = jsontext.AppendQuote(list, value); err != nil {
			return nil, err
		}
	}
	return append(list, ']'), nil
}
