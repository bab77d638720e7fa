package relay

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// SetValue is one edit of a rendered body.
type SetValue struct {
	Path string // dotted, such as lineItems.0.price
	// JSON is the value to put there, as is. Empty when Text is used.
	JSON []byte
	// Text is the value as a person types it: it takes the kind that the body has at Path, a string where that is a
	// string, a number where that is a number; elsewhere JSON if it reads as such, and a string if not.
	Text string
}

// applySet edits a body in place of its values, and leaves every other byte as it was. An error is an InputError with
// Field "set": a path that does not exist, an identity key, or a value that is no JSON.
func applySet(body []byte, edits []SetValue, identityKeys []string) ([]byte, error) {
	for _, edit := range edits {
		if key, refused := identityKeyOf(edit.Path, identityKeys); refused {
			return nil, &InputError{Field: "set", Problem: fmt.Sprintf("%s says which event this is and cannot be set", key), Hint: "trigger another event, or replay this one"}
		}
		edited, err := splice(body, edit, identityKeys)
		if err != nil {
			return nil, err
		}
		body = edited
	}
	return body, nil
}

// EditBody edits a body in one place, whatever that says, and leaves every other byte as it was. An error is an InputError
// with Field "set".
func EditBody(body []byte, edit SetValue) ([]byte, error) { return splice(body, edit, nil) }

// identityKeyOf finds the identity key that a path equals, lies below, or holds.
func identityKeyOf(path string, keys []string) (string, bool) {
	for _, key := range keys {
		if path == key || strings.HasPrefix(path, key+".") || strings.HasPrefix(key, path+".") {
			return key, true
		}
	}
	return "", false
}

func refused(path string, identityKeys []string) bool {
	_, refused := identityKeyOf(path, identityKeys)
	return refused
}

// splice replaces the value at one path.
func splice(body []byte, edit SetValue, identityKeys []string) ([]byte, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(body))
	want := pointerOf(edit.Path)
	var seen []string
	for {
		kind := dec.PeekKind()
		start := int(dec.InputOffset()) // the last token's end: separators follow
		_, err := dec.ReadToken()
		if errors.Is(err, io.EOF) {
			return nil, unknownPath(edit.Path, seen)
		}
		if err != nil {
			return nil, brokenBody(err)
		}
		if isName(dec) || kind == jsontext.KindEndObject || kind == jsontext.KindEndArray {
			continue
		}
		pointer := dec.StackPointer()
		if path := dotted(pointer); !refused(path, identityKeys) {
			seen = append(seen, path)
		}
		if pointer != want {
			continue
		}
		if err := skipRest(dec, kind); err != nil {
			return nil, brokenBody(err)
		}
		value, err := edit.value(kind)
		if err != nil {
			return nil, err
		}
		for strings.IndexByte(" \t\r\n:,", body[start]) >= 0 {
			start++
		}
		return slices.Concat(body[:start], value, body[dec.InputOffset():]), nil
	}
}

// isName reports whether the token just read is a key of an object.
func isName(dec *jsontext.Decoder) bool {
	kind, length := dec.StackIndex(dec.StackDepth())
	return kind == jsontext.KindBeginObject && length%2 == 1
}

// skipRest reads to the end of an object or array whose first token was just read.
func skipRest(dec *jsontext.Decoder, kind jsontext.Kind) error {
	if kind != jsontext.KindBeginObject && kind != jsontext.KindBeginArray {
		return nil
	}
	for depth := dec.StackDepth(); dec.StackDepth() >= depth; {
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
	}
	return nil
}

func brokenBody(err error) error {
	return &InputError{Field: "set", Problem: fmt.Sprintf("the body is not JSON: %v", err)}
}

// value is the JSON to write where the body has a value of a kind.
func (v SetValue) value(kind jsontext.Kind) ([]byte, error) {
	if len(v.JSON) > 0 {
		value := jsontext.Value(v.JSON)
		if !value.IsValid() {
			return nil, &InputError{Field: "set", Problem: fmt.Sprintf("the value for %s is not JSON: %s", v.Path, v.JSON)}
		}
		return bytes.TrimSpace(value), nil
	}
	text := jsontext.Value(v.Text)
	switch fits := text.IsValid() && text.Kind() == kind; kind {
	case jsontext.KindString:
	case jsontext.KindNumber:
		if !fits {
			return nil, &InputError{Field: "set", Problem: fmt.Sprintf("%s is a number, and %.60q is none", v.Path, v.Text), Hint: "in the command line " + v.Path + `:="…" changes its kind`}
		}
		return bytes.TrimSpace(text), nil
	default:
		if text.IsValid() {
			return bytes.TrimSpace(text), nil
		}
	}
	quoted, err := jsontext.AppendQuote(nil, v.Text)
	if err != nil {
		return nil, &InputError{Field: "set", Problem: fmt.Sprintf("the value for %s is not valid UTF-8", v.Path)}
	}
	return quoted, nil
}

func unknownPath(path string, seen []string) error {
	err := &InputError{Field: "set", Problem: fmt.Sprintf("the body has no path %q", path)}
	if near := Nearest(path, seen); near != "" {
		err.Hint = "did you mean " + near
		return err
	}
	top := slices.DeleteFunc(slices.Clone(seen), func(s string) bool { return s == "" || strings.Contains(s, ".") })
	err.Hint = "at the top it has " + strings.Join(top, ", ")
	return err
}

// pointerOf turns lineItems.0.price into the JSON Pointer /lineItems/0/price.
func pointerOf(path string) jsontext.Pointer {
	var pointer jsontext.Pointer
	for part := range strings.SplitSeq(path, ".") {
		pointer = pointer.AppendToken(part)
	}
	return pointer
}

// dotted turns a JSON Pointer back into a path.
func dotted(pointer jsontext.Pointer) string {
	return strings.Join(slices.Collect(pointer.Tokens()), ".")
}
