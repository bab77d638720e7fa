package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
)

// keeper keeps a running server as ledgerhook.yaml says. A nil one, where there is no file, does nothing.
type keeper struct {
	*workspace.Workspace
	path string
	done sync.WaitGroup
}

// applyFile brings a server to what the file declares. A mistake in the file is wrong usage; nothing of it was applied then.
func (a *app) applyFile(ctx context.Context, client *control.Client) (*keeper, *workspace.Report, error) {
	if a.workspace == nil {
		return nil, nil, nil
	}
	k := &keeper{Workspace: workspace.New(client, a.environ, a.workspace), path: a.workspace.Path}
	report, err := k.Apply(ctx, a.workspace)
	if err != nil {
		return nil, nil, fileError(k.path, err)
	}
	return k, &report, nil
}

// watch applies every save until ctx ends; wait waits for that.
func (k *keeper) watch(ctx context.Context, tell func(workspace.News)) {
	if k == nil {
		return
	}
	k.done.Go(func() {
		if err := k.Watch(ctx, relay.RealClock{}, tell); err != nil && ctx.Err() == nil {
			tell(workspace.News{Note: fmt.Sprintf("%v; a new start of ledgerhook reads it again", err)})
		}
	})
}

func (k *keeper) wait() {
	if k != nil {
		k.done.Wait()
	}
}

// tellNews prints what came of a save.
func (a *app) tellNews(path string, n workspace.News) {
	var mistakes strictyaml.Mistakes
	switch {
	case n.Report != nil:
		a.tellReport(n.Report, true)
	case errors.As(n.Err, &mistakes):
		for _, mistake := range mistakes {
			fmt.Fprintf(a.stderr, "ledgerhook: %v\n", mistake)
		}
		fmt.Fprintf(a.stderr, "ledgerhook: nothing of %s was applied; what was in force stays\n", relay.Visible(path))
	case n.Err != nil:
		fmt.Fprintf(a.stderr, "ledgerhook: %s\nledgerhook: nothing of %s was applied; what was in force stays\n", relay.Visible(n.Err.Error()), relay.Visible(path))
	default:
		fmt.Fprintf(a.stderr, "ledgerhook: %s\n", n.Note)
	}
}

// tellReport prints what was changed. Of a save that changes nothing it says so; of a start it says nothing.
func (a *app) tellReport(r *workspace.Report, saved bool) {
	a.printing.Lock()
	defer a.printing.Unlock()
	if r.HooksChanged && a.relays {
		fmt.Fprintf(a.stderr, "ledgerhook: the hooks in %s are others now: they count once ledgerhook relay is started again\n", relay.Visible(r.File))
	}
	if len(r.Changes) == 0 && !saved {
		return
	}
	if a.json {
		if err := a.printJSON(r); err != nil {
			fmt.Fprintf(a.stderr, "ledgerhook: %v\n", err)
		}
		return
	}
	if len(r.Changes) == 0 {
		a.say("%s: no change", relay.Visible(r.File))
		return
	}
	a.say("%s: applied", relay.Visible(r.File))
	for _, change := range r.Changes {
		a.say("  %s", change.String())
	}
	if r.Failed() {
		fmt.Fprintf(a.stderr, "ledgerhook: not all of %s could be applied; its next save tries the rest again\n", relay.Visible(r.File))
	}
	for _, change := range r.Changes {
		if change.Error != "" && a.quiet {
			fmt.Fprintf(a.stderr, "ledgerhook: %s\n", change.String())
		}
	}
}
