package mock

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// fromServers refuses what web pages of other sites make a browser send: webhooks are sent by servers, which name no
// origin. Whoever else reaches the listener may post, by whatever name: what is forged does not verify. Source: our choice.
func fromServers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, origin := range r.Header.Values("Origin") {
			if !isLocalPage(origin) {
				writeAnswer(w, http.StatusForbidden, errorBody("a web page of another site may not send webhooks"))
				return
			}
		}
		if r.Header.Get("Sec-Fetch-Site") == "cross-site" {
			writeAnswer(w, http.StatusForbidden, errorBody("a web page of another site may not send webhooks"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLocalPage reports whether an origin is on this machine, by a name that nobody else can have.
func isLocalPage(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || origin != u.Scheme+"://"+u.Host {
		return false
	}
	host := u.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.IsLoopback()
}
