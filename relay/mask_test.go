package relay_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestMaskHeader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, value, want string }{
		{"Authorization", "Bearer abc", "Bearer ***"},
		{"authorization", "abc", "***"},
		{"Set-Cookie", "sid=abc; Path=/; HttpOnly", "sid=***; Path=/; HttpOnly"},
		{"Set-Cookie", "sid=abc", "sid=***"},
		{"Set-Cookie", "abc", "***"},
		{"Cookie", "a=b; c=d", "***"},
		{"X-API-Key", "fp_abc", "***"},
		{"webhook-signature", "abc", "abc"},
		{"WWW-Authenticate", `Bearer realm="x"`, `Bearer realm="x"`},
	} {
		if got := relay.MaskHeader(tt.name, tt.value); got != tt.want {
			t.Errorf("%s: %s is shown as %s, want %s", tt.name, tt.value, got, tt.want)
		}
	}
}

func TestMaskBody(t *testing.T) {
	t.Parallel()
	paths := []string{"webhook_token", "webhook.url"}
	tests := map[string]struct{ body, want string }{
		"a token goes, all other bytes stay":  {`{"a": 1.0,  "webhook_token" : "abc" ,"z":"webhook_token"}`, `{"a": 1.0,  "webhook_token" : "***" ,"z":"webhook_token"}`},
		"only where the path leads":           {`{"entity":{"webhook_token":"abc"},"url":"http://a@b"}`, `{"entity":{"webhook_token":"abc"},"url":"http://a@b"}`},
		"of a URL the credentials go":         {`{"webhook":{"url":"http:\/\/u:p@h/?t=x","id":1}}`, `{"webhook":{"url":"http://***@h/?t=***","id":1}}`},
		"a URL without credentials stays":     {`{"webhook":{"url":"http:\/\/h/"}}`, `{"webhook":{"url":"http:\/\/h/"}}`},
		"what is no string goes too":          {`{"webhook_token":{"a":["abc"]}}`, `{"webhook_token":"***"}`},
		"null is no credential":               {`{"webhook_token":null}`, `{"webhook_token":null}`},
		"each of duplicate keys":              {`{"webhook_token":"abc","webhook_token":"def"}`, `{"webhook_token":"***","webhook_token":"***"}`},
		"a body cut behind the token":         {`{"webhook_token":"abc","x`, `{"webhook_token":"***","x`},
		"a body cut in the token":             {`{"webhook_token":"ab`, `{"webhook_token":"***"`},
		"a broken body with blanks":           {`x {"webhook_token" : "a\"bc", "y`, `x {"webhook_token" : "***", "y`},
		"a broken body with a number":         {`{{"webhook_token":123,"y":2}`, `{{"webhook_token":"***","y":2}`},
		"invalid UTF-8 elsewhere":             {"{\"x\":\"\xff\",\"webhook_token\":\"abc\"}", "{\"x\":\"\xff\",\"webhook_token\":\"***\"}"},
		"nothing of it":                       {`[1,2]`, `[1,2]`},
		"no JSON at all":                      {`hello`, `hello`},
		"an empty body":                       {``, ``},
		"several values, one after the other": {`{"webhook_token":"abc"} {"webhook_token":"abc"}`, `{"webhook_token":"***"} {"webhook_token":"***"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, hidden := relay.MaskBody([]byte(tt.body), paths)
			if string(got) != tt.want {
				t.Errorf("%s is shown as %s, want %s", tt.body, got, tt.want)
			}
			if hidden != (tt.body != tt.want) {
				t.Errorf("hidden is %v", hidden)
			}
		})
	}
}

func FuzzMaskBody(f *testing.F) {
	f.Add(`{"webhook_token":"s3cret"}`)
	f.Add(`{"webhook_token":"s3cret`)
	f.Add(`{"webhook":{"url":"http://u:s3cret@h"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		once, _ := relay.MaskBody([]byte(body), []string{"webhook_token", "webhook.url"})
		twice, _ := relay.MaskBody(once, []string{"webhook_token", "webhook.url"})
		if len(twice) > len(once)+8 {
			t.Errorf("masking grows: %q, %q", once, twice)
		}
	})
}
