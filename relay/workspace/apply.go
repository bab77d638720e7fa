package workspace

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// Apply brings a server to what a file declares. before is the file that was applied last; nil when that is not known.
// First everything is tried: strictyaml.Mistakes, of what the server refuses, and any other error, mean that nothing was changed. What still cannot be done then
// stands in the report, and the rest is done.
func Apply(ctx context.Context, client *control.Client, file, before *File) (Report, error) {
	report := Report{Kind: "workspace.applied", File: file.Path, Changes: []Change{}}
	subs, err := client.Subscriptions(ctx)
	if err != nil {
		return report, err
	}
	rules, err := client.Faults(ctx)
	if err != nil {
		return report, err
	}
	a := application{client: client, path: file.Path, before: before}
	steps, err := a.try(ctx, plan(file, before, subs, rules))
	if err != nil {
		return report, err
	}
	for i := range steps {
		if err := a.do(ctx, &steps[i]); err != nil {
			if ctx.Err() != nil || errors.Is(err, control.ErrUnreachable) {
				return report, err
			}
			steps[i].Error = steps[i].explained(file.Path, err).Error()
		}
		report.Changes = append(report.Changes, steps[i].Change)
	}
	return report, nil
}

type application struct {
	client *control.Client
	path   string
	before *File
}

// try asks the server what it would do and leaves out what is as it should be.
func (a *application) try(ctx context.Context, steps []step) ([]step, error) {
	var needed []step
	var mistakes strictyaml.Mistakes
	for _, s := range steps {
		err := a.tryOne(ctx, &s)
		var refusal *control.Error
		switch {
		case errors.As(err, &refusal) && refusal.Status == http.StatusUnprocessableEntity:
			mistakes = append(mistakes, s.explained(a.path, err))
		case err != nil:
			return nil, err
		case s.Op != Changed || len(s.Fields) > 0:
			needed = append(needed, s)
		}
	}
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	return needed, nil
}

func (a *application) tryOne(ctx context.Context, s *step) error {
	switch {
	case s.Op == Removed:
		return nil
	case s.rule != nil:
		rule := s.rule.request()
		rule.DryRun = true
		would, err := a.client.AddFault(ctx, rule)
		if err != nil {
			return err
		}
		s.rule.Rule.At = would.At
		s.About = faultText(&s.rule.Rule)
		if s.Op == Changed && s.Fields[0].From == s.About {
			s.Fields = nil
		} else if s.Op == Changed {
			s.Fields[0].To = s.About
		}
		return nil
	case s.Op == Added:
		wanted := s.sub.creation()
		wanted.DryRun = true
		_, err := a.client.Subscribe(ctx, wanted)
		return err
	}
	wanted := s.sub.update()
	wanted.DryRun = true
	after, err := a.client.UpdateSubscription(ctx, s.ID, wanted)
	if err == nil {
		s.Fields = a.changes(s, &after)
	}
	return err
}

// changes are the fields of a subscription that are to be changed.
func (a *application) changes(s *step, after *control.Subscription) []FieldChange {
	var changes []FieldChange
	for _, field := range after.Changed {
		change := FieldChange{Field: strings.ReplaceAll(field, "_", "-")}
		switch field {
		case "secret", "secret2", "urls":
		case "url":
			change.From, change.To = urlBefore(s.have, a.before), s.sub.URL.shown()
			if change.From == change.To { // only what is not shown is another
				change.From, change.To = "", ""
			}
		default:
			change.From, change.To = fieldText(s.have, field), fieldText(after, field)
		}
		changes = append(changes, change)
	}
	if paused := s.have.State == "paused"; paused != s.sub.Paused && (paused || s.have.State == "active") {
		changes = append(changes, FieldChange{Field: pausedField, From: strconv.FormatBool(paused), To: strconv.FormatBool(s.sub.Paused)})
	}
	return changes
}

const pausedField = "paused"

// do does one step.
func (a *application) do(ctx context.Context, s *step) error {
	switch {
	case s.Kind == subscriptionKind && s.Op == Removed:
		return missing(a.client.Unsubscribe(ctx, s.ID))
	case s.Kind == subscriptionKind && s.Op == Added:
		return a.subscribe(ctx, s)
	case s.Kind == subscriptionKind:
		return a.update(ctx, s)
	}
	if s.ID != "" {
		if err := missing(a.client.RemoveFault(ctx, s.ID)); err != nil || s.Op == Removed {
			return err
		}
	}
	rule, err := a.client.AddFault(ctx, s.rule.request())
	if err == nil {
		s.ID = rule.ID
	}
	return err
}

func (a *application) subscribe(ctx context.Context, s *step) error {
	made, err := a.client.Subscribe(ctx, s.sub.creation())
	if err != nil {
		return err
	}
	s.ID = made.ID
	var notes []string
	if s.sub.Secret == (Secret{}) && made.Secret != "" {
		notes = append(notes, "its secret was drawn, and ledgerhook env prints it")
	}
	if made.SteppedAside != "" {
		notes = append(notes, "the built-in mock stepped aside")
	}
	if s.sub.Paused {
		notes = append(notes, "paused")
		_, err = a.client.Pause(ctx, made.ID)
	}
	s.Note = strings.Join(notes, "; ")
	return err
}

func (a *application) update(ctx context.Context, s *step) error {
	last := s.Fields[len(s.Fields)-1]
	if last.Field != pausedField || len(s.Fields) > 1 {
		if _, err := a.client.UpdateSubscription(ctx, s.ID, s.sub.update()); err != nil {
			return err
		}
	}
	if last.Field != pausedField {
		return nil
	}
	move := a.client.Resume
	if s.sub.Paused {
		move = a.client.Pause
	}
	_, err := move(ctx, s.ID)
	return err
}

// missing takes what is gone already for removed.
func missing(err error) error {
	var refusal *control.Error
	if errors.As(err, &refusal) && refusal.Status == http.StatusNotFound {
		return nil
	}
	return err
}
