package mock

import "testing"

func TestReadFindsTheFile(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ product, body, want string }{
		"finpilo's":                {"finpilo", `{"documentId":"1","fileUrl":"http://127.0.0.1:1/f"}`, "http://127.0.0.1:1/f"},
		"finpilo's, none":          {"finpilo", `{"documentId":"1","fileUrl":null}`, ""},
		"silverfin's":              {"silverfin", `{"event":"permanent_document.processed","document":{"id":1,"download_url":"http://127.0.0.1:1/s"}}`, "http://127.0.0.1:1/s"},
		"silverfin's, none":        {"silverfin", `{"event":"export.created","export":{"id":1}}`, ""},
		"silverfin's, no document": {"silverfin", `{"event":"permanent_document.processed","document":[7]}`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := readEvent(t, test.product, test.body).file; got != test.want {
				t.Errorf("file %q, want %q", got, test.want)
			}
		})
	}
}
