package control

import (
	"net/http"
	"path"
	"strings"
)

// tidy refuses targets that are no path, or have empty or dotted parts: http.ServeMux would redirect some of them.
func tidy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.URL.EscapedPath()
		tidied := path.Clean(sent)
		switch {
		case !strings.HasPrefix(sent, "/"):
			refuse(w, http.StatusBadRequest, "the request's target is no path")
		case sent != tidied && sent != tidied+"/":
			refuse(w, http.StatusNotFound, "there is no "+r.URL.Path+" here; /openapi.json lists what there is")
		default:
			next.ServeHTTP(w, r)
		}
	})
}
