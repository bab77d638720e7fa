package control

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// decode reads a request's body strictly: duplicate, unknown and wrongly cased keys, invalid UTF-8, lone surrogates and what
// follows the value are refused, in words of JSON and not of our code.
func decode(text []byte, into any) error {
	err := json.Unmarshal(text, into, json.RejectUnknownMembers(true))
	if err == nil {
		return nil
	}
	return errors.New(whyNot(text, err))
}

// maxToldPath is how much of a path into a body is told.
const maxToldPath = 80

func whyNot(text []byte, err error) string {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	var event *undecodedError
	switch {
	case errors.As(err, &event):
		return fmt.Sprintf("events[%d]: %s", event.index, whyNot(text, event.err))
	case bytes.HasPrefix(text, []byte("\xef\xbb\xbf")):
		return "the body begins with a byte order mark"
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return fmt.Sprintf("the key %.60q is a duplicate", syntax.JSONPointer.LastToken())
	case errors.As(err, &syntax):
		return fmt.Sprintf("the body is not valid JSON: %v%s, at byte %d", syntax.Err, at(syntax.JSONPointer), syntax.ByteOffset)
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &meaning):
		name := meaning.JSONPointer.LastToken()
		told := fmt.Sprintf("the key %.60q is unknown", name)
		if near := relay.Nearest(strings.ToLower(name), keysOf(meaning.GoType)); near != "" {
			told += "; did you mean " + near
		}
		return told
	case errors.As(err, &meaning) && meaning.Err != nil:
		return fmt.Sprintf("%v%s", meaning.Err, at(meaning.JSONPointer))
	case errors.As(err, &meaning):
		return "there is " + kindName(meaning.JSONKind) + " where something else belongs" + at(meaning.JSONPointer)
	}
	return err.Error()
}

// at says where in a body something is; nothing for the body itself.
func at(pointer jsontext.Pointer) string {
	if pointer == "" {
		return ""
	}
	path := string(pointer)
	if len(path) > maxToldPath {
		path = path[:maxToldPath] + "…"
	}
	return fmt.Sprintf(" at %q", path)
}

// keysOf are the keys that a struct has in JSON, those of embedded ones included.
func keysOf(t reflect.Type) []string {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for _, field := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" && name != "-" {
			keys = append(keys, name)
		}
	}
	return keys
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case jsontext.KindNull:
		return "null"
	case jsontext.KindTrue, jsontext.KindFalse:
		return "a boolean"
	case jsontext.KindString:
		return "a string"
	case jsontext.KindNumber:
		return "a number"
	case jsontext.KindBeginArray:
		return "a list"
	case jsontext.KindBeginObject:
		return "an object"
	}
	return "a value"
}
