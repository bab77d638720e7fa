package control_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// What no call answers is refused as a problem, never redirected: by 405 where another method would do.
func TestWhatNothingAnswers(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Bare: true})
	tests := map[string]struct {
		status int
		allow  string
	}{
		"PUT /v1/events":                  {405, "GET, HEAD, POST, OPTIONS"},
		"TRACE /v1/events":                {405, "GET, HEAD, POST, OPTIONS"},
		"BREW /v1/events":                 {405, "GET, HEAD, POST, OPTIONS"},
		"POST /healthz":                   {405, "GET, HEAD, OPTIONS"},
		"GET /v1/reset":                   {405, "POST, OPTIONS"},
		"GET /v1/events/":                 {404, ""},
		"GET /v1/nothing":                 {404, ""},
		"OPTIONS /nothing":                {404, ""},
		"GET //v1/events":                 {404, ""},
		"GET /v1//events":                 {404, ""},
		"GET /v1/./events":                {404, ""},
		"GET /v1/x/../events":             {404, ""},
		"GET /v1/events/%2e%2e/clock":     {404, ""},
		"GET /v1%2Fevents":                {404, ""},
		"GET /%ff":                        {404, ""},
		"GET /v1/events/..%2Fclock":       {404, ""},
		"GET /v1/deliveries/%00":          {404, ""},
		"DELETE /v1/subscriptions/%2F%2F": {404, ""},
	}
	for call, tt := range tests {
		method, path, _ := strings.Cut(call, " ")
		resp, text := roundTrip(t, node, method, path, func(*http.Request) {})
		if resp.StatusCode != tt.status || resp.Header.Get("Allow") != tt.allow || resp.Header.Get("Content-Type") != "application/problem+json" || text == "" {
			t.Errorf("%s: %d, Allow %q, %s %s", call, resp.StatusCode, resp.Header.Get("Allow"), resp.Header.Get("Content-Type"), text)
		}
	}
}
