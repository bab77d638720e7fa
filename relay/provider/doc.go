// Package provider is what each accounting product is on the wire: its traits, its body, its headers with their
// signature, and how it reads an answer. One file a product; every fact says where it comes from.
//
// It holds no state, asks no clock and opens no connection: the engine of package relay does that. It knows no sample
// data (package fixtures) and no management API (package relay/emulate). Of this project it may import only relay
// and relay/retry.
package provider
