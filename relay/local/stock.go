package local

import (
	"context"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// Stock is what is the same in every node and takes long to make: the samples, and databases without a row. Nodes that share
// it share nothing else. Safe for concurrent use.
type Stock struct {
	samples *fixtures.Catalogue
	empty   *sqlite.Blank
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

func (s *Stock) blank() *sqlite.Blank {
	if s == nil {
		return nil
	}
	return s.empty
}
