// Package emulate serves the products' own management APIs, so that an app registers its webhook with Fintoro or
// Moneybird by changing only the base URL, and the files that sample bodies point at. Paths, fields, status codes and
// error bodies are the product's own where they are documented, and ours where a comment says so.
//
// It shows and deletes every subscription of a product but the mock's built-in one, which no real product has. It signs
// nothing, sends nothing, and knows nothing of the control API; who may call at all is that one's guard to say. Of this
// project it may import relay and relay/provider.
package emulate
