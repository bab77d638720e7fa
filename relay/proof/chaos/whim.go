package chaos

import (
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// whim is what the receiver does with a request.
type whim int

const (
	accepts    whim = iota // takes it and answers 200
	dawdles                // takes it and answers late, within the time limit
	oversleeps             // takes it and does not answer within the time limit
	hangsUp                // takes it and cuts the connection before the answer
	refuses                // answers 500
	turnsAway              // cuts the connection and takes nothing
)

// takes reports whether the receiver has the event afterwards. Where the sender does not learn of it, the event comes again.
func (w whim) takes() bool { return w <= hangsUp }

// whimsical is how many requests for one delivery may meet a whim. After them everything is accepted, so that no schedule is used
// up: Fintoro's has five attempts.
const whimsical = 2

// whimOf draws what happens to the visit-th request, from 0, for a delivery, and how long an answer that comes late takes. It depends on
// nothing else, so it is the same in every run with the seed, whatever the sockets do.
func whimOf(chance relay.Chance, p place, visit int) (whim, time.Duration) {
	if visit >= whimsical {
		return accepts, 0
	}
	key := fmt.Sprintf("%d/%d", p.subscription, p.number)
	drawn := chance.Float64("chaos/whim", key, uint64(visit))
	for _, part := range []struct {
		whim  whim
		share float64
	}{
		{refuses, 0.06}, {dawdles, 0.04}, {hangsUp, 0.03}, {turnsAway, 0.02}, {oversleeps, 0.0005},
	} {
		if drawn -= part.share; drawn < 0 {
			return part.whim, time.Duration(chance.Float64("chaos/dawdle", key, uint64(visit)) * float64(100*time.Millisecond))
		}
	}
	return accepts, 0
}
