package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// batchSize is how many events are published in one call where nothing speaks against it.
const batchSize = 500

// publishEach publishes what was asked for and then hands it out: one by one where a rate or a key is given, else in
// batches.
func publishEach(ctx context.Context, client *control.Client, t *triggering, request control.PublishRequest, on func(*control.Published) error) error {
	if t.count > 1 && t.rate == 0 && t.key == "" {
		return publishBatches(ctx, client, t.count, request, on)
	}
	start := relay.RealClock{}.Now()
	for i := range t.count {
		if t.rate > 0 {
			if err := (relay.RealClock{}).Wait(ctx, start.Add(time.Duration(float64(i)/t.rate*float64(time.Second)))); err != nil {
				return err
			}
		}
		key := t.key
		if key != "" && t.count > 1 {
			key = fmt.Sprintf("%s-%d", key, i+1)
		}
		published, err := client.Publish(ctx, request, key)
		if err != nil {
			return err
		}
		if err := on(&published); err != nil {
			return err
		}
	}
	return nil
}

func publishBatches(ctx context.Context, client *control.Client, count int, request control.PublishRequest, on func(*control.Published) error) error {
	var all []control.Published
	for left := count; left > 0; left -= batchSize {
		published, err := client.PublishBatch(ctx, slices.Repeat([]control.PublishRequest{request}, min(left, batchSize)))
		if err != nil {
			return err
		}
		all = append(all, published...)
	}
	for i := range all {
		if err := on(&all[i]); err != nil {
			return err
		}
	}
	return nil
}
