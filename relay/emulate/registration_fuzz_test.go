package emulate_test

import (
	"fmt"
	"net/http"
	"testing"
)

// Whatever is posted to Moneybird's and Silverfin's registrations, it is never our fault, and what is refused is not stored.
func FuzzRegistrationBodies(f *testing.F) {
	const form = "multipart/form-data; boundary=b"
	paths := []string{moneybirdPath, silverfinPath, silverfinSyncPath, "/silverfin/f/1/oauth/token", "/moneybird/oauth/token?code=%00"}
	for _, seed := range []struct {
		path              byte
		contentType, body string
	}{
		{0, "application/json", `{"url":"http://h/","enabled_events":["contact"]}`},
		{0, "application/json", `{"webhook":{"url":"http://u:p@h/?a","enabled_events":null}}`},
		{0, "application/json", `{"webhook":{"webhook":{}},"events":[1e999]}`},
		{1, "application/json", `{"url":"http://h/","events":["export.created"]}`},
		{2, form, "--b\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttp://h/\r\n--b\r\nContent-Disposition: form-data; name=\"events[]\"\r\n\r\nsync.requested\r\n--b--\r\n"},
		{1, form, "--b\r\nContent-Disposition: form-data; name=\"events[]\"; filename=\"x\"\r\n\r\n\xff\r\n--b--"},
		{3, "application/x-www-form-urlencoded", "grant_type=refresh_token&client_id=c"},
		{4, "application/json", `{"grant_type":"authorization_code"}`},
	} {
		f.Add(seed.path, seed.contentType, seed.body)
	}
	s := newServer(f)
	calls := 0
	f.Fuzz(func(t *testing.T, path byte, contentType, body string) {
		calls++
		w := s.ask(t, "POST", paths[int(path)%len(paths)], body, as(fmt.Sprint("caller ", calls/100)), func(r *http.Request) { r.Header.Set("Content-Type", contentType) })
		if w.Code >= 500 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		subs := s.engine.Subscriptions()
		if (len(subs) == 1) != (w.Code == http.StatusCreated) {
			t.Errorf("%d, and %d are stored", w.Code, len(subs))
		}
		for _, sub := range subs {
			if err := s.engine.Unsubscribe(t.Context(), sub.ID); err != nil {
				t.Fatal(err)
			}
		}
	})
}
