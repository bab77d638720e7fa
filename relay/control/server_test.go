package control

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Only the gate tells how large a body is, before it is read.
func TestCallsWithLargeBodiesPassTheGate(t *testing.T) {
	t.Parallel()
	handler := NewHandler(Options{})
	for path, gated := range map[string]bool{
		"/v1/events":                   true,
		"/v1/events/batch":             true,
		"/v1/verify":                   true,
		"/v1/deliveries/dlv_1/replay":  true,
		"/v1/deliveries/retry":         true,
		"/v1/deliveries/replay":        true,
		"/v1/deliveries/cancel":        true,
		"/v1/subscriptions/sub_1/test": true,
		"/v1/subscriptions":            false,
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1"+path, nil)
		request.Header.Set("Content-Type", "application/json")
		request.ContentLength = 1 << 30
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		told := recorder.Code == http.StatusRequestEntityTooLarge && strings.Contains(recorder.Body.String(), "the body has 1073741824 bytes")
		if told != gated {
			t.Errorf("%s answered %d: %s", path, recorder.Code, recorder.Body)
		}
	}
}
