package emulate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

// shapes are what an error's body of each product begins with.
func shapes() map[string]string {
	return map[string]string{"finpilo": `{"error":"`, "fintoro": `{"message":"`, "moneybird": `{"error":"`, "silverfin": `{"error":"`, "bookkeeper": `{"error":"`}
}

// managementPaths are one path of each product that writes, with the methods it takes.
func managementPaths() map[string][2]string {
	return map[string][2]string{
		"finpilo": {finpiloPath, "DELETE, GET, HEAD, PUT"}, "fintoro": {fintoroPath, "GET, HEAD, POST"}, "moneybird": {moneybirdPath, "GET, HEAD, POST"},
		"silverfin": {silverfinPath, "GET, HEAD, POST"}, "bookkeeper": {bookkeeperPath, "GET, HEAD, POST"},
	}
}

// A method that a path does not take gets 405 in the product's shape, and OPTIONS allows no other origin anything.
func TestMethods(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for name, path := range managementPaths() {
		for _, method := range []string{"OPTIONS", "TRACE", "CONNECT", "PATCH", "PROPFIND", "get"} {
			w := s.ask(t, method, path[0], "", func(r *http.Request) {
				r.Header.Set("Origin", "http://127.0.0.1:3000")
				r.Header.Set("Access-Control-Request-Method", "POST")
			})
			if w.Code != 405 || w.Header().Get("Allow") != path[1] || !strings.HasPrefix(w.Body.String(), shapes()[name]) {
				t.Errorf("%s %s: %d, Allow %q, %s", method, path[0], w.Code, w.Header().Get("Allow"), w.Body)
			}
			for header := range w.Header() {
				if strings.HasPrefix(header, "Access-Control-") {
					t.Errorf("%s %s: %s", method, path[0], header)
				}
			}
		}
		if w := s.ask(t, "HEAD", path[0], ""); w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
			t.Errorf("HEAD %s: %d %s", path[0], w.Code, w.Header())
		}
		if w := s.ask(t, "HEAD", path[0], "", func(r *http.Request) { r.Header.Del("Authorization") }); w.Code != 401 {
			t.Errorf("HEAD %s without token: %d", path[0], w.Code)
		}
	}
}

// A path that is not exactly one of the product's gets its 404, and is never redirected.
func TestPathsAreExact(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for name, path := range managementPaths() {
		inside := strings.TrimPrefix(path[0], "/"+name)
		for _, sent := range []string{
			path[0] + "/", "/" + name + "/", "//" + name + inside, "/" + name + "/" + inside, "/" + name + "/." + inside, "/" + name + "/x/.." + inside,
			path[0] + "//", path[0] + "/%2F", path[0] + "/..%2F", path[0] + "/%2e%2e", path[0] + "/1%2F2", path[0] + "/%00", path[0] + "/%ff",
			"/" + name + strings.ToUpper(inside), "/" + name + "/%61pi",
		} {
			w := s.ask(t, "GET", sent, "")
			if w.Code != 404 && w.Code != 405 || !strings.HasPrefix(w.Body.String(), shapes()[name]) {
				t.Errorf("%s: %d %s %s", sent, w.Code, w.Header(), w.Body)
			}
		}
	}
	for path, want := range map[string]string{"/open": shapes()["finpilo"], "/open/x": shapes()["finpilo"], "/open/x/fintoro/nothing": shapes()["finpilo"]} {
		if w := s.ask(t, "GET", path, ""); w.Code != 404 || !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

// Whatever takes a body takes it as JSON only, before anything is done, but Silverfin's registration, which takes a multipart
// form too; a body that is too large gets 413, also in chunks.
func TestBodies(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	before := s.engine.Subscriptions()
	calls := map[string]string{
		"PUT " + finpiloPath: "finpilo", "POST " + fintoroPath: "fintoro", "POST " + moneybirdPath: "moneybird",
		"POST " + silverfinPath: "silverfin", "POST " + bookkeeperPath: "bookkeeper",
		"DELETE " + fintoroPath + "/1": "fintoro", "DELETE /moneybird/api/v2/123/webhooks/1": "moneybird",
		"DELETE " + silverfinPath + "/1": "silverfin", "DELETE " + bookkeeperPath + "/1": "bookkeeper",
	}
	for call, name := range calls {
		method, path, _ := strings.Cut(call, " ")
		for _, kind := range []string{
			"", "text/plain", "text/plain; application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp",
			"application/json; charset", "*/*",
		} {
			w := s.ask(t, method, path, "{}", func(r *http.Request) {
				r.Header.Del("Content-Type")
				if kind != "" {
					r.Header.Set("Content-Type", kind)
				}
			})
			want := http.StatusUnsupportedMediaType
			if call == "POST "+silverfinPath && strings.HasPrefix(kind, "multipart/") {
				want = http.StatusBadRequest // a body of two letters is no form
			}
			if w.Code != want || !strings.HasPrefix(w.Body.String(), shapes()[name]) {
				t.Errorf("%s as %q: %d %s", call, kind, w.Code, w.Body)
			}
		}
		if method == "DELETE" { // reads no body
			continue
		}
		large := `{"url":"` + strings.Repeat("x", 2<<20) + `"}`
		for _, length := range []int64{int64(len(large)), -1} {
			w := s.ask(t, method, path, large, func(r *http.Request) { r.ContentLength = length })
			if w.Code != 413 || !strings.HasPrefix(w.Body.String(), shapes()[name]) {
				t.Errorf("%s of 2 MiB, length %d: %d %.200s", call, length, w.Code, w.Body)
			}
		}
	}
	if after := s.engine.Subscriptions(); len(after) != len(before) {
		t.Errorf("%d subscriptions were made", len(after)-len(before))
	}
}

// With a key, files want it in their path, or the token; without one they are open.
func TestFilesWithAKey(t *testing.T) {
	t.Parallel()
	const key = "5c2f8e6d0a4c579a573f0e8f1d2c4490"
	s := newServer(t, func(o *emulate.Options) { o.OpenKey, o.IssuedOnly = key, true })
	anonymous := func(r *http.Request) { r.Header.Del("Authorization") }
	for name, file := range map[string]string{"finpilo": "/finpilo/files/3e0c9c52", "silverfin": "/silverfin/files/91002"} {
		for path, want := range map[string]int{
			"/open/" + key + file: 200, file: 401, "/open/" + key[1:] + file: 404, "/open/" + strings.ToUpper(key) + file: 404, "/open/" + key + "/" + file: 404,
			"/open" + file: 404, "/open/" + key + managementPaths()[name][0]: 404,
		} {
			if w := s.ask(t, "GET", path, "", anonymous); w.Code != want {
				t.Errorf("%s without token: %d, want %d", path, w.Code, want)
			}
		}
		if w := s.ask(t, "GET", file, ""); w.Code != 200 {
			t.Errorf("%s with the token: %d", file, w.Code)
		}
		if w := s.ask(t, "GET", file, "", as("any")); w.Code != 401 {
			t.Errorf("%s with another token: %d", file, w.Code)
		}
		if w := s.ask(t, "POST", "/open/"+key+file, "{}", anonymous); w.Code != 405 {
			t.Errorf("POST %s: %d", file, w.Code)
		}
		if w := newServer(t).ask(t, "GET", file, "", anonymous); w.Code != 200 {
			t.Errorf("%s where there is no key: %d", file, w.Code)
		}
	}
}
