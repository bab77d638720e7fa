package sqlite

import (
	"context"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

const selectFaultRules = `
SELECT id, name, value, place, filter, first_n, every_n, chance, hit_limit, declared_as, seen, hits, created_at FROM fault_rules ORDER BY seq`

// FaultRules implements relay.FaultStore, in the order they were added.
func (s *Store) FaultRules(ctx context.Context) ([]relay.FaultRule, error) {
	rows, err := s.db.reader.rows(ctx, selectFaultRules)
	if err != nil {
		return nil, fmt.Errorf("read fault rules: %w", err)
	}
	rules, err := collect(rows, func(r row) (relay.FaultRule, error) {
		var f relay.FaultRule
		err := r.Scan(&f.ID, &f.Name, &f.Value, &f.At, &f.Filter, &f.First, &f.Every, &f.Chance, &f.Limit, &f.DeclaredAs, &f.Seen, &f.Hits, stamped{&f.CreatedAt})
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("read fault rules: %w", err)
	}
	return rules, nil
}

const upsertFaultRule = `
INSERT INTO fault_rules (id, name, value, place, filter, first_n, every_n, chance, hit_limit, declared_as, seen, hits, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, value = excluded.value, place = excluded.place, filter = excluded.filter,
	first_n = excluded.first_n, every_n = excluded.every_n, chance = excluded.chance, hit_limit = excluded.hit_limit,
	declared_as = excluded.declared_as, seen = excluded.seen, hits = excluded.hits, created_at = excluded.created_at`

// PutFaultRule implements relay.FaultStore. One that is replaced keeps its place in the order.
func (s *Store) PutFaultRule(ctx context.Context, rule *relay.FaultRule) error {
	f := *rule
	err := s.db.writer.do(ctx, func(t *tx) error {
		_, err := t.exec(upsertFaultRule, f.ID, f.Name, f.Value, string(f.At), f.Filter, f.First, f.Every, f.Chance, f.Limit, f.DeclaredAs, f.Seen, f.Hits, stamp(f.CreatedAt))
		return err
	})
	if err != nil {
		return fmt.Errorf("store fault rule %s: %w", rule.ID, err)
	}
	return nil
}

const countFault = `UPDATE fault_rules SET seen = max(seen, ?), hits = max(hits, ?) WHERE id = ?`

// CountFaults implements relay.FaultStore.
func (s *Store) CountFaults(ctx context.Context, counts []relay.FaultCount) error {
	if err := s.db.writer.do(ctx, func(t *tx) error { return countFaults(t, counts) }); err != nil {
		return fmt.Errorf("store the counts of fault rules: %w", err)
	}
	return nil
}

func countFaults(t *tx, counts []relay.FaultCount) error {
	for _, c := range counts {
		if _, err := t.exec(countFault, c.Seen, c.Hits, c.RuleID); err != nil {
			return fmt.Errorf("count fault rule %s: %w", c.RuleID, err)
		}
	}
	return nil
}

const (
	deleteFaultRule  = `DELETE FROM fault_rules WHERE id = ?`
	deleteFaultRules = `DELETE FROM fault_rules`
)

// DeleteFaultRule implements relay.FaultStore. Deleting one that is not there does nothing.
func (s *Store) DeleteFaultRule(ctx context.Context, id string) error {
	err := s.db.writer.do(ctx, func(t *tx) error {
		if id == "" {
			_, err := t.exec(deleteFaultRules)
			return err
		}
		_, err := t.exec(deleteFaultRule, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete fault rule %s: %w", id, err)
	}
	return nil
}
