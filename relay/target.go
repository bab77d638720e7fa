package relay

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// newRequest builds the request for one attempt. The path and query go out byte for byte as they were registered,
// userinfo is left to the dialect's headers, and the body can be read only once, so that the HTTP client cannot
// send it again by itself when a kept-alive connection turns out to be dead.
func newRequest(target string, headers []Header, body []byte, userAgent string) (*http.Request, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, &InputError{Field: "url", Problem: "it cannot be parsed"}
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if path := rawPath(target); path != "" && !strings.HasPrefix(path, "//") {
		u.Opaque = path
	}
	req := &http.Request{
		Method: http.MethodPost, URL: u, Host: u.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		// A NopCloser of a bytes.Reader is known to net/http, which then writes head and body in one piece. Without GetBody
		// it cannot be read again.
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
		Header: make(http.Header, len(headers)+1),
	}
	values := make([]string, len(headers)+1) // one piece of memory for all of them
	values[0] = userAgent
	req.Header["User-Agent"] = values[:1:1]
	for i, h := range headers { // not Header.Set, which would change the casing
		if before := req.Header[h.Name]; before != nil {
			req.Header[h.Name] = append(before, h.Value)
			continue
		}
		values[i+1] = h.Value
		req.Header[h.Name] = values[i+1 : i+2 : i+2]
	}
	if len(body) == 0 { // else net/http would take the length for unknown and send chunks
		req.Body = http.NoBody
	}
	return req, checkHeaders(req.Header)
}

// checkHeaders refuses what would end a header line early, or begin another.
func checkHeaders(headers http.Header) error {
	for name, values := range headers {
		if !isToken(name) {
			return &InputError{Field: "headers", Problem: fmt.Sprintf("%q is no name of a header", name)}
		}
		for _, value := range values {
			if hasControl(value) {
				return &InputError{Field: "headers", Problem: fmt.Sprintf("the value of %s holds a control character", name)}
			}
		}
	}
	return nil
}

// isToken tells whether RFC 9110 allows text as a header's name.
func isToken(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("-_!#$%&'*+.^`|~", c) < 0:
			return false
		}
	}
	return text != ""
}

func hasControl(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

// rawPath cuts the path out of an absolute URL as it was typed.
func rawPath(target string) string {
	_, rest, _ := strings.Cut(target, "://")
	rest, _, _ = strings.Cut(rest, "#")
	rest, _, _ = strings.Cut(rest, "?")
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		return rest[slash:]
	}
	return ""
}
