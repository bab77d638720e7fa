package local_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// A product that says Accept-Encoding gets the app's compressed answer as it came, and its reference is known here, too.
func TestACompressedAnswerGoesBackAsItCame(t *testing.T) {
	t.Parallel()
	const text = `{"accountingReferenceId":"INV-7"}`
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(z, text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Errorf("the app was asked with %v", r.Header)
		}
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(zipped.Bytes())
	}))
	defer app.Close()
	r := reals(t)[0]
	hook := r.hook(app.URL)
	hook.Sync = true
	node, client := relays(t, local.Options{Clock: relay.RealClock{}}, hook)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, node.HookURLs[r.provider], strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = r.header.Clone()
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.Header.Get("Content-Encoding") != "gzip" || !bytes.Equal(body, zipped.Bytes()) {
		t.Errorf("the product got %q, %v, %v", body, resp.Header, err)
	}
	waited, err := client.Wait(t.Context(), "", time.Minute)
	if err != nil || waited.States["delivered"] != 1 {
		t.Fatalf("states %v, %v", waited.States, err)
	}
	list, _, err := client.Deliveries(t.Context(), control.DeliveryQuery{})
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	d, err := client.Delivery(t.Context(), list[0].ID)
	if err != nil || d.Reference != "INV-7" || d.Attempts[0].Note != "" {
		t.Errorf("the relay has the reference %q, %+v, %v", d.Reference, d.Attempts, err)
	}
	answer := d.Attempts[0].Response
	if plain, remark := answer.Plain(); !bytes.Equal(answer.Bytes(), zipped.Bytes()) || string(plain) != text || remark != "it came as 57 bytes of gzip" {
		t.Errorf("the answer is kept as %q and shown as %q, %q", answer.Bytes(), plain, remark)
	}
}
