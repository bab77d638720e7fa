package local_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// A product's request reaches every target with its bytes and headers: an app that verifies by its own code accepts it, and so
// does the mock. The same one again goes on no second time where the product gives it an identity. A forged one goes nowhere.
func TestRealRequestsArriveUnchanged(t *testing.T) {
	t.Parallel()
	for _, r := range reals(t) {
		t.Run(r.provider, func(t *testing.T) {
			t.Parallel()
			app := newRealApp(t, 200)
			node, client := relays(t, local.Options{}, r.hook(app.URL+"/hooks?a=b", local.ToMock))
			if resp := r.post(t, node.HookURLs[r.provider]); resp.StatusCode != 200 {
				t.Fatalf("answered %s", resp.Status)
			}
			waited, err := client.Wait(t.Context(), "", time.Minute)
			if err != nil || waited.States["delivered"] != 2 {
				t.Fatalf("states %v, %v; want two delivered", waited.States, err)
			}
			seen := app.got()
			if len(seen) != 1 || string(seen[0].body) != r.body || !r.verified(seen[0].header, seen[0].body) {
				t.Fatalf("the app got %+v", seen)
			}
			for name, want := range map[string]string{"Content-Type": "application/json; charset=utf-8", "User-Agent": "product/7", "X-Own": "kept", "Keep-Alive": ""} {
				if got := seen[0].header.Get(name); got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
			if receipts, _, err := client.Receipts(t.Context(), r.provider, "accepted", "", 10); err != nil || len(receipts) != 1 {
				t.Errorf("%d receipts of the mock, %v", len(receipts), err)
			}

			if resp := r.post(t, node.HookURLs[r.provider]); resp.StatusCode != 200 {
				t.Fatalf("the repeated one was answered %s", resp.Status)
			}
			verdict, deliveries := "verified", 4
			if r.repeats {
				verdict, deliveries = "repeated", 2
			}
			list, _, err := client.Incoming(t.Context(), control.IncomingQuery{})
			if err != nil || len(list) != 2 || list[0].Verdict != verdict || list[1].Verdict != "verified" {
				t.Errorf("what came in: %+v, %v", list, err)
			}
			if waited, err = client.Wait(t.Context(), "", time.Minute); err != nil || waited.States["delivered"] != deliveries {
				t.Errorf("states %v, %v; want %d delivered", waited.States, err, deliveries)
			}

			forged := r
			forged.header = r.header.Clone()
			for name := range forged.header {
				if name != "webhook-id" && name != "webhook-timestamp" && name != "Idempotency-Key" {
					forged.header[name] = []string{"t=" + strconv.FormatInt(sentAt().Unix(), 10) + ",v1=00"}
				}
			}
			if resp := forged.post(t, node.HookURLs[r.provider]); resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("a forged one was answered %s", resp.Status)
			}
			list, _, err = client.Incoming(t.Context(), control.IncomingQuery{Verdict: "rejected"})
			if err != nil || len(list) != 1 || list[0].EventID != "" || list[0].Problem == "" {
				t.Errorf("rejected: %+v, %v", list, err)
			}
		})
	}
}

