package relay_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// compressed writes a text through one of the standard library's compressors.
func compressed(t *testing.T, coding, text string) string {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&out)
	switch coding {
	case "zlib":
		w = zlib.NewWriter(&out)
	case "flate":
		w, _ = flate.NewWriter(&out, flate.BestSpeed) // an error is of the level alone
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestPlain(t *testing.T) {
	t.Parallel()
	const text = `{"accountingReferenceId":"INV-7"}`
	zipped, most := compressed(t, "gzip", text), strings.Repeat("a", relay.MaxResponseBytes)
	wrongSum := []byte(zipped)
	wrongSum[len(wrongSum)-5] ^= 1
	tests := map[string]struct {
		codings       []string
		body          string
		want, problem string
	}{
		"no coding":                        {nil, text, text, ""},
		"identity":                         {[]string{"identity"}, text, text, ""},
		"gzip":                             {[]string{"gzip"}, zipped, text, ""},
		"gzip in other casing":             {[]string{" GZip "}, zipped, text, ""},
		"x-gzip":                           {[]string{"x-gzip"}, zipped, text, ""},
		"gzip, beside identity":            {[]string{"identity", "gzip"}, zipped, text, ""},
		"deflate":                          {[]string{"deflate"}, compressed(t, "zlib", text), text, ""},
		"deflate, bare":                    {[]string{"deflate"}, compressed(t, "flate", text), text, ""},
		"as much as is kept":               {[]string{"gzip"}, compressed(t, "gzip", most), most, ""},
		"nothing":                          {[]string{"gzip"}, "", "", ""},
		"a byte more than is kept":         {[]string{"gzip"}, compressed(t, "gzip", most+"a"), "", `Content-Encoding "gzip" is not undone: it has more than 65536 bytes then`},
		"a bomb":                           {[]string{"deflate"}, compressed(t, "zlib", strings.Repeat("a", 20<<20)), "", `Content-Encoding "deflate" is not undone: it has more than 65536 bytes then`},
		"brotli":                           {[]string{"br"}, "\x0b\x02\x80", "", `Content-Encoding "br" is not undone: only gzip and deflate are read, and one of them alone`},
		"twice":                            {[]string{"gzip, gzip"}, zipped, "", `Content-Encoding "gzip, gzip" is not undone: only gzip and deflate are read, and one of them alone`},
		"twice, in two headers":            {[]string{"gzip", "deflate"}, zipped, "", `Content-Encoding "gzip, deflate" is not undone: only gzip and deflate are read, and one of them alone`},
		"no gzip at all":                   {[]string{"gzip"}, text, "", `Content-Encoding "gzip" is not undone: gzip: invalid header`},
		"a part of it":                     {[]string{"gzip"}, zipped[:len(zipped)-9], "", `Content-Encoding "gzip" is not undone: unexpected EOF`},
		"a wrong checksum":                 {[]string{"gzip"}, string(wrongSum), "", `Content-Encoding "gzip" is not undone: gzip: invalid checksum`},
		"a name that would rule terminals": {[]string{"\x1b[2J" + strings.Repeat("x", 99)}, text, "", `Content-Encoding "\x1b[2j` + strings.Repeat("x", 36) + `" is not undone: only gzip and deflate are read, and one of them alone`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := &relay.Response{Status: 200, Body: []byte(tt.body)}
			for _, coding := range tt.codings {
				response.Headers = append(response.Headers, relay.Header{Name: "content-Encoding", Value: coding})
			}
			want := tt.want
			if tt.problem != "" {
				want = tt.body
			}
			if body, problem := response.Plain(); string(body) != want || problem != tt.problem {
				t.Errorf("%.80q, %q; want %.80q, %q", body, problem, want, tt.problem)
			}
			if string(response.Body) != tt.body {
				t.Error("the body that came was changed")
			}
		})
	}
	t.Run("what is not kept whole", func(t *testing.T) {
		t.Parallel()
		response := &relay.Response{Headers: []relay.Header{{Name: "Content-Encoding", Value: "gzip"}}, Body: []byte(zipped), Truncated: 1}
		if body, problem := response.Plain(); string(body) != zipped || problem != `Content-Encoding "gzip" is not undone: the body is not kept whole` {
			t.Errorf("%q, %q", body, problem)
		}
	})
}
