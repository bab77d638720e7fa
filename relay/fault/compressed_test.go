package fault_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// An answer that came compressed is spoilt by what it holds, and no header says of what stands in its place that it was compressed.
func TestCompressedAnswersAreSpoilt(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(z, `{"accountingReferenceId":"INV-7","a":1}`); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	const lost = "; Content-Encoding \"br\" is not undone: only gzip and deflate are read, and one of them alone"
	for name, tt := range map[string]struct {
		rule               relay.FaultRule
		coding, want, note string
	}{
		"no-reference":           {relay.FaultRule{Name: "no-reference"}, "gzip", ` {"a":1}`, "the sender saw no reference"},
		"changed-reference":      {relay.FaultRule{Name: "changed-reference", Value: "B"}, "gzip", ` {"accountingReferenceId":"B","a":1}`, "the sender saw B for its reference"},
		"invalid-json":           {relay.FaultRule{Name: "invalid-json"}, "gzip", ` {"accountingReferenceId":"INV-7","a":1,`, "the sender saw JSON that breaks off"},
		"empty-reply":            {relay.FaultRule{Name: "empty-reply"}, "gzip", " ", "the sender saw no body"},
		"what cannot be read":    {relay.FaultRule{Name: "no-reference"}, "br", "br " + zipped.String(), "not applied: it holds no reference" + lost},
		"nor with another value": {relay.FaultRule{Name: "changed-reference"}, "br", "br " + zipped.String(), "not applied: it holds no reference" + lost},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", tt.coding)
				_, _ = w.Write(zipped.Bytes())
			}))
			defer server.Close()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			transport := relay.NewTransport(relay.TransportOptions{})
			defer transport.CloseIdleConnections()
			var hit relay.AppliedFault
			resp, err := fault.New().Wire(&tt.rule, &hit, transport).RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			got := resp.Header.Get("Content-Encoding") + " " + string(body)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil || hit.Note != "the receiver answered 200; "+tt.note || !bytes.Equal(hit.Actual.Body, zipped.Bytes()) {
				t.Errorf("note %q, %v (-want +got):\n%s", hit.Note, err, diff)
			}
		})
	}
}
