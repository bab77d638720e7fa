package control

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Over HTTP/2 a body may come without a length, and without Transfer-Encoding.
func TestABodyOfUntoldLengthMustBeJSON(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/v1/reset", strings.NewReader("{}"))
	r.ContentLength = -1
	r.Header.Set("Content-Type", "text/plain")
	w := httptest.NewRecorder()
	wantJSON(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was let through") })).ServeHTTP(w, r)
	if w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("answered %d, want 415", w.Code)
	}
}
