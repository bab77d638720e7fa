package control

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// noFaults are the rules of nobody.
type noFaults struct{ rules }

type rules = FaultRules

func (noFaults) FaultRules() []relay.FaultRule { return nil }

// fewBooks can be reset, and show nothing.
type fewBooks struct{ Books }

func (fewBooks) ResetBooks(context.Context) error { return nil }

func TestWhoMayCallAMockThatRunsAlone(t *testing.T) {
	t.Parallel()
	unknown := func(string) (relay.Dialect, error) { return nil, errors.New("no such product") }
	for name, tt := range map[string]struct {
		token                    string
		method, path, peer, host string
		header                   [2]string
		want                     int // 299: it is a webhook
	}{
		"a list":                           {"", "GET", "/v1/faults", "127.0.0.1:9", "127.0.0.1:7118", [2]string{}, 200},
		"a reset":                          {"", "POST", "/v1/mock/reset", "127.0.0.1:9", "localhost", [2]string{}, 204},
		"from another machine":             {"", "GET", "/v1/faults", "192.0.2.7:9", "127.0.0.1", [2]string{}, 403},
		"from another machine, well":       {"", "GET", "/healthz", "192.0.2.7:9", "127.0.0.1", [2]string{}, 403},
		"from another machine, with token": {"t0ken", "GET", "/v1/faults", "192.0.2.7:9", "127.0.0.1", [2]string{"Authorization", "Bearer t0ken"}, 200},
		"without the token":                {"t0ken", "GET", "/v1/faults", "127.0.0.1:9", "127.0.0.1", [2]string{}, 401},
		"by a name of somebody's":          {"", "GET", "/v1/faults", "127.0.0.1:9", "rebound.example", [2]string{}, 403},
		"from a page of another site":      {"", "GET", "/v1/faults", "127.0.0.1:9", "127.0.0.1", [2]string{"Origin", "http://evil.example"}, 403},
		"with another method":              {"", "POST", "/v1/mock/receipts", "127.0.0.1:9", "127.0.0.1", [2]string{}, 405},
		"a call that there is not":         {"", "GET", "/v1/deliveries", "127.0.0.1:9", "127.0.0.1", [2]string{}, 404},
		"what is described":                {"", "GET", "/openapi.json", "127.0.0.1:9", "127.0.0.1", [2]string{}, 200},
		"a webhook":                        {"", "POST", "/finpilo", "192.0.2.7:9", "rebound.example", [2]string{}, 299},
		"a webhook to an odd path":         {"", "POST", "/v1/hooks", "192.0.2.7:9", "rebound.example", [2]string{}, 299},
		"a webhook to any":                 {"", "POST", "/", "192.0.2.7:9", "rebound.example", [2]string{}, 299},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := NewMockAPI(MockOptions{Books: fewBooks{}, Faults: noFaults{}, Dialect: unknown, Version: "v", Token: tt.token})
			handler := api.Beside(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(299) }))
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.RemoteAddr, r.Host = tt.peer, tt.host
			if tt.header[0] != "" {
				r.Header.Set(tt.header[0], tt.header[1])
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != tt.want {
				t.Errorf("answered %d %s, want %d", w.Code, strings.TrimSpace(w.Body.String()), tt.want)
			}
		})
	}
}
