package emulate_test

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"finpilo":                 "/finpilo/files/3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10",
		"finpilo_with_odd_letter": `/finpilo/files/a%2Fb%20(1)%5C%C5%BE`,
		"silverfin":               "/silverfin/files/91002",
	}
	for name, path := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newServer(t).ask(t, "GET", path, "")
			golden(t, dump(w))
			if strings.HasPrefix(name, "finpilo") {
				checkPDF(t, w.Body.Bytes())
			}
		})
	}
}

// checkPDF follows what a reader follows: startxref to the table, the table to every object, and the stream's length.
func checkPDF(t *testing.T, file []byte) {
	t.Helper()
	start := regexp.MustCompile(`startxref\n([0-9]+)\n%%EOF\n$`).FindSubmatch(file)
	if start == nil {
		t.Fatalf("there is no startxref: %s", file)
	}
	at, err := strconv.Atoi(string(start[1]))
	if err != nil || at >= len(file) {
		t.Fatalf("startxref is %s", start[1])
	}
	table := regexp.MustCompile(`^xref\n0 ([0-9]+)\n0000000000 65535 f \n((?:[0-9]{10} 00000 n \n)+)trailer\n`).FindSubmatch(file[at:])
	if table == nil {
		t.Fatalf("there is no table at %d", at)
	}
	entries := strings.SplitAfter(strings.TrimSuffix(string(table[2]), "\n"), "\n")
	if size := strconv.Itoa(len(entries) + 1); size != string(table[1]) {
		t.Errorf("the table has %s entries and says %s", size, table[1])
	}
	for i, entry := range entries {
		offset, err := strconv.Atoi(entry[:10])
		if err != nil || !bytes.HasPrefix(file[offset:], fmt.Appendf(nil, "%d 0 obj\n", i+1)) {
			t.Errorf("object %d is not at %s", i+1, entry[:10])
		}
	}
	streams := regexp.MustCompile(`(?s)/Length ([0-9]+) >>\nstream\n(.*?)\nendstream`).FindAllSubmatch(file, -1)
	for i, stream := range streams {
		if strconv.Itoa(len(stream[2])) != string(stream[1]) {
			t.Errorf("the length of stream %d is wrong", i)
		}
	}
	if pages := bytes.Count(file, []byte("/Type /Page /Parent")); len(streams) == 0 || len(streams) != pages || !bytes.Contains(file, fmt.Appendf(nil, "/Count %d >>", pages)) {
		t.Errorf("%d streams for %d pages", len(streams), pages)
	}
}

// What a sample points at is served.
func TestSamplesPointAtFiles(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ event, contentType string }{
		"finpilo":   {"document.sent", "application/pdf"},
		"silverfin": {"permanent_document.processed", "application/pdf"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			if _, _, err := s.engine.Subscribe(t.Context(), relay.Subscription{Provider: name, URL: "http://h/"}); err != nil {
				t.Fatal(err)
			}
			var body struct {
				DocumentID string `json:"documentId"`
				FileURL    string `json:"fileUrl"`
				Document   struct {
					ID  int64  `json:"id"`
					URL string `json:"download_url"`
				} `json:"document"`
			}
			if err := json.Unmarshal(s.publish(t, name, tt.event)[0].Body, &body); err != nil {
				t.Fatal(err)
			}
			target, id := body.FileURL, body.DocumentID
			if name == "silverfin" {
				target, id = body.Document.URL, strconv.FormatInt(body.Document.ID, 10)
			}
			u, err := url.Parse(target)
			if err != nil || !strings.HasPrefix(target, baseURL) {
				t.Fatalf("the sample points at %q", target)
			}
			w := s.ask(t, "GET", u.Path, "")
			if w.Code != 200 || w.Header().Get("Content-Type") != tt.contentType || !strings.Contains(w.Body.String(), "Document "+id) {
				t.Errorf("%d %s %s", w.Code, w.Header(), w.Body)
			}
		})
	}
}
