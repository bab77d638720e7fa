package main

import (
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// handleAll does it to all deliveries that a filter takes, or tells how many there are.
func (a *app) handleAll(ctx context.Context, h *handling) error {
	client := a.client()
	request := control.BulkReplayRequest{
		BulkRequest: control.BulkRequest{Filter: h.filter, All: h.all, DryRun: h.dryRun},
		NewID:       h.replay.NewID, OriginalTime: h.replay.OriginalTime, URL: h.replay.URL,
	}
	if h.id != "" {
		request.Filter = "id:" + h.id
	}
	if h.dryRun {
		return a.dryRun(ctx, client, h, request)
	}
	bar, err := a.bulkBar(ctx, client, h, request)
	if err != nil {
		return err
	}
	result, err := bulkPages(ctx, client, h, request, bar.show)
	bar.clear()
	if err != nil {
		if result.Changed > 0 || ctx.Err() != nil {
			fmt.Fprintf(a.stderr, "ledgerhook: stopped; %d were %s\n", result.Changed, done(h.verb))
		}
		if a.json && result.Matched > 0 {
			if problem := a.printJSON(result); problem != nil {
				return problem
			}
		}
		return err
	}
	if a.json {
		return a.printJSON(result)
	}
	a.say("%d %s%s", result.Changed, done(h.verb), skippedText(&result))
	return nil
}

// skippedText says why fewer were changed than looked for.
func skippedText(r *control.BulkResult) string {
	switch {
	case r.Matched == 0:
		return "; no delivery matches"
	case r.Skipped > 0:
		return fmt.Sprintf("; %d left as they are, since their state or their subscription's does not allow it", r.Skipped)
	}
	return ""
}

// dryRun tells how many would be changed, by state.
func (a *app) dryRun(ctx context.Context, client *control.Client, h *handling, request control.BulkReplayRequest) error {
	result, err := client.Bulk(ctx, h.verb, request)
	switch {
	case err != nil:
		return err
	case h.id != "" && result.Matched == 0:
		return &exitError{code: exitNotFound, err: fmt.Errorf("delivery %s: %w", h.id, relay.ErrNotFound), try: "ledgerhook deliveries list"}
	case a.json:
		return a.printJSON(result)
	}
	fmt.Fprintf(a.stdout, "%d would be %s%s\n", result.Changed, done(h.verb), skippedText(&result))
	if result.Matched > 0 {
		a.say("  matched: %s", countsOf(result.States))
	}
	return nil
}

// bulkPages goes page by page, so that it can be slowed down, watched, and stopped in between. The result is what was
// done, also beside an error.
func bulkPages(ctx context.Context, client *control.Client, h *handling, request control.BulkReplayRequest, watch func(*control.BulkResult)) (control.BulkResult, error) {
	sum := control.BulkResult{}
	request.Limit = pageSize
	if h.rate > 0 {
		request.Limit = int(min(max(h.rate/20, 1), pageSize)) // twenty small steps a second
	}
	start := relay.RealClock{}.Now()
	for {
		if h.rate > 0 {
			if err := (relay.RealClock{}).Wait(ctx, start.Add(time.Duration(float64(sum.Changed)/h.rate*float64(time.Second)))); err != nil {
				return sum, err
			}
		}
		if ctx.Err() != nil {
			return sum, context.Cause(ctx)
		}
		page, err := client.Bulk(context.WithoutCancel(ctx), h.verb, request) // a page begun is a page done
		sum.Matched += page.Matched
		sum.Changed += page.Changed
		sum.Skipped += page.Skipped
		if err != nil {
			return sum, err
		}
		request.Cursor, sum.Next = page.Next, page.Next
		watch(&sum)
		if page.Next == "" {
			return sum, nil
		}
	}
}

// bulkBar is a progress bar for a terminal, which needs to know how many there are; elsewhere one that shows nothing.
func (a *app) bulkBar(ctx context.Context, client *control.Client, h *handling, request control.BulkReplayRequest) (*bar, error) {
	if _, is := terminal(a.stderr); !is || a.quiet {
		return &bar{}, nil
	}
	request.DryRun = true
	counted, err := client.Bulk(ctx, h.verb, request)
	if err != nil {
		return nil, err
	}
	return &bar{w: a.stderr, total: counted.Matched, elapsed: relay.RealClock{}.Stopwatch()}, nil
}
