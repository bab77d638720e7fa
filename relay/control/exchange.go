package control

import (
	"cmp"
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// exchange is when an attempt went on.
type exchange struct {
	deliveryID   string
	number       int
	began, ended time.Time
}

// whichBrought says of each receipt, oldest first, which exchange brought it; nil where that cannot be told. No product sends
// the number of an attempt, so it is inferred from the times: the exchange that went on when it came. Where several did, as
// while a clock stands, the receipts come in the order of the exchanges, if they are as many. Source: our choice.
func whichBrought(receipts []relay.Receipt, exchanges []exchange) []*exchange {
	exchanges = slices.SortedFunc(slices.Values(exchanges), func(a, b exchange) int {
		return cmp.Or(a.began.Compare(b.began), cmp.Compare(a.deliveryID, b.deliveryID), cmp.Compare(a.number, b.number))
	})
	going := make([][]*exchange, len(receipts)) // when each receipt came
	for i := range receipts {
		at := receipts[i].ReceivedAt
		for j := range exchanges {
			if e := &exchanges[j]; !at.Before(e.began) && !at.After(e.ended) {
				going[i] = append(going[i], e)
			}
		}
	}
	brought := make([]*exchange, len(receipts))
	for i, these := range going {
		alike, before := 0, 0
		for j, those := range going {
			if slices.Equal(these, those) {
				alike++
				if j < i {
					before++
				}
			}
		}
		switch {
		case len(these) == 1:
			brought[i] = these[0]
		case len(these) == alike:
			brought[i] = these[before]
		}
	}
	return brought
}
