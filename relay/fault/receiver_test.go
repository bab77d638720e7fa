package fault_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

func TestFaultsAtTheReceiver(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule   relay.FaultRule
		status int // zero: the connection closes
		works  int
		note   string
	}{
		"status answers instead of working": {relay.FaultRule{Name: "status", Value: "503"}, 503, 0, "answered 503 without doing the work"},
		"lose-ack works and says nothing":   {relay.FaultRule{Name: "lose-ack"}, 0, 1, "did the work, then closed the connection without an answer"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var works int
			var noteAtWork string
			var hit relay.AppliedFault
			work := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				works++
				noteAtWork = hit.Note
				w.WriteHeader(http.StatusOK)
				_, _ = w.Write(make([]byte, 1<<20)) // more than any buffer holds back
			})
			server := httptest.NewServer(fault.New().Receiver(&test.rule, &hit, work))
			defer server.Close()
			resp, err := server.Client().Post(server.URL, "application/json", strings.NewReader("{}"))
			switch {
			case test.status == 0 && !errors.Is(err, io.EOF):
				t.Errorf("got %v and error %v, want a closed connection", resp, err)
			case test.status != 0 && err != nil:
				t.Fatal(err)
			case test.status != 0:
				defer resp.Body.Close()
				if body, _ := io.ReadAll(resp.Body); resp.StatusCode != test.status || len(body) != 0 {
					t.Errorf("got %d with %d bytes, want %d with none", resp.StatusCode, len(body), test.status)
				}
			}
			server.Close() // and the handler has ended
			if works != test.works {
				t.Errorf("the work was done %d times, want %d", works, test.works)
			}
			if test.works > 0 && noteAtWork != test.note {
				t.Errorf("at work the note was %q, want %q", noteAtWork, test.note)
			}
			if test.works == 0 && hit.Note != test.note {
				t.Errorf("the note is %q, want %q", hit.Note, test.note)
			}
		})
	}
}
