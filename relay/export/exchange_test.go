package export_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// An answer that came compressed is shown as its sender reads it; one that cannot be read so as it came, with the reason.
func TestExchangeShowsACompressedAnswer(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write([]byte("not your \x1b[2J signature")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for coding, want := range map[string][]string{
		"gzip": {"  < 401\n", "  < Content-Encoding: gzip\n", "  < not your \\x1b[2J signature\n", "  < (it came as 47 bytes of gzip)\n"},
		"br":   {`  < \x1f\x8b`, `  < (Content-Encoding "br" is not undone: only gzip and deflate are read, and one of them alone)` + "\n"},
	} {
		d, at := attemptOf("http://127.0.0.1:3000/hooks", []byte("{}"), nil)
		at.Response = &control.Message{Status: 401, Headers: map[string][]string{"Content-Encoding": {coding}}}
		setBody(at.Response, zipped.Bytes())
		var shown strings.Builder
		export.Exchange(&shown, at)
		for _, line := range want {
			if !strings.Contains(shown.String(), line) {
				t.Errorf("%s: %q is not in\n%q", coding, line, shown.String())
			}
		}
		if coding != "gzip" {
			continue
		}
		d.Attempts = []control.Attempt{*at}
		har := string(archive(t, []control.Delivery{*d}, "dev"))
		for _, want := range []string{`"text":"not your \u001b[2J signature"`, `"size":23`, `"bodySize":47`} {
			if !strings.Contains(strings.ReplaceAll(har, ": ", ":"), want) {
				t.Errorf("%s is not in %s", want, har)
			}
		}
	}
}
