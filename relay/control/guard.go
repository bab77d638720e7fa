package control

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
)

// Guard lets only callers on this machine in that are no web page of somewhere else: a page can make a browser send
// requests to loopback (CSRF), and can point its own name there (DNS rebinding). It refuses with problem+json.
func Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !loopbackHost(r.Host):
			refuse(w, http.StatusForbidden, "the Host header names another machine; call the server as 127.0.0.1 or localhost")
		case !ownOrigin(r.Header.Get("Origin")):
			refuse(w, http.StatusForbidden, "a web page of another origin may not call this server")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// wantJSON refuses a body of any other content type, which a web page could send without being asked for its origin.
func wantJSON(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if hasBody(r) && !isJSON(r.Header.Get("Content-Type")) {
			refuse(w, http.StatusUnsupportedMediaType, "send the body with Content-Type: application/json")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func loopbackHost(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// ownOrigin accepts the absence of an Origin, which no browser leaves out of a request across origins that writes.
func ownOrigin(origin string) bool {
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && loopbackHost(u.Host)
}

func hasBody(r *http.Request) bool {
	return r.ContentLength > 0 || len(r.TransferEncoding) > 0
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "application/json"
}

func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	// An error here means that the caller is gone.
	_ = json.MarshalWrite(w, &huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: detail})
}