// What came in while the app was down is tried again, and reaches it with the product's own signature.
func TestAnAppThatIsDownGetsItLater(t *testing.T) {
	t.Parallel()
	r := reals(t)[1]
	app := newRealApp(t, 503)
	node, client := relays(t, local.Options{}, r.hook(app.URL))
	if resp := r.post(t, node.HookURLs[r.provider]); resp.StatusCode != 200 {
		t.Fatalf("answered %s", resp.Status)
	}
	for range 9 { // 2s to 30m
		if _, err := client.Advance(t.Context(), 10*time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	before := len(app.got())
	if before < 9 {
		t.Errorf("it was tried %d times in 90 minutes", before)
	}
	app.say(204)
	if _, err := client.Advance(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	waited, err := client.Wait(t.Context(), "", time.Minute)
	if err != nil || waited.States["delivered"] != 1 {
		t.Errorf("states %v, %v", waited.States, err)
	}
	for _, seen := range app.got() {
		if !r.verified(seen.header, seen.body) {
			t.Errorf("an attempt does not verify: %v", seen.header)
		}
	}
}

// A receiver that checks freshness refuses a late retry. With Resign it gets a fresh signature by the same secret; without, the
// attempt says why it is refused.
func TestALateRetryIsSignedAnew(t *testing.T) {
	t.Parallel()
	for _, resign := range []bool{false, true} {
		t.Run(strconv.FormatBool(resign), func(t *testing.T) {
			t.Parallel()
			r := reals(t)[2] // Moneybird
			app := newRealApp(t, 503)
			hook := r.hook(app.URL)
			hook.Resign = resign
			node, client := relays(t, local.Options{}, hook)
			if resp := r.post(t, node.HookURLs[r.provider]); resp.StatusCode != 200 {
				t.Fatalf("answered %s", resp.Status)
			}
			if _, err := client.Advance(t.Context(), 20*time.Minute); err != nil {
				t.Fatal(err)
			}
			seen := app.got()
			if len(seen) < 3 {
				t.Fatalf("%d attempts", len(seen))
			}
			first, last := seen[0], seen[len(seen)-1]
			if got := first.header.Get("Moneybird-Signature"); got != r.header.Get("Moneybird-Signature") || !r.verified(last.header, last.body) {
				t.Errorf("the first has %q; the last verifies: %v", got, r.verified(last.header, last.body))
			}
			changed := last.header.Get("Moneybird-Signature") != r.header.Get("Moneybird-Signature")
			if changed != resign || last.header.Get("X-Own") != "kept" || last.header.Get("Idempotency-Key") != r.header.Get("Idempotency-Key") {
				t.Errorf("the last attempt had %v", last.header)
			}
			list, _, err := client.Deliveries(t.Context(), control.DeliveryQuery{})
			if err != nil || len(list) != 1 {
				t.Fatalf("%d deliveries, %v", len(list), err)
			}
			d, err := client.Delivery(t.Context(), list[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			note, want := d.Attempts[len(d.Attempts)-1].Note, "--resign"
			if resign {
				want = "signed anew"
			}
			if !strings.Contains(note, want) {
				t.Errorf("the last attempt's note is %q", note)
			}
		})
	}
}

// One ledgerhook is Finpilo, the other one relays to the app: the reference that the app answers comes back to the document.
func TestAReferenceComesBackThroughTheRelay(t *testing.T) {
	t.Parallel()
	app := newRealApp(t, 200)
	app.answer = `{"accountingReferenceId":"INV-2026-0042"}`
	r := reals(t)[0]
	hook := r.hook(app.URL)
	hook.Sync = true
	between, at := relays(t, local.Options{Clock: relay.RealClock{}}, hook)
	_, product := start(t, local.Options{Bare: true})
	if _, err := product.Subscribe(t.Context(), control.CreateSubscription{Provider: "finpilo", URL: between.HookURLs["finpilo"], Secret: r.secrets[0]}); err != nil {
		t.Fatal(err)
	}
	send := func() control.Delivery {
		t.Helper()
		sent, err := product.Publish(t.Context(), control.PublishRequest{Provider: "finpilo", Type: "document.sent"}, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := product.Wait(t.Context(), "id:"+sent.Deliveries[0].ID, time.Minute); err != nil {
			t.Fatal(err)
		}
		d, err := product.Delivery(t.Context(), sent.Deliveries[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := send(); d.State != "delivered" || d.Reference != "INV-2026-0042" {
		t.Errorf("the product has %s, reference %q, %q", d.State, d.Reference, d.LastError)
	}
	passed, _, err := at.Deliveries(t.Context(), control.DeliveryQuery{})
	if err != nil || len(passed) != 1 || passed[0].State != "delivered" || passed[0].Reference != "INV-2026-0042" {
		t.Errorf("the relay has %+v, %v", passed, err)
	}

	// A failure is the product's to tell its user; it is stored, and tried no second time.
	app.say(http.StatusUnprocessableEntity)
	if d := send(); d.State != "failed" || d.LastStatus != http.StatusUnprocessableEntity {
		t.Errorf("the product has %s after %d", d.State, d.LastStatus)
	}
	failed, _, err := at.Deliveries(t.Context(), control.DeliveryQuery{Filter: "state:failed"})
	if err != nil || len(failed) != 1 || failed[0].AttemptCount != 1 {
		t.Errorf("the relay has failed: %+v, %v", failed, err)
	}
}

// What does not verify goes on where that was asked for, and is told from what does.
func TestUnverifiedGoesOnWhenAsked(t *testing.T) {
	t.Parallel()
	r := reals(t)[1]
	app := newRealApp(t, 200)
	hook := r.hook(app.URL)
	hook.Secrets, hook.ForwardUnverified = []string{"another"}, true
	node, client := relays(t, local.Options{}, hook)
	if resp := r.post(t, node.HookURLs[r.provider]); resp.StatusCode != 200 {
		t.Fatalf("answered %s", resp.Status)
	}
	if waited, err := client.Wait(t.Context(), "", time.Minute); err != nil || waited.States["delivered"] != 1 {
		t.Errorf("states %v, %v", waited.States, err)
	}
	if seen := app.got(); len(seen) != 1 || !r.verified(seen[0].header, seen[0].body) { // by the secret that the app has
		t.Errorf("the app got %v", seen)
	}
	list, _, err := client.Incoming(t.Context(), control.IncomingQuery{Verdict: "unverified"})
	if err != nil || len(list) != 1 || list[0].Problem == "" {
		t.Errorf("%+v, %v", list, err)
	}
}

// A product that waits for the app's answer when the relay is stopped gets it: the engine goes on until the public side is drained.
func TestAStopLetsTheAppAnswer(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}), make(chan struct{})
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-answer
		_, _ = io.WriteString(w, `{"id":"INV-7"}`)
	}))
	defer app.Close()
	r := reals(t)[0]
	hook := r.hook(app.URL)
	hook.Sync = true
	node, _ := relays(t, local.Options{Clock: relay.RealClock{}}, hook)
	url := node.HookURLs[r.provider]
	got := make(chan string, 1)
	go func() {
		req, err := http.NewRequest(http.MethodPost, url, strings.NewReader(r.body))
		if err != nil {
			got <- err.Error()
			return
		}
		req.Header = r.header.Clone()
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			got <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		got <- resp.Status + " " + string(body)
	}()
	<-asked
	stopped := make(chan struct{})
	go func() {
		stop(t, node)
		close(stopped)
	}()
	refuses := func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(node.PublicURL, "http://"))
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	}
	for !refuses() { // until it has begun to stop
		if err := (relay.RealClock{}).Pause(t.Context(), time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	close(answer)
	if text := <-got; text != `200 OK {"id":"INV-7"}` {
		t.Errorf("the product got %q", text)
	}
	<-stopped
}

// Finpilo's user was told that it failed, and sends again by hand: what a kill leaves half sent goes out no second time by itself.
func TestWhatWasWaitedForIsNotSentAgain(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 2)
	app := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		_, _ = io.Copy(io.Discard, r.Body) // until then nobody looks whether the caller has gone
		<-r.Context().Done()
	}))
	defer app.Close()
	r := reals(t)[0]
	hook := r.hook(app.URL)
	hook.Sync = true
	opt := local.Options{Clock: relay.RealClock{}, DB: filepath.Join(t.TempDir(), "x.db"), Grace: time.Millisecond}
	node, _ := relays(t, opt, hook)
	go func() {
		req, err := http.NewRequest(http.MethodPost, node.HookURLs[r.provider], strings.NewReader(r.body))
		if err != nil {
			t.Error(err)
			return
		}
		req.Header = r.header.Clone()
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
		}
	}()
	<-asked
	stop(t, node)
	_, client := relays(t, opt, hook)
	waited, err := client.Wait(t.Context(), "", time.Minute)
	if err != nil || waited.States["unknown"] != 1 {
		t.Errorf("after the next start: %v, %v", waited.States, err)
	}
	if len(asked) > 0 {
		t.Error("the app was asked a second time")
	}
}

