package local

import (
	"context"
	"slices"
	"sync"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// Stock is what is the same in every node and takes long to make: the samples, databases without a row, and the calls of the
// control API, which go from a closed node to the next one. Nodes that share it share nothing else. Safe for concurrent use.
type Stock struct {
	samples *fixtures.Catalogue
	empty   *sqlite.Blank

	mu   sync.Mutex
	free []*control.Calls // of nodes that are closed; as many as ever ran at once
}

// NewStock makes a stock for Options.Stock. It costs what a start costs without one.
func NewStock(ctx context.Context) (*Stock, error) {
	samples, err := fixtures.New()
	if err != nil {
		return nil, err
	}
	empty, err := sqlite.NewBlank(ctx)
	if err != nil {
		return nil, err
	}
	return &Stock{samples: samples, empty: empty}, nil
}

func (s *Stock) catalogue() (*fixtures.Catalogue, error) {
	if s == nil {
		return fixtures.New()
	}
	return s.samples, nil
}

// lend takes calls that no node serves by; nil where there are none of this version.
func (s *Stock) lend(version string) *control.Calls {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.free, func(c *control.Calls) bool { return c.Version() == version })
	if at < 0 {
		return nil
	}
	calls := s.free[at]
	s.free = slices.Delete(s.free, at, at+1)
	return calls
}

// giveBack takes the calls of a node that has answered its last one.
func (s *Stock) giveBack(calls *control.Calls) {
	if s == nil || calls == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, calls)
}

func (s *Stock) blank() *sqlite.Blank {
	if s == nil {
		return nil
	}
	return s.empty
}
