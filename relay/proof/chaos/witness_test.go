package chaos

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What the receiver does is what it notes: one of each whim, over real sockets.
func TestWitness(t *testing.T) {
	t.Parallel()
	chance := relay.Chance{Seed: 7}
	w, err := listen(chance)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	w.restarted(relay.RealClock{}.Stopwatch())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	for _, what := range []whim{accepts, dawdles, hangsUp, refuses, turnsAway} {
		p := firstWith(chance, what)
		status := post(t, client, w.url+"/0", p)
		want := map[whim]int{accepts: 200, dawdles: 200, refuses: 500}[what] // no answer: 0
		if status != want {
			t.Errorf("whim %d answers %d, want %d", what, status, want)
		}
		visits, _ := w.seen()
		last := visits[len(visits)-1]
		if diff := cmp.Diff(visit{place: p, webhookID: "msg_1", taken: what.takes()}, last, cmp.AllowUnexported(visit{}, place{})); diff != "" {
			t.Errorf("whim %d: %s", what, diff)
		}
	}
	if _, recovered := w.seen(); len(recovered) != 1 {
		t.Errorf("%d recoveries were measured, want that of the first request alone", len(recovered))
	}
}

// A request that is cut in the middle, as by a kill, is no receipt.
func TestWitnessLeavesHalfARequestOut(t *testing.T) {
	t.Parallel()
	w, err := listen(relay.Chance{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.close)
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /0 HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{\"data\":"); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if visits, _ := w.seen(); len(visits) != 0 || resp.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d and %d receipts, want 400 and none", resp.StatusCode, len(visits))
	}
}

// firstWith is the first event of subscription 0 whose first request meets a whim.
func firstWith(chance relay.Chance, wanted whim) place {
	for number := 1; ; number++ {
		if what, _ := whimOf(chance, at(number), 0); what == wanted {
			return at(number)
		}
	}
}

// post sends an event as Bookkeeper would, and returns the status; 0 without an answer.
func post(t *testing.T, client *http.Client, url string, p place) int {
	t.Helper()
	s := streams(1)[0]
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(`{"type":"x","data":`+string(s.request(p.number).Data)+`}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("webhook-id", "msg_1")
	resp, err := client.Do(request)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
