package inbound

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// So many bytes of bodies are held at once, and given back.
func TestHeldBytesAreBounded(t *testing.T) {
	t.Parallel()
	h := &held{most: 100}
	read := func(size int) (release func(), status int) {
		body, release, status := h.read(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat("x", size))), 1000)
		if status == 0 && len(body) != size {
			t.Errorf("%d bytes of %d", len(body), size)
		}
		return release, status
	}
	first, status := read(60)
	if status != 0 {
		t.Fatalf("the first is refused with %d", status)
	}
	for range 3 { // what is refused holds nothing
		if _, status := read(41); status != http.StatusServiceUnavailable {
			t.Errorf("beyond the limit: %d", status)
		}
	}
	second, status := read(40)
	if status != 0 {
		t.Fatalf("up to the limit: %d", status)
	}
	first()
	first() // a second time gives back nothing more
	second()
	if n := h.bytes.Load(); n != 0 {
		t.Errorf("%d bytes are held though all are given back", n)
	}
}
