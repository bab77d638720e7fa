package relay

import (
	"fmt"
	"io"
	"net/http"
)

// maxDiscardBytes is how much of an answer is read beyond MaxResponseBytes before the connection is cut.
const maxDiscardBytes = 1 << 20

// ReadResponse reads what is kept of an answer: its head, and at most MaxResponseBytes of the body. Some of the rest is
// read and counted, so that the connection can be used again; what goes on even then is cut. The caller closes the body,
// which then must not wait for more.
func ReadResponse(resp *http.Response) (*Response, error) {
	if resp.StatusCode < 100 {
		return nil, fmt.Errorf("malformed HTTP status code %q", fmt.Sprintf("%03d", resp.StatusCode))
	}
	kept := &Response{Status: resp.StatusCode, Headers: sortedHeaders(resp.Header), Body: []byte{}}
	if resp.StatusCode == http.StatusSwitchingProtocols { // what follows is no body but another protocol, which nobody asked for
		return kept, nil
	}
	var err error
	if kept.Body, err = readKept(resp); err != nil || len(kept.Body) < MaxResponseBytes {
		return kept, err
	}
	kept.Truncated, err = io.Copy(io.Discard, io.LimitReader(resp.Body, maxDiscardBytes))
	if err != nil || kept.Truncated < maxDiscardBytes {
		return kept, err
	}
	n, err := io.CopyN(io.Discard, resp.Body, 1)
	kept.Cut = n > 0
	if err == io.EOF {
		err = nil
	}
	return kept, err
}

// readKept reads the part of the body that is kept. A length that the receiver has told saves growing the buffer; it is
// believed up to MaxResponseBytes.
func readKept(resp *http.Response) ([]byte, error) {
	if resp.Body == http.NoBody {
		return []byte{}, nil
	}
	if resp.ContentLength <= 0 {
		return io.ReadAll(io.LimitReader(resp.Body, MaxResponseBytes))
	}
	body := make([]byte, min(resp.ContentLength, MaxResponseBytes)+1) // one more, to reach the end and give the connection back
	if len(body) > MaxResponseBytes {
		body = body[:MaxResponseBytes]
	}
	n := 0
	for n < len(body) {
		more, err := resp.Body.Read(body[n:])
		n += more
		if err == io.EOF {
			return body[:n], nil
		}
		if err != nil {
			return body[:n], err
		}
	}
	return body[:n], nil
}
