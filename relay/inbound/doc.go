// Package inbound takes real products' webhooks in: it verifies them by the product's rule, has them stored before it
// answers what the product wants to hear, and knows hooks, callers and proxies. What becomes of them is the engine's. It
// may import relay and relay/provider.
package inbound
