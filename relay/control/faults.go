package control

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

func (s *server) registerFaults(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/faults", "list-faults", "List the fault rules in force"),
		func(_ context.Context, in *struct{ Paged }) (*answer[page[FaultRule]], error) {
			rules, next, err := pageOfMemory(s.Engine.FaultSet.Rules(), in.Paged, relay.FaultPrefix, func(rule *relay.FaultRule) string { return rule.ID })
			return answerOf(pageOf(rules, next, faultRuleOf), err)
		})
	huma.Register(api, operation(http.MethodGet, "/v1/faults/{id}", "show-fault", "Show one fault rule with its hits"),
		func(_ context.Context, in *byID) (*answer[FaultRule], error) {
			for _, rule := range s.Engine.FaultSet.Rules() {
				if rule.ID == in.ID {
					return &answer[FaultRule]{Body: faultRuleOf(&rule)}, nil
				}
			}
			return nil, problem(fmt.Errorf("fault %s: %w", in.ID, relay.ErrNotFound))
		})
	huma.Register(api, operation(http.MethodGet, "/v1/faults/catalog", "list-fault-catalog", "List the faults that can be added"),
		func(_ context.Context, in *struct{ Paged }) (*answer[page[CatalogueEntry]], error) {
			entries, next, err := pageOfMemory(s.Catalogue, in.Paged, "", func(entry *CatalogueEntry) string { return entry.Name })
			return answerOf(page[CatalogueEntry]{Items: entries, Next: next}, err)
		})
	add := operation(http.MethodPost, "/v1/faults", "add-fault", "Put a fault rule in force")
	add.DefaultStatus = http.StatusCreated
	huma.Register(api, add, func(ctx context.Context, in *struct{ Body AddFault }) (*answer[FaultRule], error) {
		put := s.Engine.AddFault
		if in.Body.DryRun {
			put = s.Engine.CheckFault
		}
		rule, err := put(ctx, relay.FaultRule{
			DeclaredAs: in.Body.DeclaredAs, Name: in.Body.Name, Value: in.Body.Value, At: relay.FaultPlace(in.Body.At), Filter: in.Body.Filter,
			First: in.Body.First, Every: in.Body.Every, Chance: in.Body.Chance, Limit: in.Body.Limit,
		})
		return answerOf(faultRuleOf(&rule), err)
	})
	huma.Register(api, operation(http.MethodDelete, "/v1/faults/{id}", "remove-fault", "Take a fault rule out of force"),
		func(ctx context.Context, in *byID) (*struct{}, error) {
			if err := s.Engine.RemoveFault(ctx, in.ID); err != nil {
				return nil, problem(err)
			}
			return nil, nil
		})
	huma.Register(api, operation(http.MethodDelete, "/v1/faults", "clear-faults", "Take all fault rules out of force"),
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			if err := s.Engine.ClearFaults(ctx); err != nil {
				return nil, problem(err)
			}
			return nil, nil
		})
}

func faultRuleOf(r *relay.FaultRule) FaultRule {
	return FaultRule{
		ID: r.ID, Name: r.Name, Value: r.Value, At: string(r.At), Filter: r.Filter,
		First: r.First, Every: r.Every, Chance: r.Chance, Limit: r.Limit, DeclaredAs: r.DeclaredAs, Hits: r.Hits, CreatedAt: Time{r.CreatedAt},
	}
}
