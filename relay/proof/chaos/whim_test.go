package chaos

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Every whim happens, the same ones for the same seed, and in the end everything is accepted.
func TestWhims(t *testing.T) {
	t.Parallel()
	const events = 20_000
	drawn := map[whim]int{}
	differs := false
	for number := range events {
		for visit := range whimsical {
			what, wait := whimOf(relay.Chance{Seed: 7}, at(number), visit)
			drawn[what]++
			if again, waitAgain := whimOf(relay.Chance{Seed: 7}, at(number), visit); again != what || waitAgain != wait {
				t.Fatalf("number %d, visit %d: %d after %v, then %d after %v", number, visit, what, wait, again, waitAgain)
			}
			other, _ := whimOf(relay.Chance{Seed: 8}, at(number), visit)
			differs = differs || other != what
		}
		if what, _ := whimOf(relay.Chance{Seed: 7}, at(number), whimsical); what != accepts {
			t.Fatalf("number %d is still treated badly after %d visits", number, whimsical)
		}
	}
	for _, what := range []whim{accepts, dawdles, oversleeps, hangsUp, refuses, turnsAway} {
		if drawn[what] == 0 {
			t.Errorf("whim %d never came in %d events", what, events)
		}
	}
	if good := drawn[accepts]; good < events*whimsical*8/10 {
		t.Errorf("%d of %d requests were simply accepted: too few for the rate to hold", good, events*whimsical)
	}
	if !differs {
		t.Error("another seed gives the same whims")
	}
}
