package control

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// FaultRules are the rules in force: the engine's, or those of a mock that runs alone.
type FaultRules interface {
	// AddFault puts a rule in force; CheckFault only says what it would be. An error of the rule is a relay.InputError.
	AddFault(ctx context.Context, rule relay.FaultRule) (relay.FaultRule, error)
	CheckFault(ctx context.Context, rule relay.FaultRule) (relay.FaultRule, error)
	// RemoveFault takes a rule out of force. relay.ErrNotFound when there is none.
	RemoveFault(ctx context.Context, id string) error
	ClearFaults(ctx context.Context) error
	// FaultRules lists the rules in the order they were added, hits included.
	FaultRules() []relay.FaultRule
}

// faultCalls are the calls about faults.
type faultCalls struct {
	rules     FaultRules
	catalogue []CatalogueEntry
}

// engineFaults are the engine's rules.
type engineFaults struct{ *relay.Engine }

// FaultRules implements FaultRules.
func (e engineFaults) FaultRules() []relay.FaultRule { return e.FaultSet.Rules() }

func (f *faultCalls) register(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/faults", "list-faults", "List the fault rules in force"),
		func(_ context.Context, in *struct{ Paged }) (*answer[page[FaultRule]], error) {
			rules, next, err := pageOfMemory(f.shown(), in.Paged, relay.FaultPrefix, func(rule *FaultRule) string { return rule.ID })
			return answerOf(page[FaultRule]{Items: rules, Next: next}, err)
		})
	huma.Register(api, operation(http.MethodGet, "/v1/faults/{id}", "show-fault", "Show one fault rule with its hits"),
		func(_ context.Context, in *byID) (*answer[FaultRule], error) {
			for _, rule := range f.shown() {
				if rule.ID == in.ID {
					return &answer[FaultRule]{Body: rule}, nil
				}
			}
			return nil, problem(fmt.Errorf("fault %s: %w", in.ID, relay.ErrNotFound))
		})
	huma.Register(api, operation(http.MethodGet, "/v1/faults/catalog", "list-fault-catalog", "List the faults that can be added"),
		func(_ context.Context, in *struct{ Paged }) (*answer[page[CatalogueEntry]], error) {
			entries, next, err := pageOfMemory(f.catalogue, in.Paged, "", func(entry *CatalogueEntry) string { return entry.Name })
			return answerOf(page[CatalogueEntry]{Items: entries, Next: next}, err)
		})
	add := operation(http.MethodPost, "/v1/faults", "add-fault", "Put a fault rule in force")
	add.DefaultStatus = http.StatusCreated
	huma.Register(api, add, func(ctx context.Context, in *struct{ Body AddFault }) (*answer[FaultRule], error) {
		put := f.rules.AddFault
		if in.Body.DryRun {
			put = f.rules.CheckFault
		}
		rule, err := put(ctx, relay.FaultRule{
			DeclaredAs: in.Body.DeclaredAs, Name: in.Body.Name, Value: in.Body.Value, At: relay.FaultPlace(in.Body.At), Filter: in.Body.Filter,
			First: in.Body.First, Every: in.Body.Every, Chance: in.Body.Chance, Limit: in.Body.Limit,
		})
		shown := faultRuleOf(&rule)
		for _, other := range f.shown() {
			if other.ID == rule.ID && !in.Body.DryRun {
				shown.Order = other.Order
			}
		}
		return answerOf(shown, err)
	})
	huma.Register(api, operation(http.MethodDelete, "/v1/faults/{id}", "remove-fault", "Take a fault rule out of force"),
		func(ctx context.Context, in *byID) (*struct{}, error) {
			if err := f.rules.RemoveFault(ctx, in.ID); err != nil {
				return nil, problem(err)
			}
			return nil, nil
		})
	huma.Register(api, operation(http.MethodDelete, "/v1/faults", "clear-faults", "Take all fault rules out of force"),
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			if err := f.rules.ClearFaults(ctx); err != nil {
				return nil, problem(err)
			}
			return nil, nil
		})
}

// shown are the rules in force, each with its order.
func (f *faultCalls) shown() []FaultRule {
	rules := f.rules.FaultRules()
	acting := make([]int, len(rules)) // indices, in the order in which they act
	for i := range rules {
		acting[i] = i
	}
	slices.SortStableFunc(acting, func(a, b int) int { return cmp.Compare(rules[a].Stage, rules[b].Stage) })
	shown, count := make([]FaultRule, len(rules)), map[relay.FaultPlace]int{}
	for _, i := range acting {
		count[rules[i].At]++
		shown[i] = faultRuleOf(&rules[i])
		shown[i].Order = count[rules[i].At]
	}
	return shown
}

func faultRuleOf(r *relay.FaultRule) FaultRule {
	shown := FaultRule{
		ID: r.ID, Name: r.Name, Value: r.Value, At: string(r.At), Filter: r.Filter,
		First: r.First, Every: r.Every, Chance: r.Chance, Limit: r.Limit, DeclaredAs: r.DeclaredAs, Hits: r.Hits, CreatedAt: Time{r.CreatedAt},
		Acts: r.Stage.String(),
	}
	if r.LastHit.Number > 0 {
		shown.LastHit = &FaultHit{At: Time{r.LastHit.At}, Key: r.LastHit.Key, Number: r.LastHit.Number}
	}
	return shown
}
