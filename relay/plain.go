package relay

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Plain is the body as a product reads it, which undoes gzip and deflate before that; Body are the bytes as they came. What
// cannot be undone stays as it came, and problem says why; empty where nothing had to be undone, or was.
func (r *Response) Plain() (body []byte, problem string) {
	coding := r.Coding()
	if coding == "" || len(r.Body) == 0 {
		return r.Body, ""
	}
	if r.Truncated > 0 || r.Cut {
		return r.Body, fmt.Sprintf("Content-Encoding %.40q is not undone: the body is not kept whole", coding)
	}
	plain, err := Undo(coding, r.Body, MaxResponseBytes)
	if err != nil {
		return r.Body, fmt.Sprintf("Content-Encoding %.40q is not undone: %v", coding, err)
	}
	return plain, ""
}

// Coding is what the headers say was done to the body, in lower case, several behind each other; empty for nothing.
func (r *Response) Coding() string {
	var codings []string
	for coding := range strings.SplitSeq(strings.Join(r.header("Content-Encoding"), ","), ",") {
		if coding = strings.ToLower(strings.TrimSpace(coding)); coding != "" && coding != "identity" {
			codings = append(codings, coding)
		}
	}
	return strings.Join(codings, ", ")
}

// Undo undoes one content coding, gzip or deflate, of a body that may have so many bytes then. An error says why it cannot.
func Undo(coding string, body []byte, most int) ([]byte, error) {
	var from io.Reader
	var err error
	switch strings.ToLower(coding) {
	case "gzip", "x-gzip":
		from, err = gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		if from, err = zlib.NewReader(bytes.NewReader(body)); err != nil { // some send it bare
			from, err = flate.NewReader(bytes.NewReader(body)), nil
		}
	default:
		err = errors.New("only gzip and deflate are read, and one of them alone")
	}
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(from, int64(most)+1))
	switch {
	case err != nil:
		return nil, err
	case len(plain) > most:
		return nil, fmt.Errorf("it has more than %d bytes then", most)
	}
	return plain, nil
}
