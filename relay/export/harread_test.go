package export_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/export"
)

// What we write reads back to the byte, whatever the body is.
func TestArchiveReadsBack(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"a":"é\u001b"}`, "\xff\x00", ""} {
		d, a := attemptOf("http://127.0.0.1:3000/x?a=1", []byte(body), map[string][]string{"webhook-id": {"1"}, "X-SF-SIGNATURE-1": {"a", "b"}})
		a.Request.Method = http.MethodPost
		d.Attempts[0].StartedAt.Time = began()
		var text bytes.Buffer
		archive := export.NewArchive(&text, "1")
		if err := archive.Add(d); err != nil {
			t.Fatal(err)
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := export.ReadArchive(text.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		want := []export.ArchivedRequest{{
			Entry: 1, Started: began(), Method: "POST", URL: "http://127.0.0.1:3000/x?a=1", Body: []byte(body),
			Header: http.Header{"Webhook-Id": {"1"}, http.CanonicalHeaderKey("X-SF-SIGNATURE-1"): {"a", "b"}},
		}}
		if body == "" {
			want[0].Body = nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", body, diff)
		}
	}
}

func TestReadArchive(t *testing.T) {
	t.Parallel()
	entry := func(request string) string {
		return `{"log":{"version":"1.2","entries":[{"request":` + request + `}]}}`
	}
	tests := map[string]struct {
		text    string
		body    string
		problem string
		err     string
	}{
		"a browser's, with a byte order mark": {
			text: "\uFEFF" + entry(`{"method":"post","headers":[{"name":":path","value":"/"}],"bodySize":2,"postData":{"mimeType":"x","text":"{}"}}`), body: "{}",
		},
		"base64 by its HAR 1.3 name":         {text: entry(`{"method":"POST","postData":{"text":"e30=","encoding":"base64"}}`), body: "{}"},
		"base64 that is none":                {text: entry(`{"method":"POST","postData":{"text":"e","encoding":"base64"}}`), body: "e", problem: "its body is no base64"},
		"a body that was left out":           {text: entry(`{"method":"POST","bodySize":7}`), problem: "the archive was written without its body"},
		"a body that is a form":              {text: entry(`{"method":"POST","bodySize":7,"postData":{"params":[{"name":"a","value":"b"}]}}`), problem: "the archive was written without its body"},
		"a body that was cut":                {text: entry(`{"method":"POST","bodySize":7,"postData":{"text":"{}"}}`), body: "{}", problem: "its body was cut: 2 of 7 bytes are there"},
		"cut, as Content-Length tells":       {text: entry(`{"method":"POST","bodySize":-1,"headers":[{"name":"content-length","value":"3"}],"postData":{"text":"{}"}}`), body: "{}", problem: "its body was cut: 2 of 3 bytes are there"},
		"a size before it was decompressed":  {text: entry(`{"method":"POST","bodySize":20,"headers":[{"name":"content-encoding","value":"gzip"}],"postData":{"text":"{}"}}`), body: "{}"},
		"no body":                            {text: entry(`{"method":"GET","bodySize":0}`)},
		"a log without entries":              {text: `{"log":{}}`, err: "it has no log with entries"},
		"another document":                   {text: `{}`, err: "it has no log with entries"},
		"no JSON":                            {text: "{\n  \"log\": <html>", err: "line 2, column 10: it is not valid JSON"},
		"a key that stands twice":            {text: `{"log":{},"log":{}}`, err: `the key "log" stands in it twice`},
		"a list where an object is expected": {text: `{"log":[]}`, err: `"/log" is of the wrong kind`},
		"nothing":                            {text: "", err: "it is no HTTP Archive"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := export.ReadArchive([]byte(tt.text))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Fatalf("error %v, want %s", err, tt.err)
				}
				return
			}
			if err != nil || len(got) != 1 {
				t.Fatalf("%v, %v", got, err)
			}
			if r := got[0]; string(r.Body) != tt.body || r.Problem != tt.problem || r.Entry != 1 || !r.Started.Equal(time.Time{}) {
				t.Errorf("%+v; want the body %q and the problem %q", r, tt.body, tt.problem)
			}
		})
	}
}

// No text makes it panic.
func FuzzReadArchive(f *testing.F) {
	f.Add([]byte(`{"log":{"entries":[{"startedDateTime":"x","request":{"method":"POST","postData":{"text":"e30=","_encoding":"base64"}}}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		requests, err := export.ReadArchive(text)
		if err == nil && requests == nil {
			t.Error("neither requests nor an error")
		}
	})
}
