// Package tui is the terminal UI: a live list of deliveries, an inspector, a filter line and palettes. It is thin: all
// it knows comes from a running server through relay/control's client, and it may import relay, relay/control and relay/export only.
//
// Update is the only writer and does no I/O; commands do, and answer with messages; views are functions of the model
// and its size. Whatever comes from outside is drawn through sanitize.
package tui
