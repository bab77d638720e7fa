package chaos

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// feeder publishes one request after another: each waits for the answer of the one before, however many servers die
// meanwhile.
type feeder struct {
	name   string
	stream *stream
	batch  int           // most events of a request; how many they are is drawn
	every  time.Duration // between events
	chance relay.Chance
	gate   *gate
	tally  *tally
}

// largestBatch is the most that a batch feeder puts into one request.
const largestBatch = 20

// mostAlone is the most events a second for a stream in order: its deliveries go one after another, each with its own commit, so
// more would only pile up.
const mostAlone = 100

// feeders share the rate: one for the stream that has to be fed by one alone, and for each other stream one that publishes
// events singly and one in batches. The one alone publishes batches too: what has to wait in line shows whether the line is kept.
func feeders(streams []*stream, rate int, chance relay.Chance, gate *gate, tally *tally) []*feeder {
	var all []*feeder
	for i, s := range streams {
		add := func(kind string, batch int) {
			all = append(all, &feeder{name: kind + "-" + strconv.Itoa(i), stream: s, batch: batch, chance: chance, gate: gate, tally: tally})
		}
		add("batch", largestBatch)
		if !s.alone {
			add("single", 1)
		}
	}
	for _, f := range all {
		f.every = time.Duration(len(all)) * time.Second / time.Duration(rate)
		if f.stream.alone {
			f.every = max(f.every, time.Second/mostAlone)
		}
	}
	return all
}

// run publishes until it is enough. It ends when the last request was answered.
func (f *feeder) run(ctx context.Context, enough <-chan struct{}) error {
	clock := relay.RealClock{}
	for due, n := clock.Now(), uint64(0); ; n++ {
		slot, stop := clock.Alarm(due)
		select {
		case <-ctx.Done():
			stop()
			return context.Cause(ctx)
		case <-enough:
			stop()
			return nil
		case <-slot:
		}
		numbers := make([]int, 1+f.chance.Uint64("chaos/batch", f.name, n)%uint64(f.batch))
		for i := range numbers {
			numbers[i] = f.stream.draw()
		}
		if err := f.publish(ctx, numbers, "chaos-"+f.name+"-"+strconv.FormatUint(n, 10)); err != nil {
			return err
		}
		due = due.Add(f.every * time.Duration(len(numbers)))
		if now := clock.Now(); due.Before(now) { // what was missed is not made up for
			due = now
		}
	}
}

// errNoAnswer means that a server which lives did not answer.
var errNoAnswer = errors.New("the server does not answer")

// answerLimit is how long one answer may take.
const answerLimit = 10 * time.Second

// publish sends a request until it is answered with 202: only then is it acknowledged. The idempotency key makes it one
// publication, however often it is sent.
func (f *feeder) publish(ctx context.Context, numbers []int, key string) error {
	var client *control.Client
	for {
		var err error
		if client, err = f.gate.pass(ctx, client); err != nil {
			return err
		}
		published, err := f.call(ctx, client, numbers, key)
		var refusal *control.Error
		switch {
		case err == nil && len(published) == len(numbers):
			f.tally.acknowledge(f.stream, numbers, published)
			return nil
		case err == nil:
			return fmt.Errorf("%d events were published and %d acknowledged", len(numbers), len(published))
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.As(err, &refusal) && refusal.Status != http.StatusServiceUnavailable && refusal.Status != http.StatusTooManyRequests:
			return err
		}
		f.tally.unanswered()
	}
}

func (f *feeder) call(ctx context.Context, client *control.Client, numbers []int, key string) ([]control.Published, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, answerLimit, errNoAnswer)
	defer cancel()
	if len(numbers) == 1 {
		published, err := client.Publish(ctx, f.stream.request(numbers[0]), key)
		return []control.Published{published}, err
	}
	requests := make([]control.PublishRequest, len(numbers))
	for i, number := range numbers {
		requests[i] = f.stream.request(number)
	}
	return client.PublishBatchOnce(ctx, requests, key)
}
