package main

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// preview prints what an event would be sent as.
func (a *app) preview(ctx context.Context, request control.PublishRequest) error {
	seen, err := a.client().Preview(ctx, request)
	if err != nil {
		return err
	}
	if a.json {
		return a.printJSON(seen)
	}
	fmt.Fprintln(a.stdout, relay.Visible(seen.Body))
	return nil
}
