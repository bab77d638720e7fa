package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func groupByFlag(c *cobra.Command, by *string) {
	names := make([]string, 0, len(relay.GroupFields()))
	for _, field := range relay.GroupFields() {
		names = append(names, string(field))
	}
	c.Flags().StringVar(by, "group-by", "", "count them by fields joined by commas: "+strings.Join(names, ", ")+" (outcome, status and error of the newest attempt)")
}

// groupDeliveries prints one row a group, the largest first. A mistake in by is told without a server.
func (a *app) groupDeliveries(ctx context.Context, filter, by string, limit int) error {
	fields, err := relay.ParseGroupBy(by)
	var mistake *relay.InputError
	if errors.As(err, &mistake) {
		mistake.Field = "--group-by"
	}
	if err != nil {
		return err
	}
	if !a.json && limit < 0 {
		limit = defaultRows
	}
	groups, err := a.client().Groups(ctx, filter, by, min(max(limit, 0), relay.MaxGroups))
	if err != nil {
		return err
	}
	if err := a.printGroups(fields, groups.Items); err != nil {
		return err
	}
	if left := groups.Total - len(groups.Items); left > 0 && !a.quiet {
		how := "--limit 0 shows all"
		if groups.Total > relay.MaxGroups {
			how = fmt.Sprintf("--limit 0 shows %d; fewer fields or a filter make fewer groups", relay.MaxGroups)
		}
		fmt.Fprintf(a.stderr, "the largest %d of %d groups; %s\n", len(groups.Items), groups.Total, how)
	}
	return nil
}

func (a *app) printGroups(by []relay.GroupField, groups []control.Group) error {
	if a.json {
		for _, g := range groups {
			if err := a.printJSON(g); err != nil {
				return err
			}
		}
		return nil
	}
	if len(groups) == 0 {
		return nil
	}
	var head []string
	for _, field := range by {
		head = append(head, strings.ToUpper(string(field)))
	}
	t := a.table(append(head, "COUNT", "SHARE", "NEWEST", "CREATED")...)
	for _, g := range groups {
		var cells []string
		for _, field := range by {
			value := g.Group[string(field)]
			if value == "" || (field == relay.GroupStatus && value == "0") {
				value = "-"
			}
			cells = append(cells, value)
		}
		t.row(append(cells, fmt.Sprint(g.Count), percent(g.Share), g.Latest, export.Moment(g.LatestAt))...)
	}
	return t.flush()
}
