package relay_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

const moneybirdSecret = "7d1f0c6b5a4e39281706f5e4d3c2b1a00f1e2d3c4b5a69788796a5b4c3d2e1f0"

// moneybirdSigns is the header that Moneybird sends.
func moneybirdSigns(at time.Time, body string) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(moneybirdSecret))
	mac.Write([]byte(t + "." + body))
	return "t=" + t + ",v1=" + hex.EncodeToString(mac.Sum(nil))
}

// pushed is a push of Moneybird's that was signed at the harness's start, and what it tells.
func pushed(n int) (relay.Incoming, relay.Told) {
	body := fmt.Sprintf(`{"webhook_id":"1","action":"contact_changed","entity_id":"%d","entity":null}`, n)
	id := fmt.Sprintf("5f0f3d0e-2a8b-4b1e-9a3e-%012d", n)
	return relay.Incoming{
		Hook: "moneybird", Provider: "moneybird", Verdict: relay.IncomingVerified,
		Request: relay.Request{Method: "POST", Body: []byte(body), Headers: []relay.Header{
			{Name: "Content-Type", Value: "application/json; charset=utf-8"}, {Name: "User-Agent", Value: "Moneybird/1"}, {Name: "Idempotency-Key", Value: id},
			{Name: "moneybird-signature", Value: moneybirdSigns(harnessStart, body)}, {Name: "X-Request-Id", Value: "r1"},
		}},
	}, relay.Told{Type: "contact_changed", DialectID: id}
}

func withSecret(s *relay.Subscription) { s.Secrets = []relay.Secret{{Value: moneybirdSecret}} }

func withResign(s *relay.Subscription) { withSecret(s); s.Resign = true }

// lastSent is the newest request that went out.
func (r *receiver) lastSent() (http.Header, string) {
	seen, bodies := r.requests()
	return seen[len(seen)-1].Header, bodies[len(bodies)-1]
}

func (h *harness) replayed(id string, opt relay.ReplayOptions) relay.Attempt {
	h.t.Helper()
	replay, err := h.Replay(h.t.Context(), id, opt)
	if err != nil {
		h.t.Fatal(err)
	}
	h.untilFinal(replay.ID)
	return h.attempts(replay.ID)[0]
}

func TestWhatIsTooOldIsSignedAnew(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	plain, resigned, keyless := h.hooked("moneybird", withSecret), h.hooked("moneybird", withResign), h.hooked("moneybird", func(s *relay.Subscription) { s.Resign = true })
	in, told := pushed(1)
	taken := h.take(in, told, plain, resigned, keyless)
	for _, d := range taken.Deliveries {
		h.untilFinal(d.ID)
		if note := h.attempts(d.ID)[0].Note; note != "" {
			t.Errorf("the first attempt notes %q", note)
		}
	}
	h.advance(2 * time.Hour)
	original, body := in.Request.Headers[3].Value, string(in.Request.Body)
	as := func(signature string) http.Header {
		name := "moneybird-signature"
		if signature != original {
			name = "Moneybird-Signature"
		}
		return http.Header{
			"Content-Type": {"application/json; charset=utf-8"}, "User-Agent": {"Moneybird/1"}, "Idempotency-Key": {told.DialectID}, "X-Request-Id": {"r1"}, name: {signature},
		}
	}
	for i, tt := range []struct {
		opt       relay.ReplayOptions
		signature string
		note      string
	}{
		{relay.ReplayOptions{}, original, "passed on as it came: its signature is 2h old, and a receiver that checks that refuses it (--resign signs anew)"},
		{relay.ReplayOptions{}, moneybirdSigns(harnessStart.Add(2*time.Hour), body), "signed anew: the original signature is 2h old"},
		{relay.ReplayOptions{}, original, "passed on as it came: its signature is 2h old, and there is no secret to sign it anew with"},
		{relay.ReplayOptions{OriginalTime: true}, original, "passed on as it came, as was asked for: its signature is 2h old"},
	} {
		of := taken.Deliveries[i%3].ID
		if i == 3 {
			of = taken.Deliveries[1].ID
		}
		attempt := h.replayed(of, tt.opt)
		header, sent := r.lastSent()
		if diff := cmp.Diff(as(tt.signature), header); diff != "" || sent != body {
			t.Errorf("replay %d of %q (-want +got):\n%s", i, sent, diff)
		}
		if attempt.Note != tt.note {
			t.Errorf("replay %d notes %q, want %q", i, attempt.Note, tt.note)
		}
	}
}

// Fintoro's signature does not cover its timestamp, which must be fresh all the same.
func TestATimestampBesideASignatureIsMadeFresh(t *testing.T) {
	t.Parallel()
	r := always(200, "")
	h := newHarness(t, r)
	const secret = "whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5"
	sub := h.hooked("fintoro", func(s *relay.Subscription) { s.Secrets, s.Resign = []relay.Secret{{Value: secret}}, true })
	in, told := cameIn(1)
	d := h.untilFinal(h.take(in, told, sub).Deliveries[0].ID)
	h.advance(5 * time.Minute)
	attempt := h.replayed(d.ID, relay.ReplayOptions{})
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(in.Request.Body)
	header, _ := r.lastSent()
	want := http.Header{
		"Content-Type": {"application/json; charset=utf-8"}, "User-Agent": {"Fintoro/7"}, "webhook-id": {told.DialectID},
		"webhook-timestamp": {fmt.Sprint(harnessStart.Add(5 * time.Minute).Unix())}, "webhook-signature": {hex.EncodeToString(mac.Sum(nil))},
	}
	if diff := cmp.Diff(want, header); diff != "" || attempt.Note != "signed anew: the original signature is 5m old" {
		t.Errorf("with the note %q (-want +got):\n%s", attempt.Note, diff)
	}
}

