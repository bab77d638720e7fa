package sqlite

import (
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// storedLimits is a relay.Limits as JSON.
type storedLimits struct {
	Retry       *[]int64 `json:"retry,omitzero"` // nanoseconds; absent: the product's schedule
	Concurrency int      `json:"concurrency,omitzero"`
	Rate        float64  `json:"rate,omitzero"`
	Ordered     bool     `json:"ordered,omitzero"`
	AtMostOnce  bool     `json:"at_most_once,omitzero"`
}

// encodeLimits is nil for the zero value.
func encodeLimits(l relay.Limits) ([]byte, error) {
	if l == (relay.Limits{}) {
		return nil, nil
	}
	stored := storedLimits{Concurrency: l.Concurrency, Rate: l.Rate, Ordered: l.Ordered, AtMostOnce: l.AtMostOnce}
	if l.Retry != nil {
		waits := []int64{}
		for _, gap := range l.Retry.Gaps() {
			waits = append(waits, int64(gap))
		}
		stored.Retry = &waits
	}
	return json.Marshal(stored)
}

func decodeLimits(text []byte) (relay.Limits, error) {
	var stored storedLimits
	if err := decode(text, &stored); err != nil {
		return relay.Limits{}, err
	}
	l := relay.Limits{Concurrency: stored.Concurrency, Rate: stored.Rate, Ordered: stored.Ordered, AtMostOnce: stored.AtMostOnce}
	if stored.Retry != nil {
		var gaps []time.Duration
		for _, wait := range *stored.Retry {
			gaps = append(gaps, time.Duration(wait))
		}
		schedule := retry.Gaps(gaps...)
		l.Retry = &schedule
	}
	return l, nil
}
