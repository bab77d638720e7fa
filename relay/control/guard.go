package control

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Guard says by which names a server may be called, and from which web pages: a page can make a browser send requests to
// this machine (CSRF), and can point its own name here (DNS rebinding). The zero value is that of a listener on loopback,
// which loopback's names and pages may call.
type Guard struct {
	// Outside means that other machines reach the listener. Then it may be called by the address that a connection came in
	// at too, and of web pages only its own may call.
	Outside bool
	// Name is a further host that it may be called by, such as the one it was told to listen at. Empty: none.
	Name string
	// Advertised is where others find it: its host is a further name, its origin a further one of its own. Nil: none.
	Advertised *url.URL
}

// Wrap refuses what may not call, with problem+json. No answer ever allows another origin anything (CORS).
func (g Guard) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !g.named(r):
			refuse(w, http.StatusForbidden, g.unnamed())
		case !g.ownOrigin(r):
			refuse(w, http.StatusForbidden, "a web page of another origin may not call this server")
		case fromElsewhere(r):
			refuse(w, http.StatusForbidden, "a web page of another site may not call this server")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (g Guard) unnamed() string {
	if g.Outside {
		return "the Host header names another machine; call the server by its address, or start it with --advertise and the URL that you call"
	}
	return "the Host header names another machine; call the server as 127.0.0.1 or localhost, or start it with --advertise and the URL that you call"
}

// named reports whether the Host header names this server.
func (g Guard) named(r *http.Request) bool {
	host, ok := hostOf(r.Host)
	switch {
	case !ok:
		return false
	case isLoopback(host), g.Name != "" && host == strings.ToLower(g.Name):
		return true
	case g.Advertised != nil && host == strings.ToLower(g.Advertised.Hostname()):
		return true
	}
	addr, err := netip.ParseAddr(host)
	return g.Outside && err == nil && addr.Unmap() == arrivedAt(r)
}

// arrivedAt is the address of this machine that the connection came in at; the zero Addr where there is none.
func arrivedAt(r *http.Request) netip.Addr {
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if tcp, ok := local.(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

// ownOrigin accepts the absence of an Origin, which no browser leaves out of a request across origins that writes.
func (g Guard) ownOrigin(r *http.Request) bool {
	given := r.Header.Values("Origin")
	if len(given) == 0 {
		return true
	}
	u, err := url.Parse(given[0])
	if len(given) > 1 || err != nil || u.Host == "" || given[0] != u.Scheme+"://"+u.Host {
		return false
	}
	if g.Advertised != nil && sameOrigin(u, g.Advertised) {
		return true
	}
	if g.Outside {
		return strings.EqualFold(u.Host, r.Host)
	}
	host, ok := hostOf(u.Host)
	return ok && isLoopback(host)
}

// fromElsewhere reports whether a browser says that a page of another site sent this, but for a link to look at something
// that somebody clicked: what comes of that, the page does not see.
func fromElsewhere(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") != "cross-site" {
		return false
	}
	looks := r.Method == http.MethodGet || r.Method == http.MethodHead
	return !looks || r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

// hostOf is the host of "host" or "host:port", in lower case and without brackets; ok is false for anything else.
func hostOf(hostport string) (host string, ok bool) {
	host = hostport
	if name, port, err := net.SplitHostPort(hostport); err == nil {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return "", false
		}
		if bracketed := strings.HasPrefix(hostport, "["); bracketed != strings.Contains(name, ":") {
			return "", false
		}
		return strings.ToLower(name), name != ""
	}
	if inner, found := strings.CutPrefix(host, "["); found {
		host, found = strings.CutSuffix(inner, "]")
		return strings.ToLower(host), found && strings.Contains(host, ":")
	}
	return strings.ToLower(host), host != "" && !strings.ContainsAny(host, ":@/")
}

// isLoopback takes no other name than localhost: what others mean is for a resolver to say, and that may be anybody's.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback() && addr.Zone() == ""
}

func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b)
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case strings.EqualFold(u.Scheme, "https"):
		return "443"
	}
	return "80"
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

// hasBody is true also where a length was not told, as over HTTP/2.
func hasBody(r *http.Request) bool { return r.ContentLength != 0 }

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "application/json"
}

func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	model := huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: relay.Visible(detail)} // which may quote the caller
	// An error here means that the caller is gone.
	_ = json.MarshalWrite(w, &model, jsontext.AllowInvalidUTF8(true))
}
