package control

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestWhichExchangeBroughtAReceipt(t *testing.T) {
	t.Parallel()
	at := func(second int) time.Time { return time.Date(2026, 5, 4, 9, 30, second, 0, time.UTC) }
	ofOne := []exchange{{"dlv_1", 2, at(10), at(12)}, {"dlv_1", 1, at(0), at(2)}} // in no order
	frozen := []exchange{{"dlv_2", 1, at(0), at(1)}, {"dlv_1", 1, at(0), at(1)}}
	tests := map[string]struct {
		exchanges []exchange
		came      []int
		want      []string
	}{
		"each came while one went on":                 {ofOne, []int{0, 12}, []string{"dlv_1/1", "dlv_1/2"}},
		"one exchange may bring several":              {ofOne, []int{1, 1, 11}, []string{"dlv_1/1", "dlv_1/1", "dlv_1/2"}},
		"between the exchanges it is somebody else's": {ofOne, []int{5, 13}, []string{"", ""}},
		"at one instant the order tells":              {frozen, []int{0, 0}, []string{"dlv_1/1", "dlv_2/1"}},
		"at one instant too few tell nothing":         {frozen, []int{0}, []string{""}},
		"at one instant too many tell nothing":        {frozen, []int{0, 0, 0}, []string{"", "", ""}},
		"without an exchange nothing is known":        {nil, []int{0}, []string{""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var receipts []relay.Receipt
			for _, second := range tt.came {
				receipts = append(receipts, relay.Receipt{ReceivedAt: at(second)})
			}
			var got []string
			for _, e := range whichBrought(receipts, tt.exchanges) {
				text := ""
				if e != nil {
					text = e.deliveryID + "/" + string(rune('0'+e.number))
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