// Who called is what a named proxy says; bodies and requests are bounded as the options say.
func TestThePublicSideIsBounded(t *testing.T) {
	t.Parallel()
	r := reals(t)[1]
	public := &local.Public{Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, MaxBodyBytes: int64(len(r.body)), Rate: 2}
	node, client := relays(t, local.Options{Public: public}, r.hook("mock"))
	url := node.HookURLs[r.provider]
	r.header.Set("X-Forwarded-For", "192.0.2.9")
	large := r
	large.body += " "
	if resp := large.post(t, url); resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a body that is a byte too large was answered %s", resp.Status)
	}
	if resp := r.post(t, url); resp.StatusCode != http.StatusOK {
		t.Errorf("a body that is just as large as may be was answered %s", resp.Status)
	}
	resp := r.post(t, url)
	for n := 0; n < 200 && resp.StatusCode == http.StatusOK; n++ { // the third, unless the machine takes half a second for each
		resp = r.post(t, url)
	}
	if resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "" {
		t.Errorf("too many requests were answered %s, Retry-After %q", resp.Status, resp.Header.Get("Retry-After"))
	}
	list, _, err := client.Incoming(t.Context(), control.IncomingQuery{Verdict: "verified"})
	if err != nil || len(list) != 1 || list[0].RemoteAddr != "192.0.2.9" {
		t.Errorf("%+v, %v", list, err)
	}
}
