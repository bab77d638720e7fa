package sqlite

import (
	"encoding/base64"
	"fmt"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// encodeHeaders writes [["Name","value"],…]. A value that is no UTF-8, as HTTP allows, is kept whole in base64 and
// marked by a third element: ["Name","/w==","base64"].
func encodeHeaders(headers []relay.Header) ([]byte, error) {
	return appendHeaders(make([]byte, 0, 2+48*len(headers)), headers)
}

func appendHeaders(out []byte, headers []relay.Header) ([]byte, error) {
	out = append(out, '[')
	for i, h := range headers {
		if i > 0 {
			out = append(out, ',')
		}
		value, mark := h.Value, ""
		if !utf8.ValidString(value) {
			value, mark = base64.StdEncoding.EncodeToString([]byte(value)), `,"base64"`
		}
		var err error
		if out, err = jsontext.AppendQuote(append(out, '['), h.Name); err != nil {
			return nil, fmt.Errorf("header name %q: %w", h.Name, err)
		}
		if out, err = jsontext.AppendQuote(append(out, ','), value); err != nil {
			return nil, fmt.Errorf("header %s: %w", h.Name, err)
		}
		out = append(append(out, mark...), ']')
	}
	return append(out, ']'), nil
}

// decodeHeaders reads what encodeHeaders wrote. None is nil.
func decodeHeaders(text []byte) ([]relay.Header, error) {
	var lines [][]string
	if len(text) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(text, &lines); err != nil {
		return nil, fmt.Errorf("stored headers: %w", err)
	}
	var headers []relay.Header
	for _, line := range lines {
		switch len(line) {
		case 2:
			headers = append(headers, relay.Header{Name: line[0], Value: line[1]})
		case 3:
			value, err := base64.StdEncoding.DecodeString(line[1])
			if err != nil {
				return nil, fmt.Errorf("stored header %s: %w", line[0], err)
			}
			headers = append(headers, relay.Header{Name: line[0], Value: string(value)})
		default:
			return nil, fmt.Errorf("a stored header has %d parts", len(line))
		}
	}
	return headers, nil
}
