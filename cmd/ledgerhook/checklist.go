package main

import (
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// listedCase is a line of check --list --json. Scripts rely on the names.
type listedCase struct {
	Provider string `json:"provider"`
	ID       string `json:"id"`
	Level    string `json:"level"`
	Source   string `json:"source"`
	Title    string `json:"title"`
	Rule     string `json:"rule"`
	Remedy   string `json:"remedy"`
}

// cases are those that --only and --skip leave of a product's.
func (f *checkFlags) cases(dialect relay.Dialect) ([]check.Described, error) {
	cases, err := check.List(dialect, f.only, f.skip)
	if err != nil {
		return nil, usage("ledgerhook check --list --provider "+dialect.Traits().Name, "--%w", err)
	}
	return cases, nil
}

// listCases prints the cases of a product, or of all.
func (a *app) listCases(f *checkFlags) error {
	known, err := builtinProducts()
	if err != nil {
		return err
	}
	names, head := providerNames(), []string{"PROVIDER", "CASE", "LEVEL", "SOURCE", "TITLE"}
	if f.provider != "" {
		names, head = []string{f.provider}, head[1:]
	}
	var table *table
	for _, name := range names {
		dialect, err := known.Dialect(name)
		if err != nil {
			return err
		}
		cases, err := f.cases(dialect)
		if err != nil {
			return err
		}
		for _, c := range cases {
			if a.json {
				if err := a.printJSON(listedCase{name, c.ID, string(c.Level), string(c.Source), c.Title, c.Rule, c.Remedy}); err != nil {
					return err
				}
				continue
			}
			if table == nil {
				table = a.table(head...)
			}
			row := []string{name, c.ID, string(c.Level), string(c.Source), c.Title}
			table.row(row[len(row)-len(head):]...)
		}
	}
	if table == nil {
		return nil
	}
	return table.flush()
}
