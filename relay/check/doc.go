// Package check is a conformance suite for somebody's receiver: cases that send what a product sends, well and badly, and judge
// the answers by the product's documentation and by good practice. A case is a row of a table; a session knows the receiver,
// makes webhooks and sends them. It prints nothing. It may import relay, relay/provider and relay/fault.
package check
