// Package bench tells how fast a ledgerhook is beside bare HTTP on the same machine. It starts real processes, a server and
// a receiver, and is itself the client. It may import relay/local and what that hands out: the engine, the store, the
// products, their samples and the control API's client.
package bench
