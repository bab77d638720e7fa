package control

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// router is a mux that knows its patterns.
type router struct {
	*http.ServeMux
	patterns []string
}

// Handle routes and remembers.
func (r *router) Handle(pattern string, handler http.Handler) {
	r.patterns = append(r.patterns, pattern)
	r.ServeMux.Handle(pattern, handler)
}

// HandleFunc routes and remembers.
func (r *router) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	r.Handle(pattern, http.HandlerFunc(handler))
}

// fallback answers what no route takes: 404, or where other methods are taken 405, and OPTIONS with these methods. There
// are no CORS headers: no page of another origin is meant to call.
func (r *router) fallback(w http.ResponseWriter, req *http.Request) {
	allowed := r.methods(req)
	switch {
	case len(allowed) == 0:
		refuse(w, http.StatusNotFound, "there is no "+req.URL.Path+" here; /openapi.json lists what there is")
		return
	case req.Method == http.MethodOptions:
		w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Allow", strings.Join(append(allowed, http.MethodOptions), ", "))
	refuse(w, http.StatusMethodNotAllowed, req.URL.Path+" takes "+strings.Join(allowed, ", ")+", not "+req.Method)
}

// fallbackPattern takes what nothing else does.
const fallbackPattern = "/"

// methods are those with which a request's path would be taken.
func (r *router) methods(req *http.Request) []string {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := *req
		probe.Method = method
		if _, pattern := r.Handler(&probe); pattern != fallbackPattern && pattern != "" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}

// acceptable refuses what would be answered in a form that the caller does not take, before anything is done.
func acceptable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		accept := strings.Join(r.Header.Values("Accept"), ",")
		if offer := offered(r.URL.Path); accept != "" && offer != "" && !accepts(accept, offer) {
			refuse(w, http.StatusNotAcceptable, r.URL.Path+" answers "+offer+", which the Accept header rules out")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// offered is the content type that a path answers with; empty where it has several.
func offered(path string) string {
	switch {
	case path == "/v1/changes":
		return "text/event-stream"
	case path == "/metrics", strings.HasPrefix(path, "/openapi"):
		return ""
	}
	return "application/json"
}

// accepts reports whether an Accept header takes a content type. What cannot be read in it is passed over.
func accepts(header, contentType string) bool {
	kind, _, _ := strings.Cut(contentType, "/")
	taken, best := false, -1
	for part := range strings.SplitSeq(header, ",") {
		mediaType, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		precision := -1
		switch mediaType {
		case contentType:
			precision = 2
		case kind + "/*":
			precision = 1
		case "*/*":
			precision = 0
		}
		if precision <= best { // the more precise one counts
			continue
		}
		weight, err := strconv.ParseFloat(params["q"], 64)
		best, taken = precision, params["q"] == "" || err == nil && weight > 0
	}
	return taken
}
