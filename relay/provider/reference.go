package provider

import (
	"strings"
	"unicode"

	"github.com/go-json-experiment/json/jsontext"
)

// usableReference reads a reference out of an answer: a string as it is, a number with all its digits as written. Blanks alone
// are no reference. When
// it cannot be used, problem says why and reference is empty. Source: our choice.
func usableReference(value jsontext.Value) (reference, problem string) {
	switch kind := value.Kind(); kind {
	case jsontext.KindString:
		reference = unquote(value)
	case jsontext.KindNumber:
		reference = string(value)
	default:
		return "", "is " + kindName(kind)
	}
	switch {
	case reference == "":
		return "", "is empty"
	case strings.TrimSpace(reference) == "":
		return "", "holds only blanks"
	case len(reference) > maxReferenceBytes:
		return "", "is longer than 255 bytes"
	case strings.ContainsFunc(reference, unicode.IsControl):
		return "", "holds a control character"
	}
	return reference, ""
}