func TestAnEditedReplayIsSigned(t *testing.T) {
	t.Parallel()
	r := &receiver{answer: func(n int, _ *http.Request) (*http.Response, error) {
		if n == 2 { // so that the next attempt reads what is stored
			return respond(500, "")
		}
		return respond(200, "")
	}}
	h := newHarness(t, r)
	sub := h.hooked("moneybird", withSecret)
	in, told := pushed(1)
	original := h.untilFinal(h.take(in, told, sub).Deliveries[0].ID)
	set := relay.ReplayOptions{Set: []relay.SetValue{{Path: "entity_id", Text: "2"}}}
	edited, err := h.Replay(t.Context(), original.ID, set)
	if err != nil {
		t.Fatal(err)
	}
	h.untilAttempts(edited.ID, 1)
	h.stop()
	h = openHarness(t, r, h.path, harnessStart)
	h.advance(time.Minute)
	h.untilFinal(edited.ID)
	changed := strings.Replace(string(in.Request.Body), `"entity_id":"1"`, `"entity_id":"2"`, 1)
	check := func(what, note string, at time.Time, key, want string, attempt relay.Attempt) {
		t.Helper()
		header, body := r.lastSent()
		if body != want || attempt.Note != note || header.Get("Idempotency-Key") != key || header.Get("X-Request-Id") != "r1" || header.Get("User-Agent") != "Moneybird/1" {
			t.Errorf("%s: %q with %v, noting %q", what, body, header, attempt.Note)
		}
		values := anyCasing(header, "Moneybird-Signature")
		if diff := cmp.Diff([]string{moneybirdSigns(at, want)}, values); diff != "" {
			t.Errorf("%s: signature (-want +got):\n%s", what, diff)
		}
	}
	first, again := h.attempts(edited.ID)[0], h.attempts(edited.ID)[1]
	check("edited", "signed anew: it was edited", again.StartedAt, told.DialectID, changed, again)
	if first.Note != again.Note {
		t.Errorf("its first attempt notes %q", first.Note)
	}
	now := h.clock.Now()
	check("a replay of an edited one", "signed anew: it was edited", now, told.DialectID, changed, h.replayed(edited.ID, relay.ReplayOptions{}))
	check("with the original's time", "signed anew: it was edited", harnessStart, told.DialectID, changed, h.replayed(original.ID, relay.ReplayOptions{Set: set.Set, OriginalTime: true}))
	check("the same body by hand", "", harnessStart, told.DialectID, string(in.Request.Body), h.replayed(original.ID, relay.ReplayOptions{Body: in.Request.Body}))
	check("to another URL", "", harnessStart, told.DialectID, string(in.Request.Body), h.replayed(original.ID, relay.ReplayOptions{URL: "http://127.0.0.1:3001/"}))
	replay, err := h.Replay(t.Context(), original.ID, relay.ReplayOptions{NewID: true})
	if err != nil || replay.DialectID == told.DialectID {
		t.Fatalf("with a new identity: %+v, %v", replay, err)
	}
	h.untilFinal(replay.ID)
	check("with a new identity", "signed anew: it was edited", now, replay.DialectID, string(in.Request.Body), h.attempts(replay.ID)[0])
}

func TestFaultsOfWhatIsPassedOn(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault  string
		note   string
		header func(before string, header http.Header) bool
	}{
		"a fault of what is signed lets it be signed": {"wrong-secret", "signed anew: a fault changes what is signed",
			func(before string, h http.Header) bool { return h.Get("Moneybird-Signature") != before }},
		"a stale time too": {"stale-timestamp", "signed anew: a fault changes what is signed",
			func(_ string, h http.Header) bool {
				return strings.HasPrefix(h.Get("Moneybird-Signature"), fmt.Sprintf("t=%d,", harnessStart.Add(-10*time.Minute).Unix()))
			}},
		"a bad signature is the original one, spoilt": {"bad-signature", "",
			func(before string, h http.Header) bool {
				got := h.Get("Moneybird-Signature")
				return got != before && len(got) == len(before) && got[:12] == before[:12]
			}},
		"a missing one is taken out": {"missing-signature", "",
			func(_ string, h http.Header) bool {
				return h.Get("Moneybird-Signature") == "" && h.Get("X-Request-Id") == "r1"
			}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := always(200, "")
			h := newHarness(t, r)
			h.addFault(relay.FaultRule{Name: tt.fault, First: 1})
			sub := h.hooked("moneybird", withSecret)
			in, told := pushed(1)
			d := h.untilFinal(h.take(in, told, sub).Deliveries[0].ID)
			sent, _ := r.lastSent()
			header := http.Header{}
			for name, values := range sent {
				header[textproto.CanonicalMIMEHeaderKey(name)] = values
			}
			attempt := h.attempts(d.ID)[0]
			if !tt.header(in.Request.Headers[3].Value, header) || attempt.Note != tt.note || len(attempt.Faults) != 1 || strings.Contains(attempt.Faults[0].Note, "not applied") {
				t.Errorf("it went with %v, noting %q and %+v", sent, attempt.Note, attempt.Faults)
			}
		})
	}
}
