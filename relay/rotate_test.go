package relay_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// signedWith is which of some secrets a request's signature headers were made with, told by signing its body again.
func (h *harness) signedWith(n int, at time.Time, secrets ...string) []string {
	h.t.Helper()
	requests, bodies := h.Transport.(*receiver).requests()
	name, _, _ := strings.Cut(strings.TrimPrefix(requests[n-1].URL.Path, "/hooks/"), "/")
	dialect, err := h.Dialect(name)
	if err != nil {
		h.t.Fatal(err)
	}
	var found []string
	for _, secret := range secrets {
		in := relay.SignInput{Now: at, Body: []byte(bodies[n-1]), URL: "http://127.0.0.1/", Secrets: []string{secret, secret}}
		for _, name := range []string{"webhook-id"} { // in the casing of the wire
			in.DialectID = strings.Join(requests[n-1].Header[name], "")
		}
		headers, err := dialect.Headers(in)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, header := range headers {
			if slices.Contains([]string{"webhook-signature", "Moneybird-Signature", "X-SF-SIGNATURE-1", "X-SF-SIGNATURE-2"}, header.Name) &&
				strings.Contains(strings.Join(requests[n-1].Header[header.Name], " "), lastSignature(header.Value)) {
				found = append(found, header.Name+" "+secret)
			}
		}
	}
	return found
}

// lastSignature is the last of the signatures in one header.
func lastSignature(value string) string {
	return value[strings.LastIndexAny(value, " ,=")+1:]
}

func (h *harness) rotate(id string, r relay.Rotation) []relay.Subscription {
	h.t.Helper()
	changed, err := h.Rotate(h.t.Context(), id, r)
	if err != nil {
		h.t.Fatal(err)
	}
	return changed
}

// unwell answers 500, so that everything is sent again.
func unwell() *receiver {
	return &receiver{answer: func(int, *http.Request) (*http.Response, error) { return respond(500, "") }}
}

