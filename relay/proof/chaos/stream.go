package chaos

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// stream is a sequence of numbered events of one type, which some subscriptions take.
type stream struct {
	provider      string
	eventType     string
	data          func(number int) []byte // of an event: its number is in it
	subscriptions []int
	alone         bool // fed by one feeder, so that its numbers are the order of publication
	ordered       bool // its subscriptions are asked to keep that order

	last atomic.Int64 // the number of the newest event
}

// transaction is a Bookkeeper event's data: its number is its amount, too. kind keeps the transactions of two streams apart.
func transaction(kind string) func(number int) []byte {
	return func(number int) []byte {
		return fmt.Appendf(nil, `{"number":%[1]d,"transaction_id":"%[2]s-%[1]d","amount":"%[1]d.00","currency":"EUR"}`, number, kind)
	}
}

// invoice is a Fintoro event's data.
func invoice(number int) []byte { return fmt.Appendf(nil, `{"type":"invoice","id":%d}`, number) }

// streams share the subscriptions out: the first one has a stream of its own, the others are of two products in turn.
func streams(subscriptions int) []*stream {
	alone := &stream{provider: "bookkeeper", eventType: "transaction.completed", data: transaction("completed"), subscriptions: []int{0}, alone: true}
	fintoro := &stream{provider: "fintoro", eventType: "invoices.paid", data: invoice}
	bookkeeper := &stream{provider: "bookkeeper", eventType: "payment.confirmed", data: transaction("paid")}
	for i := 1; i < subscriptions; i++ {
		taker := fintoro
		if i%2 == 0 {
			taker = bookkeeper
		}
		taker.subscriptions = append(taker.subscriptions, i)
	}
	all := []*stream{alone}
	for _, s := range []*stream{fintoro, bookkeeper} {
		if len(s.subscriptions) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// draw takes the next number, from 1.
func (s *stream) draw() int { return int(s.last.Add(1)) }

// request publishes the event of a number, by which the receiver knows it again.
func (s *stream) request(number int) control.PublishRequest {
	return control.PublishRequest{Provider: s.provider, Type: s.eventType, Data: s.data(number)}
}

// subscribe makes the subscriptions, each of which sends to a path of its own.
func (r *chaosRun) subscribe(ctx context.Context, client *control.Client) error {
	for _, s := range r.streams {
		for _, i := range s.subscriptions {
			request := control.CreateSubscription{
				Provider: s.provider, Name: "chaos " + strconv.Itoa(i), Events: []string{s.eventType}, URL: r.witness.url + "/" + strconv.Itoa(i),
			}
			if s.alone {
				s.ordered = true
				request.Ordered = &s.ordered
			}
			made, err := client.Subscribe(ctx, request)
			if err != nil {
				return fmt.Errorf("make subscription %d: %w", i, err)
			}
			r.subscriptions[i] = made.ID
		}
	}
	return nil
}
