// Package workspace reads a directory's ledgerhook.yaml, which declares settings of serve, subscriptions with their secrets,
// faults, and the hooks of relay, and brings a running server to what it declares: at the start and at every save. It changes
// and removes only what it has made itself (declared_as); what a person or an app made is left alone. Hooks it only reads.
//
// It opens no database and wires nothing: it reaches the server through relay/control's client only, and imports relay for
// the filter language, the clock, and words that are made visible, relay/strictyaml for the file, and relay/saves to see it saved.
package workspace