// A delivery that is tried again after a rotation is signed with what is in force then.
func TestRotationBetweenTwoAttempts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		product, event string
		ask            relay.Rotation
		next           time.Duration // until the second attempt is made, at least
		want           []string      // what signed it, of old and new
	}{
		"fintoro: the new one alone": {"fintoro", "invoices.paid", relay.Rotation{}, time.Minute, []string{"webhook-signature new"}},
		"moneybird: both, within the overlap": {
			"moneybird", "contact_changed", relay.Rotation{}, time.Minute,
			[]string{"Moneybird-Signature old", "Moneybird-Signature new"},
		},
		"moneybird: the new one alone, behind the overlap": {
			"moneybird", "contact_changed", relay.Rotation{Overlap: time.Second}, time.Minute, []string{"Moneybird-Signature new"},
		},
		"bookkeeper: both": {"bookkeeper", "payment.confirmed", relay.Rotation{}, time.Minute, []string{"webhook-signature old", "webhook-signature new"}},
		"silverfin: one token each": {
			"silverfin", "export.created", relay.Rotation{Which: 2}, time.Minute, []string{"X-SF-SIGNATURE-1 old", "X-SF-SIGNATURE-2 new"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, unwell())
			sub := h.subscribe(tt.product)
			old := sub.Secrets[0].Value
			d := h.publish(tt.product, tt.event)
			h.untilAttempts(d.ID, 1)
			rotated := h.rotate(sub.ID, tt.ask)[0]
			fresh := rotated.Secrets[max(tt.ask.Which, 1)-1].Value
			if _, err := h.Advance(t.Context(), tt.next); err != nil {
				t.Fatal(err)
			}
			second := h.attempts(d.ID)[1]
			got := h.signedWith(2, second.StartedAt, old, fresh)
			for i := range got {
				got[i] = strings.NewReplacer(old, "old", fresh, "new").Replace(got[i])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("the second attempt (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOverlapEndsByTheEnginesClock(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.subscribe("moneybird")
	h.rotate(sub.ID, relay.Rotation{})
	for i, step := range []struct {
		advance time.Duration
		want    int
	}{{0, 2}, {24*time.Hour - time.Nanosecond, 2}, {time.Nanosecond, 1}} {
		if _, err := h.Advance(t.Context(), step.advance); err != nil {
			t.Fatal(err)
		}
		h.untilFinal(h.publish("moneybird", "contact_changed").ID)
		requests, _ := h.Transport.(*receiver).requests()
		signature := requests[i].Header["Moneybird-Signature"][0]
		if n := strings.Count(signature, "v1="); n != step.want {
			t.Errorf("%d signatures after %v more, want %d: %s", n, step.advance, step.want, signature)
		}
	}
}

// tokens are what a Silverfin subscription signs with.
func (h *harness) tokens(id string) []string {
	h.t.Helper()
	sub, err := h.Subscription(id)
	if err != nil {
		h.t.Fatal(err)
	}
	return sub.ActiveSecrets(h.clock.Now())
}

func TestSilverfinsTokensAreTheApplications(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	first, second := h.subscribe("silverfin"), h.subscribe("silverfin")
	apart, _, err := h.Subscribe(t.Context(), relay.Subscription{
		Provider: "silverfin", URL: "http://127.0.0.1:3000/", Secrets: []relay.Secret{{Value: "mine"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	was := h.tokens(first.ID)

	changed := h.rotate(second.ID, relay.Rotation{Which: 1, Value: "new-1"})
	if len(changed) != 2 || changed[0].ID != second.ID || changed[1].ID != first.ID {
		t.Errorf("changed: %v, want the one asked for and then the other", changed)
	}
	want := []string{"new-1", was[1]}
	later := h.subscribe("silverfin")
	for name, id := range map[string]string{"the one asked for": second.ID, "the other": first.ID, "one made later": later.ID} {
		if diff := cmp.Diff(want, h.tokens(id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"mine", was[1]}, h.tokens(apart.ID)); diff != "" {
		t.Errorf("one with a token of its own (-want +got):\n%s", diff)
	}

	if changed := h.rotate(apart.ID, relay.Rotation{Which: 2, Value: "mine-2"}); len(changed) != 1 || changed[0].ID != apart.ID {
		t.Errorf("rotating one with a token of its own changed %v", changed)
	}
	if diff := cmp.Diff(want, h.tokens(first.ID)); diff != "" {
		t.Errorf("and the application's became (-want +got):\n%s", diff)
	}

	// The application's last beyond a reset and a restart, and with no subscription left.
	if err := h.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{first.ID, second.ID, later.ID} {
		if err := h.Unsubscribe(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	secrets, none, err := h.RotateApplication(t.Context(), "silverfin", relay.Rotation{Which: 2, Value: "new-2"})
	if err != nil || len(none) > 0 {
		t.Errorf("rotating the application: %v, %v", none, err)
	}
	if diff := cmp.Diff([]relay.Secret{{Value: "new-1"}, {Value: "new-2"}}, secrets); diff != "" {
		t.Errorf("the application (-want +got):\n%s", diff)
	}
	h.stop()
	h = openHarness(t, always(200, ""), h.path, harnessStart)
	if diff := cmp.Diff([]string{"new-1", "new-2"}, h.tokens(h.subscribe("silverfin").ID)); diff != "" {
		t.Errorf("after a restart (-want +got):\n%s", diff)
	}
	if secrets, err = h.ApplicationSecrets(t.Context(), "silverfin"); err != nil || len(secrets) != 2 {
		t.Errorf("the application has %d tokens, %v", len(secrets), err)
	}
}

func TestRotationThatCannotBe(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	if _, err := h.Rotate(t.Context(), "sub_none", relay.Rotation{}); !errors.Is(err, relay.ErrNotFound) {
		t.Errorf("of a subscription that is not there: %v", err)
	}
	var input *relay.InputError
	if _, err := h.Rotate(t.Context(), h.subscribe("finpilo").ID, relay.Rotation{}); !errors.As(err, &input) || input.Field != "secret" {
		t.Errorf("without a key: %v", err)
	}
	if _, _, err := h.RotateApplication(t.Context(), "fintoro", relay.Rotation{}); !errors.As(err, &input) {
		t.Errorf("of an application that has no secrets: %v", err)
	}
	if _, err := h.ApplicationSecrets(t.Context(), "none"); err == nil {
		t.Error("a product that is not there has an application")
	}
}
