// Package local puts one running ledgerhook together: store, engine, products, mock receiver and control API. It is the
// only wiring; the command line and the tests use what it hands out. It may import every package but tui.
package local
