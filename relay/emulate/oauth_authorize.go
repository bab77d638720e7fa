package emulate

import (
	"net/http"
	"net/netip"
	"net/url"
)

// oauthCode is the authorization code that everybody gets: it opens nothing that is not open without it.
const oauthCode = "local-code"

// oauthOutOfBand is the redirect_uri of clients whose user copies the code from the page.
const oauthOutOfBand = "urn:ietf:wg:oauth:2.0:oob"

// oauthAuthorize sends the browser straight back to the app with a code: there is nobody here to ask for consent. It sends
// it nowhere but to this machine. Source: RFC 6749; that nobody is asked is our choice.
func (o *Options) oauthAuthorize(r *http.Request, _ caller) (answer, error) {
	given := r.URL.Query()
	switch {
	case given.Get("response_type") != "code":
		return oauthRefusal(http.StatusBadRequest, "unsupported_response_type", "response_type must be code")
	case given.Get("client_id") == "":
		return oauthRefusal(http.StatusBadRequest, "invalid_request", "client_id is missing")
	case given.Get("redirect_uri") == oauthOutOfBand:
		return answer{status: http.StatusOK, contentType: "text/plain; charset=utf-8", body: []byte("Authorization code: " + oauthCode + "\n")}, nil
	}
	back, err := url.Parse(given.Get("redirect_uri"))
	if err != nil || back.Scheme != "http" && back.Scheme != "https" || !onLoopback(back.Hostname()) {
		return oauthRefusal(http.StatusBadRequest, "invalid_request", "redirect_uri must be an address on this machine, such as http://localhost:3000/callback, or "+oauthOutOfBand)
	}
	query := back.Query()
	query.Set("code", oauthCode)
	if state := given.Get("state"); state != "" {
		query.Set("state", state)
	}
	back.RawQuery, back.Fragment, back.RawFragment = query.Encode(), "", ""
	return answer{status: http.StatusFound, header: http.Header{"Location": {back.String()}, "Cache-Control": {"no-store"}}}, nil
}

// onLoopback reports whether a host is this machine, by its usual name or by address.
func onLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
