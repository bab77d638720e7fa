package relay

import (
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
	req, err := http.NewRequest(http.MethodPost, "http://unused.invalid", newBody(body))
	if err != nil {
		return nil, err
	}
	req.URL, req.Host = u, u.Host
	req.ContentLength = int64(len(body))
	req.GetBody = nil
	req.Header = make(http.Header, len(headers)+1)
	req.Header["User-Agent"] = []string{userAgent}
	for _, h := range headers { // not Header.Set, which would change the casing
		req.Header[h.Name] = append(req.Header[h.Name], h.Value)
	}
	return req, nil
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

// MaskURL hides the userinfo of a URL, for every view of it.
func MaskURL(target string) string {
	scheme, rest, ok := strings.Cut(target, "://")
	if !ok {
		return target
	}
	authority := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority = rest[:end]
	}
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return target
	}
	return scheme + "://***@" + rest[at+1:]
}
