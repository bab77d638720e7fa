// Package emulate serves the products' own management APIs, so that an app registers its webhook with Fintoro or
// Moneybird by changing only the base URL, and the files that sample bodies point at. Paths, fields, status codes and
// error bodies are the product's own where they are documented, and ours where a comment says so.
//
// Every call has a caller, the holder of a bearer token, who sees and changes what is its account's and nothing else. The
// account of the issued token also has what was made elsewhere, but for the mock's built-in subscription, which no real
// product has. This package signs nothing, sends nothing, and knows nothing of the control API; from where calls may come
// is that one's guard to say. Of this project it may import relay and relay/provider.
package emulate
