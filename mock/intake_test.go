package mock

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Bodies beyond what may be in hand wait, and are sent away when nothing becomes free.
func TestIntakeIsBounded(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		lengths []int64 // of requests that stay for a minute, then of the one that is looked at
		want    int
	}{
		"there is room":                          {[]int64{500_000, 500_000, 1_500_000}, 200},
		"there is none":                          {[]int64{2_000_000, 2_000_000, 200_000}, 429},
		"a length that is not known is the most": {[]int64{-1, -1, 1}, 429},
		"a length beyond the most is the most":   {[]int64{1 << 40, 100}, 200},
		"no body needs no room":                  {[]int64{-1, -1, 0}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				handler := bounded(2*maxBodyBytes, time.Second, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					if r.URL.Path == "/stay" {
						time.Sleep(time.Minute)
					}
				}))
				ask := func(path string, length int64) int {
					r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, io.NopCloser(strings.NewReader("")))
					r.ContentLength = length
					w := httptest.NewRecorder()
					handler.ServeHTTP(w, r)
					return w.Code
				}
				last := len(tt.lengths) - 1
				for _, length := range tt.lengths[:last] {
					go ask("/stay", length)
				}
				synctest.Wait()
				began := time.Now()
				if got := ask("/", tt.lengths[last]); got != tt.want || got == 429 && time.Since(began) != time.Second {
					t.Errorf("%d after %v, want %d", got, time.Since(began), tt.want)
				}
				time.Sleep(2 * time.Minute)
			})
		})
	}
}
