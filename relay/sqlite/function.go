package sqlite

import (
	"database/sql/driver"
	"path"
	"strings"

	"modernc.org/sqlite"

	"github.com/ledgerhook/ledgerhook/relay"
)

// newDriver returns a driver whose connections know the functions that a filter needs, and the sealing of old rows.
//
// path_match(pattern, value) is path.Match and no GLOB, whose classes and escapes differ.
// mask_url(url) is relay.MaskURL.
// has_text(wanted, value, …) looks for a lower-cased text in any of the values, folding all of Unicode; SQLite folds ASCII.
func newDriver() (*sqlite.Driver, error) {
	d := &sqlite.Driver{}
	// The arguments are read and let go, so the driver need not copy them; its copies would end at a NUL besides.
	err := d.RegisterFunction("path_match", &sqlite.FunctionImpl{NArgs: 2, Deterministic: true, VolatileArgs: true, Scalar: pathMatch})
	if err != nil {
		return nil, err
	}
	err = d.RegisterFunction("mask_url", &sqlite.FunctionImpl{NArgs: 1, Deterministic: true, VolatileArgs: true, Scalar: maskURL})
	if err != nil {
		return nil, err
	}
	return d, d.RegisterFunction("has_text", &sqlite.FunctionImpl{NArgs: -1, Deterministic: true, VolatileArgs: true, Scalar: hasText})
}

func maskURL(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	url, _ := args[0].(string)
	return strings.Clone(relay.MaskURL(url)), nil // the argument goes with the call
}

func pathMatch(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	pattern, _ := args[0].(string)
	value, _ := args[1].(string)
	ok, _ := path.Match(pattern, value) // a broken pattern matches nothing, as in relay.Filter
	return ok, nil
}

func hasText(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	wanted, _ := args[0].(string)
	for _, arg := range args[1:] {
		value, _ := arg.(string)
		if strings.Contains(strings.ToLower(value), wanted) {
			return true, nil
		}
	}
	return false, nil
}
