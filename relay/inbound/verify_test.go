package inbound_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
)

// Anybody outside can make a wrong signature, so that its mistake is searched for five times a second at most.
func TestMistakesAreSearchedForNowAndThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fake := &fakeRelay{}
		h := handler(t, inbound.Options{Relay: fake})
		for range 10 {
			for range 3 {
				serve(h, signedWith(t, "fintoro", fintoroBody, eventID, now, "whsec_fintoro_old"))
			}
			if err := (relay.RealClock{}).Pause(t.Context(), 100*time.Millisecond); err != nil {
				t.Fatal(err)
			}
		}
		searched := 0
		for _, taken := range fake.all() {
			switch line := taken.In.Problem; {
			case strings.Contains(line, "old secret"):
				searched++
			case line != "wrong: it fits no secret that counts; nobody looked why":
				t.Errorf("the line is %q", line)
			}
		}
		if searched != 5 {
			t.Errorf("in a second %d were searched, want 5", searched)
		}
	})
}

// The time is the clock's.
func TestFreshnessIsByTheClock(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]string{300 * time.Second: "200", 301 * time.Second: "401 not verified", -300 * time.Second: "200", -301 * time.Second: "401 not verified"} {
		if got := shown(serve(handler(t, inbound.Options{Relay: &fakeRelay{}}), signedWith(t, "moneybird", moneybirdBody, eventID, now.Add(-age), moneybirdSecret))); got != want {
			t.Errorf("%v old: %s", age, got)
		}
	}
}

// During a rotation a hook has several secrets, and so may the product's header.
func TestEachOfSeveralSecretsCounts(t *testing.T) {
	t.Parallel()
	hook := inbound.Hook{Name: "moneybird", Provider: "moneybird", Secrets: []string{"first", "second"}}
	for name, secrets := range map[string][]string{"200 first": {"first"}, "200 second": {"second"}, "200 both": {"new", "second"}, "401 not verified": {"third"}} {
		fake := &fakeRelay{}
		got := shown(serve(handler(t, inbound.Options{Relay: fake, Hooks: []inbound.Hook{hook}}), signedWith(t, "moneybird", moneybirdBody, eventID, now, secrets...)))
		if !strings.HasPrefix(name, got) {
			t.Errorf("%s: answered %s", name, got)
		}
	}
}
